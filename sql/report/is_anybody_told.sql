-- Whether there is a receiver: without one, no trigger notes a new issue.
SELECT EXISTS (SELECT 1 FROM outbox_receiver) AS told;
