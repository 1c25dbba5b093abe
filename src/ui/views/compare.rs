//! Two runs side by side: A, and B that differs from it in a few parameters.

use crate::ui::keyed::Keyed;
use egui::{Color32, ColorImage, Rect, RichText, Sense, TextStyle, Ui, pos2, vec2};
use egui_plot::{LineStyle, MarkerShape};

use super::plots::{self, Line, Points};
use super::{Context, View, of_run};
use crate::analysis::endurance::ABLATIONS;
use crate::engine::{Action, Command, CurvePoint, RuleChange, Snapshot, VariantView, Wants, WeightSample};
use crate::model::params::{Effect, Kind};
use crate::model::{ParamId, Params, Responses};
use crate::ui::colormap::{Image, nice_top};
use crate::ui::export::Provenance;
use crate::ui::format;
use crate::ui::legend::{self, Mark};
use crate::ui::number::Number;

/// Name of this view in saved arrangements.
pub const KEY: &str = "compare";

/// Most points of a line and of a cloud.
const MOST: usize = 400;

/// Shows A and B on the same axes, and the difference of their weights.
pub struct Compare {
    differences: [Image; 2],
    chosen: ParamId,
}

impl Default for Compare {
    fn default() -> Self {
        Self { differences: Default::default(), chosen: ParamId::rho_a }
    }
}

impl View for Compare {
    fn key(&self) -> &'static str {
        KEY
    }

    fn title(&self) -> &'static str {
        "Compare A and B"
    }

    fn tab(&self) -> &'static str {
        "Compare"
    }

    fn help(&self) -> &'static str {
        "A second neuron B next to the one that all other views show (A): the same seed, the same stimuli in the \
         same order, but some parameters of its own. It begins as A is at that moment; Reset starts both \
         again. Shown are both E/I planes on the same axes, balanced accuracy of both, and the difference of \
         their weights, B − A."
    }

    fn plots(&self) -> &'static str {
        plots::HELP
    }

    fn origin(&self, snapshot: &Snapshot) -> Provenance {
        let overrides = snapshot.variant.iter().flat_map(|variant| &variant.overrides);
        let own: Vec<String> =
            overrides.map(|(id, value)| format!("{}={}", id.spec().key, id.spec().show(*value))).collect();
        let remark = format!("; the command computes A; B is the same with {}", own.join(" "));
        of_run(self.title(), snapshot.variant.as_ref().map_or("", |_| remark.as_str()), snapshot)
    }

    fn wants(&self) -> Wants {
        Wants { recall: true, weights: true, ..Wants::NOTHING }
    }

    fn show(&mut self, ui: &mut Ui, context: &mut Context<'_>) {
        let Some(variant) = context.snapshot.variant.clone() else {
            if !context.view_requests.print {
                self.begin(ui, context);
            }
            return;
        };
        // In print, the heading of B's plane says what is different.
        if !context.view_requests.print {
            difference_of_b(ui, context, &variant);
        }
        let space = ui.available_rect_before_wrap();
        let (gap, wide) = (8.0, space.width() > space.height() * 1.6);
        let (sums, clouds) = if wide {
            let (left, right) = space.split_left_right_at_fraction(0.42);
            (left.with_max_x(left.right() - gap), right)
        } else {
            let (top, bottom) = space.split_top_bottom_at_fraction(0.55);
            (bottom.with_min_y(bottom.top() + gap), top)
        };
        ui.scope_builder(egui::UiBuilder::new().max_rect(clouds).id_salt("clouds"), |ui| {
            planes(ui, context, &variant);
        });
        let (first, second) = if wide {
            sums.split_top_bottom_at_fraction(0.52)
        } else {
            sums.split_left_right_at_fraction(0.5)
        };
        ui.scope_builder(egui::UiBuilder::new().max_rect(first).id_salt("curves"), |ui| {
            curves(ui, context, &variant);
        });
        let second = if wide { second } else { second.with_min_x(second.left() + gap) };
        ui.scope_builder(egui::UiBuilder::new().max_rect(second).id_salt("weights"), |ui| {
            self.weights(ui, context, &variant);
        });
        ui.allocate_rect(space, Sense::hover());
    }
}

/// What B has of its own, and the way to end it.
fn difference_of_b(ui: &mut Ui, context: &mut Context<'_>, variant: &VariantView) {
    ui.horizontal_wrapped(|ui| {
        ui.label(RichText::new("B is A but for").color(context.palette.weak));
        for &(id, value) in &variant.overrides {
            own_value(ui, context.commands, id, value);
        }
        if let Some(rules) = &variant.own_rules {
            let titles: Vec<&str> =
                rules.files().iter().filter(|it| it.on).map(|it| it.file.title.as_str()).collect();
            let text = if titles.is_empty() {
                "no loaded rule".to_owned()
            } else {
                format!("the rules {}", titles.join(", "))
            };
            ui.label(RichText::new(text).strong());
        }
        if variant.overrides.is_empty() && variant.own_rules.is_none() {
            ui.label("nothing");
        }
        if ui.button("End B").keyed("end-b").on_hover_text("Forget B and go on with A alone").clicked() {
            context.commands.push(Command::Act(Action::Compare(None)));
        }
    });
}

/// The name and value of a parameter of B's own.
fn own_value(ui: &mut Ui, commands: &mut Vec<Command>, id: ParamId, value: f64) {
    let spec = id.spec();
    let mut value = value;
    let changed = if spec.kind == Kind::Switch {
        let mut on = value != 0.0;
        let changed = ui.checkbox(&mut on, spec.name).changed();
        value = f64::from(u8::from(on));
        changed
    } else {
        let speed = ((spec.slider.1 - spec.slider.0) / 200.0).max(1e-4);
        // What starts both again is typed and not dragged.
        let speed = if spec.effect == Effect::Rebuild { 0.0 } else { speed };
        let name = format!("B: {}", spec.key);
        let field = Number::new(spec.key, &mut value, spec.min..=spec.max)
            .whole(spec.kind == Kind::Count)
            .step(speed)
            .shown(|value| format::value(spec, value));
        ui.add(field).accessible_name(name).changed()
    };
    if spec.kind != Kind::Switch {
        ui.label(RichText::new(format!("{} {}", spec.name, spec.symbol)).strong());
    }
    if changed {
        commands.push(Command::Act(Action::Override(id, Some(value))));
    }
}

/// A button for B without a loaded rule.
fn without_loaded(ui: &mut Ui, context: &mut Context<'_>, at: usize) {
    let Some(loaded) = context.snapshot.params.rules.files().get(at) else { return };
    let (title, on) = (loaded.file.title.clone(), loaded.on);
    ui.horizontal_wrapped(|ui| {
        ui.label("or without the loaded rule");
        let button = ui.add_enabled(on, egui::Button::new(&title));
        let button = button.keyed(format!("b-without-{}", loaded.file.slug()));
        let tip = format!("Ablate: B goes on as A without {title}");
        if button.on_hover_text(tip).on_disabled_hover_text("It is off in A as well").clicked() {
            let off = RuleChange::Switch { rule: title.clone(), on: false };
            context.commands.push(Command::Act(Action::Compare(Some(Vec::new()))));
            context.commands.push(Command::Act(Action::OverrideRules(Some(off))));
        }
    });
}

impl Compare {
    fn begin(&mut self, ui: &mut Ui, context: &mut Context<'_>) {
        ui.add_space(6.0);
        ui.label("Fork a second neuron B from here, with the same stimuli in the same order.");
        ui.horizontal_wrapped(|ui| {
            ui.label("B is A without the");
            for id in ABLATIONS {
                let name = id.spec().symbol;
                let there = context.snapshot.params.get(id) != 0.0;
                let button = ui.add_enabled(there, egui::Button::new(name));
                let button = button.keyed(format!("b-without-{}", id.spec().key));
                let tip = format!("Ablate: B goes on as A without the {name}");
                if button.on_hover_text(tip).on_disabled_hover_text("It is off in A as well").clicked() {
                    context.commands.push(Command::Act(Action::Compare(Some(vec![(id, 0.0)]))));
                }
            }
        });
        for at in 0..context.snapshot.params.rules.files().len() {
            without_loaded(ui, context, at);
        }
        ui.horizontal_wrapped(|ui| {
            ui.label("or B has its own");
            let list = egui::ComboBox::from_id_salt("own").width(170.0).height(320.0);
            let list = list.selected_text(self.chosen.spec().name).show_ui(ui, |ui| {
                for &id in ParamId::ALL {
                    ui.selectable_value(
                        &mut self.chosen,
                        id,
                        format!("{}  {}", id.spec().name, id.spec().key),
                    );
                }
            });
            list.response.accessible_name("parameter of B's own");
            let tip = "B begins with A's value; change it here then. A change of P, N, f or c starts both neurons again";
            if ui.button("Begin B").on_hover_text(tip).clicked() {
                let value = context.snapshot.params.get(self.chosen);
                context.commands.push(Command::Act(Action::Compare(Some(vec![(self.chosen, value)]))));
            }
        });
    }

    /// w of B minus w of A, both populations.
    fn weights(&mut self, ui: &mut Ui, context: &mut Context<'_>, variant: &VariantView) {
        let space = ui.available_rect_before_wrap();
        if space.width() < 80.0 || space.height() < 60.0 {
            return;
        }
        let (snapshot, palette) = (context.snapshot, context.palette);
        let pairs =
            [(&snapshot.excitatory, &variant.excitatory), (&snapshot.inhibitory, &variant.inhibitory)];
        let differences = pairs.map(|(a, b)| difference(a, b));
        let largest = differences.iter().flatten().map(|d| d.abs()).fold(0.0, f32::max);
        let top = context.view_requests.scales.top("difference of weights", nice_top(largest));
        let font = TextStyle::Small.resolve(ui.style());
        let caption = font.size + 5.0;
        let width = (space.width() - 8.0) / 2.0;
        for (at, (values, name)) in differences.iter().zip(["w_E: B − A", "w_I: B − A"]).enumerate() {
            let min = pos2(space.left() + at as f32 * (width + 8.0), space.top() + caption);
            let rect = Rect::from_min_size(min, vec2(width, (space.height() - 2.0 * caption).max(10.0)));
            let columns =
                (values.len() as f32 * rect.width() / rect.height().max(1.0)).sqrt().round().max(1.0);
            let columns = (columns as usize).clamp(1, values.len().max(1));
            let rows = values.len().div_ceil(columns).max(1);
            let mut pixels: Vec<Color32> = values
                .iter()
                .map(|&value| signed(value / top, palette.excitatory, palette.inhibitory, palette.card))
                .collect();
            pixels.resize(columns * rows, palette.card);
            self.differences[at].set(ui.ctx(), "difference", ColorImage::new([columns, rows], pixels));
            self.differences[at].paint(ui, rect);
            let stroke = egui::Stroke::new(1.0, palette.outline);
            ui.painter().rect_stroke(rect, 0.0, stroke, egui::StrokeKind::Outside);
            let at = rect.left_top() - vec2(0.0, 2.0);
            ui.painter().text(at, egui::Align2::LEFT_BOTTOM, name, font.clone(), palette.text);
        }
        let scale = if pairs.iter().any(|(a, b)| a.of != b.of) {
            "different numbers of synapses".to_owned()
        } else if largest == 0.0 {
            "no difference".to_owned()
        } else {
            format!("±{}; orange: larger in B", format::number(f64::from(top)))
        };
        ui.painter().text(space.left_bottom(), egui::Align2::LEFT_BOTTOM, scale, font, palette.weak);
        ui.allocate_rect(space, Sense::hover());
    }
}

fn difference(a: &WeightSample, b: &WeightSample) -> Vec<f32> {
    // Of populations of different size nothing can be compared synapse by synapse.
    if a.of != b.of {
        return Vec::new();
    }
    a.values.iter().zip(&b.values).map(|(a, b)| b - a).collect()
}

/// A colour between `negative` at -1, `zero` and `positive` at 1.
fn signed(t: f32, positive: Color32, negative: Color32, zero: Color32) -> Color32 {
    let end = if t > 0.0 { positive } else { negative };
    zero.lerp_to_gamma(end, t.abs().clamp(0.0, 1.0))
}

fn curves(ui: &mut Ui, context: &Context<'_>, variant: &VariantView) {
    let (snapshot, palette) = (context.snapshot, context.palette);
    legend::show(ui, &[(Mark::Line, palette.main, "A"), (Mark::Dashed, palette.pin, "B")]);
    let line = |points: &[CurvePoint], most: usize, last: (u64, f64)| -> Vec<[f64; 2]> {
        let every = points.len().div_ceil(most).max(1);
        let past =
            points.iter().step_by(every).map(|point| [point.epoch as f64, point.measures.balanced_accuracy]);
        past.chain([[last.0 as f64, last.1]]).collect()
    };
    let plot = plots::plot("accuracy of both", ui.available_height().max(30.0), "BA", 34.0);
    plot.include_y(0.4).include_y(1.0).include_x(0.0).x_axis_label("epoch").show(ui, |plot| {
        let epochs = (0.0, snapshot.epochs as f64);
        super::marks::draw(plot, snapshot, palette, epochs, |mark| mark.epoch);
        let most = plot.most(MOST);
        let a = line(&snapshot.curve, most, (snapshot.epochs, snapshot.measures.balanced_accuracy));
        let b = line(&variant.curve, most, (variant.epochs, variant.measures.balanced_accuracy));
        plot.line(Line::new("A", a).color(palette.main).width(2.2));
        plot.line(Line::new("B", b).color(palette.pin).width(2.2).style(LineStyle::dashed_dense()));
    });
}

fn planes(ui: &mut Ui, context: &Context<'_>, variant: &VariantView) {
    let (snapshot, palette) = (context.snapshot, context.palette);
    legend::show(
        ui,
        &[
            (Mark::Line, palette.main, "threshold"),
            (Mark::Dashed, palette.inhibitory, "balance line"),
            (Mark::Dot, palette.target, "target"),
            (Mark::Square, palette.non_target, "non-target"),
        ],
    );
    let b_name =
        variant.overrides.iter().map(|&(id, value)| described(id, value)).collect::<Vec<_>>().join(", ");
    let sides = [
        ("A", &snapshot.recall, &snapshot.params, snapshot.measures.balanced_accuracy),
        ("B", &variant.recall, &variant.params, variant.measures.balanced_accuracy),
    ];
    // Both planes show what either needs.
    let corners = [&snapshot.recall, &variant.recall].map(extent);
    let width = (ui.available_width() - 8.0) / 2.0;
    let height = ui.available_height();
    ui.horizontal(|ui| {
        ui.spacing_mut().item_spacing.x = 8.0;
        for (name, recall, params, accuracy) in sides {
            ui.allocate_ui(vec2(width, height), |ui| {
                ui.vertical(|ui| {
                    let of = if name == "B" { format!(": {b_name}") } else { String::new() };
                    let title = RichText::new(format!("{name}  BA {accuracy:.3}{of}")).strong();
                    ui.add(egui::Label::new(title).truncate());
                    plane(ui, context, name, (recall, params), &corners);
                });
            });
        }
    });
}

fn described(id: ParamId, value: f64) -> String {
    let spec = id.spec();
    match spec.kind {
        Kind::Switch if value == 0.0 => format!("without {}", spec.name),
        Kind::Switch => format!("with {}", spec.name),
        Kind::Count | Kind::Real => format!("{} {} {}", spec.name, spec.symbol, format::value(spec, value)),
    }
}

/// The least and the largest (i_E, i_I).
fn extent(recall: &Responses) -> [[f64; 2]; 2] {
    let ends = |values: &[f64]| {
        let least = values.iter().copied().fold(f64::INFINITY, f64::min);
        [least, values.iter().copied().fold(f64::NEG_INFINITY, f64::max)]
    };
    let (x, y) = (ends(&recall.i_e), ends(&recall.i_i));
    [[x[0], y[0]], [x[1], y[1]]]
}

fn plane(
    ui: &mut Ui,
    context: &Context<'_>,
    name: &str,
    (recall, params): (&Responses, &Params),
    corners: &[[[f64; 2]; 2]; 2],
) {
    let palette = context.palette;
    let group = egui::Id::unique("compared planes");
    let (from, to) = (corners[0][0][0].min(corners[1][0][0]), corners[0][1][0].max(corners[1][1][0]));
    let line = |slope: f64, offset: f64| vec![[from, slope * from + offset], [to, slope * to + offset]];
    let cloud = |most: usize, class: bool| -> Vec<[f64; 2]> {
        let every = recall.len().div_ceil(most).max(1);
        let of_class = (0..recall.len()).step_by(every).filter(|&mu| recall.targets[mu] == class);
        of_class.map(|mu| [recall.i_e[mu], recall.i_i[mu]]).collect()
    };
    let height = ui.available_height().max(30.0);
    let plot =
        plots::plot(&format!("plane of {name}"), height, "i_I", 30.0).units([plots::THRESHOLD_UNITS; 2]);
    let whole = corners.iter().flatten().filter(|corner| corner.iter().all(|value| value.is_finite()));
    whole
        .fold(plot, |plot, corner| plot.include_x(corner[0]).include_y(corner[1]))
        .x_axis_label("i_E")
        .linked(group, [true, true])
        .show(ui, |plot| {
            plot.line(Line::new("threshold", line(1.0, -params.theta)).color(palette.main).width(1.4));
            let balance = Line::new("balance line", line(params.a, params.b)).color(palette.inhibitory);
            plot.line(balance.width(1.4).style(LineStyle::dashed_dense()));
            let non_targets =
                Points::new("non-target", cloud(plot.most(MOST), false)).color(palette.non_target);
            plot.points(non_targets.shape(MarkerShape::Square).radius(2.2));
            plot.points(
                Points::new("target", cloud(plot.most(MOST), true)).color(palette.target).radius(2.8),
            );
            let pinned = context.snapshot.pinned.as_ref().map(|pinned| pinned.stimulus);
            if let Some(mu) = pinned.filter(|&mu| mu < recall.len()) {
                let ring = Points::new("pinned", vec![[recall.i_e[mu], recall.i_i[mu]]]).color(palette.pin);
                plot.points(ring.shape(MarkerShape::Circle).filled(false).radius(6.5));
            }
        });
}
