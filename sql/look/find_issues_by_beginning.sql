SELECT sys_id, state FROM ecc_agent_issue WHERE substr(sys_id, 1, length(:beginning)) = :beginning ORDER BY sys_id LIMIT 2;
