-- The columns of a table, and for those of its key their place in it. Without a primary key, a column that is in every row
-- another one is the key.
SELECT
    name,
    CASE
        WHEN "notnull" = 1
            AND NOT EXISTS (SELECT 1 FROM pragma_table_info(:table) WHERE pk > 0)
            AND name = (
                SELECT min(part.name)
                FROM pragma_index_list(:table) AS made
                CROSS JOIN pragma_index_info(made.name) AS part
                WHERE made."unique" = 1 AND made.partial = 0
                GROUP BY made.seq
                HAVING count(*) = 1
                ORDER BY made.seq
                LIMIT 1
            )
            THEN 1
        ELSE pk
    END AS pk
FROM pragma_table_xinfo(:table)
WHERE hidden <> 1
ORDER BY cid;
