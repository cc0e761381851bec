-- What runs once, and waits for another attempt later than that.
SELECT sys_id, name, next_action, attempt
FROM sys_trigger
WHERE trigger_type = 0 AND state = 0 AND run IS NOT NULL AND next_action > :later
ORDER BY sys_id;
