-- The rows of a table in the order of their key as text, byte by byte, and that text: so both sides of a comparison are in one
-- order, whatever the types and the collation of the columns are.
SELECT {columns}, {marks} FROM {table} ORDER BY {order};
