-- What became of a transaction whose commit was not answered. Whoever asks holds the writer's lock, so it is over.
SELECT pg_xact_status(CAST(CAST(:transaction AS text) AS xid8)) AS fate;
