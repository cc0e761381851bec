INSERT INTO sys_trigger_local (trigger, next_action, shown)
VALUES (:trigger, :next_action, :shown)
ON CONFLICT (trigger) DO UPDATE SET next_action = excluded.next_action, shown = excluded.shown;
