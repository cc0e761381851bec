-- One writer for a schema; and the transaction's number, to ask about where the answer to its commit is lost. A standby that is
-- promoted may give a number again, on a timeline of its own. No row while somebody else has the lock.
SELECT
    CAST(pg_current_xact_id() AS text) AS transaction,
    substr(pg_walfile_name(pg_current_wal_insert_lsn()), 1, 8) AS timeline
FROM midjobs_lock WHERE name = 'writer' FOR UPDATE SKIP LOCKED;
