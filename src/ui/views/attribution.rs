//! Attribution: what each rule contributed to a stimulus' drive, to a weight, or in one presentation.

use crate::ui::keyed::Keyed;
use egui::{Color32, ComboBox, RichText, Ui, UiBuilder, vec2};

use super::effects_table::EffectsTable;
use super::plots::{self, Scale};
use super::stacked::{self, Part};
use super::{Context, View};
use crate::analysis::attribution::{ByRule, Moment, flip_sentence};
use crate::model::plasticity::Columns;
use crate::model::{Column, Population};
use crate::ui::format;
use crate::ui::legend::{self, Mark};
use crate::ui::rule_colors::rule_colors;
use crate::ui::theme::Palette;

/// Name of this view in saved arrangements.
pub const KEY: &str = "attribution";

/// Shows who changed what.
#[derive(Default)]
pub struct Attribution {
    subject: Subject,
    through: Through,
    table: EffectsTable,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
enum Subject {
    #[default]
    Stimulus,
    Synapse,
    Moment,
}

/// Through whose presentations a stimulus' drive was changed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
enum Through {
    #[default]
    All,
    Own,
    Others,
}

impl Through {
    const ALL: [Self; 3] = [Self::All, Self::Own, Self::Others];

    fn text(self) -> &'static str {
        match self {
            Self::All => "all presentations",
            Self::Own => "its own presentations",
            Self::Others => "presentations of others",
        }
    }
}

const AXIS: f32 = 40.0;

impl View for Attribution {
    fn key(&self) -> &'static str {
        KEY
    }

    fn title(&self) -> &'static str {
        "Attribution"
    }

    fn help(&self) -> &'static str {
        "Who changed what. Of a pinned stimulus: how much of the change of its drive since the run began each \
         rule accounts for, through its own presentations and through those of others (interference), and in \
         words what made it change its response; below, what presenting each stimulus has done to its own \
         currents and to those of the others. Of a pinned synapse: the same of its weight. Of one \
         presentation: click it in the E/I currents. What raises the drive is above zero, what lowers it \
         below."
    }

    fn plots(&self) -> &'static str {
        plots::HELP
    }

    fn heading(&mut self, ui: &mut Ui, _context: &mut Context<'_>) {
        ui.with_layout(egui::Layout::right_to_left(egui::Align::Center), |ui| {
            for (subject, name) in
                [(Subject::Moment, "Moment"), (Subject::Synapse, "Synapse"), (Subject::Stimulus, "Stimulus")]
            {
                ui.selectable_value(&mut self.subject, subject, name).keyed(name.to_lowercase());
            }
        });
    }

    fn show(&mut self, ui: &mut Ui, context: &mut Context<'_>) {
        match self.subject {
            Subject::Stimulus => self.stimulus(ui, context),
            Subject::Synapse => synapse(ui, context),
            Subject::Moment => moment(ui, context),
        }
    }
}

impl Attribution {
    /// The chart, and the table beside it or, where that is narrow, below it.
    fn stimulus(&mut self, ui: &mut Ui, context: &mut Context<'_>) {
        if context.view_requests.print {
            return self.chart(ui, context);
        }
        let space = ui.available_rect_before_wrap();
        let wide = space.width() > 760.0;
        let (chart, table) = if wide {
            space.split_left_right_at_fraction(0.46)
        } else {
            space.split_top_bottom_at_fraction(0.55)
        };
        ui.scope_builder(UiBuilder::new().max_rect(chart.shrink2(vec2(2.0, 0.0))).id_salt("chart"), |ui| {
            self.chart(ui, context);
        });
        ui.scope_builder(UiBuilder::new().max_rect(table.shrink2(vec2(4.0, 0.0))).id_salt("table"), |ui| {
            self.table.show(ui, context);
        });
        ui.allocate_rect(space, egui::Sense::hover());
    }

    fn chart(&mut self, ui: &mut Ui, context: &Context<'_>) {
        filling(ui, context);
        match &context.snapshot.pinned {
            Some(pinned) if pinned.moments.len() > 1 => {
                let sentence = match &pinned.flip {
                    Some(flip) => flip_sentence(&context.snapshot.columns, pinned.stimulus, flip),
                    None => {
                        let since = pinned.moments.first().map_or(0, |moment| moment.index);
                        format!(
                            "Stimulus {} has kept its response since presentation {since}.",
                            pinned.stimulus
                        )
                    }
                };
                ui.label(RichText::new(sentence).strong());
                ui.horizontal(|ui| {
                    if context.view_requests.print {
                        ui.label(format!("Changed through {}", self.through.text()));
                        return;
                    }
                    ui.label("Changed through");
                    let list =
                        ComboBox::from_id_salt("through").width(170.0).selected_text(self.through.text());
                    let list = list.show_ui(ui, |ui| {
                        for through in Through::ALL {
                            ui.selectable_value(&mut self.through, through, through.text());
                        }
                    });
                    list.response.accessible_name("through");
                });
                drive_chart(ui, context, &pinned.moments, self.through);
            }
            _ if context.view_requests.print => {}
            Some(pinned) => {
                ui.label(format!(
                    "Stimulus {} is pinned; it has to be shown twice before there is a change to explain.",
                    pinned.stimulus
                ));
            }
            None => {
                ui.label(
                    "Pin a stimulus to see why its drive changes: click it in the table, in the E/I plane or in \
                     the list of stimuli.",
                );
            }
        }
    }
}

/// Says that the past of what is pinned is still being computed.
fn filling(ui: &mut Ui, context: &Context<'_>) {
    if let Some(part) = context.snapshot.filling {
        let text = format!("Computing what happened before: {:.0} %", 100.0 * part);
        ui.add(egui::ProgressBar::new(part).desired_width(260.0).text(text));
    }
}

fn drive_chart(ui: &mut Ui, context: &Context<'_>, moments: &[Moment], through: Through) {
    let palette = context.palette;
    let of = |moment: &Moment| -> ByRule {
        match through {
            Through::All => moment.by_rule(),
            Through::Own => moment.own,
            Through::Others => moment.others,
        }
    };
    let rules = &context.snapshot.columns;
    let mut parts: Vec<Part<'_>> = rules
        .iter()
        .enumerate()
        .zip(rule_colors(rules, palette))
        .map(|((rule, of_rule), color)| Part {
            name: &of_rule.name,
            color,
            values: moments.iter().map(|moment| of(moment)[rule]).collect(),
        })
        .collect();
    if through == Through::All {
        let values = moments.iter().map(|moment| moment.rest).collect();
        parts.push(Part { name: "bounds and turnover", color: palette.theory, values });
        let values: Vec<f64> = moments.iter().map(|moment| moment.threshold).collect();
        if values.iter().any(|value| *value != 0.0) {
            parts.push(Part { name: "threshold", color: palette.target, values });
        }
    }
    show_legend(ui, &parts, palette, "change of its drive");
    let xs: Vec<f64> = moments.iter().map(|moment| moment.index as f64).collect();
    let height = ui.available_height().max(40.0);
    plots::plot("attribution", height, "Δh", AXIS)
        .units(["", plots::THRESHOLD_UNITS])
        .x_axis_label("presentation")
        .show(ui, |plot| stacked::draw(plot, &xs, &parts, palette));
}

fn show_legend(ui: &mut Ui, parts: &[Part<'_>], palette: &Palette, sum: &str) {
    let mut entries: Vec<(Mark, Color32, &str)> =
        parts.iter().map(|part| (Mark::Square, part.color, part.name)).collect();
    entries.push((Mark::Line, palette.main, sum));
    legend::show(ui, &entries);
}

/// The colours of the ledger's columns.
fn column_color(rules: &Columns, column: Column, palette: &Palette) -> Color32 {
    match column {
        Column::Rule(rule) => rule_colors(rules, palette).get(rule).copied().unwrap_or(palette.main),
        Column::Turnover => palette.theory,
        Column::Bounds => palette.target,
    }
}

fn synapse(ui: &mut Ui, context: &Context<'_>) {
    filling(ui, context);
    let palette = context.palette;
    let Some(pinned) = &context.snapshot.synapse else {
        ui.label("Pin a synapse to see who changes its weight: click it in the view of the weights.");
        return;
    };
    let now = &pinned.now;
    let (name, population) = match now.population {
        Population::Excitatory => ("w_E", Population::Excitatory),
        Population::Inhibitory => ("w_I", Population::Inhibitory),
    };
    let rules = &context.snapshot.columns;
    let mut changes: Vec<(Column, f64)> = Column::all(rules.len())
        .map(|column| (column, now.ledger.get(column)))
        .filter(|(_, change)| change.abs() >= 5e-4)
        .collect();
    changes.sort_by(|x, y| y.1.abs().total_cmp(&x.1.abs()));
    let words: Vec<String> =
        changes.iter().map(|(column, change)| format!("{} {change:+.3}", column.name(rules))).collect();
    let sentence = format!(
        "{name}[{}] went from {} to {}: {}.",
        now.synapse,
        format::number(now.start),
        format::number(now.weight),
        if words.is_empty() { "nothing has changed it".to_owned() } else { words.join(", ") }
    );
    ui.label(RichText::new(sentence).strong());
    let concerns = |column: &Column| match column {
        Column::Rule(rule) => rules.get(*rule).is_some_and(|rule| rule.population() == population),
        Column::Turnover | Column::Bounds => true,
    };
    let parts: Vec<Part<'_>> = Column::all(rules.len())
        .filter(concerns)
        .map(|column| Part {
            name: column.name(rules),
            color: column_color(rules, column, palette),
            values: pinned.points.iter().map(|point| point.ledger.get(column)).collect(),
        })
        .collect();
    show_legend(ui, &parts, palette, "change of its weight");
    let xs: Vec<f64> = pinned.points.iter().map(|point| point.epoch as f64).collect();
    let height = ui.available_height().max(40.0);
    plots::plot("synapse attribution", height, "Δw", AXIS)
        .x_axis_label("epoch")
        .show(ui, |plot| stacked::draw(plot, &xs, &parts, palette));
}

fn moment(ui: &mut Ui, context: &Context<'_>) {
    let (snapshot, palette) = (context.snapshot, context.palette);
    let Some(chosen) = *context.moment else {
        ui.label("Click a presentation in the view of the E/I currents to see what each rule did in it.");
        return;
    };
    let found = snapshot.recent.iter().zip(&snapshot.changes).find(|(now, _)| now.index == chosen);
    let Some((now, changes)) = found else {
        ui.label(format!(
            "Presentation {} is not among the last {} shown here; go to it on the timeline.",
            format::count(chosen),
            snapshot.recent.len()
        ));
        return;
    };
    let released = match (now.release.ach.is_some(), now.release.na.is_some()) {
        (true, true) => "with ACh and NA",
        (true, false) => "with ACh",
        (false, true) => "with NA",
        (false, false) => "without modulators",
    };
    ui.label(
        RichText::new(format!(
            "Presentation {}: stimulus {}, {}, {released}: i_E {}, i_I {}, drive {}; it {}.",
            format::count(now.index),
            now.stimulus,
            if now.target { "a target" } else { "no target" },
            format::number(now.i_e),
            format::number(now.i_i),
            format::number(now.drive),
            if now.fired { "fired" } else { "stayed silent" },
        ))
        .strong(),
    );
    let rules = &snapshot.columns;
    let words: Vec<String> =
        rules.iter().zip(changes).map(|(rule, change)| format!("{} {change:+.4}", rule.name)).collect();
    ui.label(format!("The rules asked of its drive: {}.", words.join(", ")));
    let named = rules.iter().zip(changes).zip(rule_colors(rules, palette)).enumerate();
    let bars: Vec<_> =
        named.map(|(at, ((rule, change), color))| (rule.name.clone(), [at as f64, *change], color)).collect();
    let height = ui.available_height().max(40.0);
    plots::plot("moment", height, "Δh", AXIS)
        .units(["", plots::THRESHOLD_UNITS])
        .include_y(0.0)
        .x_scale(Scale::names(rules.iter().map(|rule| rule.name.as_str())))
        .include_x(-0.6)
        .include_x(rules.len() as f64 - 0.4)
        .show(ui, |plot| plot.bars(0.6, bars.clone()));
}
