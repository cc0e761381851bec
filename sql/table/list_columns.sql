-- The columns of a table, and for those of its key their place in it.
SELECT name, pk FROM pragma_table_xinfo(:table) WHERE hidden <> 1 ORDER BY cid;
