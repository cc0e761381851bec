-- When MID Servers had their last heartbeats; of those that are not gone.
SELECT DISTINCT last_refreshed
FROM ecc_agent
WHERE last_refreshed <> ''
    AND sys_id NOT IN (SELECT sys_id FROM row_absent WHERE table_name = 'ecc_agent' AND seen_until <= :fresh_from)
ORDER BY last_refreshed;
