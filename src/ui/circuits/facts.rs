//! What the bottom line says of a circuit.

use egui::RichText;

use super::CircuitSnapshot;
use crate::circuits::Trials;
use crate::engine::RunState;
use crate::engine::circuits::CircuitRecipe;
use crate::ui::format;

/// What a step is called.
pub fn steps(snapshot: &CircuitSnapshot) -> &'static str {
    match snapshot.now.task.trials {
        Trials::Layered(_) | Trials::Associations => "presentations",
        Trials::Recurrent(_) => "steps",
        Trials::Pairs => "pairs",
    }
}

/// What it is doing, and how early each part is left out.
pub fn doing(snapshot: &CircuitSnapshot, drawn: String) -> Vec<(RichText, u8)> {
    let state = match (&snapshot.diverged, snapshot.run) {
        (Some(_), _) => "diverged",
        (None, RunState::Paused) => "paused",
        (None, _) => "running",
    };
    let steps = steps(snapshot);
    let made = if snapshot.steps == 1 { steps.trim_end_matches('s') } else { steps };
    vec![
        (RichText::new(state).strong(), 0),
        (format!("{} {made}", format::count(snapshot.steps)).into(), 1),
        (format!("{} {steps}/s", format::count(snapshot.rate.round() as u64)).into(), 2),
        (drawn.into(), 3),
    ]
}

/// What it has learned, for presentation mode.
pub fn learned(snapshot: &CircuitSnapshot) -> Vec<(RichText, u8)> {
    let last = snapshot.curve.last();
    let right = right(snapshot);
    let mut all = vec![
        (RichText::new(format!("{} {}", format::count(snapshot.steps), steps(snapshot))), 2),
        (RichText::new(format!("{right} {:.3}", last.measures.right)).strong(), 1),
    ];
    if let Some(alignment) = &last.alignment {
        all.push((RichText::new(format!("cosine {:.2}", alignment.cosine)), 3));
    }
    all
}

/// What the share of right answers is called: a curve to be drawn has none, but variance that is explained; where most
/// answers are to be silent, both classes count alike.
pub fn right(snapshot: &CircuitSnapshot) -> &'static str {
    match (snapshot.now.task.key, snapshot.now.task.trials) {
        ("pattern", _) => "variance explained",
        (_, Trials::Associations) => "balanced accuracy",
        _ => "right",
    }
}

/// The command that computes what is on screen.
pub fn command(snapshot: &CircuitSnapshot) -> String {
    CircuitRecipe::new(&snapshot.origin, &snapshot.log, snapshot.timeline.made).command_line()
}
