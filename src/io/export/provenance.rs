//! Where a picture or a file comes from.

use serde_json::{Value as Json, json};

use crate::engine::recipe::{Recipe, fingerprint};
use crate::engine::{Session, Snapshot};
use crate::io::values;
use crate::model::{ParamId, Params};

/// All of `params` on one line: `KEY=VALUE ...`, with what only loaded rules ask for where it is not at its default, and
/// the loaded rules with the values of their parameters.
pub fn parameters(params: &Params) -> String {
    let one = |id: &ParamId| format!("{}={}", id.spec().key, id.spec().show(params.get(*id)));
    let mut words: Vec<String> = ParamId::ALL.iter().filter(|id| params.tells(**id)).map(one).collect();
    for loaded in params.rules.files().iter().filter(|loaded| loaded.on) {
        for (rule, values) in loaded.rules() {
            let own = rule.parameters.iter().zip(values).map(|(own, value)| format!(" {}={value}", own.name));
            words.push(format!("rule[{}{}]", rule.name, own.collect::<String>()));
        }
    }
    words.join(" ")
}

/// Version, seed, parameters, and the command that computes the same again.
#[derive(Debug, Clone, PartialEq)]
pub struct Provenance {
    /// Seed of the run.
    pub seed: u64,
    /// Parameters in force.
    pub params: Params,
    /// Presentations since the start or reset.
    pub presentations: u64,
    /// A command line that computes the run again, bit for bit.
    pub command: String,
    /// Number that tells its weights apart, where they are at hand.
    pub fingerprint: Option<u64>,
}

impl Provenance {
    /// That of what is on screen.
    pub fn of_snapshot(snapshot: &Snapshot) -> Self {
        Self {
            seed: snapshot.seed,
            params: snapshot.params.clone(),
            presentations: snapshot.presentations,
            command: Recipe::new(&snapshot.origin, &snapshot.log, snapshot.timeline.made).command_line(),
            fingerprint: None,
        }
    }

    /// That of a session.
    pub fn of(session: &Session) -> Self {
        let simulation = session.simulation();
        Self {
            seed: simulation.seed(),
            params: simulation.params().clone(),
            presentations: simulation.presentations(),
            command: session.recipe().command_line(),
            fingerprint: Some(fingerprint(simulation)),
        }
    }

    /// Name and version of the program.
    pub fn program() -> &'static str {
        concat!("Equipoise ", env!("CARGO_PKG_VERSION"))
    }

    /// All parameters on one line: `KEY=VALUE ...`.
    pub fn parameters(&self) -> String {
        parameters(&self.params)
    }

    /// In a few lines of text.
    pub fn lines(&self) -> Vec<String> {
        let mut lines = vec![
            format!("{}: simulated, not recorded", Self::program()),
            format!("seed {}, after {} presentations", self.seed, self.presentations),
            format!("parameters: {}", self.parameters()),
            format!("to compute it again: {}", self.command),
        ];
        lines.extend(self.fingerprint.map(|number| format!("fingerprint of the weights: {number:016x}")));
        lines
    }

    /// As JSON.
    pub fn to_json(&self) -> Json {
        json!({
            "program": "equipoise",
            "version": env!("CARGO_PKG_VERSION"),
            "simulated": true,
            "seed": self.seed,
            "presentations": self.presentations,
            "parameters": values::to_json(&self.params),
            "command": self.command,
            "fingerprint": self.fingerprint.map(|number| format!("{number:016x}")),
        })
    }
}
