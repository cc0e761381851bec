SELECT job, name, value FROM job_setting ORDER BY job, name;
