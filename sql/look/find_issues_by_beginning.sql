-- What begins so sorts between the beginning and the beginning with a 'g'. The beginning of nothing is every sys_id: nobody
-- means that.
SELECT sys_id, state
FROM ecc_agent_issue
WHERE sys_id >= :beginning AND sys_id < :beginning || 'g' AND :beginning <> ''
ORDER BY sys_id
LIMIT 2;
