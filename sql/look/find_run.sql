-- One run.
SELECT
    sys_id AS run,
    origin,
    due,
    started,
    finished,
    attempt,
    abandoned,
    outcome,
    rows_changed,
    error,
    coalesced_into,
    occurrences
FROM sys_trigger_run
WHERE sys_id = :run;
