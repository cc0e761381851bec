SELECT sys_id, role, state, inherited FROM sys_user_has_role WHERE "user" = :account ORDER BY role NULLS FIRST, sys_id;
