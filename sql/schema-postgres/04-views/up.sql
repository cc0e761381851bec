-- In step with the file of this name in sql/schema: a test says what to do where it is not.

CREATE VIEW v_open_issues AS
SELECT
    CASE issue.state WHEN 'new' THEN 'New' ELSE 'Acknowledged' END AS state,
    issue.source,
    agent.name AS mid_server,
    issue.message,
    issue.count,
    replace(issue.last_detected, ' ', 'T') || 'Z' AS last_detected,
    issue.sys_domain,
    issue.sys_id,
    replace(nullif(issue.acknowledged_until, ''), ' ', 'T') || 'Z' AS acknowledged_until,
    issue.unconfirmed
FROM ecc_agent_issue AS issue
LEFT JOIN ecc_agent AS agent ON agent.sys_id = issue.mid_server
WHERE issue.state <> 'resolved'
ORDER BY
    issue.last_detected DESC NULLS LAST, issue.source NULLS FIRST, issue.message NULLS FIRST, issue.sys_id;
COMMENT ON VIEW v_open_issues IS 'Issues that are New or Acknowledged, the latest detected first. One whose acknowledged_until has passed is New again.';

CREATE VIEW v_mid_server_issues AS
WITH related_issue AS (
    SELECT mid_server, sys_id AS issue FROM ecc_agent_issue WHERE mid_server IS NOT NULL AND state <> 'resolved'
    UNION ALL
    -- CROSS JOIN is an order to SQLite: from the issues to who is configured with their users.
    SELECT DISTINCT config.ecc_agent, issue.sys_id
    FROM ecc_agent_issue AS issue
    CROSS JOIN ecc_agent_config AS config
    WHERE issue.mid_server IS NULL
        AND issue.state <> 'resolved'
        AND config.param_name = 'mid.instance.username'
        AND config.value = issue.user_name
)
SELECT
    agent.name AS mid_server,
    agent.status,
    CASE issue.state WHEN 'new' THEN 'New' ELSE 'Acknowledged' END AS state,
    issue.source,
    issue.message,
    issue.count,
    replace(issue.last_detected, ' ', 'T') || 'Z' AS last_detected,
    agent.sys_id AS mid_server_sys_id,
    issue.sys_id,
    replace(nullif(issue.acknowledged_until, ''), ' ', 'T') || 'Z' AS acknowledged_until,
    issue.unconfirmed
FROM related_issue
JOIN ecc_agent AS agent ON agent.sys_id = related_issue.mid_server
JOIN ecc_agent_issue AS issue ON issue.sys_id = related_issue.issue
ORDER BY agent.name NULLS FIRST, issue.source NULLS FIRST, issue.message NULLS FIRST, issue.sys_id;
COMMENT ON VIEW v_mid_server_issues IS 'The related list of each MID Server: its own open issues, and the connectivity issues of the users it is configured with. An issue whose acknowledged_until has passed is New again.';

CREATE VIEW v_due_triggers AS
SELECT
    name AS job,
    CASE state WHEN 0 THEN 'Ready' WHEN 1 THEN 'Running' WHEN 2 THEN 'Queued' ELSE 'Error' END AS state,
    CASE active WHEN 1 THEN 'yes' ELSE 'paused' END AS active,
    replace(next_action, ' ', 'T') || 'Z' AS next_action,
    priority,
    CASE trigger_type WHEN 0 THEN 'once' ELSE schedule END AS schedule,
    attempt,
    claimed_by,
    last_error,
    sys_id
FROM sys_trigger
ORDER BY active DESC, next_action, priority, sys_id;
COMMENT ON VIEW v_due_triggers IS 'What runs next, in the order of the runner.';

CREATE VIEW v_last_runs AS
SELECT
    job,
    outcome,
    replace(due, ' ', 'T') || 'Z' AS due,
    replace(started, ' ', 'T') || 'Z' AS started,
    replace(finished, ' ', 'T') || 'Z' AS finished,
    attempt,
    rows_changed,
    error,
    sys_id
FROM sys_trigger_run
WHERE outcome NOT IN ('coalesced', 'skipped')
ORDER BY coalesce(started, due) DESC, due DESC, sys_id;
COMMENT ON VIEW v_last_runs IS 'What ran, the latest first.';

CREATE VIEW v_missed_runs AS
SELECT
    job,
    outcome,
    replace(due, ' ', 'T') || 'Z' AS due,
    occurrences,
    coalesce(error, 'coalesced into run ' || coalesced_into) AS reason,
    coalesced_into,
    sys_id
FROM sys_trigger_run
WHERE outcome IN ('coalesced', 'skipped', 'failed', 'abandoned')
ORDER BY due DESC, sys_id;
COMMENT ON VIEW v_missed_runs IS 'Occurrences that were due and not carried out, and why.';

CREATE VIEW v_clones AS
SELECT
    sys_id,
    source_instance,
    target_instance,
    completed,
    state,
    scheduled_on,
    waiting_check,
    checked_again_on,
    CASE
        -- One whose rollback failed, or is only asked for, is there.
        WHEN lower(state) LIKE '%cancel%' OR lower(state) LIKE '%rolled_back%' OR lower(state) LIKE '%error%' THEN 'undone'
        WHEN coalesce(completed, '') = '' THEN 'under way'
        WHEN lower(state) IN ('draft', 'requested', 'scheduled', 'active', 'hold', 'in_progress', 'in progress') THEN 'under way'
        ELSE 'completed'
    END AS stands
FROM clone_instance;
COMMENT ON VIEW v_clones IS 'Every clone and how it stands: completed, undone (it was cancelled, rolled back or ended in an error) or under way.';
