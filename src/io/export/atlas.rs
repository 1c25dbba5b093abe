//! An atlas as a table of one epoch, and as arrays of all that were looked at.

use std::io;
use std::path::Path;
use std::sync::Arc;

use ndarray::{Array1, Array3};

use crate::analysis::atlas::{Axis, Frame, Plan, Quantity};
use crate::io::npz::Npz;
use crate::io::output::{self, Destination, Spooled, WriteError};

/// Where it comes from, in lines: the program, what was simulated, the command that computes it again.
pub type Origin = Vec<String>;

fn quantities(plan: &Plan) -> impl Iterator<Item = Quantity> + '_ {
    Quantity::ALL.into_iter().filter(|it| *it != Quantity::Difference || plan.compared.is_some())
}

/// Writes every cell at the epoch of `frame` as CSV: mean and sample standard deviation over seeds.
///
/// # Errors
/// [`WriteError`]; the file is the old one or the whole new one.
pub fn table(path: &Path, plan: &Plan, frame: &Frame, origin: &Origin) -> Result<(), WriteError> {
    output::write(path, |file| {
        for line in origin.iter().chain([&format!("after {} epochs", frame.epoch)]) {
            writeln!(file, "# {line}")?;
        }
        let mut writer = csv::Writer::from_writer(file);
        let axes = [Some(&plan.x), plan.y.as_ref()].into_iter().flatten();
        let mut names: Vec<String> = axes.map(|axis| axis.coordinate().key().to_owned()).collect();
        names.push("seeds".to_owned());
        names.extend(quantities(plan).flat_map(|it| [it.key().to_owned(), format!("{}-sd", it.key())]));
        writer.write_record(&names)?;
        for cell in 0..plan.cells() {
            let (x, y) = plan.values(cell);
            let mut row: Vec<String> =
                [Some(x), y].into_iter().flatten().map(|value| value.to_string()).collect();
            row.push(plan.seeds.to_string());
            for quantity in quantities(plan) {
                let found = frame.get(cell, quantity);
                row.extend(
                    [found.map(|it| it.mean), found.map(|it| it.sd)]
                        .map(|it| it.unwrap_or(f64::NAN).to_string()),
                );
            }
            writer.write_record(&row)?;
        }
        writer.flush()
    })
}

/// Writes every frame as NumPy arrays: `epoch`, `x`, `y`, and each quantity as [epoch, y, x], its standard deviation over
/// seeds as `...-sd`.
///
/// # Errors
/// [`WriteError`]; the file is the old one or the whole new one.
pub fn arrays(path: &Path, plan: &Plan, frames: &[Arc<Frame>], origin: &Origin) -> Result<(), WriteError> {
    let failed = |source: io::Error| WriteError { path: path.to_owned(), source };
    let mut npz = Npz::new(Spooled::begin(&Destination::File(path.to_owned()))?);
    let [columns, rows] = plan.size();
    let mut write = || -> io::Result<()> {
        let values = |axis: &Axis| Array1::from_vec(axis.values().to_vec());
        npz.add("epoch", &frames.iter().map(|frame| frame.epoch).collect::<Array1<u64>>())?;
        npz.add("x", &values(&plan.x))?;
        npz.add("y", &plan.y.as_ref().map_or_else(|| Array1::from_vec(Vec::new()), values))?;
        for quantity in quantities(plan) {
            let mut mean = Array3::from_elem((frames.len(), rows, columns), f64::NAN);
            let mut sd = mean.clone();
            for (at, frame) in frames.iter().enumerate() {
                for (cell, found) in frame.all(quantity).enumerate() {
                    let place = (at, cell / columns, cell % columns);
                    mean[place] = found.map_or(f64::NAN, |it| it.mean);
                    sd[place] = found.map_or(f64::NAN, |it| it.sd);
                }
            }
            npz.add(quantity.key(), &mean)?;
            npz.add(&format!("{}-sd", quantity.key()), &sd)?;
        }
        npz.add("provenance", &Array1::from_vec(origin.join("\n").into_bytes()))
    };
    write().map_err(failed)?;
    npz.finish().map_err(failed)?.commit()
}
