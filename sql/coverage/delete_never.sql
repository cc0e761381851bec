DELETE FROM table_never WHERE table_name = :table;
