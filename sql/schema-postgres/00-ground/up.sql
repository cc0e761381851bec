-- What the other files stand on: types and functions that SQLite has in other words.
-- Text is compared and sorted by its bytes, as SQLite does, whatever the database does elsewhere.

CREATE DOMAIN datetime AS text COLLATE "C";
COMMENT ON DOMAIN datetime IS 'A moment, UTC, as text YYYY-MM-DD HH:MM:SS.';

CREATE DOMAIN flag AS bigint;
COMMENT ON DOMAIN flag IS '0 or 1.';

CREATE FUNCTION is_moment(moment text) RETURNS boolean LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
    SELECT moment ~ '^[0-9]{4}-(0[1-9]|1[0-2])-(0[1-9]|[12][0-9]|3[01]) ([01][0-9]|2[0-3]):[0-5][0-9]:[0-5][0-9]$'
        AND substr(moment, 9, 2) COLLATE "C" <= CASE
            WHEN substr(moment, 6, 2) IN ('04', '06', '09', '11') THEN '30'
            WHEN substr(moment, 6, 2) <> '02' THEN '31'
            WHEN substr(moment, 1, 4)::int % 4 = 0
                AND (substr(moment, 1, 4)::int % 100 <> 0 OR substr(moment, 1, 4)::int % 400 = 0) THEN '29'
            ELSE '28'
        END
$$;
COMMENT ON FUNCTION is_moment IS 'Whether it is a moment that a calendar has.';

CREATE FUNCTION new_sys_id() RETURNS text LANGUAGE sql VOLATILE PARALLEL SAFE AS $$
    SELECT replace(gen_random_uuid()::text, '-', '')
$$;
COMMENT ON FUNCTION new_sys_id IS '32 hex digits at random.';

CREATE FUNCTION new_sys_id_by_time() RETURNS text LANGUAGE sql VOLATILE PARALLEL SAFE AS $$
    SELECT lpad(to_hex((extract(epoch FROM clock_timestamp()) * 1000)::bigint), 12, '0')
        || substr(replace(gen_random_uuid()::text, '-', ''), 1, 20)
$$;
COMMENT ON FUNCTION new_sys_id_by_time IS '32 hex digits: milliseconds since 1970, then at random.';

CREATE FUNCTION moment_now() RETURNS text LANGUAGE sql STABLE PARALLEL SAFE AS $$
    SELECT to_char(now() AT TIME ZONE 'UTC', 'YYYY-MM-DD HH24:MI:SS')
$$;
COMMENT ON FUNCTION moment_now IS 'The time of the server, for what no program dates.';

CREATE TABLE midjobs_schema (
    version BIGINT NOT NULL
);
COMMENT ON TABLE midjobs_schema IS 'Whose schema this is: midjobs made it. One row.';
COMMENT ON COLUMN midjobs_schema.version IS 'The number of the newest migration that it has had.';
INSERT INTO midjobs_schema (version) VALUES (0);

CREATE TABLE midjobs_lock (
    name TEXT COLLATE "C" PRIMARY KEY
);
COMMENT ON TABLE midjobs_lock IS 'Rows that are locked while somebody is at work: one runner, one writer.';
COMMENT ON COLUMN midjobs_lock.name IS 'runner: who claims and runs; writer: whose transaction writes.';
INSERT INTO midjobs_lock (name) VALUES ('runner'), ('writer');

CREATE FUNCTION let_steps(role text) RETURNS void LANGUAGE plpgsql AS $$
DECLARE
    here text := current_schema();
    writable text;
BEGIN
    FOREACH writable IN ARRAY ARRAY[
        'ecc_agent', 'ecc_agent_config', 'ecc_agent_issue', 'sys_user', 'sys_user_role', 'sys_user_has_role',
        'sys_user_role_contains', 'sysevent', 'sys_properties', 'clone_instance'
    ] LOOP
        EXECUTE format('GRANT INSERT, UPDATE, DELETE ON %I.%I TO %I', here, writable, role);
    END LOOP;
    EXECUTE format('GRANT USAGE, CREATE ON SCHEMA %I TO %I', here, role);
    EXECUTE format('GRANT SELECT ON ALL TABLES IN SCHEMA %I TO %I', here, role);
END
$$;
COMMENT ON FUNCTION let_steps IS 'Lets a role do what a step of a user may do: read all, write the rows of the instance, make tables of its own.';
