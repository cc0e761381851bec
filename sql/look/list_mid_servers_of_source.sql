-- The MID Servers with an open issue of the source.
SELECT DISTINCT mid_server
FROM ecc_agent_issue
WHERE source = :source AND mid_server IS NOT NULL AND state <> 'resolved';
