-- What the file holds besides rows: each table, index, trigger and view, and the statement that made it.
SELECT name, sql AS made_by FROM sqlite_schema WHERE sql IS NOT NULL ORDER BY name;
