-- A MID Server by name or sys_id, also one that only an issue still names.
SELECT sys_id FROM ecc_agent WHERE sys_id = :name OR name = :name OR lower(name) = lower(:name)
UNION ALL
SELECT mid_server AS sys_id FROM ecc_agent_issue WHERE mid_server = :name
LIMIT 1;
