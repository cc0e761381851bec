-- The names of the accounts that hold a role, by their sys_id: sys_ids are random, and of the table each would be a page of its own.
CREATE INDEX sys_user_active ON sys_user (sys_id, user_name, sys_domain) WHERE active = 1;
-- Those that are Down, with their names, for the same reason.
DROP INDEX ecc_agent_status;
CREATE INDEX ecc_agent_status ON ecc_agent (status, sys_id, name);
