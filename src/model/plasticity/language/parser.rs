//! Tokens into a tree, by this grammar:
//!
//! ```text
//! or   = and {"or" and}      and = not {"and" not}     not = "not" not | cmp
//! cmp  = sum [("<"|">"|"<="|">="|"="|"!=") sum]        sum = prod {("+"|"-") prod}
//! prod = sign {("*"|"/") sign}                         sign = ("-"|"+") sign | pow
//! pow  = atom ["^" sign]     atom = number | name | name "(" or {"," or} ")" | "(" or ")"
//! ```

use super::error::{ExpressionError, Problem, Span};
use super::limits;
use super::names::{FUNCTIONS, FunctionSpec, nearest};
use super::scope::{Given, Place, Scope};
use super::token::{Placed, Token, tokens};
use super::tree::{Binary, Kind, Node, Symbol, Unary};

/// The tree of `text`, which stands at `place` of a rule with the names of `scope`.
///
/// # Errors
/// [`ExpressionError`], at its column.
pub fn parse(text: &str, scope: &Scope, place: Place) -> Result<Node, ExpressionError> {
    let tokens = tokens(text)?;
    let end = text.trim_end().chars().count();
    let mut parser = Parser { tokens: &tokens, at: 0, end, depth: 0, operations: 0, scope, place };
    let tree = parser.either()?;
    if let Some(next) = parser.peek() {
        return Err(parser.unexpected(next.span.clone(), "an operator or the end"));
    }
    if parser.operations > limits::OPERATIONS {
        return Err(Problem::TooManyOperations(parser.operations).at(tree.span));
    }
    Ok(tree)
}

struct Parser<'a> {
    tokens: &'a [Placed],
    at: usize,
    /// Characters of the text.
    end: usize,
    depth: usize,
    operations: u64,
    scope: &'a Scope,
    place: Place,
}

type Parsed = Result<Node, ExpressionError>;

const SUMS: [(&str, Binary); 2] = [("+", Binary::Add), ("-", Binary::Subtract)];
const PRODUCTS: [(&str, Binary); 2] = [("*", Binary::Multiply), ("/", Binary::Divide)];
const COMPARISONS: [(&str, Binary); 6] = [
    ("<", Binary::Less),
    (">", Binary::Greater),
    ("<=", Binary::AtMost),
    (">=", Binary::AtLeast),
    ("=", Binary::Equal),
    ("!=", Binary::Different),
];

impl<'a> Parser<'a> {
    fn peek(&self) -> Option<&'a Placed> {
        self.tokens.get(self.at)
    }

    /// Takes this sign, if it is next.
    fn take(&mut self, sign: &str) -> Option<Span> {
        let next = self.peek().filter(|next| matches!(next.token, Token::Sign(is) if is == sign))?;
        self.at += 1;
        Some(next.span.clone())
    }

    /// Takes one of these signs, if one is next.
    fn take_one(&mut self, among: &[(&str, Binary)]) -> Option<Binary> {
        among.iter().find_map(|(sign, operation)| self.take(sign).map(|_| *operation))
    }

    /// Takes this word, if it is next.
    fn take_word(&mut self, word: &str) -> Option<Span> {
        let next = self.peek().filter(|next| matches!(&next.token, Token::Name(name) if name == word))?;
        self.at += 1;
        Some(next.span.clone())
    }

    fn unexpected(&self, at: Span, wanted: &'static str) -> ExpressionError {
        let found = match self.tokens.iter().find(|placed| placed.span == at).map(|placed| &placed.token) {
            None => "nothing".to_owned(),
            Some(Token::Number(value)) => format!("the number {value}"),
            Some(Token::Name(name)) => format!("`{name}`"),
            Some(Token::Sign(sign)) => format!("`{sign}`"),
        };
        Problem::Unexpected { found, wanted }.at(at)
    }

    fn missing(&self, wanted: &'static str) -> ExpressionError {
        let at = self.peek().map_or(self.end..self.end, |next| next.span.clone());
        self.unexpected(at, wanted)
    }

    /// One level deeper.
    fn deeper(&mut self, at: &Span, parse: impl FnOnce(&mut Self) -> Parsed) -> Parsed {
        if self.depth == limits::NESTING {
            return Err(Problem::TooDeep.at(at.clone()));
        }
        self.depth += 1;
        let parsed = parse(self);
        self.depth -= 1;
        parsed
    }

    fn unary(&mut self, start: usize, operation: Unary, of: Node) -> Node {
        self.operations += 1;
        Node::unary(start..of.span.end, operation, of)
    }

    fn binary(&mut self, operation: Binary, left: Node, right: Node) -> Node {
        self.operations += 1;
        Node::binary(left.span.start..right.span.end, operation, left, right)
    }

    fn either(&mut self) -> Parsed {
        let mut left = self.both()?;
        while self.take_word("or").is_some() {
            let right = self.both()?;
            left = self.binary(Binary::Or, left, right);
        }
        Ok(left)
    }

    fn both(&mut self) -> Parsed {
        let mut left = self.not()?;
        while self.take_word("and").is_some() {
            let right = self.not()?;
            left = self.binary(Binary::And, left, right);
        }
        Ok(left)
    }

    fn not(&mut self) -> Parsed {
        match self.take_word("not") {
            Some(at) => {
                let of = self.deeper(&at, Self::not)?;
                Ok(self.unary(at.start, Unary::Not, of))
            }
            None => self.comparison(),
        }
    }

    fn comparison(&mut self) -> Parsed {
        let left = self.sum()?;
        let Some(operation) = self.take_one(&COMPARISONS) else { return Ok(left) };
        let right = self.sum()?;
        let next = self.peek().map(|next| next.span.clone());
        if let Some(at) = next.filter(|_| self.take_one(&COMPARISONS).is_some()) {
            return Err(Problem::Chained.at(at));
        }
        Ok(self.binary(operation, left, right))
    }

    fn sum(&mut self) -> Parsed {
        let mut left = self.product()?;
        while let Some(operation) = self.take_one(&SUMS) {
            let right = self.product()?;
            left = self.binary(operation, left, right);
        }
        Ok(left)
    }

    fn product(&mut self) -> Parsed {
        let mut left = self.signed()?;
        while let Some(operation) = self.take_one(&PRODUCTS) {
            let right = self.signed()?;
            left = self.binary(operation, left, right);
        }
        Ok(left)
    }

    fn signed(&mut self) -> Parsed {
        if let Some(at) = self.take("-") {
            let of = self.deeper(&at, Self::signed)?;
            return Ok(self.unary(at.start, Unary::Negative, of));
        }
        if let Some(at) = self.take("+") {
            return self.deeper(&at, Self::signed);
        }
        self.power()
    }

    fn power(&mut self) -> Parsed {
        let base = self.atom()?;
        let Some(at) = self.take("^") else { return Ok(base) };
        let exponent = self.deeper(&at, Self::signed)?;
        let Some(whole) = literal_integer(&exponent) else {
            return Ok(self.binary(Binary::Power, base, exponent));
        };
        let multiplications = u64::from(whole.unsigned_abs()).saturating_sub(1);
        self.operations = self.operations.saturating_add(multiplications.max(1) + u64::from(whole < 0));
        Ok(Node { span: base.span.start..exponent.span.end, kind: Kind::Power(Box::new(base), whole) })
    }

    fn atom(&mut self) -> Parsed {
        let Some(next) = self.peek() else { return Err(self.missing("a number or a name")) };
        let span = next.span.clone();
        match &next.token {
            Token::Number(value) => {
                self.at += 1;
                Ok(Node::number(span, *value))
            }
            Token::Name(word) if ["and", "or", "not"].contains(&word.as_str()) => {
                Err(self.missing("a number or a name"))
            }
            Token::Name(name) => {
                self.at += 1;
                match self.take("(") {
                    Some(_) => self.call(name, span),
                    None => self.name(name, span),
                }
            }
            Token::Sign("(") => {
                self.at += 1;
                let inside = self.deeper(&span, Self::either)?;
                let end = self.take(")").ok_or_else(|| self.missing("`)`"))?.end;
                Ok(Node { span: span.start..end, kind: inside.kind })
            }
            Token::Sign(_) => Err(self.missing("a number or a name")),
        }
    }

    fn name(&self, name: &str, span: Span) -> Parsed {
        match self.scope.meaning(name, self.place) {
            Ok(Given::Number(value)) => Ok(Node::number(span, value)),
            Ok(Given::Symbol(symbol)) => Ok(Node { span, kind: Kind::Name(symbol) }),
            Err(problem) => Err(problem.at(span)),
        }
    }

    fn call(&mut self, name: &str, at: Span) -> Parsed {
        let Some(function) = FUNCTIONS.iter().find(|function| function.name == name) else {
            let nearest = nearest(name, FUNCTIONS.iter().map(|function| function.name));
            return Err(Problem::NotAFunction { name: name.to_owned(), nearest }.at(at));
        };
        let mut arguments = Vec::new();
        if self.take(")").is_none() {
            loop {
                arguments.push(self.deeper(&at, Self::either)?);
                if self.take(")").is_some() {
                    break;
                }
                self.take(",").ok_or_else(|| self.missing("`,` or `)`"))?;
            }
        }
        let end = self
            .at
            .checked_sub(1)
            .and_then(|last| self.tokens.get(last))
            .map_or(at.end, |last| last.span.end);
        self.apply(function, arguments, at.start..end)
    }

    fn apply(&mut self, function: &'static FunctionSpec, arguments: Vec<Node>, span: Span) -> Parsed {
        let given = arguments.len();
        let refused = || {
            let FunctionSpec { name, takes, example, .. } = *function;
            Problem::Arguments { function: name, wanted: takes, given, example }.at(span.clone())
        };
        if given < function.least || given > function.most {
            return Err(refused());
        }
        let mut arguments = arguments.into_iter();
        let mut next = || arguments.next().ok_or_else(refused);
        let one = |operation| (operation, 1);
        let (operation, count) = match function.name {
            "max" | "min" => {
                let operation = if function.name == "max" { Binary::Max } else { Binary::Min };
                let mut left = next()?;
                for right in arguments {
                    self.operations += 1;
                    left = Node::binary(span.clone(), operation, left, right);
                }
                return Ok(left);
            }
            "clamp" => {
                let (value, low, high) = (next()?, next()?, next()?);
                self.operations += 2;
                let raised = Node::binary(span.clone(), Binary::Max, value, low);
                return Ok(Node::binary(span, Binary::Min, raised, high));
            }
            "if" => {
                let three = Box::new([next()?, next()?, next()?]);
                self.operations += 1;
                return Ok(Node { span, kind: Kind::Select(three) });
            }
            "abs" => one(Unary::Abs),
            "sign" => one(Unary::Sign),
            "step" => one(Unary::Step),
            "exp" => one(Unary::Exp),
            "log" => one(Unary::Log),
            "sqrt" => one(Unary::Sqrt),
            "tanh" => one(Unary::Tanh),
            "logistic" => one(Unary::Logistic),
            _ => one(Unary::Phi),
        };
        self.operations += count;
        Ok(Node::unary(span.clone(), operation, next()?))
    }
}

/// The value of a whole number as it is written, with or without a sign.
fn literal_integer(node: &Node) -> Option<i32> {
    let whole =
        |value: f64| (value.fract() == 0.0 && value.abs() <= f64::from(i32::MAX)).then_some(value as i32);
    match &node.kind {
        Kind::Number(value) => whole(*value),
        Kind::Unary(Unary::Negative, of) => match of.kind {
            Kind::Number(value) => whole(-value),
            _ => None,
        },
        _ => None,
    }
}

/// Does the tree name this?
pub(super) fn names(node: &Node, symbol: Symbol) -> bool {
    node.any(&|part| part.kind == Kind::Name(symbol))
}
