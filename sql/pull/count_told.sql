-- Whether the log says since then that the account went with the clone.
SELECT count(*) AS lines FROM syslog WHERE sys_created_on >= :since AND replace(message, :words, '') <> message;
