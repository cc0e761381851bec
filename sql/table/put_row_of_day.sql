-- The row that is there; with another time it moves to another day.
UPDATE {table} SET ({columns}) = ({parameters}) WHERE sys_id = :sys_id;
