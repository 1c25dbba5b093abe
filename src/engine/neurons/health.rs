//! Does learning decay? What the histories of a run show, which rule does it, and which parameter mends it.
//!
//! Nothing here is predicted but the meeting with the bounds; everything else has happened. Quiet when all is well.

use super::common_mode::CommonMode;
use super::event::Event;
use crate::engine::Snapshot;
use crate::model::plasticity::entry::{Column, Entry};
use crate::model::plasticity::{Columns, index};
use crate::model::{ParamId, Params, Population};

/// What goes wrong.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Decay {
    /// So large a part of a population's weights is at the upper bound.
    AtBound(Population, f64),
    /// Mean i_E grows by this much per epoch and meets the bounds in about this many epochs.
    Growing(f64, f64),
    /// Balanced accuracy was so high until this epoch, and is so low now, under supervision.
    Falling(u64, f64, f64),
    /// The same without supervision.
    Fading(u64, f64, f64),
}

/// A finding: what goes wrong, who does it, and what mends it.
#[derive(Debug, Clone, PartialEq)]
pub struct Finding {
    /// What goes wrong.
    pub decay: Decay,
    /// Who does it, from the ledger; in words.
    pub cause: String,
    /// The parameter that mends it first; `None` where it is a loaded rule.
    pub mend: Option<ParamId>,
}

/// A part of all weights at the upper bound that says something.
const AT_BOUND: f64 = 0.01;
/// A loss of balanced accuracy that says something.
const LOSS: f64 = 0.02;
/// Points of the curve from which on a fall can be seen, and over which it is smoothed at least.
const ENOUGH: usize = 24;
const SMOOTH: usize = 6;

/// Everything that goes wrong, the worst first.
pub fn findings(snapshot: &Snapshot) -> Vec<Finding> {
    let mut all = Vec::new();
    all.extend(fall(snapshot));
    all.extend(at_bounds(snapshot));
    if all.is_empty() {
        all.extend(growth(snapshot));
    }
    all
}

impl Finding {
    /// In one sentence.
    pub fn text(&self) -> String {
        let what = match self.decay {
            Decay::AtBound(population, part) => {
                let whose = match population {
                    Population::Excitatory => "excitatory",
                    Population::Inhibitory => "inhibitory",
                };
                format!("{:.0} % of the {whose} weights are at their upper bound", 100.0 * part)
            }
            Decay::Growing(growth, epochs) => {
                format!(
                    "Mean i_E grows by {growth:.2} an epoch and meets the bounds in about {epochs:.0} epochs"
                )
            }
            Decay::Falling(since, from, to) => {
                format!("Balanced accuracy has fallen from {from:.3} to {to:.3} since epoch {since}")
            }
            Decay::Fading(since, from, to) => {
                format!("Memory fades without supervision: {from:.3} at epoch {since}, {to:.3} now")
            }
        };
        format!("{what}. {}", self.cause)
    }
}

fn supervised(params: &Params) -> bool {
    params.ach && params.rho_a > 0.0 && params.a_a > 0.0
}

fn at_bounds(snapshot: &Snapshot) -> Option<Finding> {
    let params = &snapshot.params;
    let part = |values: &[f32], n: usize| {
        // Turnover takes a little of a weight at the bound until it is touched again.
        let bound = (params.upper_bound(n) * (1.0 - 1e-6_f64.max(2.0 * params.lambda))) as f32;
        values.iter().filter(|weight| **weight >= bound).count() as f64 / values.len().max(1) as f64
    };
    let parts = [
        (Population::Excitatory, part(&snapshot.excitatory.values, params.n_e)),
        (Population::Inhibitory, part(&snapshot.inhibitory.values, params.n_i)),
    ];
    let (population, part) = parts.into_iter().max_by(|x, y| x.1.total_cmp(&y.1))?;
    (part > AT_BOUND).then(|| Finding {
        decay: Decay::AtBound(population, part),
        cause: raised(&snapshot.columns, &snapshot.common),
        mend: Some(ParamId::w_max),
    })
}

/// Mean i_E at the sampled moments.
fn excitation(snapshot: &Snapshot) -> Vec<(u64, f64)> {
    let params = &snapshot.params;
    let scale = params.f_in * params.n_e as f64;
    let mean = |values: &[f32]| {
        scale * values.iter().map(|weight| f64::from(*weight)).sum::<f64>() / values.len().max(1) as f64
    };
    snapshot.weights.columns().iter().map(|column| (column.epoch, mean(&column.excitatory))).collect()
}

fn growth(snapshot: &Snapshot) -> Option<Finding> {
    let means = excitation(snapshot);
    let &(now, there) = means.last()?;
    // Over the later half of the run, in which it has got over its start.
    let &(before, was) = means.iter().rev().find(|(epoch, _)| 2 * epoch <= now).filter(|_| now >= 1000)?;
    let rate = (there - was) / (now - before).max(1) as f64;
    // Weights grow together: the largest of them meet the bound first.
    let mut weights = snapshot.excitatory.values.clone();
    weights.sort_unstable_by(f32::total_cmp);
    let large = *weights.get(((1.0 - AT_BOUND) * weights.len() as f64) as usize)?;
    let room =
        snapshot.params.upper_bound(snapshot.params.n_e) / f64::from(large.max(f32::MIN_POSITIVE)) - 1.0;
    let left = room * there / rate;
    // What will not happen before the run has become twice as long is no matter yet.
    (rate > 0.0 && left > 0.0 && left < now as f64 && snapshot.plastic).then(|| Finding {
        decay: Decay::Growing(rate, left),
        cause: raised(&snapshot.columns, &snapshot.common),
        mend: Some(ParamId::w_max),
    })
}

/// Which rule raises mean i_E most.
fn raised(columns: &Columns, common: &CommonMode) -> String {
    let rules = common.excitatory.rules.of(columns.len()).enumerate();
    match rules.max_by(|x, y| x.1.total_cmp(&y.1)) {
        Some((rule, by)) if by > 0.0 => {
            format!("The {} rule has raised mean i_E by {by:.1}, more than any other.", columns.name(rule))
        }
        _ => "No rule has raised mean i_E.".to_owned(),
    }
}

/// A fall of balanced accuracy since the associations last changed.
fn fall(snapshot: &Snapshot) -> Option<Finding> {
    if snapshot.growing.is_some() || !snapshot.plastic {
        return None;
    }
    let replaced = |event: &Event| matches!(event, Event::NewStimuli);
    let marks = snapshot.marks.iter().rev();
    let mut own =
        marks.filter(|mark| mark.generation == snapshot.generation && mark.made <= snapshot.timeline.made);
    let begun = own.find(|mark| replaced(&mark.event)).map_or(0.0, |mark| mark.epoch);
    let points: Vec<(u64, f64)> = snapshot
        .curve
        .iter()
        .filter(|point| point.epoch as f64 >= begun && point.measures.load == snapshot.measures.load)
        .map(|point| (point.epoch, point.measures.balanced_accuracy))
        .collect();
    let width = (points.len() / 20).max(SMOOTH);
    if points.len() < ENOUGH {
        return None;
    }
    let smooth: Vec<(u64, f64)> = points
        .windows(width)
        .map(|window| {
            let mean = window.iter().map(|(_, accuracy)| accuracy).sum::<f64>() / width as f64;
            (window[width - 1].0, mean)
        })
        .collect();
    let &(_, now) = smooth.last()?;
    let &(_, best) = smooth.iter().max_by(|x, y| x.1.total_cmp(&y.1))?;
    // One target more or less is no fall.
    let targets = snapshot.stimuli.targets().iter().filter(|target| **target).count().max(1);
    let loss = best - now;
    if loss < LOSS.max(1.0 / targets as f64) {
        return None;
    }
    // It fell from when it was last nearly as good as ever.
    let &(since, _) = smooth.iter().rev().find(|(_, accuracy)| *accuracy >= best - loss / 4.0)?;
    let fading = !supervised(&snapshot.params);
    let decay = if fading { Decay::Fading(since, best, now) } else { Decay::Falling(since, best, now) };
    let (cause, mend) = blame(snapshot, since, fading);
    Some(Finding { decay, cause, mend })
}

/// What changed the mean drive since epoch `since`, by column: excitation counts up, inhibition down.
fn drives_since(snapshot: &Snapshot, since: u64) -> Entry {
    let before = snapshot.common_past.iter().rev().find(|(epoch, _)| *epoch <= since);
    let before = before.map_or_else(CommonMode::default, |(_, common)| *common);
    let now = &snapshot.common;
    let (raised, lowered) =
        (now.excitatory.since(&before.excitatory), now.inhibitory.since(&before.inhibitory));
    raised.since(&lowered)
}

/// Who has moved the drives the wrong way since: down if targets are missed, up if non-targets fire.
fn blame(snapshot: &Snapshot, since: u64, fading: bool) -> (String, Option<ParamId>) {
    let params = &snapshot.params;
    let misses = snapshot.measures.hit_rate < snapshot.measures.correct_rejection;
    let balances = params.rule_i && !params.rules.replaces(index::INHIBITORY);
    let inhibits = balances && params.alpha_i > 0.0;
    if fading && misses && inhibits && params.a >= 1.0 && params.b + params.theta >= 0.0 {
        let cause = "Balance pulls every stimulus below threshold: a is not below 1.".to_owned();
        return (cause, Some(ParamId::a));
    }
    let drives = drives_since(snapshot, since);
    let sign = if misses { -1.0 } else { 1.0 };
    let worst = Column::all(snapshot.columns.len())
        .max_by(|&x, &y| (sign * drives.get(x)).total_cmp(&(sign * drives.get(y))));
    let Some(worst) = worst else { return (String::new(), None) };
    let errors =
        if misses { "Most errors are missed targets" } else { "Most errors are non-targets that fire" };
    let who = match worst {
        Column::Rule(index::INHIBITORY) => "the inhibitory rule has".to_owned(),
        Column::Rule(rule) => format!("the {} rule has", snapshot.columns.name(rule)),
        Column::Turnover => "turnover has".to_owned(),
        Column::Bounds => "the bounds have".to_owned(),
    };
    let way = if misses { "lowered" } else { "raised" };
    let cause =
        format!("{errors}; since then {who} {way} the mean drive most, by {:.1}.", drives.get(worst).abs());
    let hebbian = params.rule_h && params.alpha_h > 0.0;
    let mend = match worst {
        _ if at_bounds(snapshot).is_some() => ParamId::w_max,
        Column::Turnover => ParamId::lambda,
        // Alone, inhibition follows what the Hebbian rule does.
        Column::Rule(index::HEBBIAN | index::INHIBITORY) if fading && hebbian => ParamId::alpha_h,
        Column::Rule(index::ACH) => ParamId::beta,
        Column::Rule(index::NA) => ParamId::rho_n,
        Column::Rule(index::HEBBIAN) => ParamId::alpha_h,
        Column::Rule(index::INHIBITORY) => ParamId::b,
        Column::Rule(_) => return (cause, None),
        Column::Bounds => ParamId::w_max,
    };
    (cause, Some(mend))
}
