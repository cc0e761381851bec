-- Whoever makes or migrates a schema does so alone.
SELECT CAST(pg_advisory_xact_lock(hashtext('midjobs ' || CAST(:schema AS text))) AS text) AS locked;
