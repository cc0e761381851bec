-- The latest clone into each instance: which of them is the target nobody says.
SELECT target_instance, max(completed) AS completed
FROM v_clones
WHERE stands = 'completed' AND completed <= :now
GROUP BY target_instance
ORDER BY target_instance NULLS FIRST;
