UPDATE outbox_event SET seen_on = :now, standing = :standing, message = :message WHERE sequence = :sequence;
