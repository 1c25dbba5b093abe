//! What plots show over the frames of an animation, so that their axes stand still.

use std::collections::HashMap;

use egui::util::id_type_map::RawKey;
use egui_plot::{PlotBounds, PlotMemory};

use super::capture::Images;

/// The bounds of every plot, merged over all frames that were added.
#[derive(Default)]
pub struct Extents(HashMap<RawKey, PlotBounds>);

impl Extents {
    /// Adds the bounds that the plots of `ctx` have now.
    pub fn add(&mut self, ctx: &egui::Context) {
        ctx.data(|data| {
            let keys: Vec<RawKey> = data.temp_keys().collect();
            for key in keys {
                if let Some(memory) =
                    data.get_temp_raw(key).and_then(|value| value.downcast_ref::<PlotMemory>())
                {
                    self.0.entry(key).or_insert(PlotBounds::NOTHING).merge(memory.bounds());
                }
            }
        });
    }

    /// Gives every plot of `ctx` the bounds that it needs for all frames, as if a person had chosen them.
    pub fn hold(&self, ctx: &egui::Context) {
        ctx.data_mut(|data| {
            let keys: Vec<RawKey> = data.temp_keys().collect();
            for key in keys {
                let Some(value) = data.get_temp_raw_mut(key) else { continue };
                if let Some(memory) = value.downcast_mut::<PlotMemory>() {
                    if let Some(bounds) = self.0.get(&key) {
                        memory.set_bounds(*bounds);
                        memory.auto_bounds = false.into();
                    }
                } else if !value.is::<Images>() {
                    // Among the rest is what linked plots have of each other, of a type that has no name here: it
                    // would bring back the bounds of one frame. All of it grows again in the next frames.
                    data.remove_temp_raw(key);
                }
            }
        });
    }
}
