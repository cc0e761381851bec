-- What an earlier attempt said stays beside a later success, and what parts of it removed.
UPDATE sys_trigger_run
SET outcome = :outcome,
    finished = CASE WHEN :outcome = 'retry' THEN NULL ELSE :now END,
    attempt = CASE WHEN attempt = 0 AND :outcome = 'ran' THEN 1 ELSE attempt END,
    rows_changed = coalesce(:rows_changed, rows_changed),
    error = coalesce(:error, error)
WHERE sys_id = :run;
