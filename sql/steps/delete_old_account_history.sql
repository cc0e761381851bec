-- What is known of each account stays: the next load is compared with it.
DELETE FROM account_history
WHERE sequence IN (
    SELECT old.sequence
    FROM account_history AS old
    WHERE old.changed_on < :keep_history
        AND EXISTS (
            SELECT 1 FROM account_history AS newer WHERE newer.user_name = old.user_name AND newer.sequence > old.sequence
        )
    ORDER BY old.changed_on
    LIMIT :part
);
