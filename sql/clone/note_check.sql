-- A later check that could see all takes back that an earlier one could not.
UPDATE clone_instance SET waiting_check = :waiting WHERE sys_id = :clone;
