-- {index} is one that the schema names; it is made again when all rows are in.
DROP INDEX {index};
