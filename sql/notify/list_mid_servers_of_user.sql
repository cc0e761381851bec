-- The MID Servers that are configured with the user, and whether a clone issue that is certain stands open on each.
SELECT
    config.ecc_agent AS mid_server,
    EXISTS (
        SELECT 1
        FROM ecc_agent_issue AS issue
        WHERE issue.mid_server = config.ecc_agent
            AND issue.source = 'InstanceClone'
            AND issue.state <> 'resolved'
            AND issue.unconfirmed IS NULL
    ) AS has_clone_issue
FROM ecc_agent_config AS config
WHERE config.param_name = 'mid.instance.username' AND config.value = :user_name;
