-- In step with the file of this name in sql/schema: a test says what to do where it is not.

-- A sampling opens thousands of issues at once, and finds thousands again: each is an entry to write in every index that has it.
DROP INDEX ecc_agent_issue_open_by_mid_server;

DROP INDEX ecc_agent_issue_open_by_source;

DROP INDEX ecc_agent_issue_last_detected;
CREATE INDEX ecc_agent_issue_open_by_mid_server ON ecc_agent_issue (mid_server, source)
    WHERE mid_server IS NOT NULL AND state <> 'resolved';
-- A run reads all open issues of its source.
CREATE INDEX ecc_agent_issue_open_by_source ON ecc_agent_issue (source) WHERE state <> 'resolved';
-- When an open one was last detected is another time after each run. A purge goes through those by source.
CREATE INDEX ecc_agent_issue_last_detected ON ecc_agent_issue (last_detected) WHERE state = 'resolved';
