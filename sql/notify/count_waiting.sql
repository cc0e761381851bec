SELECT count(*) AS waiting
FROM outbox_message
WHERE sequence > (SELECT acknowledged FROM outbox_receiver WHERE name = :name);
