-- What became of a transaction whose commit was not answered. Whoever asks holds the writer's lock, so it is over. Nothing where
-- a standby has taken the place of the server since: it may have given the number to another.
SELECT CASE
    WHEN substr(pg_walfile_name(pg_current_wal_insert_lsn()), 1, 8) = :timeline
    THEN pg_xact_status(CAST(CAST(:transaction AS text) AS xid8))
END AS fate;
