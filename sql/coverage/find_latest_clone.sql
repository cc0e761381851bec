SELECT max(completed) AS completed FROM v_clones WHERE stands = 'completed' AND completed <= :now;
