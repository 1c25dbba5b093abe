//! The atlas: a neuron at every point of a plane of two parameters, all of them learning at once.

mod axes;
mod curve;
mod kept;
mod lines;
mod map;
mod opening;
mod planning;
mod scales;

use std::sync::Arc;

use egui::containers::menu::{MenuButton, MenuConfig};
use egui::{PopupCloseBehavior, RichText, Ui};

use super::plots::{self, Shown};
use super::{Context, View, of_run, running};
use crate::analysis::atlas::{Frame, Plan, Quantity};
use crate::engine::atlas::{Clock, Grown, grow};
use crate::engine::task::{Stage, State, Task};
use crate::engine::{Action, Command, Snapshot};
use crate::io::export::provenance::parameters;
use crate::model::{ParamId, Params};
use crate::ui::colormap::Table;
use crate::ui::copying;
use crate::ui::export::Provenance;
use crate::ui::format;
use crate::ui::keyed::Keyed;
use crate::ui::number::Number;
use kept::Kept;
use map::Drawn;
use opening::Opening;
use planning::Planning;

/// Name of this view in saved arrangements.
pub const KEY: &str = "atlas";

/// An atlas to be saved.
pub struct AtlasData {
    /// What there is of it.
    pub grown: Grown,
    /// The frame that is shown.
    pub frame: Arc<Frame>,
    /// Where it comes from.
    pub origin: Vec<String>,
    /// All frames, and not the one that is shown.
    pub all: bool,
}

/// Shows, and on request grows, an atlas.
pub struct Atlas {
    planning: Planning,
    task: Option<Task<Grown>>,
    clock: Clock,
    /// The frame that was chosen; otherwise the newest.
    chosen: Option<usize>,
    quantity: Quantity,
    level: f64,
    theory: bool,
    table: Table,
    opening: Option<Opening>,
    refused: Option<String>,
}

impl Default for Atlas {
    fn default() -> Self {
        Self {
            planning: Planning::default(),
            task: None,
            clock: Clock::default(),
            chosen: None,
            quantity: Quantity::BalancedAccuracy,
            level: 0.9,
            theory: true,
            table: Table::default(),
            opening: None,
            refused: None,
        }
    }
}

impl View for Atlas {
    fn key(&self) -> &'static str {
        KEY
    }

    fn title(&self) -> &'static str {
        "Atlas"
    }

    fn help(&self) -> &'static str {
        "Where does it work? A neuron at every point of a plane of two parameters, otherwise as the one on screen when Grow was \
         pressed; all learn the same associations at once, and the picture fills while they do. The white line is where the \
         number shown has the chosen level. Dashed lines: theory, where a condition (letters, on the side where it holds) begins to hold for an untaught stimulus, \
         and the critical load where an axis is P. The cross is the neuron on screen. Click a point to have its neuron (of the first seed) \
         on screen, at the epoch shown; Shift-click to fork it as B; with the keyboard Tab to the plane, then arrow keys. With one axis the result \
         is a curve with its 95 % confidence band."
    }

    fn plots(&self) -> &'static str {
        plots::HELP
    }

    fn origin(&self, snapshot: &Snapshot) -> Provenance {
        let Some(task) = &self.task else { return of_run(self.title(), "", snapshot) };
        let state = task.state();
        let plan = &state.value.plan;
        let epoch = self.frame(&state.value).map_or(0, |frame| frame.epoch);
        let seeds = format!("seed {}", plan.seeds_in_words());
        let about = format!(
            "simulated, not recorded; {}; {seeds}, after {epoch} epochs; {}",
            self.quantity.name(),
            parameters(&plan.base)
        );
        Provenance::new(self.title(), about, planning::command(plan))
    }

    fn live(&self) -> bool {
        false
    }

    fn kept(&self) -> Option<Vec<u8>> {
        let state = self.task.as_ref()?.state();
        rmp_serde::to_vec_named(&Kept::of(&state.value)).ok()
    }

    fn restore(&mut self, kept: Option<&[u8]>) {
        *self = Self::default();
        let grown = kept.and_then(|kept| rmp_serde::from_slice::<Kept>(kept).ok()).and_then(Kept::grown);
        self.task = grown.map(|grown| {
            let whole = grown.progress() >= 1.0;
            Task::ended(grown, if whole { Stage::Finished } else { Stage::Cancelled })
        });
    }

    fn heading(&mut self, ui: &mut Ui, context: &mut Context<'_>) {
        if context.view_requests.print {
            return;
        }
        ui.with_layout(egui::Layout::right_to_left(egui::Align::Center), |ui| {
            let tip = "Stop; what is there stays";
            if running::show(ui, self.task.as_ref(), tip, Grown::progress) {
                let paused = self.clock.paused();
                let (name, tip) = if paused {
                    ("Go on", "Let the neurons of the atlas learn on")
                } else {
                    ("Wait", "Let them wait")
                };
                if ui.button(name).keyed("pause-atlas").on_hover_text(tip).clicked() {
                    self.clock.pause(!paused);
                }
            } else {
                let tip = "Train a neuron at every point, in the background, on all cores but one";
                if ui.button("Grow").keyed("grow-atlas").on_hover_text(tip).clicked() {
                    self.begin(ui.ctx(), context.snapshot);
                }
                let staying = MenuConfig::new().close_behavior(PopupCloseBehavior::CloseOnClickOutside);
                let menu = MenuButton::new("plan").config(staying);
                let menu = menu.ui(ui, |ui| self.planning.edit(ui)).0;
                menu.keyed("plan-atlas").on_hover_text("Which axes, how many steps and seeds, how long");
            }
            if let Some(state) = self.task.as_ref().map(Task::state) {
                let plan = &state.value.plan;
                let tip = "The command that computes the same";
                copying::small(ui, "Copy command", tip, || planning::command(plan));
                self.save_menu(ui, context, &state.value);
            }
        });
    }

    fn show(&mut self, ui: &mut Ui, context: &mut Context<'_>) {
        if let Some(id) = context.view_requests.sweep.take() {
            self.planning.sweep(id);
            self.begin(ui.ctx(), context.snapshot);
        }
        if let Some((step, params, seed)) = context.view_requests.grow_atlas.take() {
            (self.quantity, self.level, self.theory) = (step.measure.quantity, step.level, false);
            self.start(ui.ctx(), Ok(step.plan(&params, seed)));
        }
        if let Some(opening) = &mut self.opening
            && !opening.go_on(context.snapshot, context.commands)
        {
            self.opening = None;
        }
        if let Some(refused) = &self.refused {
            ui.colored_label(context.palette.wrong, refused);
        }
        let Some(state) = self.task.as_ref().map(Task::state) else {
            ui.label(RichText::new(self.planning.announced()).small().color(context.palette.weak));
            return;
        };
        self.remark(ui, context, &state);
        if !context.view_requests.print {
            self.choices(ui, &state.value);
        }
        let Some(frame) = self.frame(&state.value) else { return };
        self.picture(ui, context, &state.value, &frame);
    }
}

impl Atlas {
    fn begin(&mut self, ctx: &egui::Context, snapshot: &Snapshot) {
        self.start(ctx, self.planning.plan(snapshot));
    }

    fn start(&mut self, ctx: &egui::Context, plan: Result<Plan, String>) {
        let ctx = ctx.clone();
        self.clock = Clock::default();
        let begun = plan.and_then(|plan| {
            grow(plan, &self.clock, move || ctx.request_repaint()).map_err(|error| error.to_string())
        });
        match begun {
            Ok(task) => (self.task, self.chosen, self.refused) = (Some(task), None, None),
            Err(error) => self.refused = Some(error),
        }
    }

    fn save_menu(&self, ui: &mut Ui, context: &mut Context<'_>, grown: &Grown) {
        let Some(frame) = self.frame(grown) else { return };
        let mut save = |all: bool| {
            let Provenance { software, description, command, .. } = self.origin(context.snapshot);
            let origin = vec![software, description, format!("to compute it again: {command}")];
            context.view_requests.save_atlas =
                Some(AtlasData { grown: grown.clone(), frame: Arc::clone(&frame), origin, all });
        };
        let menu = MenuButton::new("save").ui(ui, |ui| {
            let tip = "Every cell at the epoch shown: mean and standard deviation over seeds";
            if ui.button("Table (CSV)").keyed("atlas-csv").on_hover_text(tip).clicked() {
                save(false);
            }
            let tip = "Every quantity at all epochs that were looked at";
            if ui.button("Arrays (npz)").keyed("atlas-npz").on_hover_text(tip).clicked() {
                save(true);
            }
        });
        menu.0.keyed("save-atlas").on_hover_text("The numbers; a picture is in the menu File, Export");
    }

    /// The frame that is shown.
    fn frame(&self, grown: &Grown) -> Option<Arc<Frame>> {
        let newest = grown.frames.len().checked_sub(1)?;
        grown.frames.get(self.chosen.unwrap_or(newest).min(newest)).cloned()
    }

    fn remark(&self, ui: &mut Ui, context: &Context<'_>, state: &State<Grown>) {
        let text = match (&state.failure, state.stage) {
            (Some(failure), _) => failure.clone(),
            (None, Stage::Cancelled) => "Stopped; this is how far it came.".to_owned(),
            _ if state.value.frames.is_empty() => "The neurons are being made ...".to_owned(),
            _ => return,
        };
        ui.label(RichText::new(text).small().color(context.palette.target));
    }

    /// What is drawn.
    fn choices(&mut self, ui: &mut Ui, grown: &Grown) {
        ui.horizontal_wrapped(|ui| {
            let list = egui::ComboBox::from_id_salt("atlas quantity").selected_text(self.quantity.name());
            let before = self.quantity;
            let list = list.show_ui(ui, |ui| {
                let there = |it: &Quantity| *it != Quantity::Difference || grown.plan.compared.is_some();
                for quantity in Quantity::ALL.into_iter().filter(there) {
                    ui.selectable_value(&mut self.quantity, quantity, quantity.name());
                }
            });
            list.response.keyed("atlas-quantity").on_hover_text("The number that the colours show");
            if self.quantity != before {
                self.level = usual_level(self.quantity);
            }
            let label = ui.label("line at").on_hover_text("A line is drawn where the number has this value");
            ui.add(Number::new("level", &mut self.level, -1e6..=1e6).step(0.01)).labelled_by(label.id);
            ui.checkbox(&mut self.theory, "theory")
                .on_hover_text("Lines where conditions begin to hold, and the critical load");
        });
    }

    fn picture(&mut self, ui: &mut Ui, context: &mut Context<'_>, grown: &Grown, frame: &Frame) {
        let print = context.view_requests.print;
        let row = ui.text_style_height(&egui::TextStyle::Button) + 8.0;
        let letters = self.theory && !grown.regions.is_empty();
        let below = if print { 0.0 } else { row } + if letters { row } else { 0.0 };
        let Self { quantity, level, theory, .. } = *self;
        let drawn = Drawn { grown, frame, quantity, level, theory };
        let shown = match &grown.plan.y {
            Some(y) => map::show(ui, context, (&drawn, &self.table), y, below),
            None => curve::show(ui, context, &drawn, below),
        };
        if letters {
            let names =
                grown.regions.iter().zip('A'..).map(|(region, letter)| format!("{letter} {}", region.name));
            let text = names.collect::<Vec<_>>().join("    ");
            let text = RichText::new(text).small().color(context.palette.weak);
            ui.add(egui::Label::new(text).truncate());
        }
        if print {
            return;
        }
        self.clock_row(ui, grown, frame);
        self.point(ui, context, &drawn, &shown);
    }

    /// Epochs: which frame is shown.
    fn clock_row(&mut self, ui: &mut Ui, grown: &Grown, frame: &Frame) {
        ui.horizontal(|ui| {
            let newest = grown.frames.len().saturating_sub(1);
            let mut at = self.chosen.unwrap_or(newest).min(newest);
            let epochs = grown.plan.schedule.epochs;
            let phase = if frame.epoch > epochs { ", unsupervised" } else { "" };
            let text = format!("epoch {}{phase}", format::count(frame.epoch));
            ui.spacing_mut().slider_width = (ui.available_width() - 190.0).clamp(40.0, 600.0);
            let slider = ui.add(egui::Slider::new(&mut at, 0..=newest.max(1)).show_value(false));
            let slider = slider.accessible_name("epoch of the atlas").keyed("atlas-epoch");
            if slider.changed() {
                // At the right end it follows what comes.
                self.chosen = Some(at).filter(|&at| at < newest);
            }
            ui.label(text);
        });
    }

    /// What is pointed at, clicked or walked to.
    fn point(&mut self, ui: &mut Ui, context: &mut Context<'_>, drawn: &Drawn<'_>, shown: &Shown<()>) {
        let plan = &drawn.grown.plan;
        let cell_at = |[x, y]: [f64; 2]| cell(plan, x, if plan.y.is_some() { y } else { 0.0 });
        if let Some(cell) = shown.pointed().and_then(|at| cell_at(shown.screen.value(at))) {
            egui::Tooltip::always_open(
                ui.ctx().clone(),
                ui.layer_id(),
                ui.scope_id().with("atlas cell"),
                egui::PopupAnchor::Pointer,
            )
            .gap(14.0)
            .show(|ui| describe(ui, drawn, cell));
        }
        let screen = shown.screen;
        let shift = ui.input(|input| input.modifiers.shift);
        let clicked = shown.clicked(ui, |at| (screen.value(at), shift));
        let clicked = clicked.and_then(|(at, shift)| Some((cell_at(at)?, shift)));
        let walked = shown.step(ui).and_then(|step| {
            let [x, y] = map::place(plan, &context.snapshot.params)?;
            cell(plan, x.round() + step[0] as f64, y.round() + step[1] as f64).map(|cell| (cell, false))
        });
        let Some((cell, as_b)) = clicked.or(walked) else { return };
        if as_b {
            self.fork(context, plan, cell);
        } else {
            self.opening = Opening::begin(plan, (cell, drawn.frame), context.snapshot, context.commands);
        }
    }

    /// The neuron of a cell as B: what sets it apart from the one on screen.
    fn fork(&mut self, context: &mut Context<'_>, plan: &Plan, cell: usize) {
        let Ok(params) = plan.params(cell) else { return };
        let now: &Params = &context.snapshot.params;
        let differing = ParamId::ALL.iter().filter(|&&id| params.get(id) != now.get(id));
        let own = differing.map(|&id| (id, params.get(id))).collect();
        context.commands.push(Command::Act(Action::Compare(Some(own))));
    }
}

/// The cell nearest to a place on the plane, if there is one.
fn cell(plan: &Plan, x: f64, y: f64) -> Option<usize> {
    let [columns, rows] = plan.size();
    let (column, row) = (x.round(), y.round());
    let there = (0.0..columns as f64).contains(&column) && (0.0..rows as f64).contains(&row);
    there.then(|| row as usize * columns + column as usize)
}

/// What was read of a cell.
fn describe(ui: &mut Ui, drawn: &Drawn<'_>, cell: usize) {
    let plan = &drawn.grown.plan;
    let (x, y) = plan.values(cell);
    let named = |axis: &crate::analysis::atlas::Axis, value: f64| {
        format!("{} = {}", axis.coordinate().symbol(), format::number(value))
    };
    let mut place = named(&plan.x, x);
    if let (Some(axis), Some(y)) = (&plan.y, y) {
        place += &format!(", {}", named(axis, y));
    }
    ui.label(RichText::new(place).strong());
    for quantity in Quantity::ALL {
        let Some(found) = drawn.frame.get(cell, quantity) else { continue };
        let spread =
            if found.n > 1 { format!(" ± {:.3} (sd, {} seeds)", found.sd, found.n) } else { String::new() };
        let text = RichText::new(format!("{}: {:.3}{spread}", quantity.name(), found.mean));
        ui.label(if quantity == drawn.quantity { text.strong() } else { text });
    }
    ui.label(RichText::new("Click: on screen   Shift-click: as B").small());
}

/// Where a line is drawn at first.
fn usual_level(quantity: Quantity) -> f64 {
    match quantity {
        Quantity::BalancedAccuracy
        | Quantity::HitRate
        | Quantity::CorrectRejection
        | Quantity::Correlation => 0.9,
        Quantity::LearnedLoad | Quantity::AtBounds => 0.5,
        Quantity::MeanCurrent => 10.0,
        Quantity::Difference => 0.1,
    }
}
