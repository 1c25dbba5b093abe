//! A rule as equations, in the symbols of the field.

use super::names::{Constant, Variable};
use super::source::{Quantity, RuleSource, Target};
use super::token::greek_of;
use super::tree::{Binary, Kind, Node, Symbol, Unary};

/// What binds how tightly; higher is tighter.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Bond {
    Or,
    And,
    Not,
    Comparison,
    Sum,
    /// What follows a quotient would read as part of its divisor.
    Quotient,
    Product,
    Sign,
    Power,
    Atom,
}

/// A name as it is printed: `alpha_A` is α_A, `ybar` ȳ.
pub fn symbol(name: &str) -> String {
    if name == "ybar" {
        return "ȳ".to_owned();
    }
    let parts = name.split('_').map(|part| greek_of(part).map_or_else(|| part.to_owned(), String::from));
    parts.collect::<Vec<_>>().join("_")
}

impl RuleSource {
    /// The rule as equations, one a line: states, shorthands, then what is asked of active and of silent synapses.
    pub fn equations(&self) -> Vec<String> {
        let mut lines = Vec::new();
        for state in &self.states {
            lines.push(format!("{} ← {}", symbol(&state.name), self.show(&state.next)));
        }
        for line in &self.lets {
            lines.push(format!("{} = {}", symbol(&line.name), self.show(&line.node)));
        }
        let (weight, input, k) = match self.on {
            Target::E => ("w_E", "x_E", "k_E"),
            Target::I => ("w_I", "x_I", "k_I"),
            Target::I1 => ("w_I1", "x_I1", "k_I"),
            Target::I2 => ("w_I2", "x_I2", "k_I"),
        };
        let asked = |change: Quantity, fraction: Quantity| {
            let (change, fraction) = (change.of(self), fraction.of(self));
            let change = change.map(|node| {
                let factor = self.factor(node);
                if factor.starts_with('−') { format!("{k} ({factor})") } else { format!("{k} {factor}") }
            });
            let fraction = fraction.map(|node| format!("{} {weight}", self.factor(node)));
            match (change, fraction) {
                (Some(change), Some(fraction)) => match fraction.strip_prefix('−') {
                    Some(fraction) => format!("{change} − {fraction}"),
                    None => format!("{change} + {fraction}"),
                },
                (Some(only), None) | (None, Some(only)) => only,
                (None, None) => "0".to_owned(),
            }
        };
        let active = asked(Quantity::Active, Quantity::ActiveW);
        let silent = asked(Quantity::Silent, Quantity::SilentW);
        lines.push(format!("Δ{weight} = {active}   where {input} = 1"));
        if silent != "0" {
            lines.push(format!("Δ{weight} = {silent}   where {input} = 0"));
        }
        lines
    }

    fn factor(&self, node: &Node) -> String {
        self.within(node, Bond::Product)
    }

    fn show(&self, node: &Node) -> String {
        self.within(node, Bond::Or)
    }

    /// The text of a part, in parentheses where what surrounds it binds more tightly.
    fn within(&self, node: &Node, around: Bond) -> String {
        let (text, bond) = self.part(node);
        if bond < around { format!("({text})") } else { text }
    }

    fn part(&self, node: &Node) -> (String, Bond) {
        match &node.kind {
            Kind::Number(value) if *value < 0.0 => (format!("−{}", -value), Bond::Sign),
            Kind::Number(value) if *value == std::f64::consts::PI => ("π".to_owned(), Bond::Atom),
            Kind::Number(value) if *value == std::f64::consts::E => ("e".to_owned(), Bond::Atom),
            Kind::Number(value) => (value.to_string(), Bond::Atom),
            Kind::Name(name) => (self.name(*name), Bond::Atom),
            Kind::Unary(Unary::Negative, of) => (format!("−{}", self.within(of, Bond::Sign)), Bond::Sign),
            Kind::Unary(Unary::Not, of) => (format!("not {}", self.within(of, Bond::Not)), Bond::Not),
            Kind::Unary(operation, of) => {
                let name = match operation {
                    Unary::Abs => "abs",
                    Unary::Sign => "sign",
                    Unary::Step => "step",
                    Unary::Exp => "exp",
                    Unary::Log => "log",
                    Unary::Sqrt => "sqrt",
                    Unary::Tanh => "tanh",
                    Unary::Logistic => "logistic",
                    Unary::Phi | Unary::Negative | Unary::Not => "Φ",
                };
                (format!("{name}({})", self.show(of)), Bond::Atom)
            }
            Kind::Power(of, n) => {
                let n = if *n < 0 { format!("−{}", n.unsigned_abs()) } else { n.to_string() };
                (format!("{}^{n}", self.within(of, Bond::Atom)), Bond::Power)
            }
            Kind::Select(three) => {
                let [condition, then, otherwise] = three.as_ref().each_ref().map(|part| self.show(part));
                (format!("if({condition}, {then}, {otherwise})"), Bond::Atom)
            }
            Kind::Binary(operation, both) => self.binary(*operation, both),
        }
    }

    fn binary(&self, operation: Binary, [left, right]: &[Node; 2]) -> (String, Bond) {
        let infix = |sign: &str, bond: Bond, right_bond: Bond| {
            (format!("{}{sign}{}", self.within(left, bond), self.within(right, right_bond)), bond)
        };
        match operation {
            Binary::Add => infix(" + ", Bond::Sum, Bond::Product),
            Binary::Subtract => infix(" − ", Bond::Sum, Bond::Product),
            // A sign after a factor would read as a difference.
            Binary::Multiply => infix(" ", Bond::Product, Bond::Power),
            Binary::Divide => infix("/", Bond::Quotient, Bond::Power),
            Binary::Power => infix("^", Bond::Atom, Bond::Power),
            Binary::Or => infix(" or ", Bond::Or, Bond::And),
            Binary::And => infix(" and ", Bond::And, Bond::Not),
            Binary::Max | Binary::Min => {
                (format!("{}({}, {})", operation.sign(), self.show(left), self.show(right)), Bond::Atom)
            }
            Binary::Less => infix(" < ", Bond::Comparison, Bond::Sum),
            Binary::Greater => infix(" > ", Bond::Comparison, Bond::Sum),
            Binary::AtMost => infix(" ≤ ", Bond::Comparison, Bond::Sum),
            Binary::AtLeast => infix(" ≥ ", Bond::Comparison, Bond::Sum),
            Binary::Equal => infix(" = ", Bond::Comparison, Bond::Sum),
            Binary::Different => infix(" ≠ ", Bond::Comparison, Bond::Sum),
        }
    }

    fn name(&self, name: Symbol) -> String {
        let own = |at: u8, names: &mut dyn Iterator<Item = &str>| {
            names.nth(usize::from(at)).map(symbol).unwrap_or_default()
        };
        match name {
            Symbol::Variable(variable) => symbol(variable.spec().name),
            Symbol::Constant(Constant(at)) => {
                Constant::NAMES.get(usize::from(at)).map(|(name, _)| symbol(name)).unwrap_or_default()
            }
            Symbol::Parameter(at) => own(at, &mut self.parameters.iter().map(|own| own.name.as_str())),
            Symbol::State(at) => own(at, &mut self.states.iter().map(|own| own.name.as_str())),
            Symbol::Let(at) => own(at, &mut self.lets.iter().map(|own| own.name.as_str())),
            Symbol::Weight => "w".to_owned(),
        }
    }

    /// Does it name the target or the reward, and never whether that is given?
    pub fn is_unguarded(&self) -> bool {
        let named = self.named();
        let names = |variables: [Variable; 2]| variables.iter().any(|variable| named.contains(variable));
        names([Variable::Target, Variable::Reward]) && !names([Variable::LabelGiven, Variable::RewardGiven])
    }

    /// Which quantities of the presentation its text names.
    pub fn named(&self) -> Vec<Variable> {
        let states = self.states.iter().map(|state| &state.next);
        let lets = self.lets.iter().map(|line| &line.node);
        let nodes: Vec<&Node> = states.chain(lets).chain(self.changes.iter().flatten()).collect();
        let names = |variable: &Variable| {
            let is = |node: &Node| node.kind == Kind::Name(Symbol::Variable(*variable));
            nodes.iter().any(|node| node.any(&is))
        };
        Variable::ALL.into_iter().filter(names).collect()
    }
}
