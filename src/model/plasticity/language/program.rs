//! A rule with its constants in force: what runs at every presentation.

use super::affine::combine;
use super::fold::{Values, fold, number};
use super::information::Information;
use super::limits;
use super::names::{InForce, Variable};
use super::source::{Quantity, RuleSource, Target};
use super::tape::{Builder, FIRST_STATE, Tape};
use super::tree::{Binary, Kind, Node, Symbol};

/// Values of all variables, in the order of [`Variable::ALL`].
pub type Variables = [f64; Variable::COUNT];

/// What a rule asks of one synapse in one presentation.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub struct Asked {
    /// Change of active synapses, in units of current.
    pub active: f64,
    /// Change of silent synapses, in units of current.
    pub silent: f64,
    /// Fraction of its own weight, of an active synapse.
    pub active_w: f64,
    /// Fraction of its own weight, of a silent synapse.
    pub silent_w: f64,
}

/// A value that a rule may not ask.
#[derive(Debug, Clone, serde::Serialize, serde::Deserialize)]
pub struct Refused {
    /// Name of the state or quantity.
    pub what: String,
    /// Its value.
    pub value: f64,
}

/// The same value, NaN included.
impl PartialEq for Refused {
    fn eq(&self, other: &Self) -> bool {
        self.what == other.what && self.value.to_bits() == other.value.to_bits()
    }
}

impl Refused {
    /// What is wrong with the value.
    pub fn because(&self) -> String {
        let Self { what, value } = self;
        if *value == 0.0 {
            format!("{what} divides by 0")
        } else if !value.is_finite() {
            format!("{what} is {value}")
        } else if what.ends_with("_w") {
            format!("{what} is {value}: a fraction of a weight is at most {} in size", limits::FRACTION)
        } else {
            format!("{what} is {value:e}: a change is at most {:e} in size", limits::CHANGE)
        }
    }
}

/// A rule, compiled.
#[derive(Debug, Clone, PartialEq)]
pub struct Program {
    on: Target,
    /// Variables that it reads, by number.
    reads: Vec<u16>,
    /// Computes the next states.
    next: Tape,
    /// Where they are then.
    next_at: Vec<u16>,
    state_names: Vec<String>,
    /// Computes shorthands and what is asked.
    body: Tape,
    /// Where the four quantities are; `None` is zero.
    asked_at: [Option<u16>; 4],
    registers: Vec<f64>,
    information: Information,
    fraction: Fraction,
    /// What divides by a parameter that is 0, if anything does: that is no number whatever is presented.
    divides_by_zero: Option<String>,
}

/// What a rule asks of a synapse by its own weight.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Fraction {
    /// Nothing.
    None,
    /// The same of all: a change of their common scale.
    OfAll,
    /// Different of active and silent ones: costs a visit of every synapse.
    Apart,
}

impl Program {
    /// Compiles `source` for these parameters.
    pub fn new(source: &RuleSource, parameters: &[f64], in_force: &InForce) -> Self {
        let starts: Vec<f64> = source.states.iter().map(|state| state.start).collect();
        let mut builder = Builder::new(&starts);
        let mut used = Used::default();
        let mut lets = vec![None; source.lets.len()];
        let mut nodes = Vec::new();
        for state in &source.states {
            let node = fold(&state.next, &Values { in_force, parameters, lets: &[] });
            used.add(&node);
            nodes.push(node);
        }
        let next_at = nodes.iter().map(|node| builder.add(node)).collect();
        let next = builder.finish_tape();
        // What no line that is left names is not computed.
        let mut folded = Vec::new();
        for (at, line) in source.lets.iter().enumerate() {
            let node = fold(&line.node, &Values { in_force, parameters, lets: &lets });
            lets[at] = number(&node);
            folded.push(node);
        }
        let values = Values { in_force, parameters, lets: &lets };
        let quantities = Quantity::ALL.map(|quantity| {
            let node = quantity.of(source).map(|node| fold(node, &values));
            node.filter(|node| number(node) != Some(0.0))
        });
        let wanted = wanted(&folded, &quantities);
        for (node, wanted) in folded.iter().zip(&wanted) {
            if *wanted {
                used.add(node);
                builder.add_let(node);
            } else {
                builder.add_let(&Node::number(0..0, 0.0));
            }
        }
        quantities.iter().flatten().for_each(|node| used.add(node));
        let states = source.states.iter().map(|state| state.name.as_str()).zip(&nodes);
        let lines = source.lets.iter().map(|line| line.name.as_str()).zip(&folded);
        let lines = lines.zip(&wanted).filter(|(_, wanted)| **wanted).map(|(line, _)| line);
        let asked = Quantity::ALL.iter().zip(&quantities);
        let asked = asked.filter_map(|(quantity, node)| Some((quantity.name(), node.as_ref()?)));
        let mut all = states.chain(lines).chain(asked);
        let divides_by_zero = all.find(|(_, node)| divides_by_zero(node)).map(|(name, _)| name.to_owned());
        let asked_at = quantities.each_ref().map(|node| node.as_ref().map(|node| builder.add(node)));
        let body = builder.finish_tape();
        let [_, _, active_w, silent_w] = &quantities;
        let fraction = match (asked_at[2], asked_at[3]) {
            (None, None) => Fraction::None,
            (Some(active), Some(silent)) if active == silent => Fraction::OfAll,
            _ if same(active_w.as_ref(), silent_w.as_ref()) => Fraction::OfAll,
            _ => Fraction::Apart,
        };
        Self {
            on: source.on,
            reads: used.variables(),
            information: used.information(),
            next,
            next_at,
            state_names: source.states.iter().map(|state| state.name.clone()).collect(),
            body,
            asked_at,
            registers: builder.registers(),
            fraction,
            divides_by_zero,
        }
    }

    /// Whose synapses it changes.
    pub fn on(&self) -> Target {
        self.on
    }

    /// What it must be told, with the switches in force.
    pub fn information(&self) -> Information {
        self.information
    }

    /// What it asks by the synapse's own weight.
    pub fn fraction(&self) -> Fraction {
        self.fraction
    }

    /// Does it read this?
    pub fn reads(&self, variable: Variable) -> bool {
        self.reads.contains(&(variable as u16))
    }

    /// Operations that a presentation costs.
    pub fn operations(&self) -> usize {
        self.next.operations() + self.body.operations()
    }

    /// Registers to run it on, with these states.
    pub fn registers(&self, states: &[f64]) -> Vec<f64> {
        let mut registers = self.registers.clone();
        self.states_mut(&mut registers).iter_mut().zip(states).for_each(|(to, from)| *to = *from);
        registers
    }

    /// The states among `registers`.
    pub fn states<'a>(&self, registers: &'a [f64]) -> &'a [f64] {
        registers.get(FIRST_STATE..FIRST_STATE + self.next_at.len()).unwrap_or_default()
    }

    fn states_mut<'a>(&self, registers: &'a mut [f64]) -> &'a mut [f64] {
        registers.get_mut(FIRST_STATE..FIRST_STATE + self.next_at.len()).unwrap_or_default()
    }

    /// Steps the states and computes what is asked. Allocates nothing unless it refuses.
    ///
    /// # Errors
    /// A state or quantity that is not finite or too large; the states are then as before.
    pub fn run(&self, variables: &Variables, registers: &mut [f64]) -> Result<Asked, Refused> {
        if let Some(what) = &self.divides_by_zero {
            return Err(Refused { what: what.clone(), value: 0.0 });
        }
        for &read in &self.reads {
            registers[usize::from(read)] = variables[usize::from(read)];
        }
        if !self.next_at.is_empty() {
            self.next.run(registers);
            for (at, &from) in self.next_at.iter().enumerate() {
                let value = registers[usize::from(from)];
                if !value.is_finite() {
                    return Err(self.refused(Some(at), 0, value));
                }
            }
            self.step(registers);
        }
        self.body.run(registers);
        let mut asked = [0.0; 4];
        for (at, (asked, from)) in asked.iter_mut().zip(&self.asked_at).enumerate() {
            let Some(from) = from else { continue };
            let most = if at < 2 { limits::CHANGE } else { limits::FRACTION };
            *asked = registers[usize::from(*from)];
            // NaN is not within.
            if !(-most..=most).contains(asked) {
                return Err(self.refused(None, at, *asked));
            }
        }
        let [active, silent, active_w, silent_w] = asked;
        Ok(Asked { active, silent, active_w, silent_w })
    }

    /// All states at once: a next value may be another state itself.
    fn step(&self, registers: &mut [f64]) {
        let mut next = [0.0; limits::STATES];
        for (value, &from) in next.iter_mut().zip(&self.next_at) {
            *value = registers[usize::from(from)];
        }
        self.states_mut(registers).iter_mut().zip(next).for_each(|(state, value)| *state = value);
    }

    #[cold]
    fn refused(&self, state: Option<usize>, quantity: usize, value: f64) -> Refused {
        let what = match state {
            Some(at) => self.state_names.get(at).cloned().unwrap_or_default(),
            None => Quantity::ALL[quantity].name().to_owned(),
        };
        Refused { what, value }
    }
}

/// Does it divide by a constant that is 0, and not in a branch that may not be taken?
fn divides_by_zero(node: &Node) -> bool {
    match &node.kind {
        Kind::Binary(Binary::Divide, both) if number(&both[1]) == Some(0.0) => true,
        Kind::Select(three) => divides_by_zero(&three[0]),
        _ => node.parts().iter().any(divides_by_zero),
    }
}

/// Which shorthands the four quantities need, directly or through others.
fn wanted(lets: &[Node], quantities: &[Option<Node>; 4]) -> Vec<bool> {
    let mut wanted = vec![false; lets.len()];
    let mark = |node: &Node, wanted: &mut [bool]| {
        for (at, wanted) in wanted.iter_mut().enumerate() {
            *wanted |= super::parser::names(node, Symbol::Let(at as u8));
        }
    };
    quantities.iter().flatten().for_each(|node| mark(node, &mut wanted));
    for at in (0..lets.len()).rev() {
        if wanted[at] {
            mark(&lets[at], &mut wanted);
        }
    }
    wanted
}

/// Are two trees the same, wherever they stand?
pub(super) fn same(one: Option<&Node>, other: Option<&Node>) -> bool {
    let (Some(one), Some(other)) = (one, other) else { return one.is_none() && other.is_none() };
    let alike = match (&one.kind, &other.kind) {
        (Kind::Number(a), Kind::Number(b)) => a.to_bits() == b.to_bits(),
        (Kind::Name(a), Kind::Name(b)) => a == b,
        (Kind::Unary(a, _), Kind::Unary(b, _)) => a == b,
        (Kind::Binary(a, _), Kind::Binary(b, _)) => a == b,
        (Kind::Power(_, a), Kind::Power(_, b)) => a == b,
        (Kind::Select(_), Kind::Select(_)) => true,
        _ => false,
    };
    let parts = one.parts().iter().zip(other.parts());
    alike
        && one.parts().len() == other.parts().len()
        && parts.into_iter().all(|(a, b)| same(Some(a), Some(b)))
}

/// The sum of two quantities, of which either may be zero.
pub(super) fn sum(one: Option<Node>, other: Option<Node>) -> Option<Node> {
    combine(Binary::Add, one, other)
}

/// Variables that are read.
#[derive(Default)]
struct Used([bool; Variable::COUNT]);

impl Used {
    fn add(&mut self, node: &Node) {
        if let Kind::Name(Symbol::Variable(variable)) = node.kind {
            self.0[variable as usize] = true;
        }
        node.parts().iter().for_each(|part| self.add(part));
    }

    fn all(&self) -> impl Iterator<Item = Variable> + '_ {
        Variable::ALL.into_iter().filter(|variable| self.0[*variable as usize])
    }

    fn variables(&self) -> Vec<u16> {
        self.all().map(|variable| variable as u16).collect()
    }

    fn information(&self) -> Information {
        self.all().map(|variable| variable.spec().information).max().unwrap_or(Information::Nothing)
    }
}
