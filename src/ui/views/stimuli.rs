//! The list of all associations, to be sorted, pinned and paired.

use crate::ui::keyed::Keyed;
use egui::{Color32, RichText, ScrollArea, Sense, Ui};
use egui_extras::{Column, TableBuilder, TableRow};

use super::table::{cell, heading};
use super::{Context, View};
use crate::engine::{Action, Command, Look, Snapshot, Wants};
use crate::ui::format;

/// Name of this view in saved arrangements.
pub const KEY: &str = "stimuli";

/// Shows every association.
pub struct StimuliView {
    by: Field,
    descending: bool,
    order: Vec<usize>,
    sorted_at: f64,
    scroll_to: Option<usize>,
    pinned: Option<usize>,
}

impl Default for StimuliView {
    fn default() -> Self {
        Self {
            by: Field::Number,
            descending: false,
            order: Vec::new(),
            sorted_at: f64::NEG_INFINITY,
            scroll_to: None,
            pinned: None,
        }
    }
}

/// Seconds between reorderings, so that rows can be read while the simulation runs.
const CALM: f64 = 1.0;

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Field {
    Number,
    Target,
    Response,
    Drive,
    Margin,
    LastAch,
    LastNa,
    Wrong,
    Flips,
}

impl Field {
    const ALL: [(Self, &'static str, &'static str); 9] = [
        (Self::Number, "stimulus", "number of the association"),
        (Self::Target, "target", "what the neuron should do"),
        (Self::Response, "response", "what it does on the present weights; a cross marks a wrong response"),
        (Self::Drive, "drive", "h = i_E − i_I − θ on the present weights"),
        (
            Self::Margin,
            "margin",
            "distance of the drive from the threshold on the right side; negative if wrong",
        ),
        (Self::LastAch, "last ACh", "presentations since acetylcholine came with it"),
        (Self::LastNa, "last NA", "presentations since noradrenaline came with it"),
        (Self::Wrong, "wrong", "part of its presentations with a drive on the wrong side"),
        (Self::Flips, "flips", "times its drive has changed sides"),
    ];

    /// What to sort by.
    fn value(self, snapshot: &Snapshot, mu: usize) -> f64 {
        let (recall, tally) = (&snapshot.recall, snapshot.tallies.get(mu).copied().unwrap_or_default());
        let since =
            |last: Option<u64>| last.map_or(f64::INFINITY, |last| (snapshot.presentations - last) as f64);
        match self {
            Self::Number => mu as f64,
            Self::Target => f64::from(u8::from(recall.targets[mu])),
            Self::Response => f64::from(u8::from(recall.drive(mu) > 0.0)),
            Self::Drive => recall.drive(mu),
            Self::Margin => margin(snapshot, mu),
            Self::LastAch => since(tally.last_ach.filter(|&last| last <= snapshot.presentations)),
            Self::LastNa => since(tally.last_na.filter(|&last| last <= snapshot.presentations)),
            Self::Wrong => f64::from(tally.wrong) / f64::from(tally.shown.max(1)),
            Self::Flips => f64::from(tally.flips),
        }
    }
}

fn margin(snapshot: &Snapshot, mu: usize) -> f64 {
    let drive = snapshot.recall.drive(mu);
    if snapshot.recall.targets[mu] { drive } else { -drive }
}

impl View for StimuliView {
    fn key(&self) -> &'static str {
        KEY
    }

    fn title(&self) -> &'static str {
        "Stimuli"
    }

    fn help(&self) -> &'static str {
        "Every association: what the neuron should do, what it does, how far its drive is from the threshold, \
         when it last met a modulator, how often it was wrong. Click a heading to sort, a row to pin it: its \
         presentations are then pointed out everywhere, and its path is drawn in the E/I plane. A pinned \
         stimulus can be shown at once, with or without acetylcholine or noradrenaline."
    }

    fn wants(&self) -> Wants {
        Wants { recall: true, counts: true, ..Wants::NOTHING }
    }

    fn show(&mut self, ui: &mut Ui, context: &mut Context<'_>) {
        let snapshot = context.snapshot;
        self.sort(snapshot, ui.input(|input| input.time));
        let pinned = snapshot.pinned.as_ref().map(|pinned| pinned.stimulus);
        if pinned != self.pinned {
            self.pinned = pinned;
            self.scroll_to = pinned.and_then(|mu| self.order.iter().position(|&other| other == mu));
        }
        if !context.view_requests.print {
            ui.horizontal_wrapped(|ui| pairing(ui, context));
        }
        let clicked = ScrollArea::horizontal().show(ui, |ui| self.table(ui, context, pinned)).inner;
        if let Some(mu) = clicked {
            // The row stays where it was clicked.
            self.pinned = Some(mu);
            context.commands.push(Command::Look(Look::Pin((pinned != Some(mu)).then_some(mu))));
        }
    }
}

impl StimuliView {
    /// The table; gives the stimulus that was clicked.
    fn table(&mut self, ui: &mut Ui, context: &Context<'_>, pinned: Option<usize>) -> Option<usize> {
        let mut clicked = None;
        let mut table = TableBuilder::new(ui)
            .id_salt("stimuli")
            .striped(true)
            .sense(Sense::click())
            .columns(Column::remainder().at_least(58.0), Field::ALL.len());
        if let Some(row) = self.scroll_to.take() {
            table = table.scroll_to_row(row, None);
        }
        let table = table.header(18.0, |mut header| {
            for (field, name, tip) in Field::ALL {
                self.head(&mut header, field, name, tip);
            }
        });
        table.body(|body| {
            body.rows(17.0, self.order.len(), |mut row| {
                let mu = self.order[row.index()];
                row.set_selected(pinned == Some(mu));
                for (field, _, _) in Field::ALL {
                    let (text, color) = content(context, mu, field);
                    cell(&mut row, RichText::new(text).color(color));
                }
                if row.response().clicked() {
                    clicked = Some(mu);
                }
            });
        });
        clicked
    }

    /// A heading, which sorts when its cell is clicked.
    fn head(&mut self, header: &mut TableRow<'_, '_>, field: Field, name: &str, tip: &str) {
        let chosen = self.by == field;
        let order = chosen.then_some(self.descending);
        if heading(header, name, order).on_hover_text(format!("{tip}. Click to sort.")).clicked() {
            self.descending = chosen && !self.descending;
            self.by = field;
            self.sorted_at = f64::NEG_INFINITY;
        }
    }

    fn sort(&mut self, snapshot: &Snapshot, now: f64) {
        let count = snapshot.recall.len();
        if self.order.len() == count && now - self.sorted_at < CALM {
            return;
        }
        let values: Vec<f64> = (0..count).map(|mu| self.by.value(snapshot, mu)).collect();
        self.order = (0..count).collect();
        self.order.sort_by(|&x, &y| {
            let order = values[x].total_cmp(&values[y]);
            if self.descending { order.reverse() } else { order }
        });
        self.sorted_at = now;
    }
}

/// The pinned stimulus and what can be done with it.
fn pairing(ui: &mut Ui, context: &mut Context<'_>) {
    let Some(pinned) = &context.snapshot.pinned else {
        ui.label(
            RichText::new("Click a row to pin a stimulus; a heading to sort.").color(context.palette.weak),
        );
        return;
    };
    let stimulus = pinned.stimulus;
    ui.label(RichText::new(format!("Stimulus {stimulus} is pinned.")).strong().color(context.palette.pin));
    ui.label("Show it now:");
    for (name, tip, ach, na) in [
        ("alone", "Show it now, without modulators  (J)", false, false),
        ("with ACh", "Show it now, paired with acetylcholine, target or not  (K)", true, false),
        ("with NA", "Show it now, paired with noradrenaline  (L)", false, true),
    ] {
        if ui.button(name).keyed(format!("pair {name}")).on_hover_text(tip).clicked() {
            context.commands.push(Command::Act(Action::Pair { stimulus, ach, na }));
        }
    }
    if ui.button("Unpin").keyed("unpin").on_hover_text("Point it out no longer  (U)").clicked() {
        context.commands.push(Command::Look(Look::Pin(None)));
    }
}

fn content(context: &Context<'_>, mu: usize, field: Field) -> (String, Color32) {
    let (snapshot, palette) = (context.snapshot, context.palette);
    let value = field.value(snapshot, mu);
    let wrong = !snapshot.recall.correct(mu);
    let normal = if wrong { palette.wrong } else { palette.text };
    let text = match field {
        Field::Number => mu.to_string(),
        Field::Target => if value > 0.0 { "fire" } else { "be silent" }.to_owned(),
        Field::Response => {
            format!("{}{}", if wrong { "× " } else { "" }, if value > 0.0 { "fires" } else { "silent" })
        }
        Field::Drive | Field::Margin => format!("{value:+.3}"),
        Field::LastAch | Field::LastNa if value.is_infinite() => "never".to_owned(),
        Field::LastAch | Field::LastNa => format::count(value as u64),
        Field::Wrong => format!("{:.0} %", 100.0 * value),
        Field::Flips => format::count(value as u64),
    };
    (text, normal)
}
