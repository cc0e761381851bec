SELECT max(started) AS started FROM sys_trigger_run;
