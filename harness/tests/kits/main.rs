//! The kits for shims, and each shim that stands on one, as the harness meets them: lines in,
//! lines out, an end of input.
//!
//! What a machine lacks is ignored and says why; under `MQTTSPEC_REQUIRE=all` it fails.

mod c;
mod process;

use std::{path::PathBuf, process::ExitCode};

use libtest_mimic::{Arguments, Completion, Failed, Trial};
use mqttspec::cut::{Cut, LinkKind};
use serde_json::{Value, json};

use process::Shim;

/// A client of nothing: it connects, sends at once, blocks for ever on the topic `block`, and on
/// the topic `flood` hears messages without end; after one to `stuck` it does not let go.
const PYTHON: &str = r#"
import sys, threading
sys.path.insert(0, sys.argv[1])
from mqttspec_link import Shim, Refused
class Fake(Shim):
    client, stuck = "fake", False
    features = ["v3.1.1", "tcp", "raw_strings"]
    members = {"client_id"}
    def connect(self, at, options):
        at.client = at
        at.before_connect()
        at.connected()
    def publish(self, at, topic, payload, qos, retain):
        print("noise on stdout")
        if topic == "block":
            threading.Event().wait()
        if topic == "bad":
            raise ValueError(topic)
        self.stuck = topic == "stuck"
        if topic == "flood":
            threading.Thread(target=self.flood, args=(at,), daemon=True).start()
        at.message(topic, payload, qos=qos)
        at.finished(7)
        return 7, None
    def flood(self, at):
        while at.state == "up":
            at.message("flood", b"")
    def disconnect(self, at):
        pass
    def abort(self, at):
        if self.stuck:
            raise RuntimeError("stuck")
Fake().main()
"#;

/// The same for Node.js.
const NODE: &str = r#"
const { Shim } = require(process.argv[1] + '/mqttspec_link.js');
class Fake extends Shim {
  about = { client: 'fake', version: '', features: ['v3.1.1', 'tcp', 'raw_strings'], hides: [] };
  members = ['client_id'];
  connect(at) { at.client = at; at.beforeConnect(); at.connected(); }
  publish(at, topic, payload, qos) {
    console.log('noise on stdout');
    if (topic === 'block') return new Promise(() => {});
    if (topic === 'bad') throw Object.assign(new Error(topic), { kind: 'invalid_argument' });
    this.stuck = topic === 'stuck';
    if (topic === 'flood') this.flood(at);
    at.message(topic, payload, { qos });
    at.finished(7);
    return [7, undefined];
  }
  flood(at) {
    if (at.state !== 'up') return;
    at.message('flood', Buffer.alloc(0), {});
    setImmediate(() => this.flood(at));
  }
  disconnect() { return new Promise((resolve) => { setImmediate(resolve); }); }
  abort() { if (this.stuck) throw new Error('stuck'); }
}
new Fake().main();
"#;

/// How a fake client is started: the interpreter, the option for a script, the script.
type Kit = [&'static str; 3];

const KITS: &[(&str, Kit)] =
    &[("python", ["python3", "-c", PYTHON]), ("node", ["node", "-e", NODE])];

type Check = fn(&mut Shim) -> Result<(), Failed>;

const BEHAVIOURS: &[(&str, Check)] = &[
    ("hello is answered, a bogus command refused, reset done", greets),
    ("a line that is no command is dropped", drops_garbage),
    ("the same seq is answered again and not executed again", answers_again),
    ("a reply comes before the indications it causes", replies_first),
    ("a call that blocks is answered in time, and reset still works", survives_a_block),
    ("nothing of a connection comes behind the reply that ended it", ends_with_the_reply),
    ("a reset that fails forgets all the same, ended or not", forgets),
    ("an unknown member of connect is refused by its name", names_unknown_members),
    ("what the client refuses is an error of its kind", tells_refusals),
    ("values of every form are taken", takes_values),
];

fn main() -> ExitCode {
    let arguments = Arguments::from_args();
    let mut trials = Vec::new();
    for (name, kit) in KITS {
        for (behaviour, check) in BEHAVIOURS {
            trials.push(trial(
                &format!("{name}::{behaviour}"),
                move || {
                    let folder = fixtures().join("clients/kit").display().to_string();
                    let mut shim = Shim::start(&[kit[0], kit[1], kit[2], &folder], None)?;
                    check(&mut shim)?;
                    shim.end()
                },
                move || absent(kit[0]),
            ));
        }
    }
    let of_c: Vec<(&str, Check)> = BEHAVIOURS
        .iter()
        .filter(|(name, _)| !name.contains("blocks") && !name.contains("ended")) // no threads
        .copied()
        .chain([("what is never done is answered in time", c::answers_in_time as Check)])
        .collect();
    for (number, (behaviour, check)) in of_c.into_iter().enumerate() {
        let name = format!("c::{behaviour}");
        let run = move || in_c(&format!("kit-{number}"), &[], check);
        trials.push(trial(&name, run, || absent("cc")));
    }
    let guarded = || in_c("kit-guarded", &["guarded"], c::guards);
    trials.push(trial("c::a guarded link loses nothing", guarded, || absent("cc")));
    for name in Cut::known() {
        let cut = Cut::find(&name).expect("a test of the cut files reads this one");
        let LinkKind::Stdio { command, folder } = cut.link.clone() else { continue };
        let start = move || {
            let words: Vec<&str> = command.iter().map(String::as_str).collect();
            let mut shim = Shim::start(&words, Some(&folder))?;
            greets(&mut shim)?;
            drops_garbage(&mut shim)?;
            shim.end()
        };
        trials.push(trial(&format!("shim::{name}"), start, move || cut.missing().ok().flatten()));
    }
    libtest_mimic::run(&arguments, trials).exit_code()
}

fn in_c(name: &str, words: &[&str], check: Check) -> Result<(), Failed> {
    let program = c::fake(name)?.display().to_string();
    let command = [&[program.as_str()], words].concat();
    let mut shim = Shim::start(&command, None)?;
    check(&mut shim)?;
    shim.end()
}

fn trial(
    name: &str,
    run: impl FnOnce() -> Result<(), Failed> + Send + 'static,
    lack: impl FnOnce() -> Option<String> + Send + 'static,
) -> Trial {
    Trial::ignorable_test(name, move || match lack() {
        None => run().map(|()| Completion::Completed),
        Some(why) if std::env::var("MQTTSPEC_REQUIRE").is_ok_and(|what| what == "all") => {
            Err(why.into())
        }
        Some(why) => Ok(Completion::ignored_with(format!("SKIPPED: {why}"))),
    })
}

fn absent(program: &str) -> Option<String> {
    let there = std::process::Command::new(program).arg("--version").output().is_ok();
    (!there).then(|| format!("there is no {program}"))
}

fn fixtures() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../fixtures")
}

fn greets(shim: &mut Shim) -> Result<(), Failed> {
    let hello = shim.ask(&json!({"seq": 1, "do": "hello", "link": 1}))?;
    expect(&hello["ok"]["link"], &json!(1))?;
    expect(&json!(hello["ok"]["features"].is_array()), &json!(true))?;
    let bogus = shim.ask(&json!({"seq": 2, "do": "bogus"}))?;
    expect(&bogus["unsupported"], &json!("bogus"))?;
    expect(&shim.ask(&json!({"seq": 3, "do": "reset"}))?["ok"], &json!({}))
}

fn drops_garbage(shim: &mut Shim) -> Result<(), Failed> {
    for line in ["", "garbage", "[1]", "{\"do\":\"reset\"}", "{\"seq\":\"1\"}", "{", "\u{0}\u{7f}"]
    {
        shim.send(line)?;
    }
    shim.send(&"x".repeat(200_000))?;
    expect(&shim.ask(&json!({"seq": 90, "do": "reset"}))?, &json!({"re": 90, "ok": {}}))
}

fn answers_again(shim: &mut Shim) -> Result<(), Failed> {
    connect(shim)?;
    let publish = json!({"seq": 5, "do": "publish", "topic": "a"});
    let first = shim.ask(&publish)?;
    expect(&shim.next()?["on"], &json!("message"))?;
    expect(&shim.next()?["on"], &json!("sent"))?;
    expect(&shim.ask(&publish)?, &first)?;
    expect(&shim.ask(&json!({"seq": 6, "do": "reset"}))?, &json!({"re": 6, "ok": {}}))
}

fn replies_first(shim: &mut Shim) -> Result<(), Failed> {
    connect(shim)?;
    let published = shim.ask(&json!({"seq": 5, "do": "publish", "topic": "a"}))?;
    expect(&published, &json!({"re": 5, "ok": {"token": 1}}))?;
    let message = shim.next()?;
    expect(&message["on"], &json!("message"))?;
    expect(&message["len"], &json!(0))?;
    let sent = shim.next()?;
    expect(&json!([sent["on"], sent["token"]]), &json!(["sent", 1]))
}

fn survives_a_block(shim: &mut Shim) -> Result<(), Failed> {
    connect(shim)?;
    let blocked = shim.ask(&json!({"seq": 5, "do": "publish", "topic": "block"}))?;
    expect(&blocked["error"]["kind"], &json!("io"))?;
    expect(&shim.ask(&json!({"seq": 6, "do": "reset"}))?, &json!({"re": 6, "ok": {}}))
}

fn ends_with_the_reply(shim: &mut Shim) -> Result<(), Failed> {
    for (round, end) in (0..).zip(["reset", "disconnect", "abort", "reset", "disconnect", "abort"])
    {
        connect(shim)?;
        let seq = 10 + 3 * round;
        shim.ask(&json!({"seq": seq, "do": "publish", "topic": "flood"}))?;
        shim.send(&json!({"seq": seq + 1, "do": end}).to_string())?;
        while shim.next()?["re"] != json!(seq + 1) {}
        // What follows the reply at once would stand before that to the next command.
        expect(&shim.ask(&json!({"seq": seq + 2, "do": "reset"}))?["ok"], &json!({}))?;
    }
    Ok(())
}

fn forgets(shim: &mut Shim) -> Result<(), Failed> {
    connect(shim)?;
    shim.ask(&json!({"seq": 5, "do": "publish", "topic": "stuck"}))?;
    expect(&shim.next()?["on"], &json!("message"))?;
    expect(&shim.next()?["on"], &json!("sent"))?;
    let reset = shim.ask(&json!({"seq": 6, "do": "reset"}))?;
    expect(&json!(reset["error"].is_object()), &json!(true))?;
    let late = shim.ask(&json!({"seq": 7, "do": "publish", "topic": "a"}))?;
    expect(&late["error"]["kind"], &json!("not_connected"))
}

fn names_unknown_members(shim: &mut Shim) -> Result<(), Failed> {
    let connect = json!({"seq": 4, "do": "connect", "host": "h", "tls": {"alpn": ["x"]}});
    expect(&shim.ask(&connect)?, &json!({"re": 4, "unsupported": "tls.alpn"}))
}

fn tells_refusals(shim: &mut Shim) -> Result<(), Failed> {
    let early = shim.ask(&json!({"seq": 3, "do": "publish", "topic": "a"}))?;
    expect(&early["error"]["kind"], &json!("not_connected"))?;
    connect(shim)?;
    let refused = shim.ask(&json!({"seq": 6, "do": "publish", "topic": "bad"}))?;
    expect(&refused["error"]["kind"], &json!("invalid_argument"))
}

fn takes_values(shim: &mut Shim) -> Result<(), Failed> {
    connect(shim)?;
    let forms = [
        (json!({"text": "hi"}), json!([2, "6869", null])),
        (json!({"hex": "00ff"}), json!([2, "00ff", null])),
        (json!({"fill": {"len": 3, "seed": 7}}), json!([3, "070e15", null])),
        (json!({"fill": {"len": 300}}), json!([300, null, "465b425b"])),
        (Value::Null, json!([0, "", null])),
    ];
    for (seq, (payload, expected)) in (10..).zip(forms) {
        let topic = json!({"repeat": {"text": "ab", "len": 3}});
        shim.ask(&json!({"seq": seq, "do": "publish", "topic": topic, "payload": payload}))?;
        let message = shim.next()?;
        expect(&message["topic"], &json!("aba"))?;
        expect(&json!([message["len"], message["hex"], message["crc32"]]), &expected)?;
        expect(&shim.next()?["on"], &json!("sent"))?;
    }
    Ok(())
}

fn connect(shim: &mut Shim) -> Result<(), Failed> {
    let connect = json!({"seq": 4, "do": "connect", "host": "h", "client_id": "c"});
    expect(&shim.ask(&connect)?, &json!({"re": 4, "ok": {}}))?;
    expect(&shim.next()?["on"], &json!("before_connect"))?;
    expect(&shim.next()?["on"], &json!("connected"))
}

fn expect(found: &Value, expected: &Value) -> Result<(), Failed> {
    if found == expected {
        return Ok(());
    }
    Err(format!("expected {expected}, found {found}").into())
}
