//! An expression as a tree, and what its operations do.
//!
//! The same functions fold constants when an expression is compiled and compute when it runs: the bits are the same.

use super::error::Span;
use super::names::{Constant, Variable};

/// What a name stands for.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Symbol {
    /// A quantity of the presentation.
    Variable(Variable),
    /// A parameter in force.
    Constant(Constant),
    /// A parameter of the rule.
    Parameter(u8),
    /// A state of the rule.
    State(u8),
    /// A shorthand of the rule.
    Let(u8),
    /// The weight of the synapse, over k.
    Weight,
}

/// An operation on one value.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Unary {
    /// -v.
    Negative,
    /// 1 where v is 0, else 0.
    Not,
    /// |v|.
    Abs,
    /// -1, 0 or 1.
    Sign,
    /// 1 where v > 0, else 0.
    Step,
    /// e^v.
    Exp,
    /// Natural logarithm.
    Log,
    /// Square root.
    Sqrt,
    /// Hyperbolic tangent.
    Tanh,
    /// 1/(1 + exp(-v)).
    Logistic,
    /// The normal distribution.
    Phi,
}

/// An operation on two values.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Binary {
    /// a + b.
    Add,
    /// a - b.
    Subtract,
    /// a b.
    Multiply,
    /// a / b.
    Divide,
    /// a^b.
    Power,
    /// The larger one.
    Max,
    /// The smaller one.
    Min,
    /// a < b.
    Less,
    /// a > b.
    Greater,
    /// a <= b.
    AtMost,
    /// a >= b.
    AtLeast,
    /// a = b.
    Equal,
    /// a != b.
    Different,
    /// Both are not 0.
    And,
    /// One is not 0.
    Or,
}

fn truth(holds: bool) -> f64 {
    f64::from(u8::from(holds))
}

impl Unary {
    /// Its value.
    #[inline]
    pub fn of(self, v: f64) -> f64 {
        match self {
            Self::Negative => -v,
            Self::Not => truth(v == 0.0),
            Self::Abs => v.abs(),
            // NaN and zero are their own signs.
            Self::Sign => {
                if v > 0.0 {
                    1.0
                } else if v < 0.0 {
                    -1.0
                } else {
                    v + 0.0
                }
            }
            Self::Step => truth(v > 0.0),
            Self::Exp => libm::exp(v),
            Self::Log => libm::log(v),
            Self::Sqrt => v.sqrt(),
            Self::Tanh => libm::tanh(v),
            Self::Logistic => 1.0 / (1.0 + libm::exp(-v)),
            Self::Phi => 0.5 * libm::erfc(-v / std::f64::consts::SQRT_2),
        }
    }
}

impl Binary {
    /// Its value.
    #[inline]
    pub fn of(self, a: f64, b: f64) -> f64 {
        match self {
            Self::Add => a + b,
            Self::Subtract => a - b,
            Self::Multiply => a * b,
            Self::Divide => a / b,
            Self::Power => libm::pow(a, b),
            // NaN is not lost, as it would be with f64::max.
            Self::Max => {
                if a > b || a.is_nan() {
                    a
                } else {
                    b
                }
            }
            Self::Min => {
                if a < b || a.is_nan() {
                    a
                } else {
                    b
                }
            }
            Self::Less => truth(a < b),
            Self::Greater => truth(a > b),
            Self::AtMost => truth(a <= b),
            Self::AtLeast => truth(a >= b),
            Self::Equal => truth(a == b),
            Self::Different => truth(a != b),
            Self::And => truth(a != 0.0 && b != 0.0),
            Self::Or => truth(a != 0.0 || b != 0.0),
        }
    }

    /// As it is written.
    pub(super) fn sign(self) -> &'static str {
        match self {
            Self::Add => "+",
            Self::Subtract => "-",
            Self::Multiply => "*",
            Self::Divide => "/",
            Self::Power => "^",
            Self::Max => "max",
            Self::Min => "min",
            Self::Less => "<",
            Self::Greater => ">",
            Self::AtMost => "<=",
            Self::AtLeast => ">=",
            Self::Equal => "=",
            Self::Different => "!=",
            Self::And => "and",
            Self::Or => "or",
        }
    }
}

/// `v^n`, multiplied from the left, and 1 over it where n < 0; `v^0` is 1.
#[inline]
pub fn integer_power(v: f64, n: i32) -> f64 {
    let mut power = if n == 0 { 1.0 } else { v };
    for _ in 1..n.unsigned_abs() {
        power *= v;
    }
    if n < 0 { 1.0 / power } else { power }
}

/// `then` where the condition is not 0.
#[inline]
pub fn select(condition: f64, then: f64, otherwise: f64) -> f64 {
    if condition == 0.0 { otherwise } else { then }
}

/// A part of an expression and where it stands.
#[derive(Debug, Clone, PartialEq)]
pub struct Node {
    /// Its characters.
    pub span: Span,
    /// What it is.
    pub kind: Kind,
}

/// What a part of an expression is.
#[derive(Debug, Clone, PartialEq)]
pub enum Kind {
    /// A number.
    Number(f64),
    /// A name.
    Name(Symbol),
    /// An operation on one value.
    Unary(Unary, Box<Node>),
    /// An operation on two.
    Binary(Binary, Box<[Node; 2]>),
    /// An integer power.
    Power(Box<Node>, i32),
    /// `if`: condition, then, else.
    Select(Box<[Node; 3]>),
}

impl Node {
    pub(super) fn number(span: Span, value: f64) -> Self {
        Self { span, kind: Kind::Number(value) }
    }

    pub(super) fn unary(span: Span, operation: Unary, of: Self) -> Self {
        Self { span, kind: Kind::Unary(operation, Box::new(of)) }
    }

    pub(super) fn binary(span: Span, operation: Binary, left: Self, right: Self) -> Self {
        Self { span, kind: Kind::Binary(operation, Box::new([left, right])) }
    }

    /// The parts it is made of.
    pub(super) fn parts(&self) -> &[Self] {
        match &self.kind {
            Kind::Number(_) | Kind::Name(_) => &[],
            Kind::Unary(_, of) | Kind::Power(of, _) => std::slice::from_ref(of),
            Kind::Binary(_, both) => both.as_slice(),
            Kind::Select(three) => three.as_slice(),
        }
    }

    /// Does it, or a part of it, satisfy this?
    pub(super) fn any(&self, holds: &impl Fn(&Self) -> bool) -> bool {
        holds(self) || self.parts().iter().any(|part| part.any(holds))
    }
}
