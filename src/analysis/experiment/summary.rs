//! Means over cells, and the numbers that the claims are made of.

use super::Setup;
use super::findings::{
    Cell, Findings, Mean, MeanSample, MeanTuning, Quantity, RestorationLine, Sample, Tuning,
};
use super::measure::{line, rms};

/// Findings without quantities and claims, which are each experiment's own.
pub fn findings(key: &'static str, setup: &Setup, cells: Vec<Cell>) -> Findings {
    Findings {
        experiment: key,
        frequencies: setup.tones.frequencies(),
        before: mean_tuning(&cells, |cell| &cell.before),
        during: mean_tuning(&cells, |cell| &cell.during),
        after: mean_tuning(&cells, |cell| &cell.after),
        course: course(&cells),
        restoration: restoration(&cells),
        quantities: Vec::new(),
        claims: Vec::new(),
        cells,
    }
}

fn mean_tuning(cells: &[Cell], of: impl Fn(&Cell) -> &Tuning) -> MeanTuning {
    let tones = cells.first().map_or(0, |cell| of(cell).i_e.len());
    let curve = |current: fn(&Tuning) -> &[f64]| {
        let at = |mu| Mean::of_those(cells.iter().map(|cell| current(of(cell)).get(mu).copied()));
        (0..tones).filter_map(at).collect()
    };
    MeanTuning { i_e: curve(|tuning| &tuning.i_e), i_i: curve(|tuning| &tuning.i_i) }
}

/// All cells are sampled at the same presentations.
fn course(cells: &[Cell]) -> Vec<MeanSample> {
    let moments = cells.first().map_or(&[][..], |cell| &cell.course);
    let at = |(index, moment): (usize, &Sample)| {
        let over = |value: fn(&Sample) -> Option<f64>| {
            Mean::of_those(cells.iter().map(|cell| cell.course.get(index).and_then(value)))
        };
        MeanSample {
            phase: moment.phase,
            presentation: moment.presentation,
            paired_e: over(|sample| Some(sample.paired.i_e)),
            paired_i: over(|sample| Some(sample.paired.i_i)),
            best_e: over(|sample| Some(sample.best.i_e)),
            best_i: over(|sample| Some(sample.best.i_i)),
            felt_i: over(|sample| Some(sample.paired.i_i - sample.disinhibition.unwrap_or(0.0))),
            correlation: over(|sample| sample.correlation),
            slope: over(|sample| sample.line.map(|line| line.slope)),
            intercept: over(|sample| sample.line.map(|line| line.intercept)),
            imbalance: over(|sample| Some(sample.imbalance)),
        }
    };
    moments.iter().enumerate().map(at).collect()
}

fn restoration(cells: &[Cell]) -> RestorationLine {
    let all = || cells.iter().flat_map(|cell| &cell.restorations);
    let imbalance: Vec<f64> = all().map(|one| one.imbalance).collect();
    let changes: Vec<f64> = all().map(|one| one.change_i).collect();
    let predicted: Vec<f64> = all().map(|one| one.predicted).collect();
    RestorationLine {
        found: line(&imbalance, &changes),
        predicted: line(&imbalance, &predicted),
        deviation: rms(changes.iter().zip(&predicted).map(|(found, predicted)| found - predicted)),
    }
}

/// Mean of `value` over cells.
pub fn over(findings: &Findings, value: impl Fn(&Cell) -> Option<f64>) -> Option<Mean> {
    Mean::of_those(findings.cells.iter().map(value))
}

/// As [`over`], the mean alone.
pub fn average(findings: &Findings, value: impl Fn(&Cell) -> Option<f64>) -> Option<f64> {
    over(findings, value).map(|mean| mean.mean)
}

/// Part over whole; `None` where the whole is zero.
pub fn ratio(part: f64, whole: f64) -> Option<f64> {
    Some(part / whole).filter(|ratio| ratio.is_finite())
}

/// Relative change from `before` to `after`.
pub fn relative(before: f64, after: f64) -> Option<f64> {
    ratio(after - before, before)
}

/// Octaves by which the best frequency of excitation moved, towards the paired tone where positive.
pub fn shift_e(setup: &Setup, cell: &Cell) -> f64 {
    towards(setup, cell, cell.before.best_e(), cell.after.best_e())
}

/// The same for inhibition.
pub fn shift_i(setup: &Setup, cell: &Cell) -> f64 {
    towards(setup, cell, cell.before.best_i(), cell.after.best_i())
}

fn towards(setup: &Setup, cell: &Cell, from: usize, to: usize) -> f64 {
    let sign = if cell.paired < cell.best { -1.0 } else { 1.0 };
    sign * (setup.tones.octave(to) - setup.tones.octave(from))
}

/// What every experiment reports: the balance line against a and b, and the correlation across tones.
pub fn balance(setup: &Setup, findings: &Findings) -> Vec<Quantity> {
    let number = |name, unit, predicted, value: &dyn Fn(&Cell) -> Option<f64>| Quantity {
        name,
        unit,
        value: over(findings, value),
        predicted,
    };
    let (a, b) = (Some(setup.params.a), Some(setup.params.b));
    let unit = "threshold units";
    vec![
        number("slope before", "", a, &|cell| cell.before.line().map(|line| line.slope)),
        number("slope right after pairing", "", None, &|cell| cell.during.line().map(|line| line.slope)),
        number("slope at the end", "", a, &|cell| cell.after.line().map(|line| line.slope)),
        number("intercept before", unit, b, &|cell| cell.before.line().map(|line| line.intercept)),
        number("intercept right after pairing", unit, None, &|cell| {
            cell.during.line().map(|line| line.intercept)
        }),
        number("intercept at the end", unit, b, &|cell| cell.after.line().map(|line| line.intercept)),
        number("corr(i_E, i_I) before", "", None, &|cell| cell.before.correlation()),
        number("corr(i_E, i_I) right after pairing", "", None, &|cell| cell.during.correlation()),
        number("corr(i_E, i_I) at the end", "", None, &|cell| cell.after.correlation()),
        number("specificity of potentiation", "", None, &Cell::specificity),
    ]
}
