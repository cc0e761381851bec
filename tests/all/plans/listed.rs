//! The statements that go through a table that grows, each with its reason.

/// Statements that go through one: the statement, the step of its plan, and why that is right.
pub const GO_THROUGH: &[(&str, &str, &str)] = &[
    (
        "look/list_statuses.sql",
        "SCAN ecc_agent USING COVERING INDEX ecc_agent_status",
        "only who named what there is not waits for it",
    ),
    (
        "look/find_mid_server.sql",
        "SCAN ecc_agent USING COVERING INDEX ecc_agent_status",
        "only who named what matched nothing waits for it",
    ),
    ("look/find_mid_server.sql", "SCAN ecc_agent_issue", "only who named what matched nothing waits for it"),
    ("look/list_names_of_jobs.sql", "SCAN sys_trigger", "only who named what there is not waits for it"),
    (
        "look/list_names_of_jobs.sql",
        "SCAN sys_trigger_run USING COVERING INDEX sys_trigger_run_by_job",
        "only who named what there is not waits for it",
    ),
    ("look/list_names_of_jobs.sql", "SCAN syslog", "only who named what there is not waits for it"),
    (
        "look/list_names_of_mid_servers.sql",
        "SCAN ecc_agent USING COVERING INDEX ecc_agent_by_name",
        "only who named what there is not waits for it",
    ),
    (
        "look/list_sources_of_issues.sql",
        "SCAN ecc_agent_issue",
        "only who named what there is not waits for it",
    ),
    (
        "coverage/list_latest.sql",
        "SCAN load_coverage USING COVERING INDEX load_coverage_by_table",
        "at most loads_of_each_table a table",
    ),
    (
        "intake/insert_status_events.sql",
        "SCAN ecc_agent USING COVERING INDEX sqlite_autoindex_ecc_agent_1",
        "the names and keys of MID Servers, once a load",
    ),
    (
        "intake/insert_status_events.sql",
        "SCAN ecc_agent USING INDEX sqlite_autoindex_ecc_agent_1",
        "the names and keys of MID Servers, once a load",
    ),
    ("intake/insert_status_events.sql", "SCAN event", "its own few rows, which an index found"),
    ("intake/list_accounts_of_mid_servers.sql", "SCAN ecc_agent", "all MID Servers, once a load of accounts"),
    ("intake/list_roles_of_mid_servers.sql", "SCAN account", "its own rows: an account a MID Server"),
    ("intake/list_roles_of_mid_servers.sql", "SCAN agent", "all MID Servers, once a load"),
    (
        "intake/list_accounts_of_mid_servers.sql",
        "SCAN ecc_agent_config USING COVERING INDEX ecc_agent_config_by_value",
        "the index has the configured users alone",
    ),
    (
        "intake/list_roles_of_mid_servers.sql",
        "SCAN config USING COVERING INDEX ecc_agent_config_by_value",
        "the index has the configured users alone",
    ),
    (
        "look/list_configured_users.sql",
        "SCAN ecc_agent_config USING COVERING INDEX ecc_agent_config_by_value",
        "the index has the configured users alone",
    ),
    (
        "look/list_similar_accounts.sql",
        "SCAN ecc_agent_config USING COVERING INDEX ecc_agent_config_by_value",
        "the index has the configured users alone",
    ),
    (
        "why/list_configured_users.sql",
        "SCAN ecc_agent_config USING COVERING INDEX ecc_agent_config_by_value",
        "the index has the configured users alone",
    ),
    (
        "rules/user_connectivity/list_configured_users.sql",
        "SCAN ecc_agent_config USING COVERING INDEX ecc_agent_config_by_value",
        "the index has the configured users alone",
    ),
    ("intake/list_own_issues.sql", "SCAN ecc_agent_issue", "once for an import that replaces"),
    (
        "look/count_log_lines.sql",
        "SCAN syslog USING COVERING INDEX syslog_by_time",
        "metrics count all, by the pages of the index",
    ),
    (
        "steps/delete_issues_not_detected.sql",
        "SCAN ecc_agent_issue USING INDEX ecc_agent_issue_open_by_source",
        "the index has the open ones alone",
    ),
    (
        "look/count_open_issues.sql",
        "SCAN ecc_agent_issue USING INDEX ecc_agent_issue_open_by_source",
        "the index has the open ones alone",
    ),
    ("look/count_triggers.sql", "SCAN sys_trigger", "metrics count them by state"),
    (
        "look/count_runs.sql",
        "SCAN sys_trigger_run USING INDEX sys_trigger_run_by_job",
        "metrics count all that are on record",
    ),
    (
        "look/list_sources.sql",
        "SCAN ecc_agent_issue",
        "it counts the issues of each source, for the status of one alone",
    ),
    ("look/list_troubled_triggers.sql", "SCAN sys_trigger", "it looks at every trigger"),
    (
        "intake/list_last_accounts.sql",
        "SCAN account_history USING COVERING INDEX account_history_by_user",
        "the last of each account, once a load, by the pages of the index",
    ),
    ("look/find_status.sql", "SCAN ecc_agent", "it counts the MID Servers"),
    (
        "look/find_status.sql",
        "SCAN ecc_agent_issue USING INDEX ecc_agent_issue_open_by_source",
        "it counts the open issues, which the index has alone",
    ),
    (
        "look/find_status.sql",
        "SCAN sys_trigger USING COVERING INDEX sys_trigger_in_error",
        "the index has those in Error alone",
    ),
    (
        "look/find_status.sql",
        "SCAN sys_trigger USING INDEX sys_trigger_one_repeating",
        "the index has those that repeat alone",
    ),
    ("look/list_issues.sql", "SCAN issue", "it lists them, and they are purged after 30 days"),
    ("look/list_log_lines.sql", "SCAN syslog", "from the newest line back, as many as are shown"),
    ("look/list_mid_servers.sql", "SCAN ecc_agent", "it lists them"),
    (
        "look/list_subjects_of_open_issues.sql",
        "SCAN ecc_agent_issue USING INDEX ecc_agent_issue_open_by_source",
        "the index has the open ones alone",
    ),
    (
        "look/list_related_issues.sql",
        "SCAN ecc_agent USING COVERING INDEX ecc_agent_status",
        "no index knows folded names",
    ),
    ("look/count_broken_references.sql", "SCAN row", "doctor looks at every reference"),
    (
        "look/count_broken_references.sql",
        "SCAN row USING COVERING INDEX ecc_agent_config_by_agent",
        "doctor looks at every reference",
    ),
    (
        "look/count_broken_references.sql",
        "SCAN row USING COVERING INDEX sys_user_has_role_by_user",
        "doctor looks at every reference",
    ),
    (
        "trigger/list_running.sql",
        "SCAN running USING INDEX sys_trigger_under_way",
        "the index has those under way alone",
    ),
    (
        "look/list_running.sql",
        "SCAN sys_trigger USING INDEX sys_trigger_under_way",
        "the index has those under way alone",
    ),
    (
        "look/list_runs.sql",
        "SCAN sys_trigger_run USING INDEX sys_trigger_run_by_time",
        "from the latest back, as many as are shown",
    ),
    (
        "look/list_warnings.sql",
        "SCAN syslog USING INDEX syslog_warnings",
        "from the newest back, as many as are shown; the index has warnings and errors alone",
    ),
    ("rules/down_after_clone/count_others.sql", "SCAN agent", "it counts the MID Servers"),
    (
        "run/find_latest_start.sql",
        "SCAN sys_trigger_run USING INDEX sys_trigger_run_by_time",
        "from the latest back to the first that started",
    ),
    ("runner/find_clock_readings.sql", "SCAN syslog", "from the newest line back past those of a day"),
    (
        "trigger/list_repeating.sql",
        "SCAN sys_trigger USING INDEX sys_trigger_one_repeating",
        "the index has those that repeat alone",
    ),
    ("why/list_not_associated.sql", "SCAN ecc_agent", "the users of all MID Servers, once"),
    (
        "why/list_account_names.sql",
        "SCAN sys_user USING COVERING INDEX sys_user_beyond_ascii",
        "the index has names with other letters alone",
    ),
    ("why/list_concerned.sql", "SCAN ecc_agent", "no index knows whom they log in as"),
    ("why/list_heartbeats_and_versions.sql", "SCAN ecc_agent", "those of all, whoever is asked for"),
    (
        "standing/list_standing_of_mid_servers.sql",
        "SCAN ecc_agent_issue USING INDEX ecc_agent_issue_open_by_source",
        "the index has the open ones alone",
    ),
    ("why/list_kept_causes.sql", "SCAN mid_server_cause", "one row a MID Server that is Down"),
    ("why/list_mid_servers.sql", "SCAN ecc_agent", "it lists them"),
    ("why/list_moments.sql", "SCAN ecc_agent_issue", "once for a page; issues are purged after 30 days"),
];
