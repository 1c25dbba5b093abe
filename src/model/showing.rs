//! One presentation: the neuron responds to a stimulus and learns from it. The hot loop.

use rand::RngExt;
use rand::seq::SliceRandom;
use rand_distr::StandardNormal;

use super::active::prefetch;
use super::own_rules::Surroundings;
use super::plasticity::language::Target;
use super::plasticity::{Change, PerRule, RULES, built_in};
use super::population::Population;
use super::presentation::{Presentation, Told};
use super::simulation::{Derived, Simulation};
use super::weights::{Request, Weights};
use super::{Active, Release};

/// Rate of the running mean of the output, ybar += 0.002 (y - ybar).
pub const YBAR_RATE: f64 = 0.002;

impl Simulation {
    /// Shows the next stimulus and learns from it. Every epoch shows every stimulus once, in a fresh
    /// random order. Allocates nothing.
    pub fn present(&mut self) -> Presentation {
        if self.shown_of_order == 0 {
            self.order.shuffle(&mut self.order_rng);
        }
        let mu = self.order[self.shown_of_order];
        self.shown_of_order += 1;
        if self.derived.far {
            self.fetch_next();
        }
        if self.shown_of_order == self.order.len() {
            self.shown_of_order = 0;
            self.epochs += 1;
        }
        let now = self.respond(mu, None);
        self.learn_from(&now);
        now
    }

    /// Has the processor fetch what the next stimuli need, which are known: with many of them it lies in no cache, and
    /// waiting for it would cost more than learning.
    #[inline]
    fn fetch_next(&self) {
        let next = |after: usize| self.order.get(self.shown_of_order + after).map(|&mu| mu as usize);
        let patterns = [self.stimuli.excitatory(), self.stimuli.inhibitory()];
        let patterns = &patterns[..if self.stimuli.shared() { 1 } else { 2 }];
        if let Some(mu) = next(4) {
            patterns.iter().for_each(|patterns| patterns.fetch_end(mu));
        }
        if let Some(mu) = next(1) {
            patterns.iter().for_each(|patterns| patterns.fetch(mu));
            self.ledger.fetch(mu);
            prefetch(&self.stimuli.targets()[mu..=mu]);
        }
    }

    /// Shows stimulus `mu` out of turn, with the releases (ACh, NA) that are given instead of drawn: a
    /// virtual pairing. The order of the present epoch is not touched. `None` if there is no such stimulus.
    pub fn pair(&mut self, mu: usize, releases: (bool, bool)) -> Option<Presentation> {
        let mu = u32::try_from(mu).ok().filter(|&mu| (mu as usize) < self.stimuli.len())?;
        let now = self.respond(mu, Some(releases));
        self.learn_from(&now);
        Some(now)
    }

    fn learn_from(&mut self, now: &Presentation) {
        self.presentations += 1;
        self.last_changes.iter_mut().take(RULES.len()).for_each(|change| *change = Change::NONE);
        if self.own.is_some() {
            self.forget_own();
        }
        if self.plastic {
            self.learn(now);
        }
    }

    /// Nothing is asked yet by rules that were loaded.
    #[inline(never)]
    fn forget_own(&mut self) {
        let rules = self.columns().len();
        self.last_changes.iter_mut().take(rules).for_each(|change| *change = Change::NONE);
        if let Some(own) = self.own.as_mut().filter(|own| own.asks_fractions()) {
            own.last_fractions = PerRule::default();
        }
    }

    /// Shows whole epochs: from wherever the present one stands, `epochs` further times P.
    pub fn run_epochs(&mut self, epochs: u64) {
        for _ in 0..epochs * self.stimuli.len() as u64 {
            self.present();
        }
    }

    /// Currents (i_E, i_I) of stimulus `mu` on the present weights.
    pub fn currents(&self, mu: usize) -> (f64, f64) {
        let active_e = self.stimuli.excitatory().active(mu);
        if !self.derived.intact {
            return self.silenced_currents(mu);
        }
        if self.stimuli.shared() {
            return Weights::both_currents(&self.excitatory, &self.inhibitory, active_e);
        }
        let active_i = self.stimuli.inhibitory().active(mu);
        (self.excitatory.current(active_e), self.inhibitory.current(active_i))
    }

    /// The same with the gains of the inhibitory groups.
    #[inline(never)]
    fn silenced_currents(&self, mu: usize) -> (f64, f64) {
        let [i_1, i_2] = self.group_currents(mu);
        let i_e = self.excitatory.current(self.stimuli.excitatory().active(mu));
        (i_e, self.params.g_1 * i_1 + self.params.g_2 * i_2)
    }

    /// Currents of the inhibitory groups, whatever their gains.
    #[inline(never)]
    pub fn group_currents(&self, mu: usize) -> [f64; 2] {
        let active = self.stimuli.inhibitory().active(mu);
        if !self.params.division().two {
            return [self.inhibitory.current(active), 0.0];
        }
        let mut sums = [0.0; 2];
        active.for_each(|j| sums[j % 2] += self.inhibitory.get(j));
        sums
    }

    fn respond(&mut self, mu: u32, forced: Option<(bool, bool)>) -> Presentation {
        let at = mu as usize;
        let (i_e, i_i) = self.currents(at);
        let target = self.stimuli.targets()[at];
        let drive = i_e - i_i - self.params.theta;
        let release = match forced {
            Some(releases) => Release::forced(&self.params, releases, &mut self.release_rng),
            None => Release::draw(&self.params, target, drive, &mut self.release_rng),
        };
        let noise = if self.params.sigma > 0.0 {
            self.params.sigma * self.release_rng.sample::<f64, _>(StandardNormal)
        } else {
            0.0
        };
        let own = drive + release.disinhibition() + noise > 0.0;
        let fired = if self.derived.clamped { target } else { own };
        let told = match &self.own {
            Some(rules) if rules.needs().told => {
                Told::draw(&self.params, (fired, target), &mut self.told_rng)
            }
            _ => Told::default(),
        };
        if self.plastic {
            self.ybar += YBAR_RATE * (f64::from(u8::from(fired)) - self.ybar);
        }
        let ybar = if self.params.ybar_running { self.ybar } else { self.params.f_out };
        Presentation {
            index: self.presentations,
            stimulus: mu,
            target,
            i_e,
            i_i,
            drive,
            release,
            fired,
            ybar,
            told,
        }
    }

    /// All rules read the weights of this presentation; then all changes are applied at once.
    fn learn(&mut self, now: &Presentation) {
        let at = now.stimulus as usize;
        let mut excitatory = Request::default();
        let mut inhibitory = Request::default();
        let sums = self.ledger.row_mut(at);
        built_in(now, &self.params, |rule, population, change| {
            if !self.derived.changes[rule] || change == Change::NONE {
                return;
            }
            let (request, k) = match population {
                Population::Excitatory => (&mut excitatory, self.derived.k_e),
                Population::Inhibitory => (&mut inhibitory, self.derived.k_i),
            };
            let change = change.times(k);
            request.add(change);
            sums[rule] += change;
            self.last_changes[rule] = change;
        });
        if self.own.is_some() {
            return self.learn_own(now, [excitatory, inhibitory]);
        }
        let Derived { bounds_e, bounds_i, keep, .. } = self.derived;
        self.excitatory.apply(self.stimuli.excitatory().active(at), excitatory, bounds_e, keep);
        self.inhibitory.apply(self.stimuli.inhibitory().active(at), inhibitory, bounds_i, keep);
    }

    // What only loaded rules and groups need stays out of the loop that every neuron goes through.

    /// As [`Simulation::learn`], with the rules that were loaded besides.
    #[inline(never)]
    fn learn_own(&mut self, now: &Presentation, requests: [Request; 2]) {
        let at = now.stimulus as usize;
        let Some(mut own) = self.own.take() else { return };
        let around = self.surroundings(now, own.needs());
        own.ask(now, &around, &self.params, requests, |column, change| {
            self.ledger.record(at, column, change);
            self.last_changes[column] = change;
        });
        let Derived { bounds_e, bounds_i, keep, .. } = self.derived;
        let [asked_e, asked_i] = &own.asked;
        self.excitatory.apply_everything(self.stimuli.excitatory().active(at), asked_e, bounds_e, keep);
        self.inhibitory.apply_everything(self.stimuli.inhibitory().active(at), asked_i, bounds_i, keep);
        self.own = Some(own);
    }

    fn surroundings(&self, now: &Presentation, needs: super::own_rules::Needs) -> Surroundings {
        let mu = now.stimulus as usize;
        let (active_e, active_i) =
            (self.stimuli.excitatory().active(mu), self.stimuli.inhibitory().active(mu));
        let division = self.params.division();
        let count = |target, active: Active<'_>| division.count(target, active);
        let of_groups =
            if needs.groups() { [count(Target::I1, active_i), count(Target::I2, active_i)] } else { [0, 0] };
        let strengths = if needs.strengths() {
            [
                self.excitatory.iter().sum::<f64>() / self.derived.k_e,
                self.inhibitory.iter().sum::<f64>() / self.derived.k_i,
            ]
        } else {
            [0.0; 2]
        };
        Surroundings {
            group_currents: if needs.groups() { self.group_currents(mu) } else { [0.0; 2] },
            active: [active_e.len(), active_i.len(), of_groups[0], of_groups[1]],
            strengths,
        }
    }
}
