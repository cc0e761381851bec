-- How a session is set up: names mean those of the schema, nobody is waited for longer than that, and the server looks for
-- itself whether somebody is still there.
SELECT
    set_config('search_path', :schema, false) AS search_path,
    set_config('lock_timeout', :lock_timeout, false) AS lock_timeout,
    set_config('default_transaction_read_only', :read_only, false) AS read_only,
    set_config('timezone', 'UTC', false) AS timezone,
    set_config('client_min_messages', 'warning', false) AS messages,
    set_config('tcp_keepalives_idle', '5', false) AS idle,
    set_config('tcp_keepalives_interval', '5', false) AS between,
    set_config('tcp_keepalives_count', '3', false) AS keepalives,
    set_config('tcp_user_timeout', '19000', false) AS user_timeout,
    set_config('client_connection_check_interval', '5000', false) AS looks;
