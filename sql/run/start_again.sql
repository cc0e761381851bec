-- A further attempt at an occurrence keeps its row and when it was due.
INSERT INTO sys_trigger_run (sys_id, trigger, job, origin, due, started, attempt, outcome)
VALUES (:run, :trigger, :job, :origin, :due, :now, :attempt, 'running')
ON CONFLICT (sys_id) DO UPDATE
SET started = excluded.started, attempt = excluded.attempt, outcome = 'running', finished = NULL
RETURNING due, origin;
