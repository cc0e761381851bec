-- Whether there is that role and this user may take it.
SELECT count(*) > 0 AS there FROM pg_roles WHERE rolname = :role AND pg_has_role(oid, 'MEMBER');
