-- What happened to a MID Server and its user, but for logins and what became of the account; of a status also the one before.
SELECT changed_on AS happened_on, 'status' AS kind, status AS what, who, old_status
FROM mid_server_history
WHERE changed_on > :since AND mid_server = :mid_server
UNION ALL
SELECT sys_created_on, 'issue', source, NULL, NULL
FROM ecc_agent_issue
WHERE (mid_server = :mid_server OR user_name = :user_name) AND sys_created_on > :since
UNION ALL
SELECT resolved_on, 'resolved', source, resolved_by, NULL
FROM ecc_agent_issue
WHERE (mid_server = :mid_server OR user_name = :user_name) AND resolved_on > :since
UNION ALL
SELECT completed, 'clone', source_instance, target_instance, NULL
FROM v_clones
WHERE completed > :since AND stands = 'completed'
ORDER BY happened_on, kind DESC, what NULLS FIRST, who NULLS FIRST;
