DELETE FROM outbox_receiver WHERE name = :name;
