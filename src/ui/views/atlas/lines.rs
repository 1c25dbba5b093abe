//! Lines on the plane, in units of steps: a level, borders of regions, the critical load.

use contour::ContourBuilder;

use crate::analysis::atlas::{Axis, Frame, Plan, Quantity, Region};
use crate::engine::atlas::Grown;

/// A path; what is no number interrupts it.
pub type Path = Vec<[f64; 2]>;

const GAP: [f64; 2] = [f64::NAN, f64::NAN];

/// Where the quantity has this level.
pub fn level([columns, rows]: [usize; 2], frame: &Frame, quantity: Quantity, level: f64) -> Path {
    let value =
        |summary: Option<crate::analysis::statistics::Summary>| summary.map_or(f64::MIN, |it| it.mean);
    let values: Vec<f64> = frame.all(quantity).map(value).collect();
    let lines = ContourBuilder::new(columns, rows, true).lines(&values, &[level]);
    let Some(line) = lines.ok().and_then(|lines| lines.into_iter().next()) else { return Vec::new() };
    // Where the values are high at the plane's edge, lines are closed around it, where nothing has the level.
    let (right, top) = (columns as f64 - 0.5, rows as f64 - 0.5);
    let at_edge = |[x, y]: [f64; 2]| x <= 0.5 || y <= 0.5 || x >= right || y >= top;
    let mut path = Vec::new();
    for ring in &line.geometry().0 {
        let points: Vec<[f64; 2]> = ring.coords().map(|at| [at.x, at.y]).collect();
        for pair in points.windows(2) {
            if at_edge(pair[0]) && at_edge(pair[1]) {
                path.push(GAP);
                continue;
            }
            path.extend([pair[0], pair[1]].map(|[x, y]| [x - 0.5, y - 0.5]));
        }
        path.push(GAP);
    }
    path
}

/// The border of a region, and a cell beside it where its condition holds.
pub fn border(plan: &Plan, region: &Region, part: f64) -> (Path, Option<[f64; 2]>) {
    let [columns, rows] = plan.size();
    let holds = |column: usize, row: usize| region.holds[row * columns + column];
    let (mut path, mut sides) = (Vec::new(), Vec::new());
    for row in 0..rows {
        for column in 0..columns {
            let (x, y) = (column as f64, row as f64);
            let ways = [
                (column + 1 < columns, [1, 0], [[x + 0.5, y - 0.5], [x + 0.5, y + 0.5]]),
                (row + 1 < rows, [0, 1], [[x - 0.5, y + 0.5], [x + 0.5, y + 0.5]]),
            ];
            for (there, [right, up], edge) in ways {
                if there && holds(column, row) != holds(column + right, row + up) {
                    path.extend(edge);
                    path.push(GAP);
                    let ahead = if holds(column, row) { 0.0 } else { 1.0 };
                    sides.push([x + ahead * right as f64, y + ahead * up as f64]);
                }
            }
        }
    }
    let at = (sides.len() as f64 * part) as usize;
    let side = sides.get(at.min(sides.len().saturating_sub(1))).copied();
    (path, side)
}

/// P at the critical load, along the other axis.
pub fn critical(grown: &Grown, y: &Axis) -> Path {
    let Some(critical) = &grown.critical else { return Vec::new() };
    let [columns, rows] = grown.plan.size();
    let upright = critical.len() == rows && grown.plan.x.coordinate().key() == "P";
    let point = |(k, &p): (usize, &f64)| {
        let k = k as f64;
        if upright { [grown.plan.x.place(p), k] } else { [k, y.place(p)] }
    };
    let mut path: Path = critical.iter().enumerate().map(point).collect();
    // From edge to edge of the plane.
    let (last, d) = if upright { (rows, 1) } else { (columns, 0) };
    if let (Some(&first), Some(&end)) = (path.first(), path.last()) {
        let (mut before, mut after) = (first, end);
        (before[d], after[d]) = (-0.5, last as f64 - 0.5);
        path.insert(0, before);
        path.push(after);
    }
    path
}
