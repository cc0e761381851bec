-- What became of the accounts of MID Servers, which rows their last load did not have, and which cause was proven last.

CREATE TABLE account_history (
    -- What changed of the accounts that MID Servers are configured with or log in as, as loads showed it.
    -- Order of the changes.
    sequence INTEGER PRIMARY KEY AUTOINCREMENT,
    -- The user (sys_user.user_name).
    user_name TEXT NOT NULL,
    -- The account of that name that counts (sys_user.sys_id); NULL where there is none.
    account TEXT,
    -- 1 where it is active; NULL where that is not known.
    active INTEGER,
    -- 1 where it says that it is locked out; NULL where that is not known.
    locked_out INTEGER,
    -- Of mid_server and the roles that it contains those that it holds, comma separated; NULL where that is not known.
    roles TEXT,
    -- The last load that still showed it as before, UTC; NULL where none is on record.
    seen_until DATETEXT CHECK (length(seen_until) = 19),
    -- When it was seen, UTC.
    changed_on DATETEXT NOT NULL CHECK (length(changed_on) = 19),
    -- Who wrote it: import or pull.
    who TEXT NOT NULL
);

CREATE INDEX account_history_by_user ON account_history (user_name, sequence);
CREATE INDEX account_history_by_time ON account_history (changed_on);

CREATE TABLE row_absent (
    -- Rows that the last whole load of their table did not have and that were not removed: they are gone on the instance.
    -- The table.
    table_name TEXT NOT NULL,
    -- The row.
    sys_id TEXT NOT NULL,
    -- The last load that may have had it, UTC; NULL where none is on record.
    seen_until DATETEXT CHECK (length(seen_until) = 19),
    PRIMARY KEY (table_name, sys_id)
);

CREATE TABLE mid_server_cause (
    -- Of each MID Server that is Down the cause that was proven last, until a row contradicts it.
    -- MID Server (ecc_agent.sys_id).
    mid_server TEXT PRIMARY KEY NOT NULL,
    -- The cause, as docs/why.md names it.
    cause TEXT NOT NULL,
    -- Its user then.
    user_name TEXT,
    -- When it was proven, UTC.
    proven_on DATETEXT NOT NULL CHECK (length(proven_on) = 19)
);
