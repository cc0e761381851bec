-- What loads and hands showed; what events tell is read from the events as well.
SELECT mid_server, old_status, status, seen_until, changed_on
FROM mid_server_history
WHERE changed_on > :since AND who <> 'event'
ORDER BY changed_on, sequence;
