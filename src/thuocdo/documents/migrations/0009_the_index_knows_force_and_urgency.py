"""The index also knows urgency, withdrawing, and keys of rooms above (`b:`), which it keeps when a paper changes."""

from django.db import migrations

KNOWN = """
CREATE OR REPLACE FUNCTION documents_place(paper documents_document, told boolean) RETURNS void LANGUAGE plpgsql AS $$
DECLARE
    province text;
    regions text[];
    scope_of text[];
BEGIN
    SELECT u.province_key INTO province FROM directory_unit u WHERE u.id = paper.province_id;
    SELECT coalesce(array_agg(DISTINCT u.province_key), '{}') INTO regions FROM directory_unit u
     WHERE u.id = ANY (ARRAY[paper.province_id, paper.received_unit_id, paper.issuer_id]
                       || ARRAY(SELECT h.unit_id FROM documents_holder h WHERE h.document_id = paper.id));
    SELECT array_agg(DISTINCT key) INTO scope_of FROM (
        SELECT 'u' || paper.received_unit_id UNION ALL SELECT 'u' || paper.issuer_id
        UNION ALL SELECT 'u' || h.unit_id FROM documents_holder h WHERE h.document_id = paper.id
        UNION ALL SELECT 'p' || province
        UNION ALL SELECT CASE WHEN paper.state = 'confirmed' THEN 'c' || province END
        UNION ALL SELECT 'r' || region FROM unnest(regions) region
        UNION ALL SELECT 't:' || left(lower(paper.doc_type), 80) UNION ALL SELECT 's:' || paper.state
        UNION ALL SELECT 'y:' || left(paper.issued_value, 4)
        UNION ALL SELECT 'g:' || nullif(paper.urgency, '')
        UNION ALL SELECT CASE WHEN paper.withdrawn_at IS NULL THEN 'f:con' ELSE 'f:thu-hoi' END
        UNION ALL SELECT kept FROM documents_documentindex i, unnest(i.scope) kept
         WHERE i.document_id = paper.id AND kept LIKE 'b:%'
    ) keys(key) WHERE key IS NOT NULL;
    INSERT INTO documents_documentindex (document_id, words, scope, region, day, received_at, number_key, issuer_name,
                                         doc_type, year, stale)
    VALUES (paper.id, '', scope_of, CASE WHEN cardinality(regions) = 1 THEN regions[1] ELSE '*' END,
            coalesce(paper.issued_on, CASE
                WHEN paper.issued_value ~ '^[12][0-9]{3}-(0[1-9]|1[0-2])$'
                THEN to_date(paper.issued_value || '-01', 'YYYY-MM-DD')
                WHEN paper.issued_value ~ '^[12][0-9]{3}$' THEN to_date(paper.issued_value || '-01-01', 'YYYY-MM-DD')
                END, (paper.received_at AT TIME ZONE 'Asia/Ho_Chi_Minh')::date),
            paper.received_at, left(paper.number_key, 80), left(paper.issuer_name, 200), left(paper.doc_type, 80),
            left(paper.issued_value, 4), true)
    ON CONFLICT (document_id) DO UPDATE SET
        scope = excluded.scope, region = excluded.region, day = excluded.day, received_at = excluded.received_at,
        number_key = excluded.number_key, issuer_name = excluded.issuer_name, doc_type = excluded.doc_type,
        year = excluded.year, stale = documents_documentindex.stale OR told;
END $$;

CREATE OR REPLACE FUNCTION documents_paper_changed() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    told boolean := true;
BEGIN
    IF TG_OP = 'UPDATE' THEN
        told := (NEW.number_symbol, NEW.subject, NEW.issuer_name, NEW.signer_name, NEW.doc_type, NEW.text)
            IS DISTINCT FROM
            (OLD.number_symbol, OLD.subject, OLD.issuer_name, OLD.signer_name, OLD.doc_type, OLD.text);
        IF NOT told AND (NEW.state, NEW.received_unit_id, NEW.issuer_id, NEW.province_id, NEW.issued_on,
                         NEW.issued_value, NEW.received_at, NEW.number_key, NEW.urgency, NEW.withdrawn_at)
            IS NOT DISTINCT FROM (OLD.state, OLD.received_unit_id, OLD.issuer_id, OLD.province_id, OLD.issued_on,
                                  OLD.issued_value, OLD.received_at, OLD.number_key, OLD.urgency, OLD.withdrawn_at) THEN
            RETURN NULL;
        END IF;
    END IF;
    PERFORM documents_place(NEW, told);
    RETURN NULL;
END $$;
SELECT documents_place(d, false) FROM documents_document d;
"""
BEFORE = """
CREATE OR REPLACE FUNCTION documents_place(paper documents_document, told boolean) RETURNS void LANGUAGE plpgsql AS $$
DECLARE
    province text;
    regions text[];
    scope_of text[];
BEGIN
    SELECT u.province_key INTO province FROM directory_unit u WHERE u.id = paper.province_id;
    SELECT coalesce(array_agg(DISTINCT u.province_key), '{}') INTO regions FROM directory_unit u
     WHERE u.id = ANY (ARRAY[paper.province_id, paper.received_unit_id, paper.issuer_id]
                       || ARRAY(SELECT h.unit_id FROM documents_holder h WHERE h.document_id = paper.id));
    SELECT array_agg(DISTINCT key) INTO scope_of FROM (
        SELECT 'u' || paper.received_unit_id UNION ALL SELECT 'u' || paper.issuer_id
        UNION ALL SELECT 'u' || h.unit_id FROM documents_holder h WHERE h.document_id = paper.id
        UNION ALL SELECT 'p' || province
        UNION ALL SELECT CASE WHEN paper.state = 'confirmed' THEN 'c' || province END
        UNION ALL SELECT 'r' || region FROM unnest(regions) region
        UNION ALL SELECT 't:' || left(lower(paper.doc_type), 80) UNION ALL SELECT 's:' || paper.state
        UNION ALL SELECT 'y:' || left(paper.issued_value, 4)
    ) keys(key) WHERE key IS NOT NULL;
    INSERT INTO documents_documentindex (document_id, words, scope, region, day, received_at, number_key, issuer_name,
                                         doc_type, year, stale)
    VALUES (paper.id, '', scope_of, CASE WHEN cardinality(regions) = 1 THEN regions[1] ELSE '*' END,
            coalesce(paper.issued_on, CASE
                WHEN paper.issued_value ~ '^[12][0-9]{3}-(0[1-9]|1[0-2])$'
                THEN to_date(paper.issued_value || '-01', 'YYYY-MM-DD')
                WHEN paper.issued_value ~ '^[12][0-9]{3}$' THEN to_date(paper.issued_value || '-01-01', 'YYYY-MM-DD')
                END, (paper.received_at AT TIME ZONE 'Asia/Ho_Chi_Minh')::date),
            paper.received_at, left(paper.number_key, 80), left(paper.issuer_name, 200), left(paper.doc_type, 80),
            left(paper.issued_value, 4), true)
    ON CONFLICT (document_id) DO UPDATE SET
        scope = excluded.scope, region = excluded.region, day = excluded.day, received_at = excluded.received_at,
        number_key = excluded.number_key, issuer_name = excluded.issuer_name, doc_type = excluded.doc_type,
        year = excluded.year, stale = documents_documentindex.stale OR told;
END $$;

CREATE OR REPLACE FUNCTION documents_paper_changed() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    told boolean := true;
BEGIN
    IF TG_OP = 'UPDATE' THEN
        told := (NEW.number_symbol, NEW.subject, NEW.issuer_name, NEW.signer_name, NEW.doc_type, NEW.text)
            IS DISTINCT FROM
            (OLD.number_symbol, OLD.subject, OLD.issuer_name, OLD.signer_name, OLD.doc_type, OLD.text);
        IF NOT told AND (NEW.state, NEW.received_unit_id, NEW.issuer_id, NEW.province_id, NEW.issued_on,
                         NEW.issued_value, NEW.received_at, NEW.number_key)
            IS NOT DISTINCT FROM (OLD.state, OLD.received_unit_id, OLD.issuer_id, OLD.province_id, OLD.issued_on,
                                  OLD.issued_value, OLD.received_at, OLD.number_key) THEN
            RETURN NULL;
        END IF;
    END IF;
    PERFORM documents_place(NEW, told);
    RETURN NULL;
END $$;
"""


class Migration(migrations.Migration):

    dependencies = [('documents', '0008_papers_that_may_be_one')]

    operations = [migrations.RunSQL(KNOWN, BEFORE)]
