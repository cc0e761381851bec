DELETE FROM mid_server_history
WHERE sequence IN (
    SELECT sequence FROM mid_server_history WHERE changed_on < :keep_history ORDER BY changed_on LIMIT :part
);
