-- When the heartbeats of the MID Servers that are Down ended, the latest first.
SELECT last_refreshed
FROM ecc_agent
WHERE status = 'Down' AND last_refreshed <> '' AND last_refreshed <= :now
ORDER BY last_refreshed DESC, sys_id;
