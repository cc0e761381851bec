-- What the last whole load did not have, and no fresh one before it, is gone; then when it was seen last.
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
    (
        SELECT seen_until
        FROM row_absent
        WHERE table_name = 'ecc_agent' AND row_absent.sys_id = ecc_agent.sys_id AND seen_until <= :fresh_from
    ) AS gone_after
FROM ecc_agent
ORDER BY name NULLS FIRST, sys_id;
