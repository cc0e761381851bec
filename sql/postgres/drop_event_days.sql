-- What sql/steps/delete_old_events.sql would delete of a day, at once.
SELECT drop_event_days(CAST(:keep_events AS text), CAST(:part AS bigint)) AS removed;
