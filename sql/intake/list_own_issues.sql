-- The issues that a run here opened, which no extract of an instance has.
SELECT sys_id FROM ecc_agent_issue WHERE run IS NOT NULL;
