-- The row is repeated for as many issues as are opened together. They are new, and detected once, by default. A fault ends the
-- run: see count_open_issues.sql. With a function in it, as in the default of sys_id, SQLite would be ready to undo it all the same.
INSERT OR FAIL INTO ecc_agent_issue (
    sys_id, mid_server, user_name, source, message, last_detected, sys_domain, sys_created_on, sys_updated_on, run, unconfirmed
)
VALUES (:sys_id, :mid_server, :user_name, :source, :message, :now, :sys_domain, :now, :now, :run, :unconfirmed);
