-- What the job's file says now. Where it means another time than before, next_action is another; a run under way, or an
-- occurrence that is due already, keeps its own.
UPDATE sys_trigger
SET schedule = :schedule,
    next_action = CASE WHEN run IS NULL AND state <> 1 AND next_action > :now THEN :next_action ELSE next_action END,
    active = :active,
    job_file = :job_file,
    file_active = :file_active
WHERE name = :job AND trigger_type = 1;
