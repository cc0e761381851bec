//! Which tables can be loaded, and what of them is never taken in.

/// The tables that an export can hold rows of.
pub const TABLES: [&str; 9] = [
    "ecc_agent",
    "ecc_agent_config",
    "ecc_agent_issue",
    "sys_user",
    "sys_user_role",
    "sys_user_has_role",
    "sys_user_role_contains",
    "sysevent",
    "clone_instance",
];

/// Words in the name of a field or a configuration parameter that say its value is a secret.
const SECRET_WORDS: [&str; 6] = ["password", "passwd", "secret", "token", "private_key", "passphrase"];

/// Whether the name says that its value is a secret.
pub fn names_a_secret(name: &str) -> bool {
    let name = name.to_lowercase();
    SECRET_WORDS.iter().any(|word| name.contains(word))
}
