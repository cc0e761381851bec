-- Until the end of the transaction, or until it is given back.
SELECT set_config('role', :role, true) AS role;
