//! One stimulus followed: its drive whenever it is shown, and what has changed it since.

use super::{ByRule, Moment};
use crate::model::plasticity::language::Target;
use crate::model::plasticity::{Change, ColumnMap, MOST_COLUMNS, PerRule};
use crate::model::state::{MOST_PRESENTATIONS, StateError, finite, require};
use crate::model::{Population, Simulation, packed};

/// Follows one stimulus.
#[derive(Debug, Clone, PartialEq, serde::Serialize, serde::Deserialize)]
pub struct StimulusMonitor {
    stimulus: usize,
    /// Active inputs that it shares with every stimulus, by target of a rule; for itself, all. Not kept but counted
    /// again.
    #[serde(skip)]
    overlaps: Overlaps,
    /// Presentations of the run before it began.
    #[serde(default)]
    since: u64,
    /// Has it seen everything since the run, or its associations, began?
    #[serde(default)]
    whole: bool,
    start: Option<(f64, f64, ByRule, ByRule)>,
    looks: u64,
    /// Looks of which one is kept.
    every: u64,
    #[serde(deserialize_with = "packed::at_most::<_, _, Moment, { StimulusMonitor::MOST }>")]
    moments: Vec<Moment>,
    last: Option<Moment>,
    flip: Option<[Moment; 2]>,
}

impl StimulusMonitor {
    /// Most moments kept.
    pub const MOST: usize = 512;

    /// Begins to follow `stimulus`; `None` if there is no such stimulus.
    pub fn new(simulation: &Simulation, stimulus: usize) -> Option<Self> {
        (stimulus < simulation.stimuli().len()).then(|| Self {
            stimulus,
            overlaps: overlaps(simulation, stimulus),
            since: simulation.presentations(),
            whole: simulation.presentations() == 0,
            start: None,
            looks: 0,
            every: 1,
            moments: Vec::new(),
            last: None,
            flip: None,
        })
    }

    /// The same for associations that have just been drawn: there is nothing before it.
    pub fn of_new_stimuli(simulation: &Simulation, stimulus: usize) -> Option<Self> {
        Some(Self { whole: true, ..Self::new(simulation, stimulus)? })
    }

    /// Does it lack what happened before it began? Then the number of presentations up to which that is missing.
    pub fn missing(&self) -> Option<u64> {
        (!self.whole).then_some(self.since)
    }

    /// Puts what happened before it, up to its beginning, in front: `past` was followed in a repetition of the same
    /// run. What the ledger says is absolute, so that both are counted from the start of `past`.
    pub fn complete(&mut self, past: Self) {
        let Some((drive, theta, own, others)) = past.start.filter(|_| past.stimulus == self.stimulus) else {
            // It was not shown before.
            self.whole = true;
            return;
        };
        if let Some((_, own_theta, later_own, later_others)) = self.start {
            let rebase = |moment: &mut Moment| {
                for rule in 0..MOST_COLUMNS {
                    moment.own[rule] += later_own[rule] - own[rule];
                    moment.others[rule] += later_others[rule] - others[rule];
                }
                moment.threshold += theta - own_theta;
                let explained = moment.own.sum() + moment.others.sum();
                moment.rest = moment.drive - drive - moment.threshold - explained;
            };
            let flip = self.flip.iter_mut().flatten();
            self.moments.iter_mut().chain(&mut self.last).chain(flip).for_each(rebase);
        }
        let border = past.last.zip(self.moments.first().copied());
        let crossed = border.filter(|(before, after)| (before.drive > 0.0) != (after.drive > 0.0));
        let flip = self.flip.or(crossed.map(|(before, after)| [before, after])).or(past.flip);
        let later = std::mem::take(&mut self.moments);
        let last = self.last.or(past.last);
        let (looks, every) = (past.looks + self.looks, past.every.max(self.every));
        let overlaps = std::mem::take(&mut self.overlaps);
        *self = Self { overlaps, flip, last, looks, every, whole: true, ..past };
        // Both are thinned to the coarser spacing, about; each moment says when it was.
        self.moments.extend(later);
        while self.moments.len() > Self::MOST {
            self.thin();
        }
    }

    fn thin(&mut self) {
        let mut at = 0_u64;
        self.moments.retain(|_| {
            at += 1;
            at % 2 == 1
        });
        self.every *= 2;
    }

    /// Restores it for `simulation`.
    ///
    /// # Errors
    /// [`StateError`] if it is not of this simulation.
    pub fn resume(&mut self, simulation: &Simulation) -> Result<(), StateError> {
        require(self.stimulus < simulation.stimuli().len(), "a stimulus is followed that is not there")?;
        require(
            self.moments.len() <= Self::MOST && self.every > 0 && self.looks < MOST_PRESENTATIONS,
            "too much is followed",
        )?;
        require(self.moments.is_sorted_by(|x, y| x.index < y.index), "what is followed is not in order")?;
        let mut moments = self.moments.iter().chain(&self.last).chain(self.flip.iter().flatten());
        require(moments.all(Moment::is_finite), "what is followed is not finite")?;
        let start = self.start.is_none_or(|(drive, theta, own, others)| {
            finite(&[drive, theta]) && own.is_finite() && others.is_finite()
        });
        require(start, "what is followed has no finite start")?;
        self.overlaps = overlaps(simulation, self.stimulus);
        Ok(())
    }

    /// Rules were loaded or removed.
    pub fn move_columns(&mut self, map: &ColumnMap) {
        let flip = self.flip.iter_mut().flatten();
        for moment in self.moments.iter_mut().chain(&mut self.last).chain(flip) {
            moment.own = moment.own.moved(map);
            moment.others = moment.others.moved(map);
        }
        if let Some((_, _, own, others)) = &mut self.start {
            *own = own.moved(map);
            *others = others.moved(map);
        }
    }

    /// Whom it follows.
    pub fn stimulus(&self) -> usize {
        self.stimulus
    }

    /// Moments since the start, oldest first, evenly chosen; the last one always.
    pub fn moments(&self) -> impl Iterator<Item = &Moment> {
        let newer = |last: &&Moment| self.moments.last().is_none_or(|kept| kept.index < last.index);
        self.moments.iter().chain(self.last.as_ref().filter(newer))
    }

    /// The moments before and after the response changed last.
    pub fn flip(&self) -> Option<[Moment; 2]> {
        self.flip
    }

    /// Notes the state of `simulation` as that before presentation `index`, of which `currents` are the
    /// stimulus'. Costs P.
    pub fn look(
        &mut self,
        simulation: &Simulation,
        index: u64,
        (i_e, i_i): (f64, f64),
        before: &PerRule<Change>,
    ) {
        let stimuli = simulation.stimuli();
        if self.overlaps[0].len() != stimuli.len() {
            self.overlaps = overlaps(simulation, self.stimulus);
        }
        let theta = simulation.params().theta;
        let drive = i_e - i_i - theta;
        let (own, others) = self.received(simulation, before, (i_e, i_i));
        let (start, theta_start, own_start, others_start) =
            *self.start.get_or_insert((drive, theta, own, others));
        let threshold = theta_start - theta;
        let own: ByRule = PerRule::from_fn(|rule| own[rule] - own_start[rule]);
        let others: ByRule = PerRule::from_fn(|rule| others[rule] - others_start[rule]);
        let rest = drive - start - threshold - (own.sum() + others.sum());
        let now = Moment { index, i_e, i_i, drive, own, others, threshold, rest };
        if let Some(before) = self.last.filter(|before| (before.drive > 0.0) != (drive > 0.0)) {
            self.flip = Some([before, now]);
        }
        if self.looks.is_multiple_of(self.every) {
            if self.moments.len() == Self::MOST {
                self.thin();
            }
            if self.looks.is_multiple_of(self.every) {
                self.moments.push(now);
            }
        }
        self.looks += 1;
        self.last = Some(now);
    }

    /// What the ledger says of this stimulus' drive; `not_yet` is what its last presentation, already in the
    /// ledger, is to be left out by. What rules ask by the weights themselves, whichever stimulus is shown, counts as by
    /// others.
    fn received(
        &self,
        simulation: &Simulation,
        not_yet: &PerRule<Change>,
        (i_e, i_i): (f64, f64),
    ) -> (ByRule, ByRule) {
        let division = simulation.params().division();
        let (mut own, mut others) = (ByRule::default(), ByRule::default());
        for (rule, column) in simulation.columns().iter().enumerate() {
            let sign = simulation.columns().sign(rule);
            let target = if division.two || column.target == Target::E { column.target } else { Target::I };
            let overlaps = &self.overlaps[target as usize];
            let active = overlaps.get(self.stimulus).map_or(0.0, |&all| f64::from(all));
            let mut total = 0.0;
            for (nu, &shared) in overlaps.iter().enumerate() {
                let Change { active: a, silent: s } = simulation.ledger().of_stimulus(nu, rule);
                total += f64::from(shared) * a + (active - f64::from(shared)) * s;
            }
            let mine = active * simulation.ledger().of_stimulus(self.stimulus, rule).active;
            own[rule] = sign * (mine - active * not_yet[rule].active);
            let (weights, patterns, current) = match column.population() {
                Population::Excitatory => (Population::Excitatory, simulation.stimuli().excitatory(), i_e),
                Population::Inhibitory => (Population::Inhibitory, simulation.stimuli().inhibitory(), i_i),
            };
            let by_weight = simulation.weights(weights).fractions_of(rule, patterns.active(self.stimulus));
            let [last, _] = simulation.last_fraction(rule);
            others[rule] = sign * (total - mine + by_weight - last * current);
        }
        (own, others)
    }
}

/// By target, in the order of [`Target::ALL`]; none where a target has no synapses.
type Overlaps = [Vec<u32>; Target::ALL.len()];

fn overlaps(simulation: &Simulation, mu: usize) -> Overlaps {
    let (stimuli, division) = (simulation.stimuli(), simulation.params().division());
    Target::ALL.map(|target| {
        let patterns = match target.population() {
            Population::Excitatory => stimuli.excitatory(),
            Population::Inhibitory => stimuli.inhibitory(),
        };
        let divided = matches!(target, Target::I1 | Target::I2);
        if divided && !division.two {
            return Vec::new();
        }
        let mut mine = vec![false; patterns.inputs()];
        let covered = |j: &usize| division.covers(target, *j);
        patterns.active(mu).iter().filter(covered).for_each(|j| mine[j] = true);
        let shared = |nu| patterns.active(nu).iter().filter(|&j| mine[j]).count() as u32;
        (0..stimuli.len()).map(shared).collect()
    })
}
