-- What hangs on a table: its indexes, with the statement that made each where there was one, and its triggers.
SELECT type, name, sql AS made_by FROM sqlite_schema WHERE tbl_name = :table AND type <> 'table' ORDER BY name;
