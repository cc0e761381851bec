INSERT INTO load_coverage (
    table_name, origin, place, loaded_on, extracted_on, row_count, announced, oldest, newest, gap, column_names, asked, begins
)
VALUES (
    :table, :origin, :place, :loaded_on, :extracted_on, :rows, :announced, :oldest, :newest, :gap, :column_names, :asked, :begins
);
