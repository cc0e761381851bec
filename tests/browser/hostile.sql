-- Names that are HTML, scripts and bits of both, wherever an instance lets somebody write one.
INSERT INTO ecc_agent (name, status, user_name, host_name, last_refreshed, sys_created_on, validated)
VALUES
    ('<img src=x onerror="window.hacked=1">', 'Down', '"><script>window.hacked=2</script>', '</style><script>window.hacked=3</script>', '2026-03-01 11:50:00', '2026-01-01 00:00:00', 'true'),
    ('{{ 7 * 7 }} {% include "/etc/passwd" %}', '</svg><svg onload="window.hacked=4">', 'a&amp;b', 'it''s', '2026-03-01 21:50:00', '2026-01-01 00:00:00', 'true'),
    ('javascript:window.hacked=5', 'Up', '" onmouseover="window.hacked=6', NULL, '2026-03-01 21:50:00', '2026-01-01 00:00:00', 'true');
INSERT INTO ecc_agent_issue (source, user_name, message, last_detected)
VALUES ('<b>Source</b>', '<i>user</i>', '</td></tr></table><script>window.hacked=7</script>', '2026-03-01 21:00:00');
UPDATE mid_server_history SET old_status = '"><script>window.hacked=8</script>';
UPDATE sys_trigger SET last_error = '</title><script>window.hacked=9</script>', state = -1 WHERE name = 'PurgeHistory';
