-- Until when nothing comes due by itself: no trigger, and nothing that was acknowledged until then. What is under way, or
-- lost its runner, is something to do now. Where a trigger goes by a zone, its rules may be changed at any time.
SELECT min(moment) AS until
FROM (
    SELECT min(next_action) AS moment FROM sys_trigger WHERE state = 0 AND active = 1
    UNION ALL
    SELECT min(acknowledged_until)
    FROM ecc_agent_issue
    WHERE state <> 'resolved' AND state = 'acknowledged' AND acknowledged_until > :now
    UNION ALL
    SELECT :now WHERE EXISTS (SELECT 1 FROM sys_trigger WHERE (state = 1 OR run IS NOT NULL) AND state = 1)
    UNION ALL
    SELECT :now WHERE EXISTS (SELECT 1 FROM sys_trigger_local)
) AS moments;
