//! What the next atlas will be: its axes, how long its neurons train, and with what they are compared.

use egui::Ui;

use crate::analysis::atlas::{Axis, Compared, Coordinate, Plan, Spacing};
use crate::analysis::endurance::ABLATIONS;
use crate::analysis::training::Schedule;
use crate::engine::Snapshot;
use crate::engine::recipe::settings;
use crate::model::ParamId;
use crate::model::params::{Kind, Scale};
use crate::ui::keyed::Keyed;
use crate::ui::number::{self, Number};

/// One side of the next atlas.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Side {
    coordinate: Coordinate,
    low: f64,
    high: f64,
    steps: usize,
    log: bool,
}

impl Side {
    const STEPS: usize = 32;

    /// Over the range that a slider covers.
    pub fn of(coordinate: Coordinate) -> Self {
        let spec = coordinate.parameter().spec();
        let (low, high) = spec.slider;
        let log = spec.scale == Scale::Log && high > 0.0;
        // A logarithmic slider has zero at its left end, which such an axis cannot have.
        let low = if log { low.max(high / 1000.0) } else { low };
        let low = if spec.kind == Kind::Count { low.ceil() } else { low };
        Self { coordinate, low, high, steps: Self::STEPS, log }
    }

    fn axis(&self) -> Result<Axis, String> {
        let spacing = if self.log { Spacing::Log } else { Spacing::Linear };
        Axis::new(self.coordinate, (self.low, self.high), self.steps, spacing)
            .map_err(|error| error.to_string())
    }

    fn edit(&mut self, ui: &mut Ui, name: &str) {
        let label = ui.label(name);
        let list = egui::ComboBox::from_id_salt(("axis", name)).width(190.0).height(320.0);
        let mut chosen = self.coordinate;
        let text = |it: Coordinate| format!("{}  {}", it.name(), it.key());
        let list = list.selected_text(text(chosen)).show_ui(ui, |ui| {
            Coordinate::all().for_each(|it| drop(ui.selectable_value(&mut chosen, it, text(it))));
        });
        list.response.keyed(format!("atlas-axis-{name}")).labelled_by(label.id);
        ui.end_row();
        if chosen != self.coordinate {
            *self = Self { steps: self.steps, ..Self::of(chosen) };
        }
        let spec = self.coordinate.parameter().spec();
        ui.label("");
        ui.horizontal(|ui| {
            let ends = [(&mut self.low, "from"), (&mut self.high, "to")];
            for (end, word) in ends {
                let label = ui.label(word);
                let field = Number::new(spec.key, end, spec.min..=spec.max).step(0.0);
                ui.add(field.whole(spec.kind == Kind::Count)).labelled_by(label.id);
            }
        });
        ui.end_row();
        ui.label("");
        ui.horizontal(|ui| {
            let label = ui.label("steps");
            ui.add(Number::new("steps", &mut self.steps, 8..=Axis::MOST)).labelled_by(label.id);
            ui.checkbox(&mut self.log, "logarithmic").on_hover_text("Equal ratios instead of equal steps");
        });
        ui.end_row();
    }
}

/// With what each neuron is compared.
#[derive(Debug, Clone, Copy, PartialEq)]
enum Other {
    Nothing,
    Without(ParamId),
    B,
}

impl Other {
    fn name(self) -> String {
        match self {
            Self::Nothing => "nothing".to_owned(),
            Self::Without(id) => format!("the same without the {}", id.spec().name),
            Self::B => "B's own parameters".to_owned(),
        }
    }
}

/// What the next atlas will be.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Planning {
    x: Side,
    y: Side,
    plane: bool,
    seeds: u64,
    epochs: u64,
    unsupervised: u64,
    other: Other,
}

impl Default for Planning {
    fn default() -> Self {
        Self {
            x: Side { low: 0.05, high: 0.95, log: false, ..Side::of(Coordinate::Parameter(ParamId::rho_a)) },
            y: Side { low: 0.1, high: 5.0, log: true, ..Side::of(Coordinate::Parameter(ParamId::a_a)) },
            plane: true,
            seeds: 1,
            epochs: 800,
            unsupervised: 200,
            other: Other::Nothing,
        }
    }
}

impl Planning {
    /// Along this parameter alone.
    pub fn sweep(&mut self, id: ParamId) {
        (self.x, self.plane) = (Side::of(Coordinate::Parameter(id)), false);
    }

    /// The plan, from the neuron on screen.
    pub fn plan(&self, snapshot: &Snapshot) -> Result<Plan, String> {
        let settings = match (self.other, &snapshot.variant) {
            (Other::Nothing, _) => None,
            (Other::Without(rule), _) => Some(vec![(rule, 0.0)]),
            (Other::B, None) => return Err("There is no B: fork one in Compare A and B".to_owned()),
            (Other::B, Some(b)) if b.own_rules.is_some() => {
                return Err("B has loaded rules of its own; an atlas compares parameters".to_owned());
            }
            (Other::B, Some(b)) => Some(b.overrides.clone()),
        };
        let schedule = Schedule {
            epochs: self.epochs,
            unsupervised: Some(self.unsupervised).filter(|&epochs| epochs > 0),
        };
        Ok(Plan {
            base: snapshot.params.clone(),
            x: self.x.axis()?,
            y: if self.plane { Some(self.y.axis()?) } else { None },
            seeds: self.seeds,
            first_seed: snapshot.seed,
            schedule,
            compared: settings.map(|settings| Compared { settings, rules: None }),
        })
    }

    /// What the next atlas will do, in words.
    pub fn announced(&self) -> String {
        let side = |side: &Side| side.coordinate.symbol();
        let (over, points) = match self.plane {
            true => (format!("{} and {}", side(&self.x), side(&self.y)), self.x.steps * self.y.steps),
            false => (side(&self.x).to_owned(), self.x.steps),
        };
        let neurons = points as u64 * self.seeds;
        format!(
            "Nothing grown yet. Grow trains {} neurons in the background, one at every point of {over}, and otherwise as the one on \
             screen; the picture fills while they learn. A click on a point makes it the neuron on screen.",
            crate::ui::format::count(neurons)
        )
    }

    /// Fields for all of it.
    pub fn edit(&mut self, ui: &mut Ui) {
        egui::Grid::new("atlas plan").num_columns(2).show(ui, |ui| {
            self.x.edit(ui, "x");
            ui.label("");
            ui.checkbox(&mut self.plane, "a second axis").on_hover_text("Without it the result is a curve");
            ui.end_row();
            if self.plane {
                self.y.edit(ui, "y");
            }
            number::row(ui, Number::new("seeds", &mut self.seeds, 1..=10));
            number::row(ui, Number::new("epochs", &mut self.epochs, 1..=100_000).step(10.0));
            number::row(ui, Number::new("then unsupervised", &mut self.unsupervised, 0..=100_000).step(10.0));
            let label = ui.label("compare with");
            let list =
                egui::ComboBox::from_id_salt("atlas other").width(190.0).selected_text(self.other.name());
            let list = list.show_ui(ui, |ui| {
                let without = ABLATIONS.map(Other::Without);
                for other in [Other::Nothing].into_iter().chain(without).chain([Other::B]) {
                    ui.selectable_value(&mut self.other, other, other.name());
                }
            });
            list.response.labelled_by(label.id);
            ui.end_row();
        });
    }
}

/// The command that computes the same.
pub fn command(plan: &Plan) -> String {
    let Plan { base, x, y, seeds, first_seed, schedule, compared } = plan;
    let y = y.as_ref().map_or_else(String::new, |y| format!(" --y {y}"));
    let then =
        schedule.unsupervised.map_or_else(String::new, |epochs| format!(" --then-unsupervised {epochs}"));
    let other = compared.as_ref().map_or_else(String::new, |compared| {
        let words = compared
            .settings
            .iter()
            .map(|(id, value)| format!("{}={}", id.spec().key, id.spec().show(*value)));
        format!(" --compare {} --measure ba,difference", words.collect::<Vec<_>>().join(" "))
    });
    format!(
        "equipoise atlas{} --x {x}{y} --seed {first_seed} --seeds {seeds} --epochs {}{then}{other}",
        settings(base),
        schedule.epochs
    )
}
