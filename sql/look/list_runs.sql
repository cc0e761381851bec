-- The latest first. An outcome that is rare is looked for in all of them. Where SQLite knows how few are asked for, it reads
-- every run and sorts them; of a sum it does not know.
SELECT job, outcome, due, started, finished, attempt, rows_changed, occurrences, coalesced_into, error, sys_id AS run
FROM sys_trigger_run
WHERE outcome = :outcome OR :outcome IS NULL
ORDER BY coalesce(started, due) DESC, due DESC, sys_id
LIMIT :limit + 0;
