-- All that a monitor asks, in one row. An acknowledgement that is over counts no longer.
SELECT
    (SELECT count(*) FROM ecc_agent WHERE status = 'Down') AS mid_servers_down,
    (SELECT count(*) FROM ecc_agent) AS mid_servers,
    (
        SELECT count(*)
        FROM ecc_agent_issue
        WHERE state = 'new' OR (state = 'acknowledged' AND nullif(acknowledged_until, '') <= :now)
    ) AS issues_new,
    (
        SELECT count(*)
        FROM ecc_agent_issue
        WHERE state = 'acknowledged' AND (acknowledged_until > :now OR coalesce(acknowledged_until, '') = '')
    ) AS issues_acknowledged,
    (SELECT count(*) FROM sys_trigger WHERE state = -1) AS triggers_in_error,
    (SELECT count(*) FROM sys_trigger WHERE state = 0 AND active = 1 AND next_action < :overdue) AS triggers_overdue;
