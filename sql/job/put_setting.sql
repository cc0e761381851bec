INSERT INTO job_setting (job, name, value, sys_updated_on)
VALUES (:job, :name, :value, :now)
ON CONFLICT (job, name) DO UPDATE SET value = excluded.value, sys_updated_on = excluded.sys_updated_on;
