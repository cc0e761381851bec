-- The row is repeated for as many issues as are opened together. They are new, and detected once, by default.
INSERT INTO ecc_agent_issue (
    mid_server, user_name, source, message, last_detected, sys_domain, sys_created_on, sys_updated_on, run, unconfirmed
)
VALUES (:mid_server, :user_name, :source, :message, :now, :sys_domain, :now, :now, :run, :unconfirmed);
