-- Done with this occurrence. It names its claim, or what was seen where nothing was claimed: changes no row when somebody else
-- took over.
UPDATE sys_trigger
SET state = 0,
    claimed_by = NULL,
    claimed_on = NULL,
    run = NULL,
    attempt = 0,
    next_action = :next_action,
    run_count = run_count + :succeeded,
    error_count = error_count + 1 - :succeeded,
    last_error = coalesce(:error, last_error),
    processing_duration = :milliseconds,
    -- Within the transaction of the work: what is there now, it has judged.
    seen_load = CASE :succeeded WHEN 1 THEN (SELECT max(sequence) FROM load_coverage) ELSE seen_load END
WHERE sys_id = :trigger
    AND (
        (state = 1 AND claimed_by = :runner AND run = :run)
        OR (state = 0 AND active = 1 AND attempt = 0 AND run IS NULL AND next_action = :unclaimed)
    );
