//! What a session keeps of an atlas: its plan, and its frames at the end of each phase.

use std::sync::Arc;

use serde::{Deserialize, Serialize};

use crate::analysis::atlas::{Compared, Frame, Plan};
use crate::analysis::training::Schedule;
use crate::engine::atlas::Grown;
use crate::model::{ParamId, Params};

/// In a session file.
#[derive(Debug, Serialize, Deserialize)]
pub struct Kept {
    base: Params,
    x: String,
    y: Option<String>,
    seeds: u64,
    first_seed: u64,
    epochs: u64,
    unsupervised: Option<u64>,
    compared: Option<Vec<(ParamId, f64)>>,
    frames: Vec<Frame>,
}

impl Kept {
    /// Of an atlas: of what is there, the last frame of each phase.
    pub fn of(grown: &Grown) -> Self {
        let Plan { base, x, y, seeds, first_seed, schedule, compared } = grown.plan.as_ref();
        let last = |unsupervised: bool| {
            let of_phase = |frame: &&Arc<Frame>| (frame.epoch > schedule.epochs) == unsupervised;
            grown.frames.iter().rfind(of_phase).map(|frame| frame.as_ref().clone())
        };
        Self {
            base: base.clone(),
            x: x.to_string(),
            y: y.as_ref().map(ToString::to_string),
            seeds: *seeds,
            first_seed: *first_seed,
            epochs: schedule.epochs,
            unsupervised: schedule.unsupervised,
            compared: compared.as_ref().map(|compared| compared.settings.clone()),
            frames: [last(false), last(true)].into_iter().flatten().collect(),
        }
    }

    /// The atlas, if these can be its frames.
    pub fn grown(self) -> Option<Grown> {
        let plan = Plan {
            base: self.base,
            x: self.x.parse().ok()?,
            y: self.y.map(|y| y.parse()).transpose().ok()?,
            seeds: self.seeds,
            first_seed: self.first_seed,
            schedule: Schedule { epochs: self.epochs, unsupervised: self.unsupervised },
            compared: self.compared.map(|settings| Compared { settings, rules: None }),
        };
        plan.check().ok()?;
        let fits = |frame: &Frame| frame.len() == plan.cells() && frame.epoch <= plan.schedule.total();
        let sound =
            self.frames.iter().all(fits) && self.frames.is_sorted_by(|one, next| one.epoch < next.epoch);
        sound.then(|| Grown {
            frames: self.frames.into_iter().map(Arc::new).collect(),
            ..Grown::planned(plan)
        })
    }
}

#[cfg(test)]
mod tests {
    use std::sync::atomic::AtomicBool;

    use super::*;
    use crate::analysis::atlas::{Growing, Quantity};

    #[test]
    fn an_atlas_comes_back_with_the_ends_of_its_phases() {
        let plan = Plan {
            base: Params { n_e: 20, n_i: 20, p: 12, ..Params::default() },
            x: "rho_A=0.1..0.9:4".parse().unwrap(),
            y: Some("A_A=0.1..2:3:log".parse().unwrap()),
            seeds: 2,
            first_seed: 5,
            schedule: Schedule { epochs: 6, unsupervised: Some(3) },
            compared: Some(Compared { settings: vec![(ParamId::rule_n, 0.0)], rules: None }),
        };
        let mut growing = Growing::new(plan.clone()).unwrap();
        let go = AtomicBool::new(false);
        let frames: Vec<Arc<Frame>> =
            [1, 6, 9].map(|epoch| Arc::new(growing.advance_to(epoch, &go).unwrap())).to_vec();
        let grown = Grown { frames: frames.clone(), ..Grown::planned(plan.clone()) };
        let bytes = rmp_serde::to_vec_named(&Kept::of(&grown)).unwrap();
        let again = rmp_serde::from_slice::<Kept>(&bytes).unwrap().grown().unwrap();
        assert_eq!(*again.plan, plan);
        assert_eq!(again.frames, frames[1..]);
        assert_eq!(again.frames[0].get(3, Quantity::Difference), frames[1].get(3, Quantity::Difference));
        // What does not fit is left out.
        let mut other = Kept::of(&grown);
        other.x = "rho_A=0.1..0.9:5".to_owned();
        assert!(other.grown().is_none());
        let mut other = Kept::of(&grown);
        other.epochs = 2;
        assert!(other.grown().is_none());
    }
}
