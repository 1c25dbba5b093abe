//! Attribution: how much of a drive's change each rule accounts for, through the stimulus' own
//! presentations and through those of others (interference).
//!
//! When stimulus nu is shown, rule r changes its active synapses by A_r and the silent ones by S_r. The
//! current of stimulus mu, with n active inputs of which it shares o with nu, then changes by
//!
//! ```text
//! o A_r + (n - o) S_r
//! ```
//!
//! Summed over presentations that is what the ledger's two numbers per stimulus give; inhibition counts
//! with a minus sign, so that everything is a change of h = i_E - i_I - theta.

use crate::model::plasticity::{Columns, PerRule, RuleColumn};
use crate::model::state::finite;
use crate::model::{Population, Simulation, Stimuli};

mod watch;

pub use watch::StimulusMonitor;

/// Change of a drive by rule.
pub type ByRule = PerRule<f64>;

/// What presenting one stimulus has done since the start.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub struct Effect {
    /// Change of its own drive, by rule.
    pub own: ByRule,
    /// Mean change of the drive of every other stimulus, by rule.
    pub others: ByRule,
}

fn patterns<'a>(stimuli: &'a Stimuli, column: &RuleColumn) -> &'a crate::model::Patterns {
    match column.population() {
        Population::Excitatory => stimuli.excitatory(),
        Population::Inhibitory => stimuli.inhibitory(),
    }
}

/// The effect of every stimulus, in order. Costs P N f_in.
pub fn effects(simulation: &Simulation) -> Vec<Effect> {
    let stimuli = simulation.stimuli();
    let p = stimuli.len();
    let mut effects = vec![Effect::default(); p];
    let division = simulation.params().division();
    for (rule, column) in simulation.columns().iter().enumerate() {
        let patterns = patterns(stimuli, column);
        let sign = simulation.columns().sign(rule);
        let covered = |j: &usize| division.covers(column.target, *j);
        // How many stimuli use an input; summed over the inputs of mu, the overlaps with all of them.
        let mut users = vec![0_u32; patterns.inputs()];
        for mu in 0..p {
            patterns.active(mu).iter().filter(covered).for_each(|j| users[j] += 1);
        }
        let all: f64 = users.iter().map(|&n| f64::from(n)).sum();
        for (mu, effect) in effects.iter_mut().enumerate() {
            let change = simulation.ledger().of_stimulus(mu, rule);
            let active = patterns.active(mu);
            let own = division.count(column.target, patterns.active(mu)) as f64;
            let shared = active.iter().filter(covered).map(|j| f64::from(users[j])).sum::<f64>() - own;
            let rest = all - own - shared;
            effect.own[rule] = sign * change.active * own;
            effect.others[rule] =
                sign * (change.active * shared + change.silent * rest) / (p - 1).max(1) as f64;
        }
    }
    effects
}

/// The drive of a watched stimulus when it was shown, and what had changed it since it is watched.
#[derive(Debug, Clone, Copy, PartialEq, serde::Serialize, serde::Deserialize)]
pub struct Moment {
    /// Number of the presentation.
    pub index: u64,
    /// Excitatory current.
    pub i_e: f64,
    /// Inhibitory current.
    pub i_i: f64,
    /// Drive.
    pub drive: f64,
    /// Change of the drive by its own presentations, by rule.
    pub own: ByRule,
    /// Change of the drive by the presentations of others, by rule.
    pub others: ByRule,
    /// Change of the drive by a change of the threshold.
    pub threshold: f64,
    /// Change of the drive that bounds and turnover account for.
    pub rest: f64,
}

impl Moment {
    fn is_finite(&self) -> bool {
        let single = [self.i_e, self.i_i, self.drive, self.threshold, self.rest];
        finite(&single) && self.own.is_finite() && self.others.is_finite()
    }

    /// Own and others together.
    pub fn by_rule(&self) -> ByRule {
        PerRule::from_fn(|rule| self.own[rule] + self.others[rule])
    }
}

/// A change of response in words: which rules made it.
pub fn flip_sentence(columns: &Columns, stimulus: usize, [before, after]: &[Moment; 2]) -> String {
    let rose = after.drive > before.drive;
    let mut parts: Vec<(&str, f64)> = Vec::new();
    let (earlier, later) = (before.by_rule(), after.by_rule());
    for (rule, column) in columns.iter().enumerate() {
        parts.push((&column.name, later[rule] - earlier[rule]));
    }
    parts.push(("the threshold", after.threshold - before.threshold));
    parts.push(("bounds and turnover", after.rest - before.rest));
    let (mut with, mut against): (Vec<_>, Vec<_>) =
        parts.into_iter().filter(|part| part.1.abs() >= 5e-4).partition(|part| (part.1 > 0.0) == rose);
    for side in [&mut with, &mut against] {
        side.sort_by(|x, y| y.1.abs().total_cmp(&x.1.abs()));
    }
    let words = |side: &[(&str, f64)]| {
        let words: Vec<String> = side.iter().map(|(name, change)| format!("{name} {change:+.3}")).collect();
        words.join(", ")
    };
    let what = if rose { "began to fire" } else { "fell silent" };
    let why = match (with.is_empty(), against.is_empty()) {
        (false, false) => format!("{} outweighed {}", words(&with), words(&against)),
        (false, true) => words(&with),
        _ => "by less than can be told apart".to_owned(),
    };
    format!("Stimulus {stimulus} {what} at presentation {}: {why}.", after.index)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::Params;

    fn simulation() -> Simulation {
        let params = Params { p: 12, n_e: 60, n_i: 90, c: 0.7, rho_n: 0.3, ..Params::default() };
        Simulation::new(params, 3).unwrap()
    }

    /// The drive's change is rules' own part, others' part and the rest; far from the bounds the rest is zero.
    #[test]
    fn a_watched_drive_is_explained_by_the_rules() {
        let mut simulation = simulation();
        let mut watch = StimulusMonitor::new(&simulation, 5).unwrap();
        for _ in 0..200 {
            let now = simulation.present();
            if now.stimulus == 5 {
                let changes = *simulation.last_changes();
                watch.look(&simulation, now.index, (now.i_e, now.i_i), &changes);
            }
        }
        let moments: Vec<Moment> = watch.moments().copied().collect();
        assert!(moments.len() >= 15);
        let first = moments[0];
        assert_eq!((first.own, first.others, first.rest), (ByRule::default(), ByRule::default(), 0.0));
        for moment in &moments {
            let sum = first.drive + moment.by_rule().iter().sum::<f64>();
            assert!((sum + moment.rest - moment.drive).abs() < 1e-9);
            assert!(moment.rest.abs() < 1e-9, "no bound was met: {}", moment.rest);
        }
        assert!(moments[moments.len() - 1].own.iter().any(|change| *change != 0.0));
    }

    /// The mean effect on others, against the overlaps counted one by one.
    #[test]
    fn interference_agrees_with_counting_overlaps() {
        let mut simulation = simulation();
        simulation.run_epochs(5);
        let effects = effects(&simulation);
        let stimuli = simulation.stimuli();
        for (mu, effect) in effects.iter().enumerate() {
            for (rule, column) in simulation.columns().iter().enumerate() {
                let patterns = patterns(stimuli, column);
                let change = simulation.ledger().of_stimulus(mu, rule);
                let mut sum = 0.0;
                for nu in (0..12).filter(|&nu| nu != mu) {
                    for j in patterns.active(nu).iter() {
                        let shared = patterns.contains(mu, j);
                        sum += if shared { change.active } else { change.silent };
                    }
                }
                let expected = simulation.columns().sign(rule) * sum / 11.0;
                assert!((effect.others[rule] - expected).abs() < 1e-12, "{mu} {rule}");
            }
        }
    }

    #[test]
    fn a_flip_is_told_in_words() {
        let moment = |index, drive, own, others, rest| Moment {
            index,
            i_e: 1.0,
            i_i: 1.0,
            drive,
            own,
            others,
            threshold: 0.0,
            rest,
        };
        let before = moment(100, 0.02, ByRule::default(), ByRule::default(), 0.0);
        let after = moment(140, -0.03, [0.03, 0.0, -0.05, 0.0].into(), [0.0, 0.0, -0.03, 0.0].into(), 0.0);
        let text = flip_sentence(&Columns::default(), 17, &[before, after]);
        assert_eq!(
            text,
            "Stimulus 17 fell silent at presentation 140: Hebbian -0.080 outweighed ACh +0.030."
        );
    }

    #[test]
    fn a_watch_covers_the_whole_time_and_remembers_the_last_flip() {
        let mut simulation = simulation();
        let target = simulation.stimuli().targets().iter().position(|&target| target).unwrap();
        let mut watch = StimulusMonitor::new(&simulation, target).unwrap();
        let (mut shown, mut flip) = (Vec::new(), None);
        for _ in 0..12 * 3000 {
            let now = simulation.present();
            if now.stimulus as usize == target {
                let changes = *simulation.last_changes();
                watch.look(&simulation, now.index, (now.i_e, now.i_i), &changes);
                if shown.last().is_some_and(|(_, drive): &(u64, f64)| (*drive > 0.0) != (now.drive > 0.0)) {
                    flip = Some(now.index);
                }
                shown.push((now.index, now.drive));
            }
        }
        let indices: Vec<u64> = watch.moments().map(|moment| moment.index).collect();
        assert!(indices.len() > StimulusMonitor::MOST / 2 && indices.len() <= StimulusMonitor::MOST + 1);
        assert_eq!((indices[0], indices[indices.len() - 1]), (shown[0].0, shown[shown.len() - 1].0));
        assert_eq!(watch.flip().map(|[_, after]| after.index), flip);
        assert!(flip.is_some(), "it did flip");
    }
}
