-- The attempt is made alone now. It names its claim: changes no row when somebody else took over.
UPDATE sys_trigger
SET attempt = attempt + 1
WHERE sys_id = :trigger AND state = 1 AND claimed_by = :runner AND run = :run;
