//! The associations: binary input patterns and the target of each.

use std::sync::Arc;

use rand::{Rng, RngExt, SeedableRng};
use rand_pcg::Pcg64;

use super::Params;
use super::patterns::Patterns;
use super::streams::{Stream, stream};

/// Associations drawn together.
#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct DrawSpec {
    /// Number of the draw.
    pub number: u32,
    /// How many.
    pub count: usize,
}

/// P associations mu = 0..P: patterns x_E over N_E and x_I over N_I inputs, and targets Y.
#[derive(Debug, Clone, PartialEq)]
pub struct Stimuli {
    excitatory: Arc<Patterns>,
    /// The same allocation where the patterns are the same (c = 1): half the memory traffic.
    inhibitory: Arc<Patterns>,
    targets: Vec<bool>,
}

impl Stimuli {
    /// Active inputs of stimulus `mu`, of both populations.
    pub fn active_inputs(&self, mu: usize) -> usize {
        self.excitatory.active(mu).len() + self.inhibitory.active(mu).len()
    }

    /// Draws P associations; at least one of each class.
    ///
    /// x_E is Bernoulli(f_in). Entry j of x_I copies x_E[j mod N_E] with probability c, else it is an
    /// independent Bernoulli(f_in). Y is Bernoulli(f_out). `draw` distinguishes successive sets of
    /// one seed. The parameters must be valid ([`Params::check_buildable`]).
    pub fn draw(params: &Params, seed: u64, draw: u32) -> Self {
        Draft::whole(params, seed, draw).finish()
    }

    /// These associations and `more` further ones, drawn alike. The targets of the further ones are
    /// independent: a small batch may be of one class.
    #[must_use]
    pub fn extended(&self, params: &Params, more: usize, seed: u64, draw: u32) -> Self {
        let mut draft = Draft {
            excitatory: (*self.excitatory).clone(),
            inhibitory: (!self.shared()).then(|| (*self.inhibitory).clone()),
            targets: self.targets.clone(),
        };
        draft.extend(params, more, seed, draw);
        draft.finish()
    }

    /// The associations of these draws, the first of which is a whole set and the others extend it. Their
    /// counts must sum to P.
    pub(super) fn drawn(params: &Params, seed: u64, draws: &[DrawSpec]) -> Self {
        let mut draws = draws.iter();
        let first = draws.next().copied().unwrap_or(DrawSpec { number: 0, count: params.p });
        let mut draft = Draft::whole(&Params { p: first.count, ..params.clone() }, seed, first.number);
        let rest = params.p.saturating_sub(first.count);
        draft.reserve(rest, params.f_in);
        draws.for_each(|draw| draft.extend(params, draw.count, seed, draw.number));
        draft.finish()
    }

    /// These patterns, with as many targets.
    pub(super) fn of_patterns(excitatory: Patterns, inhibitory: Patterns, targets: Vec<bool>) -> Self {
        let excitatory = Arc::new(excitatory);
        let same = *excitatory == inhibitory;
        let inhibitory = if same { Arc::clone(&excitatory) } else { Arc::new(inhibitory) };
        Self { excitatory, inhibitory, targets }
    }

    /// Number of associations P.
    pub fn len(&self) -> usize {
        self.targets.len()
    }

    /// There is always at least one of each class, so this is false.
    pub fn is_empty(&self) -> bool {
        self.targets.is_empty()
    }

    /// x_E of every stimulus.
    pub fn excitatory(&self) -> &Patterns {
        &self.excitatory
    }

    /// x_I of every stimulus.
    pub fn inhibitory(&self) -> &Patterns {
        &self.inhibitory
    }

    /// Are x_E and x_I the same patterns, as with full co-tuning and N_E = N_I?
    pub fn shared(&self) -> bool {
        Arc::ptr_eq(&self.excitatory, &self.inhibitory)
    }

    /// Target Y of every stimulus.
    pub fn targets(&self) -> &[bool] {
        &self.targets
    }
}

/// Associations being drawn.
struct Draft {
    excitatory: Patterns,
    /// None as long as every x_I is the same as x_E: what is shared in the end is never there twice.
    inhibitory: Option<Patterns>,
    targets: Vec<bool>,
}

impl Draft {
    fn whole(params: &Params, seed: u64, draw: u32) -> Self {
        let mut rng = stream(seed, Stream::Stimuli, draw);
        let targets = draw_targets(params, &mut rng);
        let inhibitory = (params.n_i != params.n_e).then(|| Patterns::new(params.n_i));
        let mut draft = Self { excitatory: Patterns::new(params.n_e), inhibitory, targets };
        draft.add_patterns(params, params.p, &mut rng);
        draft
    }

    fn extend(&mut self, params: &Params, more: usize, seed: u64, draw: u32) {
        let mut rng = stream(seed, Stream::Stimuli, draw);
        self.targets.extend((0..more).map(|_| rng.random_bool(params.f_out)));
        self.add_patterns(params, more, &mut rng);
    }

    fn add_patterns(&mut self, params: &Params, more: usize, rng: &mut Pcg64) {
        let mut x_e = vec![false; params.n_e];
        let mut row = Vec::with_capacity(params.n_i);
        self.reserve(more, params.f_in);
        for _ in 0..more {
            x_e.iter_mut().for_each(|x| *x = rng.random_bool(params.f_in));
            self.excitatory.push((0..params.n_e as u32).filter(|&j| x_e[j as usize]));
            row.clear();
            row.extend((0..params.n_i as u32).filter(|&j| {
                let copies = rng.random_bool(params.c);
                let own = rng.random_bool(params.f_in);
                if copies { x_e[j as usize % params.n_e] } else { own }
            }));
            self.push_inhibitory(&row);
        }
    }

    fn reserve(&mut self, more: usize, f_in: f64) {
        self.excitatory.reserve(more, f_in);
        if let Some(inhibitory) = &mut self.inhibitory {
            inhibitory.reserve(more, f_in);
        }
    }

    /// Adds x_I of the stimulus whose x_E was added last.
    fn push_inhibitory(&mut self, row: &[u32]) {
        let last = self.excitatory.len() - 1;
        let same = || self.excitatory.active(last).iter().eq(row.iter().map(|&j| j as usize));
        if self.inhibitory.is_none() && same() {
            return;
        }
        let inhibitory = self.inhibitory.get_or_insert_with(|| self.excitatory.first(last));
        inhibitory.push(row.iter().copied());
    }

    fn finish(self) -> Stimuli {
        let Self { excitatory, inhibitory, targets } = self;
        match inhibitory {
            Some(inhibitory) => Stimuli::of_patterns(excitatory, inhibitory, targets),
            None => {
                let excitatory = Arc::new(excitatory);
                Stimuli { inhibitory: Arc::clone(&excitatory), excitatory, targets }
            }
        }
    }
}

fn draw_targets(params: &Params, rng: &mut Pcg64) -> Vec<bool> {
    let mut targets: Vec<bool> = (0..params.p).map(|_| rng.random_bool(params.f_out)).collect();
    // A generator of its own, so that a corrected target does not shift the patterns.
    let mut pick = Pcg64::seed_from_u64(rng.next_u64());
    for class in [true, false] {
        if !targets.contains(&class) {
            let mu = pick.random_range(0..params.p);
            targets[mu] = class;
        }
    }
    targets
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn coding_level_and_co_tuning_are_as_asked() {
        let params = Params { p: 400, n_e: 300, n_i: 450, c: 0.6, ..Params::default() };
        let stimuli = Stimuli::draw(&params, 3, 0);
        let active = |patterns: &Patterns| (0..400).map(|mu| patterns.active(mu).len()).sum::<usize>() as f64;
        // Standard error of a mean of n Bernoulli(0.2) entries is 0.4/sqrt(n) ~ 0.001: five of them.
        assert!((active(stimuli.excitatory()) / (400.0 * 300.0) - 0.2).abs() < 0.006);
        assert!((active(stimuli.inhibitory()) / (400.0 * 450.0) - 0.2).abs() < 0.005);

        let mut agree = 0;
        for mu in 0..400 {
            for j in 0..450 {
                let same = stimuli.excitatory().contains(mu, j % 300) == stimuli.inhibitory().contains(mu, j);
                agree += usize::from(same);
            }
        }
        // P(equal) = c + (1 - c)(f^2 + (1-f)^2) = 0.6 + 0.4 * 0.68.
        assert!((agree as f64 / (400.0 * 450.0) - 0.872).abs() < 0.005);
    }

    #[test]
    fn full_co_tuning_copies_exactly() {
        let stimuli = Stimuli::draw(&Params { p: 20, ..Params::default() }, 1, 0);
        assert_eq!(stimuli.excitatory(), stimuli.inhibitory());
    }

    #[test]
    fn both_classes_are_always_present() {
        for f_out in [0.001, 0.999] {
            for seed in 0..20 {
                let params = Params { p: 2, f_out, ..Params::default() };
                let stimuli = Stimuli::draw(&params, seed, 0);
                assert!(stimuli.targets().contains(&true) && stimuli.targets().contains(&false));
            }
        }
    }

    #[test]
    fn a_further_draw_differs() {
        let params = Params { p: 20, ..Params::default() };
        assert_ne!(Stimuli::draw(&params, 1, 0), Stimuli::draw(&params, 1, 1));
        assert_eq!(Stimuli::draw(&params, 1, 1), Stimuli::draw(&params, 1, 1));
    }
}
