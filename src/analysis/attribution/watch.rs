//! One stimulus followed: its drive whenever it is shown, and what has changed it since.

use super::{ByRule, Moment, sign};
use crate::model::plasticity::{Change, RULES};
use crate::model::state::{MOST_PRESENTATIONS, StateError, finite, require};
use crate::model::{Population, Simulation, Stimuli, packed};

/// Follows one stimulus.
#[derive(Debug, Clone, PartialEq, serde::Serialize, serde::Deserialize)]
pub struct StimulusMonitor {
    stimulus: usize,
    /// Active inputs that it shares with every stimulus, by population; for itself, all. Not kept but counted
    /// again.
    #[serde(skip)]
    overlaps: [Vec<u32>; 2],
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
            overlaps: overlaps(simulation.stimuli(), stimulus),
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
                for rule in 0..RULES.len() {
                    moment.own[rule] += later_own[rule] - own[rule];
                    moment.others[rule] += later_others[rule] - others[rule];
                }
                moment.threshold += theta - own_theta;
                let explained: f64 = moment.own.iter().chain(&moment.others).sum();
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
            finite(&[drive, theta]) && finite(&own) && finite(&others)
        });
        require(start, "what is followed has no finite start")?;
        self.overlaps = overlaps(simulation.stimuli(), self.stimulus);
        Ok(())
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
        before: &[Change; 4],
    ) {
        let stimuli = simulation.stimuli();
        if self.overlaps[0].len() != stimuli.len() {
            self.overlaps = overlaps(stimuli, self.stimulus);
        }
        let theta = simulation.params().theta;
        let drive = i_e - i_i - theta;
        let (own, others) = self.received(simulation, before);
        let (start, theta_start, own_start, others_start) =
            *self.start.get_or_insert((drive, theta, own, others));
        let threshold = theta_start - theta;
        let own: ByRule = std::array::from_fn(|rule| own[rule] - own_start[rule]);
        let others: ByRule = std::array::from_fn(|rule| others[rule] - others_start[rule]);
        let rest = drive - start - threshold - own.iter().chain(&others).sum::<f64>();
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
    /// ledger, is to be left out by.
    fn received(&self, simulation: &Simulation, not_yet: &[Change; 4]) -> (ByRule, ByRule) {
        let (mut own, mut others) = ([0.0; RULES.len()], [0.0; RULES.len()]);
        for rule in 0..RULES.len() {
            let overlaps = match RULES[rule].population {
                Population::Excitatory => &self.overlaps[0],
                Population::Inhibitory => &self.overlaps[1],
            };
            let active = f64::from(overlaps[self.stimulus]);
            let mut total = 0.0;
            for (nu, &shared) in overlaps.iter().enumerate() {
                let Change { active: a, silent: s } = simulation.ledger().of_stimulus(nu, rule);
                total += f64::from(shared) * a + (active - f64::from(shared)) * s;
            }
            let mine = active * simulation.ledger().of_stimulus(self.stimulus, rule).active;
            own[rule] = sign(rule) * (mine - active * not_yet[rule].active);
            others[rule] = sign(rule) * (total - mine);
        }
        (own, others)
    }
}

fn overlaps(stimuli: &Stimuli, mu: usize) -> [Vec<u32>; 2] {
    [stimuli.excitatory(), stimuli.inhibitory()].map(|patterns| {
        let mut mine = vec![false; patterns.inputs()];
        patterns.active(mu).indices().iter().for_each(|&j| mine[j as usize] = true);
        (0..stimuli.len())
            .map(|nu| patterns.active(nu).indices().iter().filter(|&&j| mine[j as usize]).count() as u32)
            .collect()
    })
}
