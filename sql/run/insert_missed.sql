-- An occurrence that was not carried out, and what became of it.
INSERT INTO sys_trigger_run (trigger, job, due, finished, outcome, error, coalesced_into, occurrences)
VALUES (:trigger, :job, :due, :now, :outcome, :error, :coalesced_into, :occurrences);
