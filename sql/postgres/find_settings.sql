SELECT current_setting('fsync') = 'on' AND current_setting('full_page_writes') = 'on' AS is_safe;
