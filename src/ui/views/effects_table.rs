//! Stimulus by rule: what presenting each stimulus has done to its own currents and to those of the others.

use std::cmp::Ordering;

use egui::{RichText, ScrollArea, Sense, Ui};
use egui_extras::{Column, TableBuilder, TableRow};

use super::Context;
use super::table::{cell, heading};
use crate::analysis::attribution::Effect;
use crate::engine::{Command, Look};
use crate::model::plasticity::Columns;

/// The table and its order.
#[derive(Default)]
pub struct EffectsTable {
    by: usize,
    order: Vec<usize>,
    sorted_at: f64,
}

/// Seconds between reorderings, so that rows can be read while the simulation runs.
const CALM: f64 = 1.0;

/// The change in one column, of this many rules: the stimulus' number, then own and others' changes by rule.
fn change(effect: &Effect, column: usize, rules: usize) -> f64 {
    match column.checked_sub(1) {
        None => 0.0,
        Some(rule) if rule < rules => effect.own[rule],
        Some(other) if other < 2 * rules => effect.others[other - rules],
        Some(_) => 0.0,
    }
}

impl EffectsTable {
    /// Shows the table in all the space there is.
    pub fn show(&mut self, ui: &mut Ui, context: &mut Context<'_>) {
        context.wants.effects = true;
        let Some(effects) = context.snapshot.effects.clone() else {
            ui.label("adding up …");
            return;
        };
        let rules = context.snapshot.columns.clone();
        self.sort(&effects, rules.len(), ui.input(|input| input.time));
        let pinned = context.snapshot.pinned.as_ref().map(|pinned| pinned.stimulus);
        let mut clicked = None;
        ui.label(
            RichText::new(
                "Change of the drive h since these associations are there by presenting each stimulus: of its own, and, mean over \
                 the others, of theirs. ACh, NA and Hebbian act through i_E, inhibition through i_I.",
            )
            .small()
            .color(context.palette.weak),
        );
        ScrollArea::horizontal().show(ui, |ui| self.rows(ui, (&effects, &rules), pinned, &mut clicked));
        if let Some(mu) = clicked {
            context.commands.push(Command::Look(Look::Pin((pinned != Some(mu)).then_some(mu))));
        }
    }

    fn rows(
        &mut self,
        ui: &mut Ui,
        (effects, rules): (&[Effect], &Columns),
        pinned: Option<usize>,
        clicked: &mut Option<usize>,
    ) {
        let columns = 1 + 2 * rules.len();
        let table = TableBuilder::new(ui)
            .id_salt("effects")
            .striped(true)
            .sense(Sense::click())
            .column(Column::exact(64.0))
            .columns(Column::remainder().at_least(66.0), columns - 1)
            .header(18.0, |mut header| {
                for column in 0..columns {
                    self.head(&mut header, column, rules);
                }
            });
        table.body(|body| {
            body.rows(17.0, self.order.len(), |mut row| {
                let mu = self.order[row.index()];
                row.set_selected(pinned == Some(mu));
                cell(&mut row, RichText::new(mu.to_string()));
                for column in 1..columns {
                    cell(
                        &mut row,
                        RichText::new(format!("{:+.3}", change(&effects[mu], column, rules.len())))
                            .monospace(),
                    );
                }
                if row.response().clicked() {
                    *clicked = Some(mu);
                }
            });
        });
    }

    fn head(&mut self, header: &mut TableRow<'_, '_>, column: usize, rules: &Columns) {
        let name = match column.checked_sub(1) {
            None => "stimulus".to_owned(),
            Some(rule) if rule < rules.len() => format!("own {}", short(rules.name(rule))),
            Some(other) => format!("others {}", short(rules.name(other - rules.len()))),
        };
        let order = (self.by == column).then_some(column > 0);
        if heading(header, &name, order).on_hover_text(format!("{name}: order by its size")).clicked() {
            self.by = column;
            self.sorted_at = f64::NEG_INFINITY;
        }
    }

    fn sort(&mut self, effects: &[Effect], rules: usize, now: f64) {
        if self.order.len() == effects.len() && now - self.sorted_at < CALM {
            return;
        }
        self.order = (0..effects.len()).collect();
        self.sorted_at = now;
        let by = self.by;
        if by > 0 {
            let size = |mu: &usize| change(&effects[*mu], by, rules).abs();
            self.order.sort_by(|x, y| size(y).partial_cmp(&size(x)).unwrap_or(Ordering::Equal));
        }
    }
}

fn short(name: &str) -> &str {
    match name {
        "Hebbian" => "Hebb",
        "Inhibitory" => "inh.",
        name => name,
    }
}
