//! A simulation whose associations or weights are given instead of drawn.
//!
//! A kept state draws its associations again from the seed, which given ones are not a function of. So a
//! simulation with given stimuli has no draws, its [`Simulation::state`] is refused by
//! [`Simulation::from_state`], and parameters that would rebuild it are refused.

use std::sync::Arc;

use super::patterns::Patterns;
use super::{ModelError, Params, Population, Simulation, Stimuli, Weights};

impl Stimuli {
    /// Stimuli with these active inputs, ascending, of `n_e` and `n_i`, and no targets; of what is not an input or does
    /// not ascend, none.
    pub fn given(excitatory: &[Vec<u32>], inhibitory: &[Vec<u32>], (n_e, n_i): (usize, usize)) -> Self {
        let patterns = |rows: &[Vec<u32>], inputs: usize| {
            let mut patterns = Patterns::new(inputs);
            for row in rows {
                let sound = row.is_sorted_by(|x, y| x < y);
                patterns.push(row.iter().copied().filter(|_| sound));
            }
            patterns
        };
        let targets = vec![false; excitatory.len()];
        Self::of_patterns(patterns(excitatory, n_e), patterns(inhibitory, n_i), targets)
    }
}

impl Simulation {
    /// A neuron at its start as [`Simulation::new`], but with these associations.
    ///
    /// # Errors
    /// As [`Simulation::new`], or stimuli that do not have P, N_E and N_I of the parameters.
    pub fn with_stimuli(params: Params, stimuli: Arc<Stimuli>, seed: u64) -> Result<Self, ModelError> {
        let inputs = |patterns: &Patterns| patterns.inputs();
        let there = (stimuli.len(), inputs(stimuli.excitatory()), inputs(stimuli.inhibitory()));
        if there != (params.p, params.n_e, params.n_i) {
            let (p, n_e, n_i) = there;
            return Err(ModelError::Given {
                what: format!("P = {p}, N_E = {n_e} and N_I = {n_i} in the stimuli"),
            });
        }
        params.check_buildable()?;
        Ok(Self::at_start(params, seed, stimuli, Vec::new()))
    }

    /// Are some of the associations not a function of the seed?
    pub fn has_given_stimuli(&self) -> bool {
        self.draws.iter().map(|draw| draw.count).sum::<usize>() != self.params.p
    }

    /// Replaces the starting weights of one population; nothing must have been shown yet.
    ///
    /// # Errors
    /// Not one weight for each synapse, or one that is not within the bounds; nothing has changed then.
    pub fn set_start(&mut self, population: Population, weights: Vec<f64>) -> Result<(), ModelError> {
        if self.presentations() > 0 {
            return Err(ModelError::Given { what: "starting weights after the start".to_owned() });
        }
        let n = self.weights(population).len();
        let upper = self.params().upper_bound(n);
        if weights.len() != n {
            return Err(ModelError::Given { what: format!("{} weights for {n} synapses", weights.len()) });
        }
        if let Some(weight) = weights.iter().find(|weight| !(0.0..=upper).contains(*weight)) {
            return Err(ModelError::Given {
                what: format!("a weight of {weight} with bounds 0 and {upper}"),
            });
        }
        let weights = Weights::from_values(population, weights);
        match population {
            Population::Excitatory => self.excitatory = weights,
            Population::Inhibitory => self.inhibitory = weights,
        }
        self.prepare_accounts();
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::ParamId;

    fn given() -> Simulation {
        let params = Params { p: 20, n_e: 50, n_i: 50, ..Params::default() };
        let stimuli = Arc::new(Stimuli::draw(&params, 9, 0));
        Simulation::with_stimuli(params, stimuli, 1).unwrap()
    }

    #[test]
    fn given_stimuli_are_learned_as_drawn_ones() {
        let params = Params { p: 20, n_e: 50, n_i: 50, ..Params::default() };
        let mut drawn = Simulation::new(params.clone(), 1).unwrap();
        let mut given = Simulation::with_stimuli(params, drawn.share_stimuli(), 1).unwrap();
        drawn.run_epochs(20);
        given.run_epochs(20);
        assert_eq!(drawn.recall(), given.recall());
    }

    #[test]
    fn a_simulation_with_given_stimuli_cannot_be_kept_or_built_again() {
        let mut simulation = given();
        assert!(
            Simulation::from_state(simulation.state(), &mut crate::model::state::StimulusCache::default())
                .is_err()
        );
        let before = simulation.params().clone();
        assert!(simulation.set_params(Params { c: 0.5, ..before.clone() }).is_err());
        assert_eq!(simulation.params(), &before);
        assert!(simulation.set_params(Params { b: 1.0, ..before }).is_ok());
        assert_eq!(simulation.params().get(ParamId::b), 1.0);
    }

    #[test]
    fn what_does_not_fit_is_refused() {
        let simulation = given();
        let wrong = Params { p: 21, ..simulation.params().clone() };
        assert!(Simulation::with_stimuli(wrong, simulation.share_stimuli(), 1).is_err());
        for weights in [vec![0.1; 49], vec![f64::NAN; 50], vec![-0.1; 50], vec![1e9; 50]] {
            assert!(given().set_start(Population::Excitatory, weights).is_err());
        }
        let mut simulation = given();
        assert!(simulation.set_start(Population::Inhibitory, vec![0.25; 50]).is_ok());
        assert_eq!(simulation.weights(Population::Inhibitory).start(3), 0.25);
        simulation.present();
        assert!(simulation.set_start(Population::Inhibitory, vec![0.25; 50]).is_err());
    }
}
