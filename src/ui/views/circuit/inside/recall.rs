//! Recall: the index finds its pattern from the cue alone, then Y is read out.

use egui::{Align2, Sense, Ui};

use crate::circuits::index::{IndexInside, MINICOLUMNS};
use crate::ui::theme::Palette;
use crate::ui::views::circuit::parts::{self, Heat};
use crate::ui::views::plots::{self, Scale};

const AXIS: f32 = 44.0;

/// Shows the index at every update above, and the support of every pattern of Y below.
pub fn show(ui: &mut Ui, heat: &mut Heat, inside: &IndexInside, palette: &Palette) {
    let Some(recall) = inside.recalls.get(parts::moment_shown(ui, "pair", inside.recalls.len())) else {
        parts::nothing(ui, "Nothing is stored yet: play, or step.");
        return;
    };
    let line = parts::line(ui);
    let height = ui.available_height();
    let space = ui.allocate_exact_size(egui::vec2(ui.available_width(), height * 0.5), Sense::hover()).0;
    let text = "Index Z: units from the left, updates from the top";
    parts::note(ui, space.left_top(), Align2::LEFT_TOP, text, palette.weak);
    let body = space.with_min_y(space.top() + line).with_min_x(space.left() + AXIS);
    let units = recall.index.first().map_or(0, Vec::len);
    let cell = |unit: usize, update: usize| {
        let o = recall.index[update][unit];
        (o, parts::shade(o, 1.0, palette))
    };
    heat.show(ui, body, [units, recall.index.len()], cell, palette, |unit, update| {
        format!("update {update}, hypercolumn {}, unit {}", unit / MINICOLUMNS, unit % MINICOLUMNS)
    });
    let names: Vec<String> = (1..=recall.scores.len()).map(|pattern| pattern.to_string()).collect();
    let bar = |(at, score): (usize, &f64)| {
        let ink = match at == recall.wanted {
            true => palette.target,
            false => palette.inhibitory,
        };
        (names[at].clone(), [at as f64, *score], ink)
    };
    let bars: Vec<_> = recall.scores.iter().enumerate().map(bar).collect();
    let height = ui.available_height().max(10.0);
    plots::plot("circuit support", height, "summed support", AXIS)
        .x_axis_label("pattern of Y; the wanted one is amber")
        .x_scale(Scale::names(names.iter().map(String::as_str)))
        .still((-0.6, recall.scores.len() as f64 - 0.4))
        .include_y(0.0)
        .show(ui, |plot| plot.bars(0.7, bars.clone()));
}
