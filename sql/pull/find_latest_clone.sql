-- When the latest clone completed that was not cancelled, rolled back or in error.
SELECT max(completed) AS completed
FROM clone_instance
WHERE completed <> ''
    AND lower(coalesce(state, '')) NOT LIKE '%cancel%'
    AND lower(coalesce(state, '')) NOT LIKE '%rolled%back%'
    AND lower(coalesce(state, '')) NOT LIKE '%error%';
