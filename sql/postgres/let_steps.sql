-- What the role for users' steps may do here.
SELECT CAST(let_steps(CAST(:role AS text)) AS text) AS done;
