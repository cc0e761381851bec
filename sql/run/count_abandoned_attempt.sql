UPDATE sys_trigger_run SET abandoned = abandoned + 1 WHERE sys_id = :run;
