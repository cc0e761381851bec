-- Each MID Server with the user it last logged in as. What is empty here is left to whoever asks: for all at once it is
-- counted and joined from a few lists, not row by row. So is the order, which costs least without what stands beside a name.
SELECT
    name AS mid_server,
    status,
    user_name AS logged_in_user,
    NULL AS configured_users,
    NULL AS similar_account,
    0 AS open_issues,
    last_refreshed,
    sys_domain,
    sys_id,
    NULL AS class,
    NULL AS cause
FROM (
    -- What the last whole load did not have, and no fresh one before it, is gone.
    SELECT
        name,
        CASE
            WHEN sys_id IN (SELECT sys_id FROM row_absent WHERE table_name = 'ecc_agent' AND seen_until <= :fresh_from) THEN 'gone'
            ELSE status
        END AS status,
        user_name,
        last_refreshed,
        sys_domain,
        sys_id
    FROM ecc_agent
    WHERE sys_id = :mid_server OR :mid_server IS NULL OR name = :mid_server OR lower(name) = lower(:mid_server)
) AS named
WHERE status = :status OR :status IS NULL OR lower(status) = lower(:status);
