-- Of a job the occurrence at that moment, else the last one before it.
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
WHERE job = :job AND due <= :at
ORDER BY due DESC, coalesce(started, finished) DESC NULLS LAST, sys_id
LIMIT 1;
