-- For good. A run under way, whoever is at it, keeps its trigger.
DELETE FROM sys_trigger WHERE sys_id = :trigger AND state <> 1;
