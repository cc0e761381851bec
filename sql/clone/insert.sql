INSERT INTO clone_instance (source_instance, target_instance, completed, sys_created_on)
VALUES (:source, :target, :completed, :now)
RETURNING sys_id;
