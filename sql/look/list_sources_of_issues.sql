-- The sources that issues have.
SELECT DISTINCT source AS name FROM ecc_agent_issue WHERE source <> '' ORDER BY source;
