-- The tables whose names and columns are ServiceNow's, so that an export loads unchanged.
-- Times are UTC text 'YYYY-MM-DD HH:MM:SS', booleans 0 or 1; every column but the key may be absent.
-- A time is checked by working it out (adding nothing is what makes SQLite work out 24:00:00); in sysevent, which
-- has millions of rows, by its length alone. No check has a list of more than two literals: for each, SQLite would
-- build a tree at every insert. A time is a DATETEXT, which is text to SQLite: of what a DATETIME is given or compared with, it asks
-- each time whether that is a number, and finds '2026' to be less than any time.
-- References are not enforced: after a clone, real data has broken ones, and they are what to report.

-- "MIDJ": what file(1) shows and what tells this file from another program's.
PRAGMA application_id = 0x4d49444a;

CREATE TABLE ecc_agent (
    -- The MID Servers of the instance.
    -- 32 hex digits, made by default.
    sys_id TEXT PRIMARY KEY NOT NULL DEFAULT (lower(hex(randomblob(16)))) CHECK (length(sys_id) = 32 AND sys_id NOT GLOB '*[^0-9a-fA-F]*'),
    -- Name of the MID Server.
    name TEXT,
    -- Up, Down, Paused, Upgrading; any other text is kept.
    status TEXT,
    -- The user that the MID Server last logged in as.
    user_name TEXT,
    -- true, false, validating, rekey.
    validated TEXT,
    -- Host it runs on.
    host_name TEXT,
    -- Address of that host.
    ip_address TEXT,
    -- Version of the MID Server.
    version TEXT,
    -- Last heartbeat, UTC.
    last_refreshed DATETEXT CHECK (last_refreshed IS datetime(last_refreshed, '+0 seconds') OR last_refreshed = ''),
    -- Last start, UTC.
    started DATETEXT CHECK (started IS datetime(started, '+0 seconds') OR started = ''),
    -- Last stop, UTC.
    stopped DATETEXT CHECK (stopped IS datetime(stopped, '+0 seconds') OR stopped = ''),
    -- Domain; none means global.
    sys_domain TEXT,
    -- When the row was made, UTC.
    sys_created_on DATETEXT CHECK (sys_created_on IS datetime(sys_created_on, '+0 seconds') OR sys_created_on = ''),
    -- When the row was last changed, UTC.
    sys_updated_on DATETEXT CHECK (sys_updated_on IS datetime(sys_updated_on, '+0 seconds') OR sys_updated_on = '')
);

CREATE TABLE ecc_agent_config (
    -- Configuration parameters that MID Servers report, as mid.instance.username.
    -- 32 hex digits, made by default.
    sys_id TEXT PRIMARY KEY NOT NULL DEFAULT (lower(hex(randomblob(16)))) CHECK (length(sys_id) = 32 AND sys_id NOT GLOB '*[^0-9a-fA-F]*'),
    -- MID Server (ecc_agent.sys_id); it may be gone.
    ecc_agent TEXT,
    -- Name of the parameter; mid.instance.username is the configured user.
    param_name TEXT,
    -- Its value. Never a secret.
    value TEXT,
    -- Domain; none means global.
    sys_domain TEXT
);

CREATE TABLE ecc_agent_issue (
    -- Issues of MID Servers and their users: findings written down.
    -- 32 hex digits, made by default.
    sys_id TEXT PRIMARY KEY NOT NULL DEFAULT (lower(hex(randomblob(16)))) CHECK (length(sys_id) = 32 AND sys_id NOT GLOB '*[^0-9a-fA-F]*'),
    -- MID Server (ecc_agent.sys_id); NULL for connectivity issues, which belong to a user.
    mid_server TEXT,
    -- The user that a connectivity issue is about (sys_user.user_name).
    user_name TEXT,
    -- InstanceClone, MIDUserConnectivity, or that of another feature.
    source TEXT,
    -- new, acknowledged, resolved.
    state TEXT NOT NULL DEFAULT 'new' CHECK (state = 'new' OR state = 'acknowledged' OR state = 'resolved'),
    -- What is wrong, in one sentence.
    message TEXT,
    -- How many times it was detected.
    count INTEGER NOT NULL DEFAULT 1 CHECK (typeof(count) = 'integer'),
    -- When it was last detected, UTC.
    last_detected DATETEXT CHECK (last_detected IS datetime(last_detected, '+0 seconds') OR last_detected = ''),
    -- Domain; global when none.
    sys_domain TEXT NOT NULL DEFAULT 'global',
    -- When the row was made, UTC.
    sys_created_on DATETEXT CHECK (sys_created_on IS datetime(sys_created_on, '+0 seconds') OR sys_created_on = ''),
    -- When the row was last changed, UTC.
    sys_updated_on DATETEXT CHECK (sys_updated_on IS datetime(sys_updated_on, '+0 seconds') OR sys_updated_on = ''),
    -- When it was resolved, UTC.
    resolved_on DATETEXT CHECK (resolved_on IS datetime(resolved_on, '+0 seconds') OR resolved_on = ''),
    -- What resolved it: the job, the business rule, or 'by hand' and why.
    resolved_by TEXT,
    -- When it was acknowledged here, UTC.
    acknowledged_on DATETEXT CHECK (acknowledged_on IS datetime(acknowledged_on, '+0 seconds') OR acknowledged_on = ''),
    -- Until when that counts, UTC; from then on the issue is new again, whatever its state says. NULL means for good.
    acknowledged_until DATETEXT CHECK (acknowledged_until IS datetime(acknowledged_until, '+0 seconds') OR acknowledged_until = ''),
    -- Why it was acknowledged.
    acknowledged_reason TEXT,
    -- The run that last detected it (sys_trigger_run.sys_id).
    run TEXT,
    -- Why it is not certain: the rows that it rests on may not be all. NULL when they are.
    unconfirmed TEXT
);

CREATE TABLE sys_user (
    -- Users of the instance. Never a password.
    -- 32 hex digits, made by default.
    sys_id TEXT PRIMARY KEY NOT NULL DEFAULT (lower(hex(randomblob(16)))) CHECK (length(sys_id) = 32 AND sys_id NOT GLOB '*[^0-9a-fA-F]*'),
    -- Login name; compared exactly.
    user_name TEXT,
    -- Full name.
    name TEXT,
    -- 1 when the user may log in.
    active BOOLEAN CHECK (active IN (0, 1)),
    -- 1 when locked out.
    locked_out BOOLEAN CHECK (locked_out IN (0, 1)),
    -- Failed logins since the last good one.
    failed_attempts INTEGER,
    -- Last good login, UTC.
    last_login_time DATETEXT CHECK (last_login_time IS datetime(last_login_time, '+0 seconds') OR last_login_time = ''),
    -- 1 when limited to web services.
    web_service_access_only BOOLEAN CHECK (web_service_access_only IN (0, 1)),
    -- 1 for an internal integration user.
    internal_integration_user BOOLEAN CHECK (internal_integration_user IN (0, 1)),
    -- Where the user comes from, as an LDAP entry.
    source TEXT,
    -- Domain; none means global.
    sys_domain TEXT,
    -- When the row was made, UTC.
    sys_created_on DATETEXT CHECK (sys_created_on IS datetime(sys_created_on, '+0 seconds') OR sys_created_on = ''),
    -- When the row was last changed, UTC.
    sys_updated_on DATETEXT CHECK (sys_updated_on IS datetime(sys_updated_on, '+0 seconds') OR sys_updated_on = '')
);

CREATE TABLE sys_user_role (
    -- Roles.
    -- 32 hex digits, made by default.
    sys_id TEXT PRIMARY KEY NOT NULL DEFAULT (lower(hex(randomblob(16)))) CHECK (length(sys_id) = 32 AND sys_id NOT GLOB '*[^0-9a-fA-F]*'),
    -- Name of the role, as mid_server.
    name TEXT
);

CREATE TABLE sys_user_has_role (
    -- Who holds which role.
    -- 32 hex digits, made by default.
    sys_id TEXT PRIMARY KEY NOT NULL DEFAULT (lower(hex(randomblob(16)))) CHECK (length(sys_id) = 32 AND sys_id NOT GLOB '*[^0-9a-fA-F]*'),
    -- User (sys_user.sys_id).
    user TEXT,
    -- Role (sys_user_role.sys_id).
    role TEXT,
    -- 1 when held through a group or another role.
    inherited BOOLEAN CHECK (inherited IN (0, 1)),
    -- active, or as the instance says.
    state TEXT
);

CREATE TABLE sys_user_role_contains (
    -- Which role brings which others.
    -- 32 hex digits, made by default.
    sys_id TEXT PRIMARY KEY NOT NULL DEFAULT (lower(hex(randomblob(16)))) CHECK (length(sys_id) = 32 AND sys_id NOT GLOB '*[^0-9a-fA-F]*'),
    -- The containing role (sys_user_role.sys_id).
    role TEXT,
    -- The contained role (sys_user_role.sys_id).
    contains TEXT
);

CREATE TABLE sysevent (
    -- Events of the instance; midjobs reads the login events.
    -- 32 hex digits, made by default.
    sys_id TEXT NOT NULL DEFAULT (lower(hex(randomblob(16)))) CHECK (length(sys_id) = 32),
    -- login, login.failed, login.authorization.failed; others are kept and ignored.
    name TEXT,
    -- The user name of a login event.
    parm1 TEXT,
    -- For login.authorization.failed the missing roles, comma separated.
    parm2 TEXT,
    -- ready, processed, error, transferred.
    state TEXT,
    -- When it happened, UTC.
    sys_created_on DATETEXT CHECK (length(sys_created_on) IN (0, 19))
);

CREATE TABLE sys_properties (
    -- The few properties that tell who may sign in; the instance's others are not kept.
    -- 32 hex digits, made by default.
    sys_id TEXT PRIMARY KEY NOT NULL DEFAULT (lower(hex(randomblob(16)))) CHECK (length(sys_id) = 32 AND sys_id NOT GLOB '*[^0-9a-fA-F]*'),
    -- The property.
    name TEXT,
    -- Its value, as text.
    value TEXT,
    -- When the row was last changed, UTC.
    sys_updated_on DATETEXT CHECK (sys_updated_on IS datetime(sys_updated_on, '+0 seconds') OR sys_updated_on = '')
);

CREATE TABLE clone_instance (
    -- One row for each clone of the instance.
    -- 32 hex digits, made by default.
    sys_id TEXT PRIMARY KEY NOT NULL DEFAULT (lower(hex(randomblob(16)))) CHECK (length(sys_id) = 32 AND sys_id NOT GLOB '*[^0-9a-fA-F]*'),
    -- The instance that was copied.
    source_instance TEXT,
    -- The instance that was copied over.
    target_instance TEXT,
    -- Where it stands, as the instance says: Completed, Canceled, Rolled back, Error, ...; NULL when that is not known.
    state TEXT,
    -- When the clone began, UTC.
    started DATETEXT CHECK (started IS datetime(started, '+0 seconds') OR started = ''),
    -- When the clone completed, UTC: the checks go by it.
    completed DATETEXT CHECK (completed IS datetime(completed, '+0 seconds') OR completed = ''),
    -- When its checks were scheduled, UTC; a clone schedules them once ever.
    scheduled_on DATETEXT CHECK (scheduled_on IS datetime(scheduled_on, '+0 seconds') OR scheduled_on = ''),
    -- The latest check (its job) that ran on rows that could not show what the clone left; NULL when none waits for rows.
    waiting_check TEXT,
    -- When such a check was scheduled once more, UTC; that is done once for a clone.
    checked_again_on DATETEXT CHECK (checked_again_on IS datetime(checked_again_on, '+0 seconds') OR checked_again_on = ''),
    -- When the row was made, UTC.
    sys_created_on DATETEXT CHECK (sys_created_on IS datetime(sys_created_on, '+0 seconds') OR sys_created_on = '')
);
-- An open issue is looked up by MID Server where it has one, else by its message.
CREATE INDEX ecc_agent_issue_open_by_mid_server ON ecc_agent_issue (mid_server, source) WHERE state <> 'resolved';
CREATE INDEX ecc_agent_issue_open_by_source ON ecc_agent_issue (source, message) WHERE state <> 'resolved';
-- The open connectivity issues of a user.
CREATE INDEX ecc_agent_issue_open_by_user ON ecc_agent_issue (user_name) WHERE mid_server IS NULL AND state <> 'resolved';
CREATE INDEX ecc_agent_issue_last_detected ON ecc_agent_issue (last_detected);

CREATE INDEX ecc_agent_status ON ecc_agent (status);
-- References may come as names.
CREATE INDEX ecc_agent_by_name ON ecc_agent (name);
CREATE INDEX sys_user_by_name ON sys_user (name);
CREATE INDEX ecc_agent_config_by_agent ON ecc_agent_config (ecc_agent, param_name, value);
CREATE INDEX ecc_agent_config_by_value ON ecc_agent_config (param_name, value, ecc_agent);
CREATE INDEX sys_user_by_user_name ON sys_user (user_name);
-- Names that differ only by capitals or blanks, as far as the database folds them; and those of which it cannot tell.
CREATE INDEX sys_user_by_folded_name ON sys_user (lower(trim(user_name)));
CREATE INDEX sys_user_beyond_ascii ON sys_user (user_name) WHERE user_name GLOB '*[^ -~]*';
CREATE INDEX sys_user_has_role_by_role ON sys_user_has_role (role, user, state);
CREATE INDEX sys_user_has_role_by_user ON sys_user_has_role (user, role);

-- The newest login event of a user, without reading the table: login, login.authorization.failed and login.failed,
-- from the first to the last by name. Statements repeat the condition to the letter.
CREATE INDEX sysevent_login_by_user ON sysevent (parm1, sys_created_on, name)
    WHERE name BETWEEN 'login' AND 'login.failed';
-- The key of the events. An index by name can be set aside while the first of them come in, by the million: see
-- docs/architecture.md.
CREATE UNIQUE INDEX sysevent_by_sys_id ON sysevent (sys_id);
CREATE INDEX sysevent_by_time ON sysevent (sys_created_on, name);

-- What became of MID Servers: few events among many.
CREATE INDEX sysevent_of_mid_servers ON sysevent (sys_created_on, name, parm1)
    WHERE name BETWEEN 'mid_server.' AND 'mid_server/';
