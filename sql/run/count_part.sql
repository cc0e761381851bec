-- What one part of the run removed, in the commit of that part.
UPDATE sys_trigger_run SET rows_changed = coalesce(rows_changed, 0) + :removed WHERE sys_id = :run
RETURNING rows_changed;
