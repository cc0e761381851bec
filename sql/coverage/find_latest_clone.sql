SELECT max(completed) AS completed FROM clone_instance WHERE completed <> '' AND completed <= :now;
