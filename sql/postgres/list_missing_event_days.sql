SELECT day FROM list_missing_event_days(CAST(:first_day AS text), CAST(:last_day AS text)) AS day;
