-- The triggers of a table, and the statements that made them.
SELECT sql AS made_by FROM sqlite_schema WHERE type = 'trigger' AND lower(tbl_name) = lower(:table);
