-- How the status of MID Servers changed since then, each in the order of its changes.
SELECT mid_server, old_status, seen_until, changed_on
FROM mid_server_history
WHERE changed_on > :since
ORDER BY mid_server, changed_on, sequence;
