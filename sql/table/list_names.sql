-- Everything that the schema has: tables, indexes, triggers, views.
SELECT name FROM sqlite_schema ORDER BY name;
