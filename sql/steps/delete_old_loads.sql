-- What is on record of loads, long ago or beyond the number that is kept of each table. The last load of each table stays,
-- and the last pull from each instance that came whole: events are asked for from there on.
WITH load AS (
    SELECT
        sequence,
        loaded_on,
        origin,
        gap,
        row_number() OVER (PARTITION BY table_name ORDER BY sequence DESC) AS newest_of_table,
        row_number() OVER (PARTITION BY table_name, place, gap IS NULL ORDER BY sequence DESC) AS newest_of_place
    FROM load_coverage
)
DELETE FROM load_coverage
WHERE sequence IN (
    SELECT sequence
    FROM load
    WHERE (loaded_on < :keep_loads OR newest_of_table > :loads_of_each_table)
        AND newest_of_table > 1
        AND NOT (origin = 'pull' AND newest_of_place = 1 AND gap IS NULL)
);
