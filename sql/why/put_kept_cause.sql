INSERT INTO mid_server_cause (mid_server, cause, user_name, proven_on)
VALUES (:mid_server, :cause, :user_name, :proven_on)
ON CONFLICT (mid_server) DO UPDATE
SET cause = excluded.cause, user_name = excluded.user_name, proven_on = excluded.proven_on;
