DELETE FROM mid_server_cause WHERE mid_server = :mid_server;
