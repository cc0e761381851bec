-- What the file holds besides rows: each table, index, trigger and view, and the statement that made it. A time was a DATETIME
-- once, and holds the same as the DATETEXT of now.
SELECT name, replace(sql, ' DATETIME', ' DATETEXT') AS made_by FROM sqlite_schema WHERE sql IS NOT NULL ORDER BY name;
