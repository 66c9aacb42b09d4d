//! A client in its seat: its shim is reached, has said who it is, and is clean.

use std::{path::Path, path::PathBuf, sync::Mutex, sync::PoisonError, time::Duration};

use mqttspec_core::trace::CutIdentity;
use mqttspec_link::{Command, HelloInfo, LINK_VERSION, Outcome, command::Hello};

use super::{
    Builtin, Cut, LinkKind,
    in_process::{self, Connector, Pace},
    link::{Framing, Link, Trouble},
    stdio::ShimProcess,
    tcp::ShimConnection,
};

/// A client that is ready for a scenario.
#[derive(Debug)]
pub struct Seat {
    /// The way to its shim.
    pub link: Link,
    /// Who it says it is.
    pub identity: CutIdentity,
    /// The longest line its shim takes, in bytes.
    pub line_max: usize,
    /// Ends the shim when dropped.
    _driver: Driver,
}

#[derive(Debug)]
enum Driver {
    InProcess,
    Process(#[expect(dead_code, reason = "held for its Drop")] ShimProcess),
    Connection(#[expect(dead_code, reason = "held for its Drop")] ShimConnection),
}

/// The shims of one client: those in use, and those that wait for the next scenario.
#[derive(Debug)]
pub struct Seats {
    cut: Cut,
    /// This program: the builtin shims are its subcommands.
    program: PathBuf,
    idle: Mutex<Vec<Seat>>,
}

impl Seats {
    /// Seats for `cut`; `program` is the `mqttspec` binary.
    #[must_use]
    pub fn new(cut: Cut, program: PathBuf) -> Self {
        Self { cut, program, idle: Mutex::default() }
    }

    /// The client that sits here.
    #[must_use]
    pub fn cut(&self) -> &Cut {
        &self.cut
    }

    /// A clean client that reaches servers by real sockets: one that waits, or a new one.
    ///
    /// # Errors
    /// [`Trouble`] of a new shim; one that waited and is broken is replaced.
    pub async fn take(&self) -> Result<Seat, Trouble> {
        while let Some(mut seat) = self.pop_idle() {
            let reset = seat.link.exchange(&Command::Reset, COMMAND_DEADLINE).await;
            if reset.is_ok_and(|reply| matches!(reply.outcome, Outcome::Ok(_))) {
                return Ok(seat);
            }
        }
        let (driver, link) = match &self.cut.link {
            LinkKind::Stdio { command, folder } => process(command, folder, self.cut.framing)?,
            LinkKind::Tcp(address) => {
                let (connection, link) = ShimConnection::open(address, self.cut.framing)?;
                (Driver::Connection(connection), link)
            }
            LinkKind::Builtin(builtin) => {
                let name = match builtin {
                    Builtin::Reference => "reference",
                    Builtin::Rumqttc => "rumqttc",
                };
                let program = self.program.display().to_string();
                let command = [program, "shim".into(), name.into()];
                process(&command, Path::new(""), self.cut.framing)?
            }
        };
        self.welcome(driver, link).await
    }

    /// A clean client in this process, whose network is the bench's. `None`: this client cannot.
    ///
    /// # Errors
    /// [`Trouble`].
    pub async fn take_in_process<C: Connector + 'static>(
        &self,
        network: C,
        pace: Pace,
    ) -> Option<Result<Seat, Trouble>> {
        let LinkKind::Builtin(Builtin::Reference) = self.cut.link else { return None };
        Some(self.welcome(Driver::InProcess, in_process::start(network, pace)).await)
    }

    /// Takes a seat back after a scenario that left it whole.
    pub fn give_back(&self, seat: Seat) {
        if !matches!(seat._driver, Driver::InProcess) {
            self.idle.lock().unwrap_or_else(PoisonError::into_inner).push(seat);
        }
    }

    fn pop_idle(&self) -> Option<Seat> {
        self.idle.lock().unwrap_or_else(PoisonError::into_inner).pop()
    }

    /// `hello`, a command that must be refused, `reset`.
    async fn welcome(&self, driver: Driver, mut link: Link) -> Result<Seat, Trouble> {
        let hello = Command::Hello(Hello { link: LINK_VERSION });
        let reply = link.exchange(&hello, START_DEADLINE).await?;
        let info = reply.outcome.hello_info().map_err(|e| Trouble::Hello(e.to_string()))?;
        if info.link != LINK_VERSION {
            let text = format!("it speaks version {}, we speak {LINK_VERSION}", info.link);
            return Err(Trouble::Hello(text));
        }
        let bogus = link.exchange(&Command::bogus(), COMMAND_DEADLINE).await?;
        let refuses_bogus = matches!(bogus.outcome, Outcome::Unsupported(_));
        let reset = link.exchange(&Command::Reset, COMMAND_DEADLINE).await?;
        if !matches!(reset.outcome, Outcome::Ok(_)) {
            return Err(Trouble::Hello("it cannot reset its client".into()));
        }
        let line_max = usize::try_from(info.line_max).unwrap_or(usize::MAX);
        Ok(Seat { link, identity: self.identity(info, refuses_bogus), line_max, _driver: driver })
    }

    fn identity(&self, info: HelloInfo, refuses_bogus: bool) -> CutIdentity {
        let said = |text: String| Some(text).filter(|text| !text.is_empty());
        let mut features = info.features;
        features.retain(|feature| !self.cut.without.contains(feature));
        CutIdentity {
            name: self.cut.name.clone(),
            version: said(info.version),
            platform: said(info.platform),
            features,
            hides: info.hides,
            packet_max: info.packet_max,
            refuses_bogus,
        }
    }
}

fn process(command: &[String], folder: &Path, framing: Framing) -> Result<(Driver, Link), Trouble> {
    let (process, link) = ShimProcess::start(command, folder, framing)?;
    Ok((Driver::Process(process), link))
}

/// How long a shim may take from its start to its hello: interpreters start slowly.
const START_DEADLINE: Duration = Duration::from_secs(20);

/// How long a shim may take to answer.
pub const COMMAND_DEADLINE: Duration = Duration::from_secs(1);

/// How long a shim may take to answer `disconnect`.
pub const DISCONNECT_DEADLINE: Duration = Duration::from_secs(2);
