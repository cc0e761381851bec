-- When MID Servers had their last heartbeats and which versions they have, with how many there are of both alike; of those
-- that are not gone.
SELECT last_refreshed, version, count(*) AS mid_servers
FROM ecc_agent
WHERE sys_id NOT IN (SELECT sys_id FROM row_absent WHERE table_name = 'ecc_agent' AND seen_until <= :fresh_from)
GROUP BY last_refreshed, version;
