//! Expressions as a list of operations on registers.
//!
//! A register file belongs to one rule: the variables of the presentation, the states, constants, then what is computed.
//! Nothing is allocated while it runs.

use std::collections::HashMap;

use super::names::Variable;
use super::tree::{Binary, Kind, Node, Symbol, Unary, integer_power, select};

/// Place of a number among the registers.
type Register = u16;

#[derive(Debug, Clone, Copy, PartialEq)]
enum Operation {
    Unary(Unary),
    Binary(Binary),
    Power(i32),
    Select,
}

/// `to` becomes the operation on a, b and c.
#[derive(Debug, Clone, Copy, PartialEq)]
struct Instruction {
    operation: Operation,
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
        for Instruction { operation, a, b, c, to } in &self.instructions {
            let at = |register: &Register| registers[usize::from(*register)];
            let value = match operation {
                // The frequent ones first hand; each is one jump.
                Operation::Binary(Binary::Add) => at(a) + at(b),
                Operation::Binary(Binary::Subtract) => at(a) - at(b),
                Operation::Binary(Binary::Multiply) => at(a) * at(b),
                Operation::Binary(operation) => operation.of(at(a), at(b)),
                Operation::Unary(operation) => operation.of(at(a)),
                Operation::Power(n) => integer_power(at(a), *n),
                Operation::Select => select(at(a), at(b), at(c)),
            };
            registers[usize::from(*to)] = value;
        }
    }

    /// Number of operations.
    pub fn operations(&self) -> usize {
        self.instructions.len()
    }
}

/// Lays out registers and writes tapes.
#[derive(Debug, Default)]
pub struct Builder {
    /// What the registers begin with.
    registers: Vec<f64>,
    constants: HashMap<u64, Register>,
    /// What has been computed on the present tape, so that it is computed once.
    computed: HashMap<(Key, [Register; 3]), Register>,
    tape: Tape,
    states: usize,
    lets: Vec<Register>,
}

/// An operation as a key.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
enum Key {
    Unary(u8),
    Binary(u8),
    Power(i32),
    Select,
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
        let (operation, key, operands) = match &node.kind {
            Kind::Number(value) => return self.constant(*value),
            Kind::Name(symbol) => return self.name(*symbol),
            Kind::Unary(operation, of) => {
                (Operation::Unary(*operation), Key::Unary(*operation as u8), [self.add(of), 0, 0])
            }
            Kind::Power(of, n) => (Operation::Power(*n), Key::Power(*n), [self.add(of), 0, 0]),
            Kind::Binary(operation, both) => {
                let [left, right] = both.as_ref();
                let operands = [self.add(left), self.add(right), 0];
                (Operation::Binary(*operation), Key::Binary(*operation as u8), operands)
            }
            Kind::Select(three) => {
                let [condition, then, otherwise] = three.as_ref();
                let operands = [self.add(condition), self.add(then), self.add(otherwise)];
                (Operation::Select, Key::Select, operands)
            }
        };
        if let Some(&known) = self.computed.get(&(key, operands)) {
            return known;
        }
        let to = self.register(0.0);
        let [a, b, c] = operands;
        self.tape.instructions.push(Instruction { operation, a, b, c, to });
        self.computed.insert((key, operands), to);
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
