-- What sql/schema keeps of each change of status.

CREATE FUNCTION keep_status_of_mid_server() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path FROM CURRENT AS $$
BEGIN
    INSERT INTO mid_server_history (mid_server, old_status, status, seen_until, changed_on, who)
    VALUES (
        NEW.sys_id,
        OLD.status,
        NEW.status,
        (SELECT max(extracted_on) FROM load_coverage WHERE table_name = 'ecc_agent'),
        coalesce((SELECT as_of FROM writing), moment_now()),
        coalesce((SELECT who FROM writing), 'by hand')
    );
    RETURN NULL;
END
$$;

CREATE TRIGGER keep_status_of_mid_server
AFTER UPDATE OF status ON ecc_agent
FOR EACH ROW WHEN (OLD.status IS DISTINCT FROM NEW.status)
EXECUTE FUNCTION keep_status_of_mid_server();
