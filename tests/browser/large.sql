-- 2,000 MID Servers, each with a user of its own, three in five Down since a clone, half of these without an account.
WITH RECURSIVE number (n) AS (
    SELECT 1
    UNION ALL
    SELECT n + 1 FROM number WHERE n < 2000
)
INSERT INTO ecc_agent (sys_id, name, status, user_name, validated, host_name, last_refreshed, sys_created_on)
SELECT
    printf('%032x', n),
    printf('mid-%s-%04d', CASE n % 4 WHEN 0 THEN 'emea' WHEN 1 THEN 'apac' WHEN 2 THEN 'amer' ELSE 'dmz' END, n),
    CASE WHEN n % 5 < 3 THEN 'Down' WHEN n % 97 = 0 THEN 'Upgrading' ELSE 'Up' END,
    printf('svc.mid.%04d', n),
    'true',
    printf('host%04d.example.com', n),
    CASE
        WHEN n % 50 = 1 THEN '2026-01-11 08:00:00'
        WHEN n % 5 < 3 THEN '2026-03-01 11:50:00'
        ELSE '2026-03-01 21:50:00'
    END,
    '2026-01-01 00:00:00'
FROM number;

INSERT INTO ecc_agent_config (ecc_agent, param_name, value)
SELECT sys_id, 'mid.instance.username', user_name FROM ecc_agent;

INSERT INTO sys_user (user_name, name, active, locked_out)
SELECT user_name, user_name, 1, 0 FROM ecc_agent WHERE CAST(substr(name, -1) AS INTEGER) % 2 = 0;

INSERT INTO sys_user_role (sys_id, name) VALUES ('aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa', 'mid_server');

INSERT INTO ecc_agent_issue (mid_server, source, message, last_detected, sys_created_on, sys_updated_on)
SELECT
    sys_id,
    'InstanceClone',
    'MID Server not operational (status: Down), possibly due to recent clone. Verify credentials for logged in User '''
        || user_name || '''.',
    '2026-03-01 13:15:00',
    '2026-03-01 12:15:00',
    '2026-03-01 13:15:00'
FROM ecc_agent
WHERE status = 'Down';

DELETE FROM mid_server_history;

INSERT INTO mid_server_history (mid_server, old_status, status, seen_until, changed_on, who)
SELECT sys_id, 'Up', 'Down', '2026-03-01 11:55:00', '2026-03-01 12:55:00', 'pull'
FROM ecc_agent
WHERE status = 'Down' OR name LIKE '%4';

INSERT INTO mid_server_history (mid_server, old_status, status, seen_until, changed_on, who)
SELECT sys_id, 'Down', 'Up', '2026-03-01 16:55:00', '2026-03-01 17:55:00', 'pull'
FROM ecc_agent
WHERE status <> 'Down' AND name LIKE '%4';

-- Sixty occurrences of a job: late now and then, longer and longer, one failed, two skipped.
WITH RECURSIVE number (n) AS (
    SELECT 1
    UNION ALL
    SELECT n + 1 FROM number WHERE n < 60
)
INSERT INTO sys_trigger_run (trigger, job, due, started, finished, attempt, outcome)
SELECT
    'trigger',
    'MIDUserConnectivity',
    datetime('2026-03-01 20:00:00', ((n - 60) * 4) || ' hours'),
    CASE WHEN n % 23 = 0 THEN NULL ELSE datetime('2026-03-01 20:00:00', ((n - 60) * 4) || ' hours', (n * n % 97) || ' seconds') END,
    CASE WHEN n % 23 = 0 THEN NULL ELSE datetime('2026-03-01 20:00:00', ((n - 60) * 4) || ' hours', (n * n % 97 + n / 4) || ' seconds') END,
    1,
    CASE WHEN n % 23 = 0 THEN 'skipped' WHEN n = 41 THEN 'failed' ELSE 'ran' END
FROM number;
