//! What views and the rest of the window hand each other: pictures wanted, files to import, what is to be
//! chosen or copied.

use std::collections::HashMap;
use std::path::PathBuf;

use egui::{Rect, Ui};

use super::Context;
use super::atlas::AtlasData;
use super::neuron::Beat;
use super::rules::RuleText;
use crate::engine::atlas::AtlasStep;
use crate::model::{ParamId, Params};
use crate::ui::export::capture::Beginning;
use crate::ui::export::{Picture, Provenance};

/// Things on their way.
#[derive(Default)]
pub struct ViewRequests {
    /// A picture wanted of a view.
    pub capture: Option<Capture>,
    /// Where views and bars were drawn last, by key.
    pub places: HashMap<&'static str, Rect>,
    /// Key of the view that the pointer was over last.
    pub pointed: Option<&'static str>,
    /// A file of recordings to import.
    pub import: Option<PathBuf>,
    /// A text of a rule to edit.
    pub edit_rule: Option<RuleText>,
    /// A text of a rule to be saved.
    pub save_rule: Option<RuleText>,
    /// A parameter to be swept.
    pub sweep: Option<ParamId>,
    /// An atlas to be grown around a neuron of these parameters and this seed.
    pub grow_atlas: Option<(AtlasStep, Params, u64)>,
    /// An atlas to be saved.
    pub save_atlas: Option<AtlasData>,
    /// A file is to be chosen.
    pub choose: bool,
    /// What is drawn is for print: without what can be pressed, chosen or dragged.
    pub print: bool,
    /// The ends of colour scales.
    pub scales: Scales,
    /// What the view of the neuron shows.
    pub neuron: Moment,
    /// A key asks for the next beat, or for the one before.
    pub beat: Option<bool>,
}

/// What the view of the neuron shows.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Moment {
    /// What the clock and the person say.
    #[default]
    Live,
    /// This beat of the last presentation.
    Beat(Beat),
    /// Means by class.
    Means,
}

/// The upper ends of colour scales, by name: of what is drawn, unless they are to stand still in an animation.
#[derive(Debug, Default)]
pub enum Scales {
    /// Each is that of what is drawn.
    #[default]
    Free,
    /// The same, and the largest are kept.
    Noted(HashMap<&'static str, f32>),
    /// Each is the largest that was kept.
    Held(HashMap<&'static str, f32>),
}

impl Scales {
    /// The end to use where what is drawn wants `top`.
    pub fn top(&mut self, name: &'static str, top: f32) -> f32 {
        match self {
            Self::Free => top,
            Self::Noted(tops) => {
                let largest = tops.entry(name).or_insert(top);
                *largest = largest.max(top);
                top
            }
            Self::Held(tops) => tops.get(name).map_or(top, |largest| largest.max(top)),
        }
    }

    /// From now on the largest ones that were kept.
    pub fn hold(&mut self) {
        if let Self::Noted(tops) = self {
            *self = Self::Held(std::mem::take(tops));
        }
    }
}

/// A picture that is wanted, and what was taken.
pub struct Capture {
    key: String,
    taken: Option<(Picture, Provenance)>,
}

impl Capture {
    /// A picture of the view with this key.
    pub fn of(key: &str) -> Self {
        Self { key: key.to_owned(), taken: None }
    }

    /// Has the view been drawn?
    pub fn is_taken(&self) -> bool {
        self.taken.is_some()
    }

    /// The picture, if the view has been drawn, and where it comes from.
    pub fn taken(self) -> Option<(Picture, Provenance)> {
        self.taken
    }
}

/// Begins the picture if one is wanted of the view with this key.
pub fn begin(ui: &Ui, key: &str, context: &Context<'_>) -> Option<Beginning> {
    let capture = context.view_requests.capture.as_ref();
    let wanted = capture.is_some_and(|capture| capture.key == key && capture.taken.is_none());
    wanted.then(|| Beginning::of(ui))
}

/// Ends it: what has been painted within `rect` is in it, and comes from `origin`.
pub fn end(ui: &Ui, begun: Option<Beginning>, rect: Rect, origin: Provenance, context: &mut Context<'_>) {
    if let (Some(begun), Some(capture)) = (begun, context.view_requests.capture.as_mut()) {
        let picture = begun.picture(ui, rect, context.palette.panel);
        capture.taken = Some((picture, origin));
    }
}
