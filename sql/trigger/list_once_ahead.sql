-- What runs once, and waits for another attempt later than that. The words in parentheses are the index's, to the letter.
SELECT sys_id, name, next_action, attempt
FROM sys_trigger
WHERE (state = 1 OR run IS NOT NULL) AND trigger_type = 0 AND state = 0 AND run IS NOT NULL AND next_action > :later
ORDER BY next_action, sys_id;
