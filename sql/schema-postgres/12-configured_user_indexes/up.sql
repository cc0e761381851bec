-- In step with the file of this name in sql/schema: a test says what to do where it is not.

-- Of all parameters that MID Servers report only the configured user is looked for by its value, and only its rows are entries here.
-- Statements repeat the condition to the letter.
DROP INDEX ecc_agent_config_by_value;
CREATE INDEX ecc_agent_config_by_value ON ecc_agent_config USING hash (value)
    WHERE param_name = 'mid.instance.username';

-- The users of a MID Server, and the domain of the configuration.
DROP INDEX ecc_agent_config_by_agent;
CREATE INDEX ecc_agent_config_by_agent ON ecc_agent_config (ecc_agent, param_name);
