//! An animation of a neuron that learns: its first presentations beat by beat, then faster and faster until it has learned.

use std::path::Path;

use egui::Theme;

use super::animation::{Animation, AnimationError};
use super::offscreen::{OffscreenError, OffscreenRenderer};
use super::raster;
use crate::engine::{Command, RunState, Session, Snapshot, Speed, Transport};
use crate::ui::pace::LEARNED;
use crate::ui::views::{self, Beat, Moment};

/// Frames a second.
const FPS: f32 = 8.0;
/// Presentations that are shown beat by beat, and frames of a beat.
const BEATS: (u64, usize) = (3, 11);
/// Frames of the run that follows, and how long the last one stays.
const FRAMES: (u64, usize) = (56, 24);
/// Presentations after which it counts as learned in any case, in epochs.
const MOST_EPOCHS: u64 = 2000;

/// Why there is no animation.
#[derive(Debug, thiserror::Error)]
pub enum LearningError {
    /// The views cannot be drawn.
    #[error(transparent)]
    Views(#[from] OffscreenError),
    /// The pixels cannot be drawn.
    #[error("the frames cannot be drawn: {0}")]
    Pixels(String),
    /// It cannot be written.
    #[error(transparent)]
    Animation(#[from] AnimationError),
}

/// What is drawn, and how large.
#[derive(Debug, Clone)]
pub struct Plan<'a> {
    /// Keys of one view or two.
    pub views: Vec<&'a str>,
    /// Width and height in points, which are pixels.
    pub size: [f32; 2],
    /// Light or dark.
    pub theme: Theme,
}

/// Runs `session` and writes its animation to `path`; gives how many presentations were run. `progress` is told the part that
/// is done.
///
/// # Errors
/// [`LearningError`]; then there is no file.
pub fn write(
    path: &Path,
    mut session: Session,
    plan: &Plan<'_>,
    progress: impl Fn(f32),
) -> Result<u64, LearningError> {
    let mut stage = OffscreenRenderer::new(&plan.views, plan.size.into(), plan.theme)?;
    let mut scenes: Vec<(Snapshot, Moment, usize)> = Vec::new();
    for _ in 0..BEATS.0 {
        run(&mut session, 1);
        let snapshot = session.snapshot(0.0);
        scenes.extend(Beat::ALL.map(|beat| (snapshot.clone(), Moment::Beat(beat), BEATS.1)));
    }
    for made in moments(&session) {
        let ahead = made - session.simulation().presentations();
        run(&mut session, ahead);
        // As it is seen while it runs.
        let snapshot = Snapshot { run: RunState::Running, speed: Speed::Unlimited, ..session.snapshot(0.0) };
        scenes.push((snapshot, Moment::Means, 1));
    }
    if let Some(last) = scenes.last_mut() {
        last.2 = FRAMES.1;
    }
    let made = session.simulation().presentations();
    let title = format!("{}: the first {made} presentations", plan.views.join(", "));
    let origin = views::of_run(&title, "", &session.snapshot(0.0));
    // Once through for what the axes have to span, then once more for the frames.
    for (snapshot, moment, _) in &scenes {
        stage.neuron = *moment;
        stage.survey(snapshot);
    }
    stage.hold();
    let pixels = plan.size.map(|side| side as usize);
    let mut animation = Animation::create(path, pixels, FPS, &origin)?;
    let all = scenes.len() as f32;
    for (at, (snapshot, moment, frames)) in scenes.iter().enumerate() {
        stage.neuron = *moment;
        let image = raster::render(&stage.draw(snapshot), 1.0)
            .map_err(|error| LearningError::Pixels(error.to_string()))?;
        for _ in 0..*frames {
            animation.add(&image)?;
        }
        progress((at + 1) as f32 / all);
    }
    animation.finish()?;
    Ok(made)
}

fn run(session: &mut Session, presentations: u64) {
    session.apply(Command::Transport(Transport::RunFor(presentations)));
    while session.run_state() != RunState::Paused {
        session.advance(u64::MAX);
    }
}

/// The moments of the frames: further and further apart, up to the end of the epoch in which it has learned.
fn moments(session: &Session) -> Vec<u64> {
    let mut ahead = session.clone();
    let first = ahead.simulation().presentations();
    let p = ahead.simulation().params().p as u64;
    run(&mut ahead, p - first % p);
    for _ in 0..MOST_EPOCHS {
        run(&mut ahead, p);
        let simulation = ahead.simulation();
        if simulation.recall().measures(simulation.params()).balanced_accuracy >= LEARNED {
            break;
        }
    }
    let last = ahead.simulation().presentations();
    // Slow at first: the third power of time.
    let part = |at: u64| (at as f64 / FRAMES.0 as f64).powi(3);
    let mut moments: Vec<u64> =
        (1..=FRAMES.0).map(|at| first + ((last - first) as f64 * part(at)).round() as u64).collect();
    if let Some(end) = moments.last_mut() {
        *end = last;
    }
    moments.retain(|&moment| moment > first);
    moments.dedup();
    moments
}
