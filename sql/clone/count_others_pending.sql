-- Other clones whose checks have not run yet: the same clone recorded at another second looks like this.
SELECT count(DISTINCT job_context) AS clones
FROM sys_trigger
WHERE trigger_type = 0 AND state >= 0 AND job_context <> :clone
    AND job_context IN (SELECT sys_id FROM clone_instance);
