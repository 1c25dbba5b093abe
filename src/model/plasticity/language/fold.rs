//! Constants, computed once: what depends on parameters in force alone, and the branches that switches rule out.
//!
//! Folding changes no bit of a result: it computes what would be computed anyway, in the same order. What is left names
//! what a rule really uses.

use super::names::InForce;
use super::tree::{Binary, Kind, Node, Symbol, Unary, integer_power, select};

/// What is constant while parameters stay as they are.
#[derive(Debug, Clone, Copy)]
pub struct Values<'a> {
    /// Parameters in force.
    pub in_force: &'a InForce,
    /// The rule's parameters.
    pub parameters: &'a [f64],
    /// The rule's shorthands, where they are constant.
    pub lets: &'a [Option<f64>],
}

impl Values<'_> {
    fn of(&self, symbol: Symbol) -> Option<f64> {
        match symbol {
            Symbol::Constant(constant) => self.in_force.get(usize::from(constant.0)).copied(),
            Symbol::Parameter(at) => self.parameters.get(usize::from(at)).copied(),
            Symbol::Let(at) => self.lets.get(usize::from(at)).copied().flatten(),
            Symbol::Variable(_) | Symbol::State(_) | Symbol::Weight => None,
        }
    }
}

/// The number that a tree is, if it is one.
pub fn number(node: &Node) -> Option<f64> {
    match node.kind {
        Kind::Number(value) => Some(value),
        _ => None,
    }
}

/// The tree with its constants computed.
pub fn fold(node: &Node, values: &Values<'_>) -> Node {
    let kind = match &node.kind {
        Kind::Number(value) => Kind::Number(*value),
        Kind::Name(symbol) => match values.of(*symbol) {
            Some(value) => Kind::Number(value),
            None => Kind::Name(*symbol),
        },
        Kind::Unary(operation, of) => {
            let of = fold(of, values);
            match number(&of) {
                Some(value) => Kind::Number(operation.of(value)),
                None => Kind::Unary(*operation, Box::new(of)),
            }
        }
        Kind::Power(of, n) => {
            let of = fold(of, values);
            match number(&of) {
                Some(value) => Kind::Number(integer_power(value, *n)),
                None => Kind::Power(Box::new(of), *n),
            }
        }
        Kind::Binary(operation, both) => binary(*operation, both.each_ref().map(|part| fold(part, values))),
        Kind::Select(three) => {
            let [condition, then, otherwise] = three.as_ref();
            let condition = fold(condition, values);
            match number(&condition) {
                Some(value) => {
                    let chosen = if select(value, 1.0, 0.0) == 1.0 { then } else { otherwise };
                    fold(chosen, values).kind
                }
                None => Kind::Select(Box::new([condition, fold(then, values), fold(otherwise, values)])),
            }
        }
    };
    Node { span: node.span.clone(), kind }
}

fn binary(operation: Binary, [left, right]: [Node; 2]) -> Kind {
    let decided = match (operation, number(&left), number(&right)) {
        (_, Some(a), Some(b)) => Some(operation.of(a, b)),
        // True is whatever is not 0, NaN included: one side can decide alone.
        (Binary::And, Some(0.0), _) | (Binary::And, _, Some(0.0)) => Some(0.0),
        (Binary::Or, Some(a), _) | (Binary::Or, _, Some(a)) if a != 0.0 => Some(1.0),
        // Not of -0, whose product has another sign.
        (Binary::Multiply, Some(a), None) if is_zero(a) && never_negative(&right) => Some(0.0),
        (Binary::Multiply, None, Some(b)) if is_zero(b) && never_negative(&left) => Some(0.0),
        _ => None,
    };
    decided.map_or_else(|| Kind::Binary(operation, Box::new([left, right])), Kind::Number)
}

fn is_zero(value: f64) -> bool {
    value == 0.0 && value.is_sign_positive()
}

/// Is it finite and not below +0 whatever is presented?
fn never_negative(node: &Node) -> bool {
    match &node.kind {
        Kind::Name(Symbol::Variable(variable)) => variable.spec().never_negative,
        Kind::Unary(Unary::Step | Unary::Not, _) => true,
        Kind::Binary(operation, _) => matches!(
            operation,
            Binary::Less
                | Binary::Greater
                | Binary::AtMost
                | Binary::AtLeast
                | Binary::Equal
                | Binary::Different
                | Binary::And
                | Binary::Or
        ),
        _ => false,
    }
}
