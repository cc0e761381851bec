-- A trigger that runs once is used up. It names its claim: deletes no row when somebody else took over.
DELETE FROM sys_trigger
WHERE sys_id = :trigger AND state = 1 AND claimed_by = :runner AND run = :run;
