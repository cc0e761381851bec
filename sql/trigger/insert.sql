-- Registering again changes nothing.
INSERT INTO sys_trigger (name, trigger_type, next_action, priority, schedule, job_context, active, job_file, file_active)
VALUES (:job, :trigger_type, :next_action, :priority, :schedule, :job_context, :active, :job_file, :file_active)
ON CONFLICT DO NOTHING
RETURNING sys_id;
