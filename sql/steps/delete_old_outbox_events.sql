-- Also those that nobody looked at, beyond a number: a receiver may have been set up once and never told anything again.
DELETE FROM outbox_event
WHERE sequence IN (
    SELECT sequence
    FROM outbox_event
    WHERE seen_on < :keep_notifications
        OR sequence <= (SELECT max(sequence) FROM outbox_event) - :events_of_notifications
    LIMIT :part
);
