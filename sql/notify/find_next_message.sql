SELECT sequence, sys_id, body
FROM outbox_message
WHERE sequence > (SELECT acknowledged FROM outbox_receiver WHERE name = :name)
ORDER BY sequence
LIMIT 1;
