"""The list of papers is narrowed by the books in which a paper stands: `b:in`, `b:out` in the index of papers."""

from django.db import migrations

KNOWN = """
CREATE FUNCTION chancery_books_of(paper bigint) RETURNS void LANGUAGE sql AS $$
    UPDATE documents_documentindex SET scope = ARRAY(
        SELECT key FROM unnest(scope) key WHERE key NOT LIKE 'b:%'
        UNION ALL
        SELECT DISTINCT 'b:' || b.direction FROM chancery_entry e JOIN chancery_book b ON b.id = e.book_id
         WHERE e.document_id = paper AND e.struck_at IS NULL
    ) WHERE document_id = paper
$$;
CREATE FUNCTION chancery_line_changed() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP <> 'INSERT' AND OLD.document_id IS NOT NULL THEN
        PERFORM chancery_books_of(OLD.document_id);
    END IF;
    IF TG_OP <> 'DELETE' AND NEW.document_id IS NOT NULL THEN
        PERFORM chancery_books_of(NEW.document_id);
    END IF;
    RETURN NULL;
END $$;
CREATE TRIGGER the_index_knows_new_lines AFTER INSERT OR DELETE ON chancery_entry
    FOR EACH ROW EXECUTE FUNCTION chancery_line_changed();
CREATE TRIGGER the_index_knows_changed_lines AFTER UPDATE OF document_id, struck_at ON chancery_entry
    FOR EACH ROW EXECUTE FUNCTION chancery_line_changed();
SELECT chancery_books_of(p.document_id)
  FROM (SELECT DISTINCT document_id FROM chancery_entry WHERE document_id IS NOT NULL) p;
"""
LEAVE = """
DROP TRIGGER the_index_knows_changed_lines ON chancery_entry;
DROP TRIGGER the_index_knows_new_lines ON chancery_entry;
DROP FUNCTION chancery_line_changed();
DROP FUNCTION chancery_books_of(bigint);
"""


class Migration(migrations.Migration):

    dependencies = [
        ('chancery', '0006_drafts_are_sought'),
        ('documents', '0009_the_index_knows_force_and_urgency'),
    ]

    operations = [migrations.RunSQL(KNOWN, LEAVE)]
