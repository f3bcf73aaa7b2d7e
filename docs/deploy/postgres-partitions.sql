-- Divides the tables that grow with the accounts into 16 partitions by integration. Run it with psql on a
-- database of Inflow while no Inflow is running, with a backup at hand: it copies every row once.
BEGIN;

DO $$
DECLARE
    divided TEXT;
BEGIN
    FOREACH divided IN ARRAY ARRAY['ticket', 'ticket_event', 'call', 'call_volume', 'contact',
        'volume'] LOOP
        EXECUTE format('ALTER TABLE %I RENAME TO %I', divided, divided || '_whole');
        EXECUTE format('CREATE TABLE %I (LIKE %I INCLUDING ALL) PARTITION BY HASH (integration_id)',
            divided, divided || '_whole');
        FOR part IN 0..15 LOOP
            EXECUTE format('CREATE TABLE %I PARTITION OF %I FOR VALUES WITH (MODULUS 16, REMAINDER %s)',
                divided || '_part_' || part, divided, part);
        END LOOP;
        EXECUTE format('INSERT INTO %I SELECT * FROM %I', divided, divided || '_whole');
        EXECUTE format('DROP TABLE %I', divided || '_whole');
    END LOOP;
END
$$;

COMMIT;
ANALYZE;
