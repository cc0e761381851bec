-- The tables that a sampling reads whose last load lacks rows, or is older than :stale.
SELECT table_name, gap, loaded_on
FROM load_coverage
WHERE sequence IN (SELECT max(sequence) FROM load_coverage GROUP BY table_name)
    AND table_name IN ('ecc_agent', 'ecc_agent_config', 'sys_user', 'sys_user_role', 'sys_user_has_role', 'sysevent')
    AND (gap IS NOT NULL OR loaded_on < :stale)
ORDER BY table_name;
