UPDATE ecc_agent_issue
SET state = 'acknowledged', sys_updated_on = :now
WHERE state = 'new'
    AND (source = :source OR :source IS NULL)
    AND (
        mid_server = :mid_server
        OR :mid_server IS NULL
        OR mid_server IN (SELECT sys_id FROM ecc_agent WHERE name = :mid_server)
    );
