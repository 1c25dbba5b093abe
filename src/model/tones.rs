//! Tones: stimuli on a frequency axis, and inputs tuned to it.
//!
//! ```text
//! P(x[j] = 1 | tone mu) = p_peak exp( -(f_mu - f_j)^2 / (2 width^2) )      frequencies in octaves
//! ```
//!
//! The tones are evenly spaced. The inputs' best frequencies f_j cover the axis evenly and go beyond both
//! ends by three widths, so that the outermost tones drive as many inputs as the others. p_peak follows
//! from the coding level: the mean of the probability over inputs is f_in. Tuned stimuli are an addition of
//! this project; the published model has independent ones.

use rand::RngExt;

use super::patterns::Patterns;
use super::streams::{Stream, stream};
use super::{Params, Stimuli};

/// Widths by which best frequencies go beyond the outermost tones: 0.3 % of a Gaussian lies further out.
const MARGIN: f64 = 3.0;
/// Fractional part of the golden ratio: its multiples, modulo 1, cover an interval evenly however many are
/// taken, so that N_I < N_E inputs that copy the first excitatory ones cover the axis as well.
const GOLDEN: f64 = 0.618_033_988_749_894_9;

/// A set of pure tones and the tuning of the inputs.
#[derive(Debug, Clone, Copy, PartialEq, serde::Serialize)]
pub struct Tones {
    /// Number of tones P, 2 to 1000.
    pub count: usize,
    /// Lowest tone in kHz.
    pub low_khz: f64,
    /// Highest tone in kHz.
    pub high_khz: f64,
    /// Standard deviation of an input's tuning in octaves.
    pub width: f64,
}

/// Tones that cannot be made.
#[derive(Debug, Clone, Copy, PartialEq, thiserror::Error)]
pub enum ToneError {
    /// Too few or too many.
    #[error("{count} tones: give 2 to 1000")]
    Count {
        /// What was asked for.
        count: usize,
    },
    /// The ends are no frequencies, or not in order.
    #[error(
        "tones from {low_khz} to {high_khz} kHz: give two frequencies from 0.001 to 1000 kHz, the lower first"
    )]
    Range {
        /// Lowest.
        low_khz: f64,
        /// Highest.
        high_khz: f64,
    },
    /// No width.
    #[error("a tuning width of {width} octaves: give a number from 0.01 to 10")]
    Width {
        /// What was asked for.
        width: f64,
    },
    /// No probability gives this coding level.
    #[error(
        "f_in = {f_in} cannot be reached by inputs tuned with a width of {width} octaves: lower f_in to at most \
         {most:.4}, or widen the tuning"
    )]
    Coding {
        /// f_in.
        f_in: f64,
        /// Tuning width.
        width: f64,
        /// Largest f_in, where p_peak = 1.
        most: f64,
    },
}

impl Default for Tones {
    /// 13 tones from 0.5 to 32 kHz, half an octave apart. The range and the spacing are those usual in rodent
    /// auditory cortex; the width is ours: tones an octave apart share few inputs.
    fn default() -> Self {
        Self { count: 13, low_khz: 0.5, high_khz: 32.0, width: 0.3 }
    }
}

impl Tones {
    /// Checks everything that does not depend on the coding level.
    ///
    /// # Errors
    /// [`ToneError`].
    pub fn validate(&self) -> Result<(), ToneError> {
        let Self { count, low_khz, high_khz, width } = *self;
        if !(2..=1000).contains(&count) {
            return Err(ToneError::Count { count });
        }
        let heard = |khz: f64| (0.001..=1000.0).contains(&khz);
        if !(heard(low_khz) && heard(high_khz) && low_khz < high_khz) {
            return Err(ToneError::Range { low_khz, high_khz });
        }
        if !(0.01..=10.0).contains(&width) {
            return Err(ToneError::Width { width });
        }
        Ok(())
    }

    /// Octaves from the lowest to the highest tone.
    pub fn span(&self) -> f64 {
        libm::log2(self.high_khz / self.low_khz)
    }

    /// Octaves from one tone to the next.
    pub fn step(&self) -> f64 {
        self.span() / (self.count.max(2) - 1) as f64
    }

    /// Octaves of tone `mu` above the lowest.
    pub fn octave(&self, mu: usize) -> f64 {
        self.step() * mu as f64
    }

    /// Frequency of tone `mu` in kHz.
    pub fn khz(&self, mu: usize) -> f64 {
        self.low_khz * libm::exp2(self.octave(mu))
    }

    /// Frequencies of all tones in kHz, ascending.
    pub fn frequencies(&self) -> Vec<f64> {
        (0..self.count).map(|mu| self.khz(mu)).collect()
    }

    /// Best frequency f_j of excitatory input `j`, in octaves above the lowest tone; inhibitory input j has
    /// that of its partner j mod N_E.
    pub fn best_octave(&self, j: usize) -> f64 {
        let along = ((j as f64 + 0.5) * GOLDEN).fract();
        along * self.axis() - MARGIN * self.width
    }

    /// Octaves over which best frequencies are spread.
    fn axis(&self) -> f64 {
        self.span() + 2.0 * MARGIN * self.width
    }

    /// Largest mean activity that the tuning allows, where p_peak = 1.
    pub fn most_active(&self) -> f64 {
        (2.0 * std::f64::consts::PI).sqrt() * self.width / self.axis()
    }

    /// p_peak: the probability that an input is active for a tone at its best frequency.
    ///
    /// # Errors
    /// [`ToneError`] if the tones cannot be made, or not at this coding level.
    pub fn peak(&self, f_in: f64) -> Result<f64, ToneError> {
        self.validate()?;
        let peak = f_in / self.most_active();
        // Rounding alone may not refuse the largest f_in that was named.
        if peak > 0.0 && peak <= 1.0 + 1e-9 {
            Ok(peak.min(1.0))
        } else {
            Err(ToneError::Coding { f_in, width: self.width, most: self.most_active() })
        }
    }

    /// Gaussian tuning of `width` octaves between two frequencies, 1 where they are the same.
    pub fn tuning(distance: f64, width: f64) -> f64 {
        libm::exp(-0.5 * (distance / width) * (distance / width))
    }

    /// Draws the inputs that are active for each tone; P is the number of tones, whatever the parameters say,
    /// and no tone has a target. Entry j of x_I copies x_E[j mod N_E] with probability c, else it is drawn from
    /// the same tuning on its own: c = 1 allows exact detailed balance. The parameters must be valid.
    ///
    /// # Errors
    /// As [`Tones::peak`].
    pub fn draw(&self, params: &Params, seed: u64) -> Result<Stimuli, ToneError> {
        let peak = self.peak(params.f_in)?;
        let mut rng = stream(seed, Stream::Stimuli, 0);
        let octaves: Vec<f64> = (0..params.n_e).map(|j| self.best_octave(j)).collect();
        let (mut excitatory, mut inhibitory) = (Patterns::new(params.n_e), Patterns::new(params.n_i));
        let mut x_e = vec![false; params.n_e];
        for mu in 0..self.count {
            let active = |j: usize| peak * Self::tuning(octaves[j] - self.octave(mu), self.width);
            for (j, x) in x_e.iter_mut().enumerate() {
                *x = rng.random_bool(active(j));
            }
            excitatory.push((0..params.n_e as u32).filter(|&j| x_e[j as usize]));
            inhibitory.push((0..params.n_i as u32).filter(|&j| {
                let partner = j as usize % params.n_e;
                let copies = rng.random_bool(params.c);
                let own = rng.random_bool(active(partner));
                if copies { x_e[partner] } else { own }
            }));
        }
        Ok(Stimuli::of_patterns(excitatory, inhibitory, vec![false; self.count]))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_default_tones_are_half_an_octave_apart() {
        let tones = Tones::default();
        assert_eq!(tones.validate(), Ok(()));
        assert!((tones.step() - 0.5).abs() < 1e-12 && (tones.khz(2) - 1.0).abs() < 1e-12);
        assert!((tones.khz(12) - 32.0).abs() < 1e-9);
    }

    #[test]
    fn best_frequencies_cover_the_axis_evenly_however_many_are_taken() {
        let tones = Tones::default();
        for n in [100, 1000] {
            let mut at: Vec<f64> = (0..n).map(|j| tones.best_octave(j)).collect();
            at.sort_by(f64::total_cmp);
            let even = tones.axis() / n as f64;
            // The three-gap theorem: gaps of golden multiples are at most 1 + 1/phi^2 + ... < 2.7 mean gaps.
            assert!(at.windows(2).all(|pair| pair[1] - pair[0] < 2.7 * even), "{n}");
        }
    }

    #[test]
    fn what_cannot_be_reached_is_refused_with_what_can() {
        let tones = Tones::default();
        let most = tones.most_active();
        assert_eq!(tones.peak(most), Ok(1.0));
        for bad in [most * 1.01, f64::NAN, 0.0, -0.1] {
            assert!(matches!(tones.peak(bad), Err(ToneError::Coding { .. })), "{bad}");
        }
        let bad = [
            Tones { count: 1, ..tones },
            Tones { count: usize::MAX, ..tones },
            Tones { low_khz: 32.0, high_khz: 0.5, ..tones },
            Tones { low_khz: f64::NAN, ..tones },
            Tones { high_khz: f64::INFINITY, ..tones },
            Tones { width: 0.0, ..tones },
            Tones { width: f64::NAN, ..tones },
        ];
        for tones in bad {
            assert!(tones.validate().is_err() && tones.peak(0.01).is_err(), "{tones:?}");
        }
    }
}
