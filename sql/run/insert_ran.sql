-- An occurrence that was carried out, put on record when it had ended.
INSERT INTO sys_trigger_run (sys_id, trigger, job, origin, due, started, finished, attempt, outcome, rows_changed)
VALUES (:run, :trigger, :job, :origin, :due, :started, :now, :attempt, 'ran', :rows_changed);
