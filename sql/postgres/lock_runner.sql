-- One runner for a schema. Gone with the connection.
SELECT name FROM midjobs_lock WHERE name = 'runner' FOR UPDATE SKIP LOCKED;
