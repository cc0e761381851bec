-- In step with the file of this name in sql/schema: a test says what to do where it is not.

-- Nothing is made here: an index of a server has no long names, and its planner knows how many rows there are.
