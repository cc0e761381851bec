-- All open issues of the source are detected again: each keeps its state, so Acknowledged stays. A fault ends the run, so that
-- what the statement did before it (FAIL) need not be undone by itself, for which SQLite would copy every page first. With a list
-- to look at it would note the rows first, and find each once more.
UPDATE OR FAIL ecc_agent_issue
SET count = count + 1, last_detected = :now, sys_updated_on = :now, run = :run
WHERE source = :source AND state <> 'resolved';
