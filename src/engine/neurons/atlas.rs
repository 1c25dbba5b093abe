//! An atlas that grows in the background, with a clock of its own.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use crate::analysis::atlas::{
    AtlasError, Axis, Compared, Frame, Growing, Measure, Plan, PlanError, Region, critical, frames, regions,
    train_points,
};
use crate::analysis::training::Schedule;
use crate::engine::task::{Reporter, Task, in_background};
use crate::model::Params;

/// Between two looks at whether it may go on.
const PATIENCE: Duration = Duration::from_millis(20);

/// The clock of an atlas: it goes on, or waits.
#[derive(Debug, Clone, Default)]
pub struct Clock(Arc<AtomicBool>);

impl Clock {
    /// Waits, or goes on.
    pub fn pause(&self, pause: bool) {
        self.0.store(pause, Ordering::Relaxed);
    }

    /// Does it wait?
    pub fn paused(&self) -> bool {
        self.0.load(Ordering::Relaxed)
    }
}

/// What there is of an atlas.
#[derive(Debug, Clone)]
pub struct Grown {
    /// What is computed.
    pub plan: Arc<Plan>,
    /// What was read so far, in order of epochs.
    pub frames: Vec<Arc<Frame>>,
    /// Where conditions hold that hold in a part of it.
    pub regions: Arc<Vec<Region>>,
    /// P at the critical load, where one of the axes is P.
    pub critical: Option<Arc<Vec<f64>>>,
}

impl Grown {
    /// An atlas of which nothing is computed.
    pub fn planned(plan: Plan) -> Self {
        let critical = critical(&plan).map(Arc::new);
        Self { regions: Arc::new(regions(&plan)), critical, plan: Arc::new(plan), frames: Vec::new() }
    }

    /// Finished part, from 0 to 1.
    pub fn progress(&self) -> f32 {
        let done = self.frames.last().map_or(0, |frame| frame.epoch);
        done as f32 / self.plan.schedule.total().max(1) as f32
    }
}

/// Begins to grow an atlas on all cores but one.
///
/// # Errors
/// A plan that cannot be computed.
pub fn grow(
    plan: Plan,
    clock: &Clock,
    wake: impl Fn() + Send + Sync + 'static,
) -> Result<Task<Grown>, PlanError> {
    plan.check()?;
    let clock = clock.clone();
    Ok(Task::start(Grown::planned(plan.clone()), wake, move |reporter: &Reporter<Grown>| {
        in_background(|| {
            let schedule = plan.schedule;
            let mut growing = Growing::new(plan).map_err(|error| error.to_string())?;
            for epoch in frames(schedule) {
                while clock.paused() && !reporter.cancel().load(Ordering::Relaxed) {
                    std::thread::sleep(PATIENCE);
                }
                let frame =
                    growing.advance_to(epoch, reporter.cancel()).map_err(|error| error.to_string())?;
                let frame = Arc::new(frame);
                reporter.update(|grown| grown.frames.push(Arc::clone(&frame)));
            }
            Ok(())
        })
    }))
}

/// An atlas that grows while a step of a demonstration is shown, around the neuron that it shows.
#[derive(Debug, Clone, PartialEq)]
pub struct AtlasStep {
    /// Horizontal.
    pub x: Axis,
    /// Vertical.
    pub y: Axis,
    /// How long its neurons train.
    pub schedule: Schedule,
    /// With what they are compared.
    pub compared: Option<Compared>,
    /// What is shown of them.
    pub measure: Measure,
    /// A line is drawn where it has this value.
    pub level: f64,
}

impl AtlasStep {
    /// Its plan, around this neuron.
    pub fn plan(&self, params: &Params, seed: u64) -> Plan {
        Plan {
            base: params.clone(),
            x: self.x.clone(),
            y: Some(self.y.clone()),
            seeds: 1,
            first_seed: seed,
            schedule: self.schedule,
            compared: self.compared.clone(),
        }
    }

    /// Part of its neurons whose measure is above the line, once all have trained.
    ///
    /// # Errors
    /// A neuron that cannot be built.
    pub fn part(&self, params: &Params, seed: u64) -> Result<f64, AtlasError> {
        let plan = self.plan(params, seed);
        let trained = train_points(&plan, &plan.points(), &[], &AtomicBool::new(false), |_| ())?;
        let above = trained.iter().filter(|one| one.measure(self.measure) > self.level).count();
        Ok(above as f64 / trained.len().max(1) as f64)
    }
}

#[cfg(test)]
mod tests {
    use std::time::Instant;

    use super::*;
    use crate::engine::task::Stage;

    fn plan(epochs: u64) -> Plan {
        Plan {
            base: Params { n_e: 20, n_i: 20, p: 12, ..Params::default() },
            x: "rho_A=0.1..0.9:4".parse().unwrap(),
            y: Some("A_A=0.1..2:3".parse().unwrap()),
            seeds: 1,
            first_seed: 1,
            schedule: Schedule { epochs, unsupervised: Some(5) },
            compared: None,
        }
    }

    fn wait(task: &Task<Grown>, until: impl Fn(&Grown, Stage) -> bool) {
        let start = Instant::now();
        while !until(&task.state().value, task.state().stage) {
            assert!(start.elapsed() < Duration::from_secs(20), "it never came");
            std::thread::sleep(Duration::from_millis(2));
        }
    }

    #[test]
    fn an_atlas_waits_goes_on_and_ends() {
        let clock = Clock::default();
        clock.pause(true);
        let task = grow(plan(30), &clock, || ()).unwrap();
        std::thread::sleep(4 * PATIENCE);
        assert!(task.state().value.frames.is_empty());
        clock.pause(false);
        wait(&task, |_, stage| stage == Stage::Finished);
        let grown = task.state().value.clone();
        assert_eq!(grown.progress(), 1.0);
        assert_eq!(
            grown.frames.iter().map(|frame| frame.epoch).collect::<Vec<_>>(),
            frames(grown.plan.schedule)
        );
    }

    #[test]
    fn an_atlas_that_waits_can_be_cancelled_and_keeps_what_it_has() {
        let clock = Clock::default();
        let task = grow(plan(1_000_000_000), &clock, || ()).unwrap();
        wait(&task, |grown, _| grown.frames.len() >= 5);
        clock.pause(true);
        task.cancel();
        wait(&task, |_, stage| stage == Stage::Cancelled);
        assert!(task.state().value.frames.len() >= 5);
        let refused = Plan { seeds: 0, ..plan(1) };
        assert!(grow(refused, &clock, || ()).is_err());
    }
}
