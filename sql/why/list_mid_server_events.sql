-- What became of MID Servers, as events tell. BETWEEN is the condition of the index sysevent_of_mid_servers, to the letter.
SELECT DISTINCT name, parm1, sys_created_on
FROM sysevent
WHERE name BETWEEN 'mid_server.' AND 'mid_server/' AND sys_created_on > :since AND parm1 <> ''
ORDER BY sys_created_on;
