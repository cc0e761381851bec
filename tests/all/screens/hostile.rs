//! Names as long and as wide as somebody may make them: no line that any command prints is wider than the terminal.

use super::world::{NOW, after_a_clone};
use crate::support::Test;

/// Names that fit no column: 70 and 200 letters without a blank, and 90 columns of wide letters.
fn names() -> [String; 3] {
    ["n".repeat(70), "h".repeat(200), "東京".repeat(22) + "例"]
}

/// An instance in which everything that can be named has such a name, with a job for each.
fn hostile() -> Test {
    let test = after_a_clone();
    for (place, name) in names().iter().enumerate() {
        let id = format!("{:032x}", 0xabc0 + place);
        test.sql(&format!(
            "INSERT INTO ecc_agent (sys_id, name, status, user_name, host_name, sys_domain, sys_created_on, last_refreshed)
             VALUES ('{id}', '{name}', 'Down', 'u{name}', '{name}', '{name}', '2026-02-01 00:00:00', '2026-03-01 12:05:00');
             INSERT INTO sys_user (sys_id, user_name, active, locked_out) VALUES ('{id}', 'u{name}', 1, 1);
             INSERT INTO sys_user_has_role (sys_id, user, role)
             SELECT '{id}', '{id}', sys_id FROM sys_user_role WHERE name = 'mid_server';
             INSERT INTO ecc_agent_issue (sys_id, source, mid_server, message, state, sys_domain)
             VALUES ('{id}', '{name}', '{id}', '{name} {name}', 'new', '{name}');
             INSERT INTO clone_instance (sys_id, source_instance, target_instance, state, completed)
             VALUES ('{id}', '{name}', '{name}', 'Completed', '2026-02-1{place} 00:00:00')"
        ));
        test.job_file(
            &format!("{place}.toml"),
            &format!(
                "name = \"{name}\"\ndescription = \"{name}\"\nsource = \"{name}\"\nattempts = 1\n[schedule]\nevery = \"1d\"\n\
                 [params]\np{place} = \"{name}\"\n[[steps]]\nsql = \"SELECT '{name}' AS message, name AS mid_server FROM ecc_agent\"\n"
            ),
        );
    }
    test.job_file("faulty.toml", &format!("{} = 1\nname = 3\n", "f".repeat(90)));
    let _ = test.run(&["init"]).at(NOW).output();
    test
}

/// Every command that prints lines for people, and what asks it for the names.
fn commands() -> Vec<Vec<String>> {
    let words = |line: &str| line.split(' ').map(str::to_owned).collect::<Vec<_>>();
    let mut commands: Vec<Vec<String>> = [
        "issues",
        "issues --each",
        "issues --state all",
        "mids",
        "jobs",
        "jobs next",
        "jobs rules",
        "runs",
        "tables",
        "after-clone --list",
        "log",
        "status",
        "preflight --source samples --target samples",
        "why",
        "doctor",
        "check",
        "notify",
        "run --dry-run",
        "run-now --dry-run PurgeHistory",
        "check-connectivity --debug detailed",
        "run",
        "run --quiet",
        "import samples/ecc_agent.json",
        "issues ack --source InstanceClone --reason none",
        "issues resolve 00000000 --reason none",
        "after-clone --source prod --completed 1h",
        "backup copy.db",
        "init",
        "mids Nope",
        "jobs show Nope",
        "demo",
    ]
    .map(words)
    .to_vec();
    for name in names() {
        for before in [
            "mids",
            "why",
            "issues --mid-server",
            "issues --source",
            "jobs next",
            "runs --job",
            "log --job",
            "explain",
            "status --mid-server",
            "run-now",
            "jobs pause",
            "jobs resume",
        ] {
            commands.push([words(before), vec![name.clone()]].concat());
        }
        commands.push(vec!["why".to_owned(), format!("u{name}")]);
        commands.push(vec!["jobs".to_owned(), "set".to_owned(), name.clone(), "p0".to_owned(), name.clone()]);
    }
    commands
}

#[test]
fn no_line_of_any_command_is_wider_than_the_terminal_whatever_the_names_are() {
    let test = hostile();
    for (columns, rows) in [(80, 24), (120, 40)] {
        for args in commands() {
            let args: Vec<&str> = args.iter().map(String::as_str).collect();
            let _ = test.run(&args).at(NOW).on_terminal(columns, rows).fits();
        }
    }
}
