INSERT INTO account_history (user_name, account, active, locked_out, roles, seen_until, changed_on, who)
VALUES (:user_name, :account, :active, :locked_out, :roles, :seen_until, :changed_on, :who);
