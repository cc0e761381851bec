-- What happened to a MID Server and its user, but for logins and what became of the account.
SELECT changed_on AS happened_on, 'status' AS kind, status AS what, who
FROM mid_server_history
WHERE changed_on > :since AND mid_server = :mid_server
UNION ALL
SELECT sys_created_on, 'issue', source, NULL
FROM ecc_agent_issue
WHERE (mid_server = :mid_server OR user_name = :user_name) AND sys_created_on > :since
UNION ALL
SELECT resolved_on, 'resolved', source, resolved_by
FROM ecc_agent_issue
WHERE (mid_server = :mid_server OR user_name = :user_name) AND resolved_on > :since
UNION ALL
SELECT completed, 'clone', source_instance, target_instance
FROM v_clones
WHERE completed > :since AND stands = 'completed'
ORDER BY happened_on, kind DESC, what NULLS FIRST, who NULLS FIRST;
