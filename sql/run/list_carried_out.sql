-- The occurrences of a job in a stretch of time that were carried out, whatever came of it.
SELECT due
FROM sys_trigger_run
WHERE job = :job AND due >= :first AND due < :end AND origin = 'schedule' AND outcome IN ('ran', 'failed', 'abandoned')
ORDER BY due;
