-- A message goes with its time, told or not: `status` has warned of it for as long.
DELETE FROM outbox_message
WHERE sequence IN (
    SELECT sequence FROM outbox_message WHERE made_on < :keep_notifications ORDER BY made_on LIMIT :part
);
