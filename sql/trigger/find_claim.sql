-- No row when somebody else took over.
SELECT sys_id FROM sys_trigger WHERE sys_id = :trigger AND state = 1 AND claimed_by = :runner AND run = :run;
