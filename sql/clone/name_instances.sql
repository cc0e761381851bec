-- The same clone again, with more said about it.
UPDATE clone_instance
SET source_instance = coalesce(:source, source_instance), target_instance = coalesce(:target, target_instance)
WHERE sys_id = :clone;
