//! Compiles the programs of the clients in C, where their features ask for them.

fn main() {
    #[cfg(feature = "mosquitto")]
    compile("mosquitto");
    #[cfg(feature = "paho")]
    compile("paho");
}

#[cfg(any(feature = "mosquitto", feature = "paho"))]
fn compile(peer: &str) {
    let source = format!("src/bin/throughput/peer_{peer}.c");
    println!("cargo:rerun-if-changed={source}");
    cc::Build::new().file(source).opt_level(2).warnings(true).compile(&format!("peer_{peer}"));
    let library = if peer == "paho" { "paho-mqtt3a" } else { "mosquitto" };
    println!("cargo:rustc-link-lib={library}");
}
