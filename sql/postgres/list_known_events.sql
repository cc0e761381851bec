SELECT known AS sys_id FROM list_known_events(CAST(:sys_ids AS text)) AS known;
