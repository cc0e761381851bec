INSERT INTO ecc_agent_issue (
    mid_server, user_name, source, state, message, count, last_detected, sys_domain, sys_created_on, sys_updated_on, run, unconfirmed
)
VALUES (
    :mid_server, :user_name, :source, 'new', :message, 1, :now, :sys_domain, :now, :now, :run, :unconfirmed
);
