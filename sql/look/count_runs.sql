-- Runs on record by job and outcome, each with all the occurrences that it stands for.
SELECT job, outcome, CAST(sum(occurrences) AS BIGINT) AS runs FROM sys_trigger_run GROUP BY job, outcome ORDER BY job, outcome;
