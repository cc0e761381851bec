-- What is on record of loads, long ago or beyond the number that is kept of each table. The last load of each table stays,
-- and the last pull from each instance that came whole: events are asked for from there on. All that is asked of most
-- loads stands in the index.
DELETE FROM load_coverage
WHERE sequence IN (
    WITH RECURSIVE known_table (table_name) AS (
        SELECT min(table_name) FROM load_coverage
        UNION ALL
        SELECT (SELECT min(load.table_name) FROM load_coverage AS load WHERE load.table_name > known_table.table_name)
        FROM known_table
        WHERE known_table.table_name IS NOT NULL
    ),
    bound AS (
        SELECT
            table_name,
            (SELECT max(load.sequence) FROM load_coverage AS load WHERE load.table_name = known_table.table_name) AS last,
            (
                SELECT load.sequence
                FROM load_coverage AS load
                WHERE load.table_name = known_table.table_name
                ORDER BY load.sequence DESC
                LIMIT 1 OFFSET :loads_of_each_table
            ) AS beyond
        FROM known_table
        WHERE table_name IS NOT NULL
    )
    SELECT load.sequence
    FROM bound
    CROSS JOIN load_coverage AS load
    WHERE load.table_name = bound.table_name
        AND load.sequence < bound.last
        AND (load.sequence <= bound.beyond OR load.loaded_on < :keep_loads)
        AND (
            load.origin <> 'pull'
            OR load.gap IS NOT NULL
            OR EXISTS (
                SELECT 1
                FROM load_coverage AS later
                WHERE later.table_name = load.table_name
                    AND later.sequence > load.sequence
                    AND later.place = load.place
                    AND later.origin = 'pull'
                    AND later.gap IS NULL
            )
        )
    LIMIT :part
);
