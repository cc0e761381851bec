INSERT INTO load_coverage (table_name, origin, place, loaded_on, row_count, announced, oldest, newest, gap)
VALUES (:table, :origin, :place, :now, :rows, :announced, :oldest, :newest, :gap);
