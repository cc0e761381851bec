//! What tests/why/decided.md says of the properties that restrict how an account signs in, by its numbers.

use super::world::{Without, World, id};

const ALLOWED_USERS: &str = "glide.authenticate.basic_auth.allowed_users";
const ALLOWED_ROLES: &str = "glide.authenticate.basic_auth.allowed_roles";

fn without(world: &World, without: Without) -> World {
    world.but(|world| world.without.push(without))
}

/// Basic authentication is restricted, and the flag that exempts an account is not set.
fn restricted() -> World {
    World::of(&["emea"]).but(|world| {
        world.restrict();
        world.account("emea").web_service_access_only = false;
    })
}

#[test]
fn decided_25_basic_authentication_is_restricted_where_both_properties_say_so() {
    restricted().cause("emea", "sign_in_restricted");
    for name in [
        "glide.authenticate.basic_auth.restriction.active",
        "glide.authenticate.basic_auth.restriction.enforce",
    ] {
        let off = |value: Option<&str>| {
            restricted().but(|world| {
                let properties = world.instance.properties.as_mut().unwrap();
                properties.retain(|(_, known, _)| *known != name);
                value.into_iter().for_each(|value| world.property(name, value));
            })
        };
        off(None).cause("emea", "no_attempt_seen");
        off(Some("false")).cause("emea", "no_attempt_seen");
    }
}

#[test]
fn decided_25_an_account_is_exempt_by_its_flag_an_allowed_role_or_its_sys_id() {
    let with_role = |role: &'static str| {
        restricted().but(|world| {
            world.instance.roles.push((id('c', role), role));
            world.hold("emea", role, "active");
        })
    };
    restricted()
        .but(|world| world.account("emea").web_service_access_only = true)
        .cause("emea", "no_attempt_seen");
    with_role("snc_basic_auth_api_access").cause("emea", "no_attempt_seen");
    with_role("snc_basic_auth_api_access")
        .but(|world| world.hold("emea", "snc_basic_auth_api_access", "requested"))
        .cause("emea", "sign_in_restricted");
    // A list in the property takes the place of the usual role.
    with_role("snc_basic_auth_api_access")
        .but(|world| world.property(ALLOWED_ROLES, "admin"))
        .cause("emea", "sign_in_restricted");
    with_role("admin")
        .but(|world| world.property(ALLOWED_ROLES, "itil, admin"))
        .cause("emea", "no_attempt_seen");
    // Users are listed by sys_id, and not by name.
    restricted()
        .but(|world| world.property(ALLOWED_USERS, &format!("x,{}", id('b', "emea"))))
        .cause("emea", "no_attempt_seen");
    restricted().but(|world| world.property(ALLOWED_USERS, "svc.emea")).cause("emea", "sign_in_restricted");
}

#[test]
fn decided_25_ws_security_is_enough_by_itself() {
    let world = World::of(&["emea"]).but(|world| world.property("glide.soap.require_ws_security", "true"));
    world.cause("emea", "no_attempt_seen");
    world
        .but(|world| world.account("emea").internal_integration_user = false)
        .cause("emea", "sign_in_restricted");
}

#[test]
fn decided_25_properties_in_doubt_end_the_walk_of_an_account_that_could_be_restricted() {
    for doubt in [Without::Whole("sys_properties"), Without::Fresh("sys_properties", -5)] {
        let world = without(&restricted(), doubt);
        world
            .but(|world| {
                world.instance.properties = None;
                world.property("glide.soap.require_ws_security", "false");
            })
            .cannot_tell("emea", "sys_properties");
        world
            .but(|world| world.account("emea").web_service_access_only = true)
            .cause("emea", "no_attempt_seen");
    }
    // Never loaded, they are passed.
    without(&restricted(), Without::Table("sys_properties")).cause("emea", "no_attempt_seen");
}

#[test]
fn decided_26_properties_are_imported_and_only_those_of_the_sign_in() {
    let world = restricted().but(|world| world.property("glide.product.name", "x"));
    let names = world.play().query("SELECT name FROM sys_properties ORDER BY name");
    assert_eq!(
        names,
        [
            "glide.authenticate.basic_auth.restriction.active",
            "glide.authenticate.basic_auth.restriction.enforce"
        ]
    );
}
