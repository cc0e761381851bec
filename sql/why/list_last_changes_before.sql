-- The last change of each that was seen up to the clone; the clone itself changes none.
SELECT mid_server, max(changed_on) AS changed_on
FROM mid_server_history
WHERE changed_on <= :since
GROUP BY mid_server
ORDER BY mid_server;
