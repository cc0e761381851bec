//! Links the program to stand at one address: else the loader writes some 30,000 addresses at each start, most of them into
//! the tables of time zones, which takes longer than a look at what is due.

use std::env;

fn main() {
    println!("cargo:rerun-if-changed=build.rs");
    let is = |variable: &str, value: &str| env::var(variable).is_ok_and(|found| found == value);
    let is_gnu_linux = is("CARGO_CFG_TARGET_OS", "linux") && is("CARGO_CFG_TARGET_ENV", "gnu");
    // One that is static writes them by itself, and is linked in another way.
    let features = env::var("CARGO_CFG_TARGET_FEATURE").unwrap_or_default();
    let is_static = features.split(',').any(|feature| feature == "crt-static");
    // Tests start a great many, and gain nothing by another link.
    if is("PROFILE", "release") && is_gnu_linux && !is_static {
        println!("cargo:rustc-link-arg-bins=-no-pie");
    }
}
