//! The views: one file each, listed in [`all`].
//!
//! A view reads the snapshot and emits commands. To add one: write its file, and add it to [`all`].

mod arrangement;
pub(in crate::ui) mod atlas;
mod attribution;
pub(in crate::ui) mod capacity;
pub(in crate::ui) mod circuit;
mod compare;
mod conditions;
mod dimension;
mod drift;
mod effects_table;
mod experiment_charts;
mod experiments;
mod flat;
mod history_image;
mod layout;
mod load;
mod marks;
mod neighbours;
pub(in crate::ui) mod neuron;
pub(in crate::ui) mod plane;
mod plane_axes;
mod plots;
mod pushes;
pub(in crate::ui) mod recordings;
mod rule_table;
pub(in crate::ui) mod rules;
mod running;
mod stacked;
mod stimuli;
mod table;
mod ticks;
pub(in crate::ui) mod traces;
mod view_requests;
pub(in crate::ui) mod weights;
mod workspaces;

use egui::{Frame, Margin, RichText, Stroke, Ui};

pub use arrangement::Arrangement;
pub use atlas::AtlasData;
pub use layout::Layout;
pub use neuron::{Beat, sentence};
pub use plots::{hint, plot_focused, reach};
pub use rules::RuleText;
pub use view_requests::{Capture, Moment, Scales, ViewRequests};
pub use workspaces::Workspaces;

use super::circuits::{CircuitCommand, CircuitSnapshot, facts};
use super::export::Provenance;
use super::shown::Shown;
use super::theme::Palette;
use crate::engine::{Command, Snapshot, Wants};
use crate::io::export::Provenance as Origin;
use crate::model::ParamId;

/// What a view sees, and where it puts its commands.
pub struct Context<'a> {
    /// The simulation.
    pub snapshot: &'a Snapshot,
    /// Colours.
    pub palette: &'a Palette,
    /// Commands to send after the frame.
    pub commands: &'a mut Vec<Command>,
    /// Parameter to point out in the panel.
    pub highlight: &'a mut Option<ParamId>,
    /// Number of the presentation that was chosen, if one was.
    pub moment: &'a mut Option<u64>,
    /// What snapshots are to carry for what is drawn.
    pub wants: &'a mut Wants,
    /// The circuit, once there is one.
    pub circuit: Option<&'a CircuitSnapshot>,
    /// Commands to it.
    pub circuit_commands: &'a mut Vec<CircuitCommand>,
    /// Set where the inside of a presentation of the circuit is drawn.
    pub inside: &'a mut bool,
    /// What is handed over to and from the rest of the window.
    pub view_requests: &'a mut ViewRequests,
}

/// One way to look at the simulation.
pub trait View {
    /// Name in saved arrangements; never changes.
    fn key(&self) -> &'static str;
    /// Heading.
    fn title(&self) -> &'static str;
    /// Which system it shows.
    fn shows(&self) -> Shown {
        Shown::Neuron
    }
    /// Does it draw what happens within a presentation of the circuit?
    fn inside(&self) -> bool {
        false
    }
    /// Name on a tab.
    fn tab(&self) -> &'static str {
        self.title()
    }
    /// What there is to see, in a few sentences.
    fn help(&self) -> &'static str;
    /// What can be done with its plots, if it has any.
    fn plots(&self) -> &'static str {
        ""
    }
    /// What it draws that a snapshot carries only on demand.
    fn wants(&self) -> Wants {
        Wants::NOTHING
    }
    /// Draws into all the space that `ui` has left.
    fn show(&mut self, ui: &mut Ui, context: &mut Context<'_>);
    /// What a picture of it comes from: the run on screen, unless the view shows something else.
    fn origin(&self, snapshot: &Snapshot) -> Provenance {
        of_run(self.title(), "", snapshot)
    }
    /// The same, whichever system it shows.
    fn origin_of(&self, snapshot: &Snapshot, circuit: Option<&CircuitSnapshot>) -> Provenance {
        match circuit.filter(|_| self.shows() == Shown::Circuits) {
            Some(circuit) => of_circuit(self.title(), circuit),
            None => self.origin(snapshot),
        }
    }
    /// Does it show nothing but the run on screen, so that it can be drawn without the window?
    fn live(&self) -> bool {
        self.shows() == Shown::Neuron
    }
    /// What a session keeps of it; nothing of most.
    fn kept(&self) -> Option<Vec<u8>> {
        None
    }
    /// Takes over what a session has kept of it, if it is that; nothing where it has kept nothing.
    fn restore(&mut self, _kept: Option<&[u8]>) {}
    /// Controls at the right end of the heading.
    fn heading(&mut self, _ui: &mut Ui, _context: &mut Context<'_>) {}
}

/// The origin of a picture of the run on screen, with a remark.
pub fn of_run(title: &str, remark: &str, snapshot: &Snapshot) -> Provenance {
    let origin = Origin::of_snapshot(snapshot);
    let about = format!(
        "simulated, not recorded; seed {}, {} presentations; {}{remark}",
        origin.seed,
        origin.presentations,
        origin.parameters()
    );
    Provenance::new(title, about, origin.command)
}

/// The origin of a picture of the circuit on screen.
pub fn of_circuit(title: &str, circuit: &CircuitSnapshot) -> Provenance {
    let now = &circuit.now;
    let about = format!(
        "simulated, not recorded; {} on {}, seed {}, {} {}",
        now.rule.name,
        now.task.key,
        now.seed,
        circuit.steps,
        facts::steps(circuit)
    );
    Provenance::new(title, about, facts::command(circuit))
}

/// Every view, in reading order.
pub fn all() -> Vec<Box<dyn View>> {
    vec![
        Box::<neuron::Neuron>::default(),
        Box::<traces::Traces>::default(),
        Box::<plane::EiPlane>::default(),
        Box::<weights::WeightMaps>::default(),
        Box::<capacity::Capacity>::default(),
        Box::<stimuli::StimuliView>::default(),
        Box::<attribution::Attribution>::default(),
        Box::<compare::Compare>::default(),
        Box::<load::CapacityAgainstLoad>::default(),
        Box::<drift::Drift>::default(),
        Box::<dimension::Dimension>::default(),
        Box::<conditions::Conditions>::default(),
        Box::<rules::RulesView>::default(),
        Box::<rule_table::RuleTable>::default(),
        Box::<atlas::Atlas>::default(),
        Box::<experiments::Experiments>::default(),
        Box::<neighbours::Neighbours>::default(),
        Box::<recordings::RecordingsView>::default(),
        Box::<circuit::network::Network>::default(),
        Box::<circuit::task::TaskView>::default(),
        Box::<circuit::learning::Learning>::default(),
        Box::<circuit::alignment::AlignmentView>::default(),
        Box::<circuit::inside::InsideView>::default(),
        Box::<circuit::weights::Heatmaps>::default(),
    ]
}

/// The keys of all views.
pub fn keys() -> Vec<&'static str> {
    all().iter().map(|view| view.key()).collect()
}

/// The system that the view with this key shows, if there is one.
pub fn system_of(key: &str) -> Option<Shown> {
    all().iter().find(|view| view.key() == key).map(|view| view.shows())
}

/// Draws a view with its heading, filling the space that `ui` has; true when its title begins to be
/// dragged.
pub fn card(ui: &mut Ui, view: &mut dyn View, context: &mut Context<'_>) -> bool {
    let outline = Stroke::new(1.0, context.palette.outline);
    let frame = Frame::new()
        .fill(context.palette.card)
        .stroke(outline)
        .corner_radius(6)
        .inner_margin(Margin::symmetric(8, 5));
    *context.wants = context.wants.and(view.wants());
    *context.inside |= view.inside();
    let begun = view_requests::begin(ui, view.key(), context);
    let shown = frame.show(ui, |ui| {
        ui.set_min_size(ui.available_size());
        let title = ui.horizontal(|ui| {
            let title = egui::Label::new(RichText::new(view.title()).strong()).selectable(false);
            let title = ui.add(title.sense(egui::Sense::drag()));
            ui.label(RichText::new("?").color(context.palette.weak)).on_hover_ui(|ui| {
                ui.set_max_width(380.0);
                ui.label(view.help());
                if !view.plots().is_empty() {
                    ui.add_space(4.0);
                    ui.label(view.plots());
                }
            });
            view.heading(ui, context);
            title
        });
        view.show(ui, context);
        title.inner.drag_started()
    });
    context.view_requests.places.insert(view.key(), shown.response.rect);
    if ui.rect_contains_pointer(shown.response.rect) {
        context.view_requests.pointed = Some(view.key());
    }
    view_requests::end(
        ui,
        begun,
        shown.response.rect,
        view.origin_of(context.snapshot, context.circuit),
        context,
    );
    shown.inner
}
