UPDATE sys_trigger SET active = :active WHERE name = :job;
