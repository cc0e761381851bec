SELECT user_name, account, active, locked_out, roles
FROM account_history
WHERE sequence IN (SELECT max(sequence) FROM account_history GROUP BY user_name);
