-- The last change of each that was seen up to the clone, of all MID Servers or of those in a list in JSON; the clone itself
-- changes none.
SELECT mid_server, max(changed_on) AS changed_on
FROM mid_server_history
WHERE changed_on <= :since AND (mid_server IN (SELECT value FROM json_each(:among)) OR :among IS NULL)
GROUP BY mid_server
ORDER BY mid_server;
