SELECT DISTINCT kind FROM job_doubt WHERE table_name = :table_name ORDER BY kind;
