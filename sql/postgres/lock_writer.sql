-- One writer for a schema; and the transaction's number, to ask about where the answer to its commit is lost. No row while
-- somebody else has it.
SELECT CAST(pg_current_xact_id() AS text) AS transaction FROM midjobs_lock WHERE name = 'writer' FOR UPDATE SKIP LOCKED;
