-- In step with the file of this name in sql/schema: a test says what to do where it is not.

-- Nothing is made here: names may be too long for an index of a server, and its planner knows how many rows there are.
