DELETE FROM sys_trigger_local WHERE trigger = :trigger;
