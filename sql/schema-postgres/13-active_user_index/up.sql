-- In step with the file of this name in sql/schema: a test says what to do where it is not.

-- Nothing is made here: a planner that knows how many rows there are needs no index beside the key.
