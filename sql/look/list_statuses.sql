-- The statuses that MID Servers have.
SELECT DISTINCT status AS name FROM ecc_agent WHERE status <> '' ORDER BY status;
