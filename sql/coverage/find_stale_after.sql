-- A setting of no job: how old rows may be.
SELECT value FROM job_setting WHERE job = '' AND name = 'stale_after';
