"""The database keeps what was believed of units and successions before, whoever changes a row and by whatever means."""

from django.db import migrations

TABLES = {"directory_unitversion": "directory_pastversion", "directory_succession": "directory_pastsuccession"}

FORWARD = """
CREATE FUNCTION directory_keep_belief() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    past text := TG_ARGV[0];
    -- The moment of the decision or load (directory.models.moment), else the clock of the database.
    moment timestamptz := coalesce(
        nullif(current_setting('thuocdo.moment', true), '')::timestamptz, clock_timestamp());
    former jsonb;
BEGIN
    IF TG_OP = 'INSERT' THEN
        NEW.recorded_at := coalesce(NEW.recorded_at, moment);
        RETURN NEW;
    END IF;
    IF TG_OP = 'UPDATE' AND to_jsonb(OLD) - 'recorded_at' = to_jsonb(NEW) - 'recorded_at' THEN
        NEW.recorded_at := OLD.recorded_at;
        RETURN NEW;
    END IF;
    moment := greatest(moment, OLD.recorded_at + interval '1 microsecond');
    former := to_jsonb(OLD) - 'id' || jsonb_build_object(
        'row', OLD.id, 'recorded', tstzrange(OLD.recorded_at, moment, '[)'),
        'id', nextval(pg_get_serial_sequence(past, 'id')));
    EXECUTE format('INSERT INTO %I SELECT * FROM jsonb_populate_record(NULL::%I, $1)', past, past) USING former;
    IF TG_OP = 'DELETE' THEN
        RETURN OLD;
    END IF;
    NEW.recorded_at := moment;
    RETURN NEW;
END $$;
""" + "".join(
    f"""
UPDATE {table} SET recorded_at = now() WHERE recorded_at IS NULL;
CREATE TRIGGER former_belief_is_kept BEFORE INSERT OR UPDATE OR DELETE ON {table}
    FOR EACH ROW EXECUTE FUNCTION directory_keep_belief('{past}');
"""
    for table, past in TABLES.items()
)
BACKWARD = (
    "".join(f"DROP TRIGGER former_belief_is_kept ON {table};\n" for table in TABLES)
    + "DROP FUNCTION directory_keep_belief();"
)


class Migration(migrations.Migration):
    dependencies = [("directory", "0002_two_time_axes_and_authority")]
    operations = [migrations.RunSQL(FORWARD, BACKWARD)]
