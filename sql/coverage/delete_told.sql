DELETE FROM job_doubt WHERE job = :job AND table_name = :table;
