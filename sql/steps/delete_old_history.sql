DELETE FROM mid_server_history WHERE changed_on < :keep_history;
