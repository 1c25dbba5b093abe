//! Digits and xor: what is shown.

use rand::RngExt;
use rand_pcg::Pcg64;

/// Which task.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum LayeredTask {
    /// Ten digits of 5 x 7 pixels.
    Digits,
    /// Do two inputs differ?
    Xor,
}

/// Pixels of a digit, five to a row from the top, one bit each from the left.
const GLYPHS: [[u8; 7]; 10] = [
    [0b01110, 0b10001, 0b10011, 0b10101, 0b11001, 0b10001, 0b01110],
    [0b00100, 0b01100, 0b00100, 0b00100, 0b00100, 0b00100, 0b01110],
    [0b01110, 0b10001, 0b00001, 0b00010, 0b00100, 0b01000, 0b11111],
    [0b11111, 0b00010, 0b00100, 0b00010, 0b00001, 0b10001, 0b01110],
    [0b00010, 0b00110, 0b01010, 0b10010, 0b11111, 0b00010, 0b00010],
    [0b11111, 0b10000, 0b11110, 0b00001, 0b00001, 0b10001, 0b01110],
    [0b00110, 0b01000, 0b10000, 0b11110, 0b10001, 0b10001, 0b01110],
    [0b11111, 0b00001, 0b00010, 0b00100, 0b01000, 0b01000, 0b01000],
    [0b01110, 0b10001, 0b10001, 0b01110, 0b10001, 0b10001, 0b01110],
    [0b01110, 0b10001, 0b10001, 0b01111, 0b00001, 0b00010, 0b01100],
];

/// Pixels of a digit.
pub const PIXELS: usize = 35;
/// Pixels of a row of it.
pub const ROW: usize = 5;

/// An input with its target.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Example {
    /// Input.
    pub x: Vec<f64>,
    /// Target.
    pub y: Vec<f64>,
    /// Which stimulus it is: the digit, or the place among the four inputs of xor.
    pub stimulus: usize,
}

impl LayeredTask {
    /// Draws an example into `example`.
    pub fn draw(self, q: f64, rng: &mut Pcg64, example: &mut Example) {
        let Example { x, y, stimulus } = example;
        x.clear();
        y.clear();
        match self {
            Self::Digits => {
                *stimulus = rng.random_range(0..10);
                for row in GLYPHS[*stimulus] {
                    for column in 0..5 {
                        let on = row >> (4 - column) & 1 == 1;
                        x.push(f64::from(u8::from(on != rng.random_bool(q))));
                    }
                }
                y.extend((0..10).map(|digit| f64::from(u8::from(digit == *stimulus))));
            }
            Self::Xor => {
                *stimulus = rng.random_range(0..4);
                let sign = |bit: usize| if *stimulus >> bit & 1 == 1 { 1.0 } else { -1.0 };
                x.extend([sign(0), sign(1)]);
                y.push(f64::from(u8::from(x[0] != x[1])));
            }
        }
    }
}
