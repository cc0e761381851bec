-- In step with the file of this name in sql/schema: a test says what to do where it is not.

CREATE TABLE ecc_agent (
    sys_id TEXT COLLATE "C" PRIMARY KEY NOT NULL DEFAULT new_sys_id() CHECK (length(sys_id) = 32 AND sys_id !~ '[^0-9a-fA-F]'),
    name TEXT COLLATE "C",
    status TEXT COLLATE "C",
    user_name TEXT COLLATE "C",
    validated TEXT COLLATE "C",
    host_name TEXT COLLATE "C",
    ip_address TEXT COLLATE "C",
    version TEXT COLLATE "C",
    last_refreshed DATETIME CHECK (is_moment(last_refreshed) OR last_refreshed = ''),
    started DATETIME CHECK (is_moment(started) OR started = ''),
    stopped DATETIME CHECK (is_moment(stopped) OR stopped = ''),
    sys_domain TEXT COLLATE "C",
    sys_created_on DATETIME CHECK (is_moment(sys_created_on) OR sys_created_on = ''),
    sys_updated_on DATETIME CHECK (is_moment(sys_updated_on) OR sys_updated_on = '')
);
COMMENT ON TABLE ecc_agent IS 'The MID Servers of the instance.';
COMMENT ON COLUMN ecc_agent.sys_id IS '32 hex digits, made by default.';
COMMENT ON COLUMN ecc_agent.name IS 'Name of the MID Server.';
COMMENT ON COLUMN ecc_agent.status IS 'Up, Down, Paused, Upgrading; any other text is kept.';
COMMENT ON COLUMN ecc_agent.user_name IS 'The user that the MID Server last logged in as.';
COMMENT ON COLUMN ecc_agent.validated IS 'true, false, validating, rekey.';
COMMENT ON COLUMN ecc_agent.host_name IS 'Host it runs on.';
COMMENT ON COLUMN ecc_agent.ip_address IS 'Address of that host.';
COMMENT ON COLUMN ecc_agent.version IS 'Version of the MID Server.';
COMMENT ON COLUMN ecc_agent.last_refreshed IS 'Last heartbeat, UTC.';
COMMENT ON COLUMN ecc_agent.started IS 'Last start, UTC.';
COMMENT ON COLUMN ecc_agent.stopped IS 'Last stop, UTC.';
COMMENT ON COLUMN ecc_agent.sys_domain IS 'Domain; none means global.';
COMMENT ON COLUMN ecc_agent.sys_created_on IS 'When the row was made, UTC.';
COMMENT ON COLUMN ecc_agent.sys_updated_on IS 'When the row was last changed, UTC.';

CREATE TABLE ecc_agent_config (
    sys_id TEXT COLLATE "C" PRIMARY KEY NOT NULL DEFAULT new_sys_id() CHECK (length(sys_id) = 32 AND sys_id !~ '[^0-9a-fA-F]'),
    ecc_agent TEXT COLLATE "C",
    param_name TEXT COLLATE "C",
    value TEXT COLLATE "C",
    sys_domain TEXT COLLATE "C"
);
COMMENT ON TABLE ecc_agent_config IS 'Configuration parameters that MID Servers report, as mid.instance.username.';
COMMENT ON COLUMN ecc_agent_config.sys_id IS '32 hex digits, made by default.';
COMMENT ON COLUMN ecc_agent_config.ecc_agent IS 'MID Server (ecc_agent.sys_id); it may be gone.';
COMMENT ON COLUMN ecc_agent_config.param_name IS 'Name of the parameter; mid.instance.username is the configured user.';
COMMENT ON COLUMN ecc_agent_config.value IS 'Its value. Never a secret.';
COMMENT ON COLUMN ecc_agent_config.sys_domain IS 'Domain; none means global.';

CREATE TABLE ecc_agent_issue (
    sys_id TEXT COLLATE "C" PRIMARY KEY NOT NULL DEFAULT new_sys_id() CHECK (length(sys_id) = 32 AND sys_id !~ '[^0-9a-fA-F]'),
    mid_server TEXT COLLATE "C",
    user_name TEXT COLLATE "C",
    source TEXT COLLATE "C",
    state TEXT COLLATE "C" NOT NULL DEFAULT 'new' CHECK (state = 'new' OR state = 'acknowledged' OR state = 'resolved'),
    message TEXT COLLATE "C",
    count BIGINT NOT NULL DEFAULT 1,
    last_detected DATETIME CHECK (is_moment(last_detected) OR last_detected = ''),
    sys_domain TEXT COLLATE "C" NOT NULL DEFAULT 'global',
    sys_created_on DATETIME CHECK (is_moment(sys_created_on) OR sys_created_on = ''),
    sys_updated_on DATETIME CHECK (is_moment(sys_updated_on) OR sys_updated_on = ''),
    resolved_on DATETIME CHECK (is_moment(resolved_on) OR resolved_on = ''),
    resolved_by TEXT COLLATE "C",
    acknowledged_on DATETIME CHECK (is_moment(acknowledged_on) OR acknowledged_on = ''),
    acknowledged_until DATETIME CHECK (is_moment(acknowledged_until) OR acknowledged_until = ''),
    acknowledged_reason TEXT COLLATE "C",
    run TEXT COLLATE "C",
    unconfirmed TEXT COLLATE "C"
);
COMMENT ON TABLE ecc_agent_issue IS 'Issues of MID Servers and their users: findings written down.';
COMMENT ON COLUMN ecc_agent_issue.sys_id IS '32 hex digits, made by default.';
COMMENT ON COLUMN ecc_agent_issue.mid_server IS 'MID Server (ecc_agent.sys_id); NULL for connectivity issues, which belong to a user.';
COMMENT ON COLUMN ecc_agent_issue.user_name IS 'The user that a connectivity issue is about (sys_user.user_name).';
COMMENT ON COLUMN ecc_agent_issue.source IS 'InstanceClone, MIDUserConnectivity, or that of another feature.';
COMMENT ON COLUMN ecc_agent_issue.state IS 'new, acknowledged, resolved.';
COMMENT ON COLUMN ecc_agent_issue.message IS 'What is wrong, in one sentence.';
COMMENT ON COLUMN ecc_agent_issue.count IS 'How many times it was detected.';
COMMENT ON COLUMN ecc_agent_issue.last_detected IS 'When it was last detected, UTC.';
COMMENT ON COLUMN ecc_agent_issue.sys_domain IS 'Domain; global when none.';
COMMENT ON COLUMN ecc_agent_issue.sys_created_on IS 'When the row was made, UTC.';
COMMENT ON COLUMN ecc_agent_issue.sys_updated_on IS 'When the row was last changed, UTC.';
COMMENT ON COLUMN ecc_agent_issue.resolved_on IS 'When it was resolved, UTC.';
COMMENT ON COLUMN ecc_agent_issue.resolved_by IS 'What resolved it: the job, the business rule, or ''by hand'' and why.';
COMMENT ON COLUMN ecc_agent_issue.acknowledged_on IS 'When it was acknowledged here, UTC.';
COMMENT ON COLUMN ecc_agent_issue.acknowledged_until IS 'Until when that counts, UTC; from then on the issue is new again, whatever its state says. NULL means for good.';
COMMENT ON COLUMN ecc_agent_issue.acknowledged_reason IS 'Why it was acknowledged.';
COMMENT ON COLUMN ecc_agent_issue.run IS 'The run that last detected it (sys_trigger_run.sys_id).';
COMMENT ON COLUMN ecc_agent_issue.unconfirmed IS 'Why it is not certain: the rows that it rests on may not be all. NULL when they are.';

CREATE TABLE sys_user (
    sys_id TEXT COLLATE "C" PRIMARY KEY NOT NULL DEFAULT new_sys_id() CHECK (length(sys_id) = 32 AND sys_id !~ '[^0-9a-fA-F]'),
    user_name TEXT COLLATE "C",
    name TEXT COLLATE "C",
    active flag CHECK (active IN (0, 1)),
    locked_out flag CHECK (locked_out IN (0, 1)),
    failed_attempts BIGINT,
    last_login_time DATETIME CHECK (is_moment(last_login_time) OR last_login_time = ''),
    web_service_access_only flag CHECK (web_service_access_only IN (0, 1)),
    internal_integration_user flag CHECK (internal_integration_user IN (0, 1)),
    source TEXT COLLATE "C",
    sys_domain TEXT COLLATE "C",
    sys_created_on DATETIME CHECK (is_moment(sys_created_on) OR sys_created_on = ''),
    sys_updated_on DATETIME CHECK (is_moment(sys_updated_on) OR sys_updated_on = '')
);
COMMENT ON TABLE sys_user IS 'Users of the instance. Never a password.';
COMMENT ON COLUMN sys_user.sys_id IS '32 hex digits, made by default.';
COMMENT ON COLUMN sys_user.user_name IS 'Login name; compared exactly.';
COMMENT ON COLUMN sys_user.name IS 'Full name.';
COMMENT ON COLUMN sys_user.active IS '1 when the user may log in.';
COMMENT ON COLUMN sys_user.locked_out IS '1 when locked out.';
COMMENT ON COLUMN sys_user.failed_attempts IS 'Failed logins since the last good one.';
COMMENT ON COLUMN sys_user.last_login_time IS 'Last good login, UTC.';
COMMENT ON COLUMN sys_user.web_service_access_only IS '1 when limited to web services.';
COMMENT ON COLUMN sys_user.internal_integration_user IS '1 for an internal integration user.';
COMMENT ON COLUMN sys_user.source IS 'Where the user comes from, as an LDAP entry.';
COMMENT ON COLUMN sys_user.sys_domain IS 'Domain; none means global.';
COMMENT ON COLUMN sys_user.sys_created_on IS 'When the row was made, UTC.';
COMMENT ON COLUMN sys_user.sys_updated_on IS 'When the row was last changed, UTC.';

CREATE TABLE sys_user_role (
    sys_id TEXT COLLATE "C" PRIMARY KEY NOT NULL DEFAULT new_sys_id() CHECK (length(sys_id) = 32 AND sys_id !~ '[^0-9a-fA-F]'),
    name TEXT COLLATE "C"
);
COMMENT ON TABLE sys_user_role IS 'Roles.';
COMMENT ON COLUMN sys_user_role.sys_id IS '32 hex digits, made by default.';
COMMENT ON COLUMN sys_user_role.name IS 'Name of the role, as mid_server.';

CREATE TABLE sys_user_has_role (
    sys_id TEXT COLLATE "C" PRIMARY KEY NOT NULL DEFAULT new_sys_id() CHECK (length(sys_id) = 32 AND sys_id !~ '[^0-9a-fA-F]'),
    "user" TEXT COLLATE "C",
    role TEXT COLLATE "C",
    inherited flag CHECK (inherited IN (0, 1)),
    state TEXT COLLATE "C"
);
COMMENT ON TABLE sys_user_has_role IS 'Who holds which role.';
COMMENT ON COLUMN sys_user_has_role.sys_id IS '32 hex digits, made by default.';
COMMENT ON COLUMN sys_user_has_role."user" IS 'User (sys_user.sys_id).';
COMMENT ON COLUMN sys_user_has_role.role IS 'Role (sys_user_role.sys_id).';
COMMENT ON COLUMN sys_user_has_role.inherited IS '1 when held through a group or another role.';
COMMENT ON COLUMN sys_user_has_role.state IS 'active, or as the instance says.';

CREATE TABLE sys_user_role_contains (
    sys_id TEXT COLLATE "C" PRIMARY KEY NOT NULL DEFAULT new_sys_id() CHECK (length(sys_id) = 32 AND sys_id !~ '[^0-9a-fA-F]'),
    role TEXT COLLATE "C",
    contains TEXT COLLATE "C"
);
COMMENT ON TABLE sys_user_role_contains IS 'Which role brings which others.';
COMMENT ON COLUMN sys_user_role_contains.sys_id IS '32 hex digits, made by default.';
COMMENT ON COLUMN sys_user_role_contains.role IS 'The containing role (sys_user_role.sys_id).';
COMMENT ON COLUMN sys_user_role_contains.contains IS 'The contained role (sys_user_role.sys_id).';

CREATE TABLE sysevent (
    sys_id TEXT COLLATE "C" NOT NULL DEFAULT new_sys_id() CHECK (length(sys_id) = 32),
    name TEXT COLLATE "C",
    parm1 TEXT COLLATE "C",
    parm2 TEXT COLLATE "C",
    state TEXT COLLATE "C",
    sys_created_on DATETIME CHECK (length(sys_created_on) IN (0, 19))
) PARTITION BY RANGE (sys_created_on);
COMMENT ON TABLE sysevent IS 'Events of the instance; midjobs reads the login events.';
COMMENT ON COLUMN sysevent.sys_id IS '32 hex digits, made by default.';
COMMENT ON COLUMN sysevent.name IS 'login, login.failed, login.authorization.failed; others are kept and ignored.';
COMMENT ON COLUMN sysevent.parm1 IS 'The user name of a login event.';
COMMENT ON COLUMN sysevent.parm2 IS 'For login.authorization.failed the missing roles, comma separated.';
COMMENT ON COLUMN sysevent.state IS 'ready, processed, error, transferred.';
COMMENT ON COLUMN sysevent.sys_created_on IS 'When it happened, UTC.';

CREATE TABLE sys_properties (
    sys_id TEXT COLLATE "C" PRIMARY KEY NOT NULL DEFAULT new_sys_id() CHECK (length(sys_id) = 32 AND sys_id !~ '[^0-9a-fA-F]'),
    name TEXT COLLATE "C",
    value TEXT COLLATE "C",
    sys_updated_on DATETIME CHECK (is_moment(sys_updated_on) OR sys_updated_on = '')
);
COMMENT ON TABLE sys_properties IS 'The few properties that tell who may sign in; the instance''s others are not kept.';
COMMENT ON COLUMN sys_properties.sys_id IS '32 hex digits, made by default.';
COMMENT ON COLUMN sys_properties.name IS 'The property.';
COMMENT ON COLUMN sys_properties.value IS 'Its value, as text.';
COMMENT ON COLUMN sys_properties.sys_updated_on IS 'When the row was last changed, UTC.';

CREATE TABLE clone_instance (
    sys_id TEXT COLLATE "C" PRIMARY KEY NOT NULL DEFAULT new_sys_id() CHECK (length(sys_id) = 32 AND sys_id !~ '[^0-9a-fA-F]'),
    source_instance TEXT COLLATE "C",
    target_instance TEXT COLLATE "C",
    state TEXT COLLATE "C",
    started DATETIME CHECK (is_moment(started) OR started = ''),
    completed DATETIME CHECK (is_moment(completed) OR completed = ''),
    scheduled_on DATETIME CHECK (is_moment(scheduled_on) OR scheduled_on = ''),
    waiting_check TEXT COLLATE "C",
    checked_again_on DATETIME CHECK (is_moment(checked_again_on) OR checked_again_on = ''),
    sys_created_on DATETIME CHECK (is_moment(sys_created_on) OR sys_created_on = '')
);
COMMENT ON TABLE clone_instance IS 'One row for each clone of the instance.';
COMMENT ON COLUMN clone_instance.sys_id IS '32 hex digits, made by default.';
COMMENT ON COLUMN clone_instance.source_instance IS 'The instance that was copied.';
COMMENT ON COLUMN clone_instance.target_instance IS 'The instance that was copied over.';
COMMENT ON COLUMN clone_instance.state IS 'Where it stands, as the instance says: Completed, Canceled, Rolled back, Error, ...; NULL when that is not known.';
COMMENT ON COLUMN clone_instance.started IS 'When the clone began, UTC.';
COMMENT ON COLUMN clone_instance.completed IS 'When the clone completed, UTC: the checks go by it.';
COMMENT ON COLUMN clone_instance.scheduled_on IS 'When its checks were scheduled, UTC; a clone schedules them once ever.';
COMMENT ON COLUMN clone_instance.waiting_check IS 'The latest check (its job) that ran on rows that could not show what the clone left; NULL when none waits for rows.';
COMMENT ON COLUMN clone_instance.checked_again_on IS 'When such a check was scheduled once more, UTC; that is done once for a clone.';
COMMENT ON COLUMN clone_instance.sys_created_on IS 'When the row was made, UTC.';
-- An open issue is looked up by MID Server where it has one, else by its message.
CREATE INDEX ecc_agent_issue_open_by_mid_server ON ecc_agent_issue (mid_server, source) WHERE state <> 'resolved';
CREATE INDEX ecc_agent_issue_open_by_source ON ecc_agent_issue USING hash (message) WHERE state <> 'resolved';
-- The open connectivity issues of a user.
CREATE INDEX ecc_agent_issue_open_by_user ON ecc_agent_issue (user_name) WHERE mid_server IS NULL AND state <> 'resolved';
CREATE INDEX ecc_agent_issue_last_detected ON ecc_agent_issue (last_detected);
CREATE INDEX ecc_agent_status ON ecc_agent (status);
-- References may come as names.
CREATE INDEX ecc_agent_by_name ON ecc_agent (name);
CREATE INDEX sys_user_by_name ON sys_user (name);
CREATE INDEX ecc_agent_config_by_agent ON ecc_agent_config (ecc_agent, param_name);
CREATE INDEX ecc_agent_config_by_value ON ecc_agent_config USING hash (value);
CREATE INDEX sys_user_by_user_name ON sys_user (user_name);
-- Names that differ only by capitals or blanks, as far as the database folds them; and those of which it cannot tell.
CREATE INDEX sys_user_by_folded_name ON sys_user (lower(trim(user_name)));
CREATE INDEX sys_user_beyond_ascii ON sys_user (user_name) WHERE user_name ~ '[^ -~]';
CREATE INDEX sys_user_has_role_by_role ON sys_user_has_role (role, "user", state);
CREATE INDEX sys_user_has_role_by_user ON sys_user_has_role ("user", role);
-- The newest login event of a user, without reading the table: login, login.authorization.failed and login.failed,
-- from the first to the last by name. Statements repeat the condition to the letter.
CREATE INDEX sysevent_login_by_user ON sysevent (parm1, sys_created_on, name)
    WHERE name BETWEEN 'login' AND 'login.failed';
CREATE INDEX sysevent_by_time ON sysevent (sys_created_on, name);
-- What became of MID Servers: few events among many.
CREATE INDEX sysevent_of_mid_servers ON sysevent (sys_created_on, name, parm1)
    WHERE name BETWEEN 'mid_server.' AND 'mid_server/';
