INSERT INTO job_doubt (job, table_name, kind, told_on)
VALUES (:job, :table, :kind, :now)
ON CONFLICT (job, table_name) DO UPDATE SET kind = excluded.kind, told_on = excluded.told_on;
