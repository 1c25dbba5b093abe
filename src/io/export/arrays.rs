//! Arrays as `.npz`, which `numpy.load` reads.

use std::io;

use ndarray::{Array1, Array2};

use super::Provenance;
use crate::engine::{CurvePoint, Session, Snapshot};
use crate::io::npz::Npz;
use crate::io::output::{Destination, Spooled, WriteError};
use crate::io::session::Watcher;
use crate::model::Patterns;
use crate::model::{Measures, Population};

/// Patterns with more entries than this are written as the indices of the active inputs.
const DENSE: usize = 100_000_000;

type Archive = Npz<Spooled>;
/// Adds some of the arrays.
type Part = fn(&mut Archive, &Session, &Snapshot) -> io::Result<()>;
/// A measure and its name.
type Named = (&'static str, fn(&Measures) -> f64);

/// Writes the weights, their ledger, the associations, currents and histories of `session`.
///
/// Names are those of the model: `w_E`, `w_I` (N), `w_E_start`, `w_I_start`, `ledger_E`, `ledger_I` (N x 6: ACh,
/// NA, Hebbian, inhibitory, turnover, bounds), `x_E`, `x_I` (P x N), `Y`, `i_E`, `i_I`, `h` (P), `curve_*` by epoch,
/// `recent_*` by presentation, `history_*` (moments x sampled synapses), and `provenance`, JSON as bytes. Very large
/// patterns are `x_E_indices` and `x_E_indptr`, as in a compressed sparse row matrix.
///
/// # Errors
/// [`WriteError`]; what was there before stays.
pub fn write(to: &Destination, session: &Session, watcher: Watcher<'_>) -> Result<(), WriteError> {
    let failed = |source| WriteError { path: to.path().to_owned(), source };
    let mut npz = Npz::new(Spooled::begin(to)?);
    let parts: [Part; 5] = [neuron, associations, curve, recent, history];
    let snapshot = session.snapshot(0.0);
    for (at, part) in parts.iter().enumerate() {
        (watcher.progress)(at as f32 / parts.len() as f32);
        watcher.check().map_err(failed)?;
        part(&mut npz, session, &snapshot).map_err(failed)?;
    }
    let provenance = Provenance::of(session).to_json().to_string();
    npz.add("provenance", &Array1::from_vec(provenance.into_bytes())).map_err(failed)?;
    npz.finish().map_err(failed)?.commit()
}

fn reals(npz: &mut Archive, name: &str, values: impl IntoIterator<Item = f64>) -> io::Result<()> {
    npz.add(name, &Array1::from_iter(values))
}

fn neuron(npz: &mut Archive, session: &Session, _: &Snapshot) -> io::Result<()> {
    let simulation = session.simulation();
    for (population, letter) in [(Population::Excitatory, "E"), (Population::Inhibitory, "I")] {
        let weights = simulation.weights(population);
        reals(npz, &format!("w_{letter}"), weights.iter())?;
        reals(npz, &format!("w_{letter}_start"), (0..weights.len()).map(|j| weights.start(j)))?;
        let ledger = simulation.ledger().table(weights, simulation.stimuli());
        npz.add(&format!("ledger_{letter}"), &ledger)?;
    }
    Ok(())
}

fn associations(npz: &mut Archive, session: &Session, snapshot: &Snapshot) -> io::Result<()> {
    let stimuli = session.simulation().stimuli();
    patterns(npz, "x_E", stimuli.excitatory(), stimuli.len())?;
    patterns(npz, "x_I", stimuli.inhibitory(), stimuli.len())?;
    npz.add("Y", &Array1::from_iter(stimuli.targets().iter().copied()))?;
    let recall = &snapshot.recall;
    reals(npz, "i_E", recall.i_e.iter().copied())?;
    reals(npz, "i_I", recall.i_i.iter().copied())?;
    reals(npz, "h", (0..recall.len()).map(|mu| recall.drive(mu)))
}

fn patterns(npz: &mut Archive, name: &str, patterns: &Patterns, p: usize) -> io::Result<()> {
    let active = |mu: usize| patterns.active(mu);
    if p.saturating_mul(patterns.inputs()) <= DENSE {
        let mut dense = Array2::from_elem((p, patterns.inputs()), false);
        for mu in 0..p {
            active(mu).for_each(|j| dense[(mu, j)] = true);
        }
        return npz.add(name, &dense);
    }
    let ends = (0..p).scan(0_u64, |end, mu| {
        *end += active(mu).len() as u64;
        Some(*end)
    });
    npz.add(&format!("{name}_indptr"), &Array1::from_iter(std::iter::once(0).chain(ends)))?;
    let indices = (0..p).flat_map(|mu| active(mu).iter().map(|j| j as u32));
    npz.add(&format!("{name}_indices"), &Array1::from_iter(indices))
}

fn curve(npz: &mut Archive, _: &Session, snapshot: &Snapshot) -> io::Result<()> {
    let points: &[CurvePoint] = &snapshot.curve;
    npz.add("curve_epoch", &Array1::from_iter(points.iter().map(|point| point.epoch)))?;
    let measures: [Named; 7] = [
        ("hit_rate", |m| m.hit_rate),
        ("correct_rejection", |m| m.correct_rejection),
        ("balanced_accuracy", |m| m.balanced_accuracy),
        ("mean_margin", |m| m.mean_margin),
        ("ei_correlation", |m| m.ei_correlation),
        ("dimension", |m| m.dimension),
        ("learned_load", |m| m.learned_load),
    ];
    for (name, value) in measures {
        reals(npz, &format!("curve_{name}"), points.iter().map(|point| value(&point.measures)))?;
    }
    Ok(())
}

fn recent(npz: &mut Archive, _: &Session, snapshot: &Snapshot) -> io::Result<()> {
    let recent = &snapshot.recent;
    npz.add("recent_presentation", &Array1::from_iter(recent.iter().map(|now| now.index)))?;
    npz.add("recent_stimulus", &Array1::from_iter(recent.iter().map(|now| now.stimulus)))?;
    npz.add("recent_y", &Array1::from_iter(recent.iter().map(|now| now.fired)))?;
    reals(npz, "recent_i_E", recent.iter().map(|now| now.i_e))?;
    reals(npz, "recent_i_I", recent.iter().map(|now| now.i_i))?;
    // Not a number where nothing was released.
    reals(npz, "recent_M_A", recent.iter().map(|now| now.release.ach.unwrap_or(f64::NAN)))?;
    reals(npz, "recent_M_N", recent.iter().map(|now| now.release.na.unwrap_or(f64::NAN)))
}

fn history(npz: &mut Archive, _: &Session, snapshot: &Snapshot) -> io::Result<()> {
    let columns = snapshot.weights.columns();
    npz.add("history_epoch", &Array1::from_iter(columns.iter().map(|column| column.epoch)))?;
    let excitatory: Vec<&[f32]> = columns.iter().map(|column| column.excitatory.as_slice()).collect();
    let inhibitory: Vec<&[f32]> = columns.iter().map(|column| column.inhibitory.as_slice()).collect();
    for (name, rows) in [("history_w_E", excitatory), ("history_w_I", inhibitory)] {
        let shape = (rows.len(), rows.first().map_or(0, |row| row.len()));
        let array = Array2::from_shape_vec(shape, rows.concat()).map_err(io::Error::other)?;
        npz.add(name, &array)?;
    }
    Ok(())
}
