//! What is drawn of recordings, computed once: of very many points, evenly chosen ones.

use std::sync::atomic::AtomicBool;

use crate::analysis::experiment::findings::Cell;
use crate::analysis::experiment::{find, run};
use crate::analysis::recordings::{Analysis, Currents, Phase, Recordings, Unit};
use crate::model::ParamId;

/// Most points of a cloud.
const MOST: usize = 1500;

/// Points and means.
#[derive(Debug)]
pub(super) struct Drawn {
    /// (i_E, i_I) before and after.
    pub clouds: [Vec<[f64; 2]>; 2],
    /// (imbalance before, change of i_I).
    pub restoration: Vec<[f64; 2]>,
    /// Smallest and largest i_E.
    pub ends: [f64; 2],
    /// Smallest and largest imbalance, zero among them.
    pub imbalances: [f64; 2],
    /// Mean i_E.
    pub mean_e: f64,
    /// Root mean square of i_I - (a i_E + b) before and after, with the line through both, which balance restored
    /// would make zero.
    pub residuals: Option<[f64; 2]>,
    /// What simulated cells do with the fitted line, in units of the recordings.
    pub model: Option<Model>,
}

/// Cells of the virtual experiment of nucleus basalis pairing, with a and b of the line through both.
#[derive(Debug)]
pub(super) struct Model {
    /// (i_E, i_I) at the end.
    pub plane: Vec<[f64; 2]>,
    /// (imbalance before pairing, change of i_I until balance has returned): as of recordings before and after.
    pub restoration: Vec<[f64; 2]>,
}

impl Model {
    /// `None` where there is no line, or none that the model can have.
    pub fn of(drawn: &Drawn, analysis: &Analysis, cancel: &AtomicBool) -> Option<Self> {
        let line = analysis.lines.both.value.as_ref()?.line;
        let experiment = find("nb").ok()?;
        let mut setup = (experiment.setup)();
        // Threshold units per unit of the recordings: mean excitation is that of the simulated cells.
        let factor = if analysis.unit == Unit::NONE { 1.0 } else { setup.params.e0 / drawn.mean_e };
        setup.params.set(ParamId::a, line.a).ok()?;
        setup.params.set(ParamId::b, line.b * factor).ok()?;
        let found = run(experiment, &setup, cancel, &|_| ()).ok()?;
        let scaled = |x: f64, y: f64| [x / factor, y / factor];
        let tones = |cell: &Cell| -> Vec<[f64; 2]> {
            cell.after.i_e.iter().zip(&cell.after.i_i).map(|(i_e, i_i)| scaled(*i_e, *i_i)).collect()
        };
        let (a, b) = (setup.params.a, setup.params.b);
        let changes = |cell: &Cell| -> Vec<[f64; 2]> {
            let both = (0..cell.before.i_e.len()).map(|mu| (cell.before.at(mu), cell.after.at(mu)));
            both.map(|(pre, post)| scaled(a * pre.i_e + b - pre.i_i, post.i_i - pre.i_i)).collect()
        };
        Some(Self {
            plane: thinned(found.cells.iter().flat_map(tones).collect()),
            restoration: thinned(found.cells.iter().flat_map(changes).collect()),
        })
    }
}

fn ends(values: impl Iterator<Item = f64>, from: [f64; 2]) -> [f64; 2] {
    values.fold(from, |[low, high], x| [low.min(x), high.max(x)])
}

fn thinned(points: Vec<[f64; 2]>) -> Vec<[f64; 2]> {
    let every = points.len().div_ceil(MOST).max(1);
    points.into_iter().step_by(every).collect()
}

impl Drawn {
    /// That of these recordings.
    pub fn of(recordings: &Recordings, analysis: &Analysis) -> Self {
        let all = |phase: Phase| -> Vec<Currents> {
            recordings.cells.iter().flat_map(|cell| &cell.stimuli).map(|pair| pair.at(phase)).collect()
        };
        let both = [Phase::Pre, Phase::Post].map(all);
        let line = analysis.lines.both.value.as_ref().map(|fit| fit.line);
        let residual = |points: &[Currents]| {
            let line = line?;
            let squares: f64 = points.iter().map(|at| (at.i_i - line.a * at.i_e - line.b).powi(2)).sum();
            Some((squares / points.len().max(1) as f64).sqrt())
        };
        let i_e = || both.iter().flatten().map(|at| at.i_e);
        let changes = analysis.inhibition.value.iter().flat_map(|found| &found.points);
        let restoration: Vec<[f64; 2]> = changes.map(|one| [one.imbalance, one.change]).collect();
        Self {
            ends: ends(i_e(), [f64::INFINITY, f64::NEG_INFINITY]),
            imbalances: ends(restoration.iter().map(|point| point[0]), [0.0, 0.0]),
            mean_e: i_e().sum::<f64>() / i_e().count().max(1) as f64,
            residuals: residual(&both[0]).zip(residual(&both[1])).map(|(before, after)| [before, after]),
            restoration: thinned(restoration),
            clouds: both.map(|points| thinned(points.iter().map(|at| [at.i_e, at.i_i]).collect())),
            model: None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::analysis::recordings::{Options, analyse};
    use crate::io::recordings::{guess, peek, read};
    use std::path::Path;

    /// Of simulated recordings the model with the fitted line makes the like again: balance returns to that line
    /// (to .01 threshold units, as the experiment's own claims say), over the range of the recorded currents.
    #[test]
    fn simulated_cells_return_to_the_fitted_line() {
        let path = Path::new("assets/recordings/simulated-nb-pairing.csv");
        let headings = peek(path).unwrap().headings;
        let recordings = read(path, &guess(&headings).complete(&headings).unwrap()).unwrap();
        let never = AtomicBool::new(false);
        let analysis = analyse(&recordings, Options { resamples: 200, seed: 1 }, &never, &|_| ()).unwrap();
        let drawn = Drawn::of(&recordings, &analysis);
        let line = analysis.lines.both.value.as_ref().unwrap().line;
        let model = Model::of(&drawn, &analysis, &never).unwrap();
        assert!(model.plane.len() >= 100 && model.restoration.len() >= 100);
        // They were in balance before, and the paired tone's inhibition has grown as in the recordings.
        assert!(model.restoration.iter().all(|[imbalance, _]| imbalance.abs() < 0.05));
        let grown = |points: &[[f64; 2]]| points.iter().map(|point| point[1]).fold(0.0, f64::max);
        let ratio = grown(&model.restoration) / grown(&drawn.restoration);
        assert!((ratio - 1.0).abs() < 0.3, "{ratio}");
        for [i_e, i_i] in &model.plane {
            assert!((i_i - line.a * i_e - line.b).abs() < 0.05, "{i_e} {i_i}");
        }
        let high = model.plane.iter().map(|point| point[0]).fold(0.0, f64::max);
        assert!((high / drawn.ends[1] - 1.0).abs() < 0.3, "{high} {:?}", drawn.ends);
    }
}
