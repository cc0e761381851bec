SELECT name, schedule FROM sys_trigger WHERE trigger_type = 1;
