-- How many MID Servers have each version; of those that are not gone.
SELECT version, count(*) AS mid_servers
FROM ecc_agent
WHERE sys_id NOT IN (SELECT sys_id FROM row_absent WHERE table_name = 'ecc_agent' AND seen_until <= :fresh_from)
GROUP BY version
ORDER BY version NULLS FIRST;
