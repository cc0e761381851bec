-- The beginning of nothing is every sys_id: nobody means that.
SELECT sys_id, state
FROM ecc_agent_issue
WHERE substr(sys_id, 1, length(:beginning)) = :beginning AND :beginning <> ''
ORDER BY sys_id
LIMIT 2;
