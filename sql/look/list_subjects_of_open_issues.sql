-- Of each open issue its MID Server, and its user: whoever asks counts them quicker than a sort in the database does.
SELECT mid_server, user_name FROM ecc_agent_issue WHERE state <> 'resolved';
