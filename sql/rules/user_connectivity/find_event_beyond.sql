-- A row where there are more than :most events after :start.
SELECT 1 AS beyond FROM sysevent WHERE sys_created_on > :start LIMIT 1 OFFSET :most;
