-- The related list of one MID Server.
SELECT state, source, message, count, last_detected, sys_id
FROM v_mid_server_issues
WHERE mid_server = :mid_server OR lower(mid_server) = lower(:mid_server) OR mid_server_sys_id = :mid_server;
