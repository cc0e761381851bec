-- All, or those in a list in JSON, in no order: a sort would carry all of these columns along. What the last whole load did not have, and no fresh one before it, is gone.
SELECT
    sys_id,
    name,
    status,
    user_name,
    validated,
    host_name,
    version,
    last_refreshed,
    started,
    stopped,
    sys_created_on,
    sys_id IN (SELECT sys_id FROM row_absent WHERE table_name = 'ecc_agent' AND seen_until <= :fresh_from) AS is_gone
FROM ecc_agent
WHERE sys_id IN (SELECT value FROM json_each(:among)) OR :among IS NULL;
