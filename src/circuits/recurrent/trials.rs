//! Delayed match and a pattern in time: what is shown.

use std::f64::consts::TAU;

use rand::RngExt;
use rand_distr::StandardNormal;
use rand_pcg::Pcg64;

/// Which task.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum RecurrentTask {
    /// Were two cues the same?
    Match,
    /// Draw a curve.
    Pattern,
}

/// One trial; moments after one another.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Trial {
    /// x_t.
    pub x: Vec<f64>,
    /// y*_t.
    pub y: Vec<f64>,
    /// m_t.
    pub weight: Vec<f64>,
}

impl Trial {
    /// How many moments.
    pub fn moments(&self) -> usize {
        self.weight.len()
    }
}

impl RecurrentTask {
    /// Channels of input.
    pub fn inputs(self) -> usize {
        match self {
            Self::Match => 3,
            Self::Pattern => 2,
        }
    }

    /// Moments of a trial.
    pub fn moments(self) -> usize {
        match self {
            Self::Match => 20,
            Self::Pattern => 40,
        }
    }

    /// Draws a trial.
    pub fn draw(self, rng: &mut Pcg64) -> Trial {
        let normal =
            |size: f64, mean: f64, rng: &mut Pcg64| mean + size * rng.sample::<f64, _>(StandardNormal);
        let mut trial = Trial::default();
        match self {
            Self::Match => {
                let cues = [rng.random_range(0..2), rng.random_range(0..2)];
                let same = if cues[0] == cues[1] { 1.0 } else { -1.0 };
                for t in 0..self.moments() {
                    let cue = match t {
                        2..=4 => Some(cues[0]),
                        12..=14 => Some(cues[1]),
                        _ => None,
                    };
                    for channel in 0..2 {
                        let mean = f64::from(u8::from(cue == Some(channel)));
                        trial.x.push(normal(0.05, mean, rng));
                    }
                    trial.x.push(normal(0.05, 0.5, rng));
                    trial.y.push(same);
                    trial.weight.push(f64::from(u8::from(t >= 16)));
                }
            }
            Self::Pattern => {
                for t in 0..self.moments() {
                    trial.x.push(normal(0.02, if t < 3 { 2.0 } else { 0.0 }, rng));
                    trial.x.push(normal(0.02, 0.5, rng));
                    trial.y.push(self.curve(t));
                    trial.weight.push(1.0);
                }
            }
        }
        trial
    }

    fn curve(self, t: usize) -> f64 {
        let w = TAU * t as f64 / self.moments() as f64;
        0.6 * w.sin() + 0.4 * (2.0 * w + 1.0).sin() + 0.3 * (3.0 * w + 2.0).sin()
    }

    /// Share of right answers: of `match`, by the sign of the mean of the last four outputs; of `pattern`, the variance explained.
    pub fn right(self, outputs: &[Vec<f64>], trials: &[Trial]) -> f64 {
        let n = trials.len() as f64;
        match self {
            Self::Match => {
                let right = |(y, trial): (&Vec<f64>, &Trial)| {
                    let answer: f64 = y.iter().rev().take(4).sum();
                    trial.y.last().is_some_and(|target| answer * target > 0.0)
                };
                outputs.iter().zip(trials).filter(|pair| right(*pair)).count() as f64 / n
            }
            Self::Pattern => {
                let curve: Vec<f64> = (0..self.moments()).map(|t| self.curve(t)).collect();
                let mean = curve.iter().sum::<f64>() / curve.len() as f64;
                let variance: f64 =
                    curve.iter().map(|y| (y - mean) * (y - mean)).sum::<f64>() / curve.len() as f64;
                let errors = outputs.iter().zip(trials).flat_map(|(y, trial)| y.iter().zip(&trial.y));
                let squared: f64 = errors.map(|(y, target)| (y - target) * (y - target)).sum();
                1.0 - squared / (n * curve.len() as f64) / variance
            }
        }
    }
}
