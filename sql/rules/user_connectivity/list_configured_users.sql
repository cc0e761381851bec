-- Whom any MID Server is configured with, each once, in the order of their index, which says so without a sort; also one that
-- is not in the file: that it was not seen is no proof that there is none. An empty one is nobody's. To look for each holder
-- there takes longer.
SELECT DISTINCT value AS user_name FROM ecc_agent_config WHERE param_name = 'mid.instance.username';
