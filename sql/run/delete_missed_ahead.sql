-- Occurrences that had not come yet have no fate.
DELETE FROM sys_trigger_run
WHERE job = :job AND due >= :first AND due < :end AND outcome IN ('coalesced', 'skipped');
