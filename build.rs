//! Links the program to stand at one address: else the loader writes some 30,000 addresses at each start, most of them into
//! the tables of time zones, which takes longer than a look at what is due.

use std::env;

fn main() {
    println!("cargo:rerun-if-changed=build.rs");
    let is = |variable: &str, value: &str| env::var(variable).is_ok_and(|found| found == value);
    // A program that is optimized: the tests, which start a great many, gain nothing by another link.
    if is("CARGO_CFG_TARGET_OS", "linux") && is("PROFILE", "release") {
        println!("cargo:rustc-link-arg-bins=-no-pie");
    }
}
