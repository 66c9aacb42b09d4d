//! The `mqttspec` command.
fn main() -> std::io::Result<()> {
    let arguments: Vec<String> = std::env::args().collect();
    match arguments.get(1..).unwrap_or_default() {
        [shim, name] if shim == "shim" && name == "reference" => mqttspec::shim::reference(),
        [shim, name] if shim == "shim" && name == "rumqttc" => mqttspec::shim::rumqttc(),
        _ => std::process::exit(2),
    }
}
