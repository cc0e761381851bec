SELECT {columns} FROM {here}.{table} AS here ORDER BY {key};
