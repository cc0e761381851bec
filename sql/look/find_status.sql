-- All that a monitor asks, in one row. What ran while a clock was ahead is not what ran last. An acknowledgement that is over counts no longer.
WITH present_mid_server AS MATERIALIZED (
    -- What the last whole load did not have, and no fresh one before it, is gone.
    SELECT sys_id, status, last_refreshed
    FROM ecc_agent
    WHERE NOT EXISTS (
            SELECT 1 FROM row_absent WHERE table_name = 'ecc_agent' AND row_absent.sys_id = ecc_agent.sys_id AND seen_until <= :fresh_from
        )
),
open_issue AS (
    SELECT
        sys_id,
        mid_server,
        user_name,
        source,
        unconfirmed,
        CASE
            WHEN state = 'acknowledged' AND (acknowledged_until > :now OR coalesce(acknowledged_until, '') = '') THEN 1
            ELSE 0
        END AS is_acknowledged
    FROM ecc_agent_issue
    WHERE state <> 'resolved'
),
judged_job AS (
    SELECT
        name,
        (
            SELECT outcome
            FROM sys_trigger_run AS run
            WHERE run.job = triggered.name AND outcome IN ('ran', 'failed', 'abandoned') AND due <= :now
            ORDER BY due DESC, sys_id DESC
            LIMIT 1
        ) AS last_outcome,
        (
            SELECT count(CASE WHEN outcome IN ('failed', 'abandoned') THEN 1 END)
            FROM (
                SELECT outcome
                FROM sys_trigger_run AS run
                WHERE run.job = triggered.name AND outcome IN ('ran', 'failed', 'abandoned') AND due <= :now
                ORDER BY due DESC, sys_id DESC
                LIMIT 3
            ) AS last_run
        ) AS failed_of_last,
        (
            SELECT count(CASE WHEN outcome = 'skipped' AND error IS DISTINCT FROM :no_new_rows THEN 1 END)
            FROM (
                SELECT outcome, error
                FROM sys_trigger_run AS run
                WHERE run.job = triggered.name AND outcome IN ('ran', 'failed', 'abandoned', 'skipped') AND due <= :now
                ORDER BY due DESC, sys_id DESC
                LIMIT 3
            ) AS last_run
        ) AS skipped_of_last
    FROM (SELECT DISTINCT name FROM sys_trigger WHERE trigger_type = 1 AND active = 1) AS triggered
)
SELECT
    (SELECT count(*) FROM present_mid_server WHERE status = 'Down') AS mid_servers_down,
    (SELECT count(*) FROM present_mid_server) AS mid_servers,
    (SELECT count(*) FROM open_issue WHERE is_acknowledged = 0) AS issues_new,
    (SELECT count(*) FROM open_issue WHERE is_acknowledged = 1) AS issues_acknowledged,
    (SELECT count(*) FROM sys_trigger WHERE state = -1) AS triggers_in_error,
    (SELECT count(*) FROM sys_trigger WHERE state = 0 AND active = 1 AND next_action < :overdue) AS triggers_overdue,
    (
        SELECT count(*)
        FROM present_mid_server
        WHERE status = 'Up'
            AND last_refreshed <> ''
            AND last_refreshed <= (SELECT max(completed) FROM v_clones WHERE stands = 'completed' AND completed <= :now)
    ) AS up_without_heartbeat,
    (SELECT count(*) FROM judged_job WHERE failed_of_last = 3) AS jobs_failing,
    (SELECT count(*) FROM judged_job WHERE failed_of_last < 3 AND last_outcome <> 'ran') AS jobs_failed,
    (SELECT count(*) FROM judged_job WHERE skipped_of_last = 3) AS jobs_always_skipped,
    (
        SELECT count(*)
        FROM v_clones
        WHERE waiting_check IS NOT NULL
            AND completed = (SELECT max(completed) FROM v_clones WHERE stands = 'completed')
    ) AS clones_waiting,
    (
        SELECT count(*)
        FROM open_issue
        WHERE is_acknowledged = 0 AND source IS DISTINCT FROM 'InstanceClone' AND source IS DISTINCT FROM 'MIDUserConnectivity'
            AND unconfirmed IS NULL
    ) AS issues_of_other_jobs,
    (SELECT count(*) FROM open_issue WHERE unconfirmed IS NOT NULL) AS issues_unconfirmed,
    (
        SELECT count(*)
        FROM open_issue
        WHERE source = 'MIDUserConnectivity'
            AND unconfirmed IS NULL
            AND NOT EXISTS (
                SELECT 1
                FROM ecc_agent_config AS config
                WHERE config.param_name = 'mid.instance.username' AND config.value = open_issue.user_name
            )
    ) AS users_not_associated,
    (
        SELECT count(*)
        FROM open_issue
        WHERE source = 'InstanceClone'
            AND NOT EXISTS (SELECT 1 FROM present_mid_server AS agent WHERE agent.sys_id = open_issue.mid_server AND agent.status <> 'Up')
    ) AS issues_over,
    (
        SELECT count(*)
        FROM outbox_receiver AS receiver
        JOIN outbox_message AS message ON message.sequence > receiver.acknowledged
        WHERE receiver.kind <> 'quiet' AND (receiver.failures > 0 OR message.made_on < :overdue)
    ) AS notifications_undelivered;
