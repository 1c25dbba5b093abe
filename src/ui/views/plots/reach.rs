//! How far plots reach over all frames of an animation, so that their axes stand still.

use std::collections::HashMap;

use egui::{Context, Id, Ui};

use super::screen::Span;

/// What shows everything, of every plot that was drawn.
type Fits = HashMap<Id, [Span; 2]>;

/// Kept with the context in which the frames are drawn; a window has none.
#[derive(Debug, Clone)]
enum Reach {
    /// What every frame needs is merged.
    Noted(Fits),
    /// Every frame shows all that was noted.
    Held(Fits),
}

/// From now on notes how far the plots of `ctx` reach.
pub fn note(ctx: &Context) {
    ctx.data_mut(|data| {
        data.get_temp_mut_or_insert_with(Id::NULL, || Reach::Noted(Fits::new()));
    });
}

/// From now on every plot of `ctx` shows all that was noted.
pub fn hold(ctx: &Context) {
    ctx.data_mut(|data| {
        if let Some(Reach::Noted(fits)) = data.get_temp(Id::NULL) {
            data.insert_temp(Id::NULL, Reach::Held(fits));
        }
    });
}

/// What the plot with this name shows where `fit` shows everything. Along an axis that is `fixed`, that stays.
pub(super) fn of(ui: &Ui, id: Id, fit: [Span; 2], fixed: [bool; 2]) -> [Span; 2] {
    let merged = |kept: Option<&[Span; 2]>| {
        let kept = kept.copied().unwrap_or(fit);
        [0, 1].map(|d| match fixed[d] {
            true => fit[d],
            false => [fit[d][0].min(kept[d][0]), fit[d][1].max(kept[d][1])],
        })
    };
    // Nothing is made where there is none.
    let held = ui.data(|data| match data.get_temp::<Reach>(Id::NULL)? {
        Reach::Held(fits) => Some(Some(merged(fits.get(&id)))),
        Reach::Noted(_) => Some(None),
    });
    match held {
        None => fit,
        Some(Some(held)) => held,
        Some(None) => {
            ui.data_mut(|data| {
                if let Reach::Noted(fits) =
                    data.get_temp_mut_or_insert_with(Id::NULL, || Reach::Noted(Fits::new()))
                {
                    let all = merged(fits.get(&id));
                    fits.insert(id, all);
                }
            });
            fit
        }
    }
}
