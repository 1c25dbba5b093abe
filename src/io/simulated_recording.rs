//! Findings of a virtual experiment in the long format of a table of recordings, marked as simulated.
//!
//! One row for every cell, stimulus and condition: `cell,stimulus,condition,i_e,i_i,units,paired`. Lines that begin
//! with `#` say where it comes from. Both currents are given as positive numbers.

use std::io::{self, Write};

use rand::RngExt;
use rand_distr::StandardNormal;
use rand_pcg::Pcg64;

use crate::analysis::experiment::findings::{Cell, MeanTuning};
use crate::analysis::experiment::{Experiment, Findings, Setup};
use crate::io::export::provenance::parameters;
use crate::model::streams::{Stream, stream};

/// What is written.
#[derive(Debug, Clone, Copy)]
pub struct SimulatedRecording<'a> {
    /// Experiment.
    pub experiment: &'a Experiment,
    /// Its setup.
    pub setup: &'a Setup,
    /// What it found.
    pub findings: &'a Findings,
    /// Standard deviation of Gaussian noise added to each current, relative to that current's mean over cells and
    /// stimuli before pairing; 0 adds none.
    pub noise: f64,
    /// The command that writes this.
    pub command: &'a str,
}

impl SimulatedRecording<'_> {
    /// Writes the table.
    ///
    /// # Errors
    /// What `out` gives.
    pub fn write(&self, out: &mut dyn Write) -> io::Result<()> {
        self.write_origin(out)?;
        let mut table = csv::Writer::from_writer(out);
        table.write_record(["cell", "stimulus", "condition", "i_e", "i_i", "units", "paired"])?;
        let mut rng = stream(self.setup.seed, Stream::Measurement, 0);
        let scales = self.noise_scales();
        for (index, cell) in self.findings.cells.iter().enumerate() {
            for (condition, tuning) in [("pre", &cell.before), ("post", &cell.after)] {
                for (mu, khz) in self.findings.frequencies.iter().enumerate() {
                    let at = tuning.at(mu);
                    let paired = self.paired(cell, mu).to_string();
                    table.write_record([
                        format!("sim{:02}", index + 1),
                        stimulus(*khz),
                        condition.to_owned(),
                        measured(at.i_e, scales[0], &mut rng),
                        measured(at.i_i, scales[1], &mut rng),
                        "threshold units".to_owned(),
                        paired,
                    ])?;
                }
            }
        }
        table.flush()
    }

    fn paired(&self, cell: &Cell, mu: usize) -> bool {
        !self.experiment.one_tone || cell.paired == mu
    }

    fn noise_scales(&self) -> [f64; 2] {
        let MeanTuning { i_e, i_i } = &self.findings.before;
        [i_e, i_i]
            .map(|curve| self.noise * curve.iter().map(|at| at.mean).sum::<f64>() / curve.len().max(1) as f64)
    }

    fn write_origin(&self, out: &mut dyn Write) -> io::Result<()> {
        let Self { experiment, setup, .. } = *self;
        writeln!(out, "# SIMULATED by this program, not recorded from any animal.")?;
        writeln!(
            out,
            "# {}: the protocol of {}, applied to model neurons.",
            experiment.title, experiment.citation
        )?;
        writeln!(out, "# equipoise {}, written by: {}", env!("CARGO_PKG_VERSION"), self.command)?;
        writeln!(
            out,
            "# i_e, i_i: total currents in threshold units, both positive; pre: settled, post: after balance returned."
        )?;
        writeln!(
            out,
            "# seed {}, {} cells, {} tones from {} to {} kHz, tuning width {} octaves, starting weights tuned by {} over {} octaves",
            setup.seed,
            setup.cells,
            setup.tones.count,
            setup.tones.low_khz,
            setup.tones.high_khz,
            setup.tones.width,
            setup.gain,
            setup.bump
        )?;
        writeln!(
            out,
            "# {} rounds settling, {} before, {} pairings, {} rounds after; paired tone {} octaves from the best frequency; \
             measurement noise {} of the mean current",
            setup.settling, setup.before, setup.pairings, setup.after, setup.offset, self.noise
        )?;
        writeln!(out, "# {}", parameters(&setup.built()))
    }
}

/// A frequency in kHz as the name of a stimulus: `0.707`, `4`.
fn stimulus(khz: f64) -> String {
    let text = format!("{khz:.3}");
    text.trim_end_matches('0').trim_end_matches('.').to_owned()
}

fn measured(current: f64, scale: f64, rng: &mut Pcg64) -> String {
    let noise = if scale > 0.0 { scale * rng.sample::<f64, _>(StandardNormal) } else { 0.0 };
    format!("{:.4}", current + noise)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn frequencies_are_named_without_needless_digits() {
        let names = [0.5, std::f64::consts::FRAC_1_SQRT_2, 4.000_000_001, 22.627_417, 100.0].map(stimulus);
        assert_eq!(names, ["0.5", "0.707", "4", "22.627", "100"]);
    }
}
