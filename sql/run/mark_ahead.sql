-- Carried out while the clock was ahead: they do not run again when their time comes.
UPDATE sys_trigger_run
SET ran_ahead = 1
WHERE job = :job AND due >= :first AND due < :end AND origin = 'schedule' AND outcome IN ('ran', 'failed', 'abandoned');
