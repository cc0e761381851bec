-- As the heartbeat of the instance would: the business rule does the rest.
UPDATE ecc_agent SET status = 'Up', last_refreshed = :now, sys_updated_on = :now WHERE name = :mid_server;
