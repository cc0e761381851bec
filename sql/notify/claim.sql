-- Nobody else tells it anything for as long as the claim is fresh; a clock that went back makes none last.
UPDATE outbox_receiver
SET claimed_by = :claimed_by, claimed_on = :now
WHERE name = :name
    AND (next_attempt <= :now OR next_attempt > :farthest OR next_attempt IS NULL)
    AND (claimed_on <= :stale OR claimed_on > :now OR claimed_by IS NULL)
    AND EXISTS (SELECT 1 FROM outbox_message WHERE sequence > outbox_receiver.acknowledged);
