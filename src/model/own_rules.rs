//! The rules that were loaded, as they run in one neuron.

use std::sync::Arc;

use serde::{Deserialize, Serialize};

use super::check::{StateError, finite, require};
use super::plasticity::language::{
    Fraction as Kind, Information, Program, Refused, Target, Variable, Variables,
};
use super::plasticity::{Change, Columns, PerRule};
use super::population::Population;
use super::presentation::Presentation;
use super::weights::{Everything, Fraction, Request};
use super::{Params, packed};

/// A rule that has stopped because of a value that it may not ask.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Fault {
    /// Number of the presentation.
    pub presentation: u64,
    /// What is wrong.
    pub refused: Refused,
}

/// What a rule keeps from one presentation to the next.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
pub struct OwnState {
    /// Its states, in the order of its file.
    #[serde(with = "packed")]
    pub states: Vec<f64>,
    /// Why it is paused, if it is.
    pub fault: Option<Fault>,
}

/// One rule.
#[derive(Debug, Clone)]
struct Machine {
    /// Place of its file among the files, and of the rule in its file.
    place: (usize, usize),
    column: usize,
    on: bool,
    program: Arc<Program>,
    registers: Vec<f64>,
    fault: Option<Fault>,
}

/// Which quantities rules that are on ask for, beyond what every presentation has.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub(super) struct Needs {
    /// eta_T, R or eta_R.
    pub told: bool,
    strengths: bool,
    groups: bool,
    fractions: bool,
}

/// All rules that were loaded.
#[derive(Debug, Clone)]
pub(super) struct OwnRules {
    machines: Vec<Machine>,
    needs: Needs,
    k: [f64; 2],
    /// What is asked of w_E and of w_I.
    pub asked: [Everything; 2],
    /// The fractions that each rule asked of active and of silent synapses in the last presentation.
    pub last_fractions: PerRule<[f64; 2]>,
}

/// What a presentation has besides [`Presentation`].
pub(super) struct Surroundings {
    /// Currents of the inhibitory groups.
    pub group_currents: [f64; 2],
    /// Active inputs: n_E, n_I, n_I1, n_I2.
    pub active: [usize; 4],
    /// W_E and W_I.
    pub strengths: [f64; 2],
}

impl OwnRules {
    /// The rules of `params`, whose columns are among `columns`; what `earlier` ones kept goes on where nothing but
    /// parameters has changed.
    pub fn new(params: &Params, columns: &Columns, earlier: Option<(&Self, &Params)>) -> Self {
        let in_force = params.in_force();
        let mut own = Self {
            machines: Vec::new(),
            needs: Needs::default(),
            k: [params.k_e(), params.k_i()],
            asked: [Everything::default(), Everything::default()],
            last_fractions: PerRule::default(),
        };
        for (file, loaded) in params.rules.files().iter().enumerate() {
            for (rule, (source, values)) in loaded.rules().enumerate() {
                let Some(column) = columns.of_loaded(file, rule) else { continue };
                let program = Program::new(source, values, &in_force);
                let mut machine = Machine {
                    place: (file, rule),
                    column,
                    on: loaded.on,
                    registers: program.registers(&[]),
                    program: Arc::new(program),
                    fault: None,
                };
                if let Some((own, before)) = earlier {
                    machine.resume(params, own, before);
                }
                own.needs.add(&machine);
                own.machines.push(machine);
            }
        }
        for asked in &mut own.asked {
            asked.fractions.reserve_exact(own.machines.len());
        }
        own
    }

    pub fn needs(&self) -> Needs {
        self.needs
    }

    /// Columns of rules that ask by the weight itself, with their populations.
    pub fn of_fractions(&self) -> impl Iterator<Item = (Population, usize)> + '_ {
        let asks = self.machines.iter().filter(|machine| machine.program.fraction() != Kind::None);
        asks.map(|machine| (machine.program.on().population(), machine.column))
    }

    /// Does a rule ask by the weight itself?
    pub fn asks_fractions(&self) -> bool {
        self.needs.fractions
    }

    /// What the rules that are on must be told.
    pub fn information(&self) -> Information {
        let on = self.machines.iter().filter(|machine| machine.on);
        on.map(|machine| machine.program.information()).max().unwrap_or(Information::Nothing)
    }

    /// Each rule as it is now, by place of file and rule: what it must be told, its states, why it is paused.
    pub fn views(&self) -> Vec<OwnView> {
        let view = |machine: &Machine| OwnView {
            place: machine.place,
            information: machine.program.information(),
            operations: machine.program.operations(),
            fraction: machine.program.fraction(),
            states: machine.program.states(&machine.registers).to_vec(),
            fault: machine.fault.clone(),
        };
        self.machines.iter().map(view).collect()
    }

    /// What they keep.
    pub fn state(&self) -> Vec<OwnState> {
        let kept = |machine: &Machine| OwnState {
            states: machine.program.states(&machine.registers).to_vec(),
            fault: machine.fault.clone(),
        };
        self.machines.iter().map(kept).collect()
    }

    /// Goes on from what was kept.
    ///
    /// # Errors
    /// It does not fit these rules.
    pub fn restore(&mut self, kept: Vec<OwnState>) -> Result<(), StateError> {
        require(kept.len() == self.machines.len(), "there are not as many states as rules")?;
        for (machine, kept) in self.machines.iter_mut().zip(kept) {
            let count = machine.program.states(&machine.registers).len();
            require(
                kept.states.len() == count && finite(&kept.states),
                "the states of a rule do not fit it",
            )?;
            machine.registers = machine.program.registers(&kept.states);
            machine.fault = kept.fault;
        }
        Ok(())
    }

    /// Has every rule ask what it asks at this presentation. `requests` are those of the built-in rules.
    /// Allocates nothing unless a rule is refused.
    pub fn ask(
        &mut self,
        now: &Presentation,
        around: &Surroundings,
        params: &Params,
        requests: [Request; 2],
        mut record: impl FnMut(usize, Change),
    ) {
        let division = params.division();
        let variables = variables(now, around);
        let [excitatory, inhibitory] = requests;
        for (asked, request) in self.asked.iter_mut().zip([excitatory, inhibitory]) {
            asked.clear(division);
            asked.all = request;
        }
        for machine in &mut self.machines {
            if !machine.on || machine.fault.is_some() {
                continue;
            }
            let asked = match machine.program.run(&variables, &mut machine.registers) {
                Ok(asked) => asked,
                Err(refused) => {
                    machine.fault = Some(Fault { presentation: now.index, refused });
                    continue;
                }
            };
            let target = machine.program.on();
            let side = usize::from(target.population() == Population::Inhibitory);
            let change = Change { active: asked.active, silent: asked.silent }.times(self.k[side]);
            let fraction = [asked.active_w, asked.silent_w];
            let changes = change != Change::NONE;
            let of_weight = fraction != [0.0, 0.0];
            if !changes && !of_weight || target == Target::I2 && !division.two {
                continue;
            }
            let everything = &mut self.asked[side];
            if changes {
                match target {
                    Target::I1 if division.two => everything.groups[0].add(change),
                    Target::I2 => everything.groups[1].add(change),
                    _ => everything.all.add(change),
                }
            }
            if of_weight {
                let target = if target == Target::I1 && !division.two { Target::I } else { target };
                let [active, silent] = fraction;
                self.last_fractions[machine.column] = fraction;
                everything.fractions.push(Fraction { rule: machine.column, target, active, silent });
            }
            record(machine.column, change);
        }
    }
}

impl Needs {
    fn add(&mut self, machine: &Machine) {
        self.fractions |= machine.program.fraction() != Kind::None;
        if !machine.on {
            return;
        }
        let reads =
            |variables: &[Variable]| variables.iter().any(|&variable| machine.program.reads(variable));
        self.told |= reads(&[Variable::LabelGiven, Variable::Reward, Variable::RewardGiven]);
        self.strengths |= reads(&[Variable::StrengthE, Variable::StrengthI]);
        self.groups |=
            reads(&[Variable::CurrentI1, Variable::CurrentI2, Variable::ActiveI1, Variable::ActiveI2]);
    }

    /// Sums of all weights.
    pub fn strengths(self) -> bool {
        self.strengths
    }

    /// Currents and active inputs of the inhibitory groups.
    pub fn groups(self) -> bool {
        self.groups
    }
}

impl Machine {
    fn resume(&mut self, params: &Params, earlier: &OwnRules, before: &Params) {
        let rules = &before.rules;
        let now = &params.rules.files()[self.place.0];
        let place = rules.files().iter().position(|loaded| loaded.file.title == now.file.title);
        let Some(file) = place else { return };
        let then = &rules.files()[file];
        // An edited text begins again.
        if then.file.text != now.file.text {
            return;
        }
        let same = |machine: &&Machine| machine.place == (file, self.place.1);
        let Some(machine) = earlier.machines.iter().find(same) else { return };
        self.registers = self.program.registers(machine.program.states(&machine.registers));
        // Another switch or another value is another chance.
        if then == now && before.in_force() == params.in_force() {
            self.fault.clone_from(&machine.fault);
        }
    }
}

/// A loaded rule as it is in a neuron now.
#[derive(Debug, Clone, PartialEq)]
pub struct OwnView {
    /// Place of its file among the files, and of the rule in its file.
    pub place: (usize, usize),
    /// What it must be told, with the switches in force.
    pub information: Information,
    /// Operations that a presentation costs.
    pub operations: usize,
    /// What it asks by the synapse's own weight.
    pub fraction: Kind,
    /// Its states, in the order of its file.
    pub states: Vec<f64>,
    /// Why it is paused, if it is.
    pub fault: Option<Fault>,
}

fn variables(now: &Presentation, around: &Surroundings) -> Variables {
    let number = |holds: bool| f64::from(u8::from(holds));
    let (m_a, m_n) = (now.release.ach.unwrap_or(0.0), now.release.na.unwrap_or(0.0));
    let [i_1, i_2] = around.group_currents;
    let [n_e, n_i, n_1, n_2] = around.active.map(|count| count as f64);
    let [w_e, w_i] = around.strengths;
    [
        now.y(),
        now.ybar,
        now.drive,
        now.i_e,
        now.i_i,
        i_1,
        i_2,
        number(now.release.ach.is_some()),
        number(now.release.na.is_some()),
        m_a,
        m_n,
        m_a + m_n,
        number(now.target),
        number(now.told.label),
        number(now.told.reward),
        number(now.told.rewarded),
        n_e,
        n_i,
        n_1,
        n_2,
        w_e,
        w_i,
    ]
}
