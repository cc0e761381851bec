-- The newest login event after :start of each user in a list in JSON; NULL where there is none. Of several of one second the last by
-- name comes first, and login.authorization.failed, the worst, is not that: where login.failed comes first, it is looked for. Each
-- is a seek in the covering index sysevent_login_by_user, which SQLite takes only where its condition stands to the letter (BETWEEN).
SELECT
    asked.value AS user_name,
    (
        SELECT
            CASE
                WHEN newest.name = 'login.failed' AND EXISTS (
                    SELECT 1
                    FROM sysevent AS beside
                    WHERE beside.parm1 = newest.parm1
                        AND beside.sys_created_on = newest.sys_created_on
                        AND beside.name BETWEEN 'login' AND 'login.failed'
                        AND beside.name = 'login.authorization.failed'
                )
                THEN 'login.authorization.failed'
                ELSE newest.name
            END
        FROM sysevent AS newest
        WHERE newest.parm1 = asked.value
            AND newest.sys_created_on > :start
            AND newest.name BETWEEN 'login' AND 'login.failed'
            AND newest.name IN ('login', 'login.failed', 'login.authorization.failed')
        ORDER BY newest.sys_created_on DESC, newest.name DESC
        LIMIT 1
    ) AS event
FROM json_each(:user_names) AS asked;
