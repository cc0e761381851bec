-- What in the file could remove rows by a REPLACE.
SELECT name FROM sqlite_schema WHERE sql LIKE '%replace%';
