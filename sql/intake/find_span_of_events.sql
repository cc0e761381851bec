-- When the oldest and the newest event happened: a seek each.
SELECT
    (SELECT min(sys_created_on) FROM sysevent WHERE sys_created_on > '') AS oldest,
    (SELECT max(sys_created_on) FROM sysevent WHERE sys_created_on > '') AS newest;
