-- MID Servers that are Down and cannot be judged, and those that are Up and have shown no heartbeat since the clone.
SELECT
    count(CASE WHEN status = 'Down' AND coalesce(sys_created_on, '') = '' THEN 1 END) AS down_without_creation,
    count(CASE WHEN status = 'Up' AND last_refreshed <> '' AND last_refreshed <= :clone_completed THEN 1 END)
        AS up_without_heartbeat
FROM ecc_agent AS agent
WHERE NOT EXISTS (
        SELECT 1 FROM row_absent WHERE table_name = 'ecc_agent' AND row_absent.sys_id = agent.sys_id AND seen_until <= :fresh_from
    );
