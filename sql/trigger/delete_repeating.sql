-- The job repeats no longer. A run under way, or one that waits for its next attempt, keeps its trigger.
DELETE FROM sys_trigger WHERE name = :job AND trigger_type = 1 AND state <> 1 AND run IS NULL;
