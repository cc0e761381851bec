-- It is told what happens from now on.
INSERT INTO outbox_receiver (name, kind, acknowledged)
VALUES (:name, :kind, coalesce((SELECT max(sequence) FROM outbox_message), 0))
ON CONFLICT (name) DO UPDATE SET kind = excluded.kind;
