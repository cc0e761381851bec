//! Nothing is safe by a table, a column or rows that were not seen; and what breaks is never safe.

use super::world::World;
use crate::support::rows::sys_id;

/// Every table that a verdict rests on, with the columns of it.
const RESTS_ON: &[(&str, &str, &[&str])] = &[
    ("source", "sys_user", &["active", "locked_out", "sys_updated_on"]),
    ("source", "sys_user_has_role", &["user", "role", "state"]),
    ("source", "sys_user_role", &["name"]),
    ("source", "sys_user_role_contains", &["role", "contains"]),
    ("source", "sys_properties", &["name", "value"]),
    ("source", "ecc_agent", &["status", "version"]),
    ("source", "clone_instance", &["target_instance", "state", "completed"]),
    ("target", "sys_user", &["sys_updated_on"]),
    ("target", "ecc_agent", &["name", "user_name", "version"]),
    ("target", "ecc_agent_config", &["ecc_agent", "param_name", "value"]),
];

/// What is told of each world with one table or one column of those left out; without its rows there is no MID Server.
fn thinned(world: &dyn Fn() -> World, judge: &dyn Fn(&str, World)) {
    for (side, table, columns) in RESTS_ON {
        if (*side, *table) != ("target", "ecc_agent") {
            judge(&format!("without {table} of the {side}"), world().without_table(side, table));
        }
        for column in *columns {
            judge(
                &format!("without {table}.{column} of the {side}"),
                world().without_column(side, table, column),
            );
        }
    }
}

/// No user is configured, so that the one that logged in counts.
fn not_configured() -> World {
    World::safe().set("target", "ecc_agent_config", "8", "ecc_agent", &sys_id('d'))
}

#[test]
fn without_any_table_or_column_that_it_rests_on_none_is_safe() {
    not_configured().told(&[]).says_of_emea("safe", "");
    thinned(&not_configured, &|story, world| world.told(&[]).none_is_safe(story));
}

/// Makes a world.
type Made = fn() -> World;

#[test]
fn what_breaks_is_not_safe_whatever_is_left_out() {
    let breaking: [(&str, Made); 5] = [
        ("missing", || World::safe().without_rows("source", "sys_user", "user_name", "svc.emea")),
        ("inactive", || World::safe().set("source", "sys_user", "a", "active", "false")),
        ("locked", || World::safe().set("source", "sys_user", "a", "locked_out", "true")),
        ("no mid_server", || World::safe().without_role("source", 'a', '1')),
        ("no soap_script", || World::safe().without_role("source", 'a', '3')),
    ];
    for (name, world) in breaking {
        world().told(&[]).says_of_emea("breaks", "");
        thinned(&world, &|story, thinned| {
            let told = thinned.told(&[]);
            let rows = told.json()["preflight"].as_array().unwrap();
            assert!(
                rows.iter().all(|row| row["mid_server"] != "emea" || row["verdict"] != "safe"),
                "{name}, {story}"
            );
        });
    }
}

#[test]
fn a_reason_names_the_side_the_table_and_the_list() {
    let told = World::safe().without_table("source", "sys_user_role_contains").told(&[]);
    let (_, reasons) = told.about("emea");
    assert_eq!(
        reasons,
        "not known of the source: never loaded: sys_user_role_contains; export \
         https://SOURCE/sys_user_role_contains_list.do?XML"
    );
    let step = told.json()["steps"][0]["step"].as_str().unwrap();
    assert!(step.contains("https://SOURCE/sys_user_role_contains_list.do?XML"), "{step}");
    assert_eq!(told.code(), 0);
    let no_clone = World::safe().without_table("source", "clone_instance").told(&[]);
    let (_, reasons) = no_clone.about("emea");
    assert!(reasons.contains("https://SOURCE/clone_instance_list.do?XML"), "{reasons}");
}

#[test]
fn without_the_column_with_the_backup_time_none_is_safe() {
    let world = World::safe().without_column("source", "sys_user", "sys_created_on");
    world.told(&[]).says_of_emea("safe", "");
    world.told(&["--backup-time", "2026-02-01 00:00:00"]).none_is_safe("sys_created_on");
    let roles = World::safe().without_table("target", "sys_user_has_role");
    roles.told(&[]).says_of_emea("safe", "");
    roles.told(&["--backup-time", "2026-02-01 00:00:00"]).none_is_safe("roles of the target");
}

#[test]
fn a_preserved_account_rests_on_the_targets_rows() {
    let preserve = ["--preserve", "sys_user:active=true", "--preserve", "sys_user_has_role:inherited=false"];
    World::safe().told(&preserve).says_of_emea("safe", "is preserved");
    for column in ["active", "locked_out"] {
        World::safe().without_column("target", "sys_user", column).told(&preserve).none_is_safe(column);
    }
    for column in ["user", "role", "state", "inherited"] {
        World::safe()
            .without_column("target", "sys_user_has_role", column)
            .told(&preserve)
            .none_is_safe(column);
    }
    World::safe().without_table("target", "sys_user_has_role").told(&preserve).none_is_safe("roles");
    World::safe().without_table("target", "sys_user").told(&preserve).none_is_safe("users");
}

#[test]
fn rows_from_before_the_last_clone_are_of_another_target() {
    let test = World::safe().set("source", "clone_instance", "7", "completed", "2026-03-01 12:00:00").write();
    super::world::Told::of(&test, &[]).none_is_safe("rows as old as the clone");
}

#[test]
fn a_file_that_was_cut_is_a_gap() {
    let test = World::safe().write();
    std::fs::remove_file(test.path("source/sys_user_role_contains.json")).unwrap();
    let cut = format!("sys_id,role,contains\n{},{},{}\n{0},{1},{2}", sys_id('4'), sys_id('1'), sys_id('2'));
    test.file("source/sys_user_role_contains.csv", cut);
    super::world::Told::of(&test, &[]).none_is_safe("a gap");
}
