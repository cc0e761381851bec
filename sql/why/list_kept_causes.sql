SELECT mid_server, cause, user_name, proven_on FROM mid_server_cause;
