//! What is on screen as one line: where the run began, and what was done to it at which presentation.
//!
//! The line is a command that computes the same again, bit for bit, wherever this version runs.

use super::command::{Command, LogEntry};
use super::session::Session;
use super::snapshot::Focus;
use crate::analysis::growth::Growth;
use crate::model::{ModelError, ParamId, Params, Population, Simulation};

/// Where the present run began.
#[derive(Debug, Clone, PartialEq, serde::Serialize, serde::Deserialize)]
pub struct Origin {
    /// Parameters.
    pub params: Params,
    /// Seed.
    pub seed: u64,
    /// Did the weights change?
    pub plastic: bool,
    /// Presentations of the session before it.
    pub made: u64,
    /// Commands of the log before it.
    pub commands: usize,
}

/// Something done to a run before it goes on.
#[derive(Debug, Clone, PartialEq)]
pub enum Deed {
    /// Parameters set together.
    Set(Vec<(ParamId, f64)>),
    /// Associations replaced.
    NewStimuli,
    /// Weights frozen (true) or freed.
    Freeze(bool),
    /// Growing load, or no longer.
    Grow(Option<Growth>),
    /// A stimulus shown by hand, with (ACh, NA).
    Pair(usize, bool, bool),
}

/// A run from its beginning.
#[derive(Debug, Clone, PartialEq)]
pub struct Recipe {
    /// Parameters at the beginning.
    pub params: Params,
    /// Seed.
    pub seed: u64,
    /// What was done, and before which presentation, in order.
    pub deeds: Vec<(u64, Deed)>,
    /// Presentations in all.
    pub presentations: u64,
}

/// Why a deed could not be read.
#[derive(Debug, Clone, PartialEq, thiserror::Error)]
#[error(
    "--at {text}: give PRESENTATION:DEED with a deed such as rho_A=0.3,b=2 or new-stimuli, freeze, free, \
     grow=BATCH/EPS/PATIENCE, grow=off, pair=STIMULUS, pair=STIMULUS/ach/na{because}"
)]
pub struct DeedError {
    text: String,
    because: String,
}

impl Recipe {
    /// The run that began at `origin`, of a session with this log, up to its presentation `made`.
    pub fn new(origin: &Origin, log: &[LogEntry], made: u64) -> Self {
        let mut deeds = Vec::new();
        if !origin.plastic {
            deeds.push((0, Deed::Freeze(true)));
        }
        let mut params = origin.params.clone();
        for entry in log.iter().skip(origin.commands) {
            let at = entry.at.saturating_sub(origin.made);
            let deed = match &entry.command {
                Command::Set(id, value) => Some(Deed::Set(vec![(*id, *value)])),
                Command::SetAll(now) => {
                    let changed = ParamId::ALL.iter().filter(|&&id| now.get(id) != params.get(id));
                    Some(Deed::Set(changed.map(|&id| (id, now.get(id))).collect()))
                }
                Command::NewStimuli => Some(Deed::NewStimuli),
                Command::SetPlastic(plastic) => Some(Deed::Freeze(!plastic)),
                Command::Grow(growth) => Some(Deed::Grow(*growth)),
                Command::Pair { stimulus, ach, na } => Some(Deed::Pair(*stimulus, *ach, *na)),
                // B does not act on A; a restart is an origin.
                _ => None,
            };
            // Setting what is in force already is no deed.
            let deed = deed.filter(|deed| *deed != Deed::Set(Vec::new()));
            if let Some(Deed::Set(settings)) = &deed {
                for &(id, value) in settings {
                    // It was in force once.
                    let _ = params.set(id, value);
                }
            }
            deeds.extend(deed.map(|deed| (at, deed)));
        }
        Self {
            params: origin.params.clone(),
            seed: origin.seed,
            deeds,
            presentations: made.saturating_sub(origin.made),
        }
    }

    /// Computes it.
    ///
    /// # Errors
    /// Parameters that cannot be built, here or later.
    pub fn run(&self, mut each: impl FnMut(u64)) -> Result<Session, ModelError> {
        let on = |made| {
            each(made);
            true
        };
        Ok(self.follow(Focus::default(), on)?.0)
    }

    /// Computes it and follows what `focus` names from the beginning, until `each` says to stop; and
    /// whether it came to the end.
    ///
    /// # Errors
    /// Parameters that cannot be built, here or later.
    pub(super) fn follow(
        &self,
        focus: Focus,
        mut each: impl FnMut(u64) -> bool,
    ) -> Result<(Session, bool), ModelError> {
        let mut session = Session::new(self.params.clone(), self.seed)?;
        session.follow(focus);
        for (at, deed) in &self.deeds {
            if !advance(&mut session, *at, &mut each) {
                return Ok((session, false));
            }
            let command = match deed {
                Deed::Set(settings) => {
                    let mut params = session.simulation().params().clone();
                    for &(id, value) in settings {
                        params.set(id, value)?;
                    }
                    params.check_buildable()?;
                    Command::SetAll(Box::new(params))
                }
                Deed::NewStimuli => Command::NewStimuli,
                Deed::Freeze(frozen) => Command::SetPlastic(!frozen),
                Deed::Grow(growth) => Command::Grow(*growth),
                Deed::Pair(stimulus, ach, na) => {
                    let there = session.simulation().stimuli().len();
                    if *stimulus >= there {
                        return Err(ModelError::NoSuchStimulus { stimulus: *stimulus, there });
                    }
                    Command::Pair { stimulus: *stimulus, ach: *ach, na: *na }
                }
            };
            session.apply(command);
        }
        let ended = advance(&mut session, self.presentations, &mut each);
        Ok((session, ended))
    }

    /// The command line that computes it.
    pub fn command_line(&self) -> String {
        let mut line = format!("equipoise run --seed {}", self.seed);
        line += &settings(&self.params);
        for (at, deed) in &self.deeds {
            line += &format!(" --at {at}:{}", deed.text());
        }
        line + &format!(" --presentations {}", self.presentations)
    }
}

/// False once `each` says to stop.
fn advance(session: &mut Session, made: u64, each: &mut impl FnMut(u64) -> bool) -> bool {
    while session.made() < made {
        session.present();
        if !each(session.made()) {
            return false;
        }
    }
    true
}

/// ` --preset retained --set KEY=VALUE ...` for every parameter that is not at its default, which that preset is.
pub fn settings(params: &Params) -> String {
    let default = Params::default();
    let differing: Vec<String> = ParamId::ALL
        .iter()
        .filter(|&&id| params.get(id) != default.get(id))
        .map(|&id| setting(id, params.get(id)))
        .collect();
    let settings =
        if differing.is_empty() { String::new() } else { format!(" --set {}", differing.join(" ")) };
    format!(" --preset retained{settings}")
}

/// `KEY=VALUE` that reads back exactly.
fn setting(id: ParamId, value: f64) -> String {
    format!("{}={}", id.spec().key, id.spec().show(value))
}

impl Deed {
    /// As it is written on the command line.
    pub fn text(&self) -> String {
        match self {
            Self::Set(settings) => {
                settings.iter().map(|&(id, value)| setting(id, value)).collect::<Vec<_>>().join(",")
            }
            Self::NewStimuli => "new-stimuli".to_owned(),
            Self::Freeze(true) => "freeze".to_owned(),
            Self::Freeze(false) => "free".to_owned(),
            Self::Grow(None) => "grow=off".to_owned(),
            Self::Grow(Some(Growth { batch, eps, patience })) => format!("grow={batch}/{eps}/{patience}"),
            Self::Pair(stimulus, ach, na) => {
                let with = |name: &'static str, on: bool| if on { name } else { "" };
                format!("pair={stimulus}{}{}", with("/ach", *ach), with("/na", *na))
            }
        }
    }

    /// Reads `PRESENTATION:DEED`.
    ///
    /// # Errors
    /// [`DeedError`].
    pub fn parse(text: &str) -> Result<(u64, Self), DeedError> {
        let error = |because: String| DeedError { text: text.to_owned(), because };
        let (at, deed) = text.split_once(':').ok_or_else(|| error(String::new()))?;
        let at = at.trim().parse().map_err(|_| error(String::new()))?;
        let deed = match deed.trim() {
            "new-stimuli" => Self::NewStimuli,
            "freeze" => Self::Freeze(true),
            "free" => Self::Freeze(false),
            "grow=off" => Self::Grow(None),
            deed => match deed.split_once('=') {
                Some(("grow", growth)) => {
                    Self::Grow(Some(growth_of(growth).ok_or_else(|| error(String::new()))?))
                }
                Some(("pair", pair)) => pair_of(pair).ok_or_else(|| error(String::new()))?,
                _ => Self::Set(settings_of(deed).map_err(error)?),
            },
        };
        Ok((at, deed))
    }
}

fn growth_of(text: &str) -> Option<Growth> {
    let mut parts = text.split('/');
    let mut part = || parts.next();
    let (batch, eps, patience) = (part()?.parse().ok()?, part()?.parse().ok()?, part()?.parse().ok()?);
    let growth = Growth { batch, eps, patience };
    (parts.next().is_none() && growth.is_sound()).then_some(growth)
}

fn pair_of(text: &str) -> Option<Deed> {
    let mut parts = text.split('/');
    let stimulus = parts.next()?.parse().ok()?;
    let (mut ach, mut na) = (false, false);
    for part in parts {
        match part {
            "ach" => ach = true,
            "na" => na = true,
            _ => return None,
        }
    }
    Some(Deed::Pair(stimulus, ach, na))
}

fn settings_of(text: &str) -> Result<Vec<(ParamId, f64)>, String> {
    let mut scratch = Params::default();
    let mut settings = Vec::new();
    for setting in text.split(',') {
        let (key, value) = setting.split_once('=').ok_or_else(String::new)?;
        let mut read = || {
            let id = ParamId::parse(key.trim())?;
            scratch.set_text(id, value)?;
            Ok::<_, crate::model::params::ParamError>((id, scratch.get(id)))
        };
        settings.push(read().map_err(|error| format!(" ({error})"))?);
    }
    Ok(settings)
}

/// A number that tells weights apart: FNV-1a over the bits of all of them, w_E first.
pub fn fingerprint(simulation: &Simulation) -> u64 {
    let weights = [Population::Excitatory, Population::Inhibitory]
        .into_iter()
        .flat_map(|population| simulation.weights(population).iter());
    weights
        .flat_map(|w| w.to_bits().to_le_bytes())
        .fold(0xCBF2_9CE4_8422_2325, |hash, byte| (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01B3))
}
