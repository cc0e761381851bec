-- What people call the MID Servers.
SELECT DISTINCT name FROM ecc_agent WHERE name <> '' ORDER BY name;
