-- What loads and hands showed, of all MID Servers or of those in a list in JSON; what events tell is read from the events as
-- well.
SELECT mid_server, old_status, status, seen_until, changed_on
FROM mid_server_history
WHERE changed_on > :since AND who <> 'event' AND (mid_server IN (SELECT value FROM json_each(:among)) OR :among IS NULL)
ORDER BY changed_on, sequence;
