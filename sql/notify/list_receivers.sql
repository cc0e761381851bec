SELECT name, kind, acknowledged, acknowledged_on, failures, last_error, next_attempt
FROM outbox_receiver
ORDER BY name;
