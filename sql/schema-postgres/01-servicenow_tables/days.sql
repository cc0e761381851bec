-- Events of a day lie in a table of their own, so that an old day goes at once. What has no time, an odd one, or one of a day
-- without such a table, lies in sysevent_other. No unique index reaches over all of them: who puts events in looks for their
-- sys_ids first, and a trigger looks for whoever does not.

CREATE TABLE sysevent_other PARTITION OF sysevent (PRIMARY KEY (sys_id)) DEFAULT;
COMMENT ON TABLE sysevent_other IS 'Events without a time, and those of days that have no table of their own.';

-- One sys_id, one row. midjobs looks for many at once before it puts them in, and says so.
CREATE FUNCTION keep_one_event_of_a_sys_id() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path FROM CURRENT AS $$
DECLARE
    twice text;
BEGIN
    IF TG_OP = 'INSERT' THEN
        SELECT event.sys_id INTO twice FROM added JOIN sysevent AS event USING (sys_id) GROUP BY event.sys_id HAVING count(*) > 1 LIMIT 1;
    ELSE
        SELECT event.sys_id INTO twice
        FROM (SELECT DISTINCT sys_id FROM added WHERE NOT EXISTS (SELECT 1 FROM taken WHERE taken.sys_id = added.sys_id)) AS other
        JOIN sysevent AS event USING (sys_id)
        GROUP BY event.sys_id HAVING count(*) > 1 LIMIT 1;
    END IF;
    IF twice IS NOT NULL THEN
        RAISE unique_violation USING
            MESSAGE = format('sysevent would have two rows of the sys_id %s', twice),
            HINT = 'insert WHERE NOT EXISTS (SELECT 1 FROM sysevent WHERE sys_id = ...)';
    END IF;
    RETURN NULL;
END
$$;
COMMENT ON FUNCTION keep_one_event_of_a_sys_id IS 'Refuses a second row of a sys_id on another day.';

CREATE TRIGGER keep_one_event_of_a_sys_id_when_inserted
AFTER INSERT ON sysevent REFERENCING NEW TABLE AS added
FOR EACH STATEMENT WHEN (current_setting('midjobs.checked', true) IS DISTINCT FROM 'yes')
EXECUTE FUNCTION keep_one_event_of_a_sys_id();

CREATE TRIGGER keep_one_event_of_a_sys_id_when_updated
AFTER UPDATE ON sysevent REFERENCING OLD TABLE AS taken NEW TABLE AS added
FOR EACH STATEMENT EXECUTE FUNCTION keep_one_event_of_a_sys_id();

-- By a plan of its own each time: a few are looked for in each day, for many all days are read.
CREATE FUNCTION list_known_events(sys_ids text) RETURNS SETOF text LANGUAGE plpgsql STABLE AS $$
BEGIN
    RETURN QUERY EXECUTE 'SELECT event.sys_id FROM unnest($1) AS given (sys_id) JOIN sysevent AS event USING (sys_id)'
    USING ARRAY(SELECT jsonb_array_elements_text(CAST(sys_ids AS jsonb)));
END
$$;
COMMENT ON FUNCTION list_known_events IS 'Those of the sys_ids, a list in JSON, that an event has.';

-- Without the right to it no day is missing.
CREATE FUNCTION list_missing_event_days(first_day text, last_day text) RETURNS SETOF text LANGUAGE sql STABLE AS $$
    SELECT to_char(day, 'YYYY-MM-DD')
    FROM generate_series(first_day::timestamp, last_day::timestamp, interval '1 day') AS day
    WHERE to_regclass(format('sysevent_%s', to_char(day, 'YYYYMMDD'))) IS NULL
        AND pg_has_role((SELECT relowner FROM pg_class WHERE oid = to_regclass('sysevent')), 'USAGE')
        AND NOT EXISTS (
            SELECT 1 FROM sysevent_other
            WHERE sys_created_on >= to_char(day, 'YYYY-MM-DD')
                AND sys_created_on < to_char(day + interval '1 day', 'YYYY-MM-DD')
        )
    ORDER BY day DESC
    LIMIT greatest(0, 65 - (SELECT count(*) FROM pg_inherits WHERE inhparent = to_regclass('sysevent')))
$$;
COMMENT ON FUNCTION list_missing_event_days IS 'The days from one to another that get a table of events: 64 have one at most, and none of which events lie elsewhere.';

-- Nobody is waited for, and nobody waits long: this is a commit of its own.
CREATE FUNCTION make_event_days(first_day text, last_day text) RETURNS bigint LANGUAGE plpgsql AS $$
DECLARE
    day text;
    name text;
    made bigint := 0;
BEGIN
    BEGIN
        LOCK TABLE ONLY sysevent IN SHARE UPDATE EXCLUSIVE MODE NOWAIT;
        LOCK TABLE sysevent_other IN ACCESS EXCLUSIVE MODE NOWAIT;
    EXCEPTION WHEN lock_not_available THEN
        RETURN 0;
    END;
    FOR day IN SELECT list_missing_event_days(first_day, last_day) LOOP
        name := 'sysevent_' || replace(day, '-', '');
        EXECUTE format('CREATE TABLE %I (LIKE sysevent INCLUDING DEFAULTS INCLUDING CONSTRAINTS INCLUDING COMMENTS, PRIMARY KEY (sys_id))', name);
        EXECUTE format('COMMENT ON TABLE %I IS %L', name, 'Events of ' || day || '.');
        EXECUTE format('ALTER TABLE sysevent ATTACH PARTITION %I FOR VALUES FROM (%L) TO (%L)',
            name, day, to_char(day::timestamp + interval '1 day', 'YYYY-MM-DD'));
        made := made + 1;
    END LOOP;
    RETURN made;
END
$$;
COMMENT ON FUNCTION make_event_days IS 'Makes the tables of days that are missing; none while somebody reads events.';

-- As sql/steps/delete_old_events.sql: of users of MID Servers that are Down they stay. More than a part of them are left where they
-- lie. Nobody is waited for.
CREATE FUNCTION drop_event_days(keep_events text, part bigint) RETURNS bigint LANGUAGE plpgsql AS $$
DECLARE
    day text;
    held bigint;
    kept bigint;
    users text[] := ARRAY(
        SELECT config.value
        FROM ecc_agent AS agent
        CROSS JOIN ecc_agent_config AS config
        WHERE agent.status = 'Down' AND config.ecc_agent = agent.sys_id AND config.param_name = 'mid.instance.username'
            AND config.value IS NOT NULL
        UNION
        SELECT user_name FROM ecc_agent WHERE status = 'Down' AND user_name <> ''
    );
BEGIN
    FOR day IN
        SELECT relname
        FROM pg_inherits
        JOIN pg_class ON pg_class.oid = inhrelid
        WHERE inhparent = to_regclass('sysevent') AND pg_has_role(relowner, 'USAGE')
            AND substring(pg_get_expr(relpartbound, pg_class.oid) FROM 'TO \(''([^'']*)''\)') COLLATE "C" <= keep_events
        ORDER BY relname
    LOOP
        EXECUTE format('SELECT count(*), count(*) FILTER (WHERE coalesce(parm1, '''') = ANY ($1)) FROM %I', day)
        INTO held, kept USING users;
        CONTINUE WHEN kept > part;
        BEGIN
            LOCK TABLE ONLY sysevent IN ACCESS EXCLUSIVE MODE NOWAIT;
            LOCK TABLE sysevent_other IN ACCESS EXCLUSIVE MODE NOWAIT;
            EXECUTE format('LOCK TABLE %I IN ACCESS EXCLUSIVE MODE NOWAIT', day);
        EXCEPTION WHEN lock_not_available THEN
            RETURN 0;
        END;
        EXECUTE format('ALTER TABLE sysevent DETACH PARTITION %I', day);
        EXECUTE format('INSERT INTO sysevent (sys_id, name, parm1, parm2, state, sys_created_on)
            SELECT sys_id, name, parm1, parm2, state, sys_created_on FROM %I WHERE coalesce(parm1, '''') = ANY ($1)', day)
        USING users;
        EXECUTE format('DROP TABLE %I', day);
        IF held > kept THEN
            RETURN held - kept;
        END IF;
    END LOOP;
    RETURN 0;
END
$$;
COMMENT ON FUNCTION drop_event_days IS 'Removes the oldest day of events before that time with its table, and those that are empty; says how many events are gone.';
