//! The split of an expression into c0 + c1 w, by its structure.
//!
//! Every rule changes a synapse by two numbers for active and two for silent inputs: what is asked of it, and which
//! fraction of its own weight. An expression may name w as long as it is of that form.

use super::error::{ExpressionError, Problem};
use super::parser::names;
use super::tree::{Binary, Kind, Node, Symbol, Unary};

/// c0 and c1 of c0 + c1 w, over k; `None` is zero.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Affine {
    /// What does not depend on w.
    pub constant: Option<Node>,
    /// The factor of w.
    pub weight: Option<Node>,
}

/// Splits a tree.
///
/// # Errors
/// [`Problem::NotAffine`] where it is not of that form.
pub fn split(node: Node) -> Result<Affine, ExpressionError> {
    if !names(&node, Symbol::Weight) {
        return Ok(Affine { constant: Some(node), weight: None });
    }
    let span = node.span.clone();
    let refused = |what: &str| Err(Problem::NotAffine { what: what.to_owned() }.at(span.clone()));
    match node.kind {
        Kind::Name(_) | Kind::Number(_) => {
            Ok(Affine { constant: None, weight: Some(Node::number(span, 1.0)) })
        }
        Kind::Unary(Unary::Negative, of) => {
            let negative = |part: Node| Node::unary(part.span.clone(), Unary::Negative, part);
            Ok(split(*of)?.map(negative))
        }
        Kind::Unary(..) => refused("a function"),
        Kind::Power(..) => refused("a power"),
        Kind::Binary(operation, both) => {
            let [left, right] = *both;
            let of_weight = (names(&left, Symbol::Weight), names(&right, Symbol::Weight));
            match (operation, of_weight) {
                (Binary::Add | Binary::Subtract, _) => {
                    let (left, right) = (split(left)?, split(right)?);
                    Ok(Affine {
                        constant: combine(operation, left.constant, right.constant),
                        weight: combine(operation, left.weight, right.weight),
                    })
                }
                (Binary::Multiply | Binary::Divide, (true, false)) => {
                    let times = |part: Node| match operation {
                        Binary::Multiply if is_one(&part) => right.clone(),
                        _ => Node::binary(part.span.clone(), operation, part, right.clone()),
                    };
                    Ok(split(left)?.map(times))
                }
                (Binary::Multiply, (false, true)) => {
                    let times = |part: Node| match is_one(&part) {
                        true => left.clone(),
                        false => Node::binary(part.span.clone(), operation, left.clone(), part),
                    };
                    Ok(split(right)?.map(times))
                }
                _ => refused(&format!("`{}`", operation.sign())),
            }
        }
        Kind::Select(three) => {
            let [condition, then, otherwise] = *three;
            if names(&condition, Symbol::Weight) {
                return refused("the condition of `if`");
            }
            let (then, otherwise) = (split(then)?, split(otherwise)?);
            let choose = |then: Option<Node>, otherwise: Option<Node>| {
                let zero = || Node::number(span.clone(), 0.0);
                (then.is_some() || otherwise.is_some()).then(|| {
                    let three =
                        [condition.clone(), then.unwrap_or_else(zero), otherwise.unwrap_or_else(zero)];
                    Node { span: span.clone(), kind: Kind::Select(Box::new(three)) }
                })
            };
            Ok(Affine {
                constant: choose(then.constant, otherwise.constant),
                weight: choose(then.weight, otherwise.weight),
            })
        }
    }
}

/// The factor of w alone, by which a product is as it is.
fn is_one(node: &Node) -> bool {
    node.kind == Kind::Number(1.0)
}

/// `left` + or - `right`, where what is missing is zero.
pub(super) fn combine(operation: Binary, left: Option<Node>, right: Option<Node>) -> Option<Node> {
    match (left, right) {
        (left, None) => left,
        (None, Some(right)) if operation == Binary::Subtract => {
            Some(Node::unary(right.span.clone(), Unary::Negative, right))
        }
        (None, right) => right,
        (Some(left), Some(right)) => {
            Some(Node::binary(left.span.start..right.span.end, operation, left, right))
        }
    }
}

impl Affine {
    fn map(self, change: impl Fn(Node) -> Node) -> Self {
        Self { constant: self.constant.map(&change), weight: self.weight.map(&change) }
    }
}
