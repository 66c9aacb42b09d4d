//! Tells Cargo that features and fixtures are part of the binary, new files among them.

fn main() {
    println!("cargo::rerun-if-changed=../features");
    println!("cargo::rerun-if-changed=../fixtures/cuts");
}
