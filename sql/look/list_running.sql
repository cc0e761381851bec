-- Triggers in Running, and since when.
SELECT name, claimed_on FROM sys_trigger WHERE (state = 1 OR run IS NOT NULL) AND state = 1 ORDER BY name, sys_id;
