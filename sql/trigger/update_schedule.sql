-- The job's schedule was changed: it is next due by the new one. A run under way keeps its occurrence.
UPDATE sys_trigger
SET schedule = :schedule, next_action = CASE WHEN run IS NULL THEN :next_action ELSE next_action END
WHERE name = :job AND trigger_type = 1;
