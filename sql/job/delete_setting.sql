DELETE FROM job_setting WHERE job = :job AND name = :name;
