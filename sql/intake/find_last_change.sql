SELECT coalesce(max(sequence), 0) AS sequence FROM mid_server_history;
