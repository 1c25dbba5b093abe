//! What is drawn of recordings, computed once: of very many points, evenly chosen ones.

use crate::analysis::recordings::{Analysis, Currents, Phase, Recordings};

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
        }
    }
}
