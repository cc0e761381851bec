SELECT make_event_days(CAST(:first_day AS text), CAST(:last_day AS text)) AS made;
