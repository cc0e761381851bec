INSERT INTO outbox_message (sys_id, made_on, body) VALUES (:sys_id, :now, :body) RETURNING sequence;
