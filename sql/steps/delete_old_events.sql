-- Login events are looked at for one sampling period; the rest is kept for people.
DELETE FROM sysevent WHERE sys_created_on <> '' AND sys_created_on < :keep_events;
