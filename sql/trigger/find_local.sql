SELECT next_action, shown FROM sys_trigger_local WHERE trigger = :trigger;
