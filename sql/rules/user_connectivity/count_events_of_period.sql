-- How many events there are after :start, up to :most.
SELECT count(*) AS events FROM (SELECT 1 FROM sysevent WHERE sys_created_on > :start LIMIT :most) AS counted;
