SELECT mid_server, old_status, status, seen_until, changed_on
FROM mid_server_history
WHERE changed_on > :since
ORDER BY changed_on, sequence;
