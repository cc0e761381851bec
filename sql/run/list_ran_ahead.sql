SELECT due FROM sys_trigger_run WHERE job = :job AND due >= :first AND due <= :last AND ran_ahead = 1 ORDER BY due;
