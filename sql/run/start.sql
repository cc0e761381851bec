-- The occurrence is under way.
INSERT INTO sys_trigger_run (sys_id, trigger, job, origin, due, started, attempt, outcome)
VALUES (:run, :trigger, :job, :origin, :due, :now, :attempt, 'running');
