-- A trigger that runs once is used up. It names its claim, or what was seen where nothing was claimed: deletes no row when
-- somebody else took over.
DELETE FROM sys_trigger
WHERE sys_id = :trigger
    AND (
        (state = 1 AND claimed_by = :runner AND run = :run)
        OR (state = 0 AND active = 1 AND attempt = 0 AND run IS NULL AND next_action = :unclaimed)
    );
