//! Expressions as a list of operations on registers.
//!
//! A register file belongs to one rule: the variables of the presentation, the states, constants, then what is computed.
//! Nothing is allocated while it runs.

use std::collections::HashMap;

use super::names::Variable;
use super::tree::{Binary, Kind, Node, Symbol, Unary, integer_power, select};

/// Place of a number among the registers.
type Register = u16;

/// What an instruction does: one level, so that it is found by one jump.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
enum Code {
    Add,
    Subtract,
    Multiply,
    Divide,
    Negative,
    Max,
    Min,
    Less,
    Greater,
    Select,
    /// An integer power; b is the exponent.
    Power,
    OtherUnary(Unary),
    OtherBinary(Binary),
}

/// `to` becomes the operation on a, b and c.
#[derive(Debug, Clone, Copy, PartialEq)]
struct Instruction {
    code: Code,
    a: Register,
    b: Register,
    c: Register,
    to: Register,
}

/// Operations in order.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Tape {
    instructions: Vec<Instruction>,
}

impl Tape {
    /// Computes everything on it.
    #[inline]
    pub fn run(&self, registers: &mut [f64]) {
        for &Instruction { code, a, b, c, to } in &self.instructions {
            let at = |register: Register| registers[usize::from(register)];
            // What is frequent has an arm of its own, of the same function.
            let value = match code {
                Code::Add => at(a) + at(b),
                Code::Subtract => at(a) - at(b),
                Code::Multiply => at(a) * at(b),
                Code::Divide => at(a) / at(b),
                Code::Negative => -at(a),
                Code::Max => Binary::Max.of(at(a), at(b)),
                Code::Min => Binary::Min.of(at(a), at(b)),
                Code::Less => Binary::Less.of(at(a), at(b)),
                Code::Greater => Binary::Greater.of(at(a), at(b)),
                Code::Select => select(at(a), at(b), at(c)),
                Code::Power => integer_power(at(a), i32::from(b as i16)),
                Code::OtherUnary(operation) => operation.of(at(a)),
                Code::OtherBinary(operation) => operation.of(at(a), at(b)),
            };
            registers[usize::from(to)] = value;
        }
    }

    /// Number of operations.
    pub fn operations(&self) -> usize {
        self.instructions.len()
    }
}

fn of_unary(operation: Unary) -> Code {
    match operation {
        Unary::Negative => Code::Negative,
        other => Code::OtherUnary(other),
    }
}

fn of_binary(operation: Binary) -> Code {
    match operation {
        Binary::Add => Code::Add,
        Binary::Subtract => Code::Subtract,
        Binary::Multiply => Code::Multiply,
        Binary::Divide => Code::Divide,
        Binary::Max => Code::Max,
        Binary::Min => Code::Min,
        Binary::Less => Code::Less,
        Binary::Greater => Code::Greater,
        other => Code::OtherBinary(other),
    }
}

/// Lays out registers and writes tapes.
#[derive(Debug, Default)]
pub struct Builder {
    /// What the registers begin with.
    registers: Vec<f64>,
    constants: HashMap<u64, Register>,
    /// What has been computed on the present tape, so that it is computed once.
    computed: HashMap<(Code, [Register; 3]), Register>,
    tape: Tape,
    states: usize,
    lets: Vec<Register>,
}

/// First register of the states.
pub const FIRST_STATE: usize = Variable::COUNT;

impl Builder {
    /// Registers for the variables and these states.
    pub fn new(states: &[f64]) -> Self {
        let mut registers = vec![0.0; Variable::COUNT];
        registers.extend_from_slice(states);
        Self { registers, states: states.len(), ..Self::default() }
    }

    /// Appends what computes `node` and tells where its value will be.
    pub fn add(&mut self, node: &Node) -> Register {
        let (code, operands) = match &node.kind {
            Kind::Number(value) => return self.constant(*value),
            Kind::Name(symbol) => return self.name(*symbol),
            Kind::Unary(operation, of) => (of_unary(*operation), [self.add(of), 0, 0]),
            // At most as large as the limit of operations.
            Kind::Power(of, n) => (Code::Power, [self.add(of), *n as i16 as Register, 0]),
            Kind::Binary(operation, both) => {
                let [left, right] = both.as_ref();
                (of_binary(*operation), [self.add(left), self.add(right), 0])
            }
            Kind::Select(three) => {
                let [condition, then, otherwise] = three.as_ref();
                (Code::Select, [self.add(condition), self.add(then), self.add(otherwise)])
            }
        };
        if let Some(&known) = self.computed.get(&(code, operands)) {
            return known;
        }
        let to = self.register(0.0);
        let [a, b, c] = operands;
        self.tape.instructions.push(Instruction { code, a, b, c, to });
        self.computed.insert((code, operands), to);
        to
    }

    /// Appends the next shorthand.
    pub fn add_let(&mut self, node: &Node) {
        let register = self.add(node);
        self.lets.push(register);
    }

    /// The tape so far; another one begins, on the same registers. What this one computes counts as new on the next.
    pub fn finish_tape(&mut self) -> Tape {
        self.computed.clear();
        std::mem::take(&mut self.tape)
    }

    /// What the registers begin with.
    pub fn registers(self) -> Vec<f64> {
        self.registers
    }

    fn register(&mut self, value: f64) -> Register {
        self.registers.push(value);
        // A rule has at most 28 expressions of 256 operations and as many constants: below 2^16.
        (self.registers.len() - 1) as Register
    }

    fn constant(&mut self, value: f64) -> Register {
        if let Some(&known) = self.constants.get(&value.to_bits()) {
            return known;
        }
        let register = self.register(value);
        self.constants.insert(value.to_bits(), register);
        register
    }

    fn name(&mut self, symbol: Symbol) -> Register {
        match symbol {
            Symbol::Variable(variable) => variable as Register,
            Symbol::State(at) => (FIRST_STATE + usize::from(at).min(self.states)) as Register,
            Symbol::Let(at) => match self.lets.get(usize::from(at)) {
                Some(&register) => register,
                None => self.constant(f64::NAN),
            },
            // Folded away, split off.
            Symbol::Constant(_) | Symbol::Parameter(_) | Symbol::Weight => self.constant(f64::NAN),
        }
    }
}
