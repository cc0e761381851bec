SELECT table_name, kind FROM job_doubt WHERE job = :job ORDER BY table_name;
