SELECT changed_on, account, active, locked_out, roles
FROM account_history
WHERE user_name = :user_name
ORDER BY sequence;
