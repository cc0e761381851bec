-- The names of the accounts that hold a role, by their sys_id: sys_ids are random, and of the table each would be a page of its own.
CREATE INDEX sys_user_active ON sys_user (sys_id, user_name, sys_domain) WHERE active = 1;
