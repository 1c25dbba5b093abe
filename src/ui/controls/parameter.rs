//! One parameter's widget, derived from its declaration.

use egui::text::{LayoutJob, TextFormat};
use egui::{
    Button, Label, Rect, Response, RichText, Sense, Slider, SliderClamping, Stroke, StrokeKind, TextStyle,
    Tooltip, Ui, style::HandleShape, vec2,
};

use super::{Panel, Requested};
use crate::engine::{Action, Command};
use crate::model::ParamId;
use crate::model::params::{Effect, Kind, Scale, Spec};
use crate::ui::format;
use crate::ui::keyed::Keyed;
use crate::ui::number::Number;

const LABEL_WIDTH: f32 = 150.0;
const VALUE_WIDTH: f32 = 56.0;

impl Panel<'_> {
    /// A slider or a switch, with label, tooltip and double-click reset.
    pub fn parameter(&mut self, ui: &mut Ui, id: ParamId) {
        match id.spec().kind {
            Kind::Switch => self.small_switch(ui, id),
            Kind::Real | Kind::Count => self.slider(ui, id),
        }
    }

    /// The on/off of a modulator or rule.
    pub fn big_switch(&mut self, ui: &mut Ui, id: ParamId, title: RichText, color: egui::Color32) {
        let on = self.shown(id) != 0.0;
        ui.horizontal(|ui| {
            let text = RichText::new(if on { "on" } else { "off" }).strong();
            let text = if on { text.color(self.palette.card) } else { text };
            let mut button = Button::new(text).min_size(vec2(44.0, 22.0)).selected(on);
            if on {
                button = button.fill(color);
            }
            let response = ui.add(button);
            response.widget_info(|| {
                egui::WidgetInfo::selected(egui::Role::CheckBox, true, on, accessible_name(id.spec()))
            });
            self.explain(&response, response.rect, id);
            if response.clicked() {
                self.set(id, if on { 0.0 } else { 1.0 });
            }
            ui.add(Label::new(title).selectable(false));
        });
    }

    fn small_switch(&mut self, ui: &mut Ui, id: ParamId) {
        let mut on = self.shown(id) != 0.0;
        let response = ui.checkbox(&mut on, id.spec().name);
        response.widget_info(|| {
            egui::WidgetInfo::selected(egui::Role::CheckBox, true, on, accessible_name(id.spec()))
        });
        self.explain(&response, response.rect, id);
        if response.changed() {
            self.set(id, f64::from(u8::from(on)));
        }
    }

    fn slider(&mut self, ui: &mut Ui, id: ParamId) {
        let spec = id.spec();
        ui.horizontal(|ui| {
            if self.highlight == Some(id) {
                let mark = ui.available_rect_before_wrap().with_max_y(ui.cursor().top() + 22.0).expand(1.0);
                ui.painter().rect_stroke(mark, 4.0, Stroke::new(2.0, self.palette.wrong), StrokeKind::Inside);
            }
            let label = self.label(ui, id);
            let name = accessible_name(spec);
            let shown = self.shown(id);
            let mut value = shown;
            ui.spacing_mut().slider_width = (ui.available_width() - VALUE_WIDTH - 10.0).max(40.0);
            let slider = ui.add(rail(&mut value, spec)).labelled_by(label.id).accessible_name(&name);
            self.tick(ui, slider.rect, id);
            if slider.drag_stopped() {
                // The keys are the instrument's again.
                slider.surrender_focus();
            }
            let field = ui.add(field(&mut value, spec)).labelled_by(label.id).accessible_name(name);
            for response in [&label, &slider, &field] {
                self.explain(response, label.rect, id);
            }
            label.context_menu(|ui| {
                let tip = "Train a neuron at every value, all at once, in the Atlas";
                let sweep = ui.button("Sweep this").keyed(format!("sweep-{}", spec.key));
                if sweep.on_hover_text(tip).clicked() {
                    *self.sweep = Some(id);
                }
            });
            let used = if field.changed() { &field } else { &slider };
            if label.double_clicked() || double_clicked(ui, slider.rect) {
                self.set(id, self.preset_values.get(id));
            } else if field.changed() || slider.changed() {
                self.changed(id, value, used);
            } else if [&slider, &field].iter().any(|used| used.drag_stopped() || used.lost_focus())
                && let Some(asked) = self.requested.get(&id).filter(|asked| asked.sent.is_none())
            {
                self.set(id, asked.value);
            }
        });
    }

    /// Values take effect while they are dragged; those that rebuild everything, when let go.
    fn changed(&mut self, id: ParamId, value: f64, response: &Response) {
        let spec = id.spec();
        let value = value.clamp(spec.min, spec.max);
        if spec.effect == Effect::Rebuild && (response.dragged() || response.is_pointer_button_down_on()) {
            self.requested.insert(id, Requested { value, sent: None });
        } else {
            self.set(id, value);
        }
    }

    fn set(&mut self, id: ParamId, value: f64) {
        self.commands.push(Command::Act(Action::Set(id, value)));
        let sent = Some(self.issued + self.commands.len() as u64);
        self.requested.insert(id, Requested { value, sent });
    }

    fn shown(&self, id: ParamId) -> f64 {
        self.requested.get(&id).map_or_else(|| self.snapshot.params.get(id), |asked| asked.value)
    }

    /// A tick below the rail where the preset is.
    fn tick(&self, ui: &Ui, rail: Rect, id: ParamId) {
        let spec = id.spec();
        let Some(part) = part_of_rail(spec, self.preset_values.get(id)) else { return };
        // As egui places the handle: its radius is left free at both ends.
        let radius = rail.height() / 2.5
            * match ui.visuals().handle_shape {
                HandleShape::Circle => 1.0,
                HandleShape::Rect { aspect_ratio } => aspect_ratio,
            };
        let x = egui::lerp(rail.left() + radius..=rail.right() - radius, part as f32);
        let stroke = Stroke::new(1.5, self.palette.weak);
        ui.painter().vline(x, rail.bottom() - 3.0..=rail.bottom() + 1.0, stroke);
    }

    fn label(&self, ui: &mut Ui, id: ParamId) -> Response {
        let spec = id.spec();
        let font = TextStyle::Body.resolve(ui.style());
        let mut job = LayoutJob::default();
        if self.shown(id) != self.preset_values.get(id) {
            job.append("• ", 0.0, TextFormat::simple(font.clone(), self.palette.wrong));
        }
        let small = egui::FontId::new(font.size - 1.0, font.family.clone());
        job.append(spec.name, 0.0, TextFormat::simple(small, self.palette.text));
        job.append("  ", 0.0, TextFormat::simple(font.clone(), self.palette.text));
        format::symbol(&mut job, spec.symbol, &font, self.palette.weak);
        let size = vec2(LABEL_WIDTH, ui.spacing().interact_size.y);
        ui.allocate_ui_with_layout(size, egui::Layout::left_to_right(egui::Align::Center), |ui| {
            ui.set_min_width(LABEL_WIDTH);
            ui.add(
                Label::new(job)
                    .truncate()
                    .selectable(false)
                    .show_tooltip_when_elided(false)
                    .sense(Sense::click()),
            )
        })
        .inner
    }

    /// What the parameter is, below its label and no wider than the panel: what it changes stays in view. Nothing
    /// while something is dragged or typed.
    fn explain(&mut self, response: &Response, label: Rect, id: ParamId) {
        let switch = id.spec().kind == Kind::Switch;
        if *self.wanted == Some(id) && (switch || response.rect != label) {
            *self.wanted = None;
            response.request_focus();
            response.scroll_to_me(None);
        }
        // What the keyboard has come to is in view.
        if response.gained_focus() {
            response.scroll_to_me(None);
        }
        if response.has_focus() || response.ctx.input(|input| input.pointer.any_down()) {
            return;
        }
        let mut tip = Tooltip::for_enabled(response);
        tip.popup = tip.popup.anchor(label);
        tip.show(|ui| {
            let spec = id.spec();
            ui.set_max_width((self.width - 16.0).max(200.0));
            ui.label(RichText::new(format!("{}  {}", spec.symbol, spec.name)).strong());
            ui.label(spec.doc);
            if !spec.equation.is_empty() {
                ui.label(RichText::new(spec.equation).monospace());
            }
            let unit = if spec.unit.is_empty() { "dimensionless" } else { spec.unit };
            ui.label(format!("Unit: {unit}. Range: {}.", spec.range_text()));
            ui.label(format!(
                "Preset {}, default {}; double-click to go back to the preset, right-click to sweep it in the Atlas.",
                format::value(spec, self.preset_values.get(id)),
                format::value(spec, spec.default)
            ));
            match spec.effect {
                Effect::NextPresentation => {}
                Effect::Rebuild => {
                    ui.label(
                        RichText::new("Changing this redraws the associations and restarts the neuron.")
                            .strong(),
                    );
                }
                Effect::NextReset => {
                    ui.label(
                        RichText::new("Scales the bounds at once and the start at the next reset.").strong(),
                    );
                }
            }
            if spec.extension {
                ui.label(RichText::new("An addition of this project to the published model.").italics());
            }
        });
    }
}

/// A slider senses drags only, so egui reports no double clicks on it.
fn double_clicked(ui: &Ui, rail: egui::Rect) -> bool {
    ui.rect_contains_pointer(rail)
        && ui.input(|input| input.pointer.button_double_clicked(egui::PointerButton::Primary))
}

/// How tests and screen readers find the widget: `release probability (rho_A)`.
fn accessible_name(spec: &Spec) -> String {
    format!("{} ({})", spec.name, spec.key)
}

/// Where on the rail a value is, from 0 to 1; nowhere if the rail does not reach it.
fn part_of_rail(spec: &Spec, value: f64) -> Option<f64> {
    let (low, high) = spec.slider;
    if !(low..=high).contains(&value) {
        return None;
    }
    if spec.scale != Scale::Log {
        return Some((value - low) / (high - low));
    }
    // As egui has it: a logarithmic rail that begins at 0 counts from its smallest positive value.
    let least = if low > 0.0 { low } else { high * SMALLEST };
    Some((value.max(least) / least).ln() / (high / least).ln())
}

/// Of a logarithmic rail that begins at 0: its smallest positive value, as a part of the largest.
const SMALLEST: f64 = 1e-4;

/// The rail of a slider. Values outside what it covers can be typed next to it, and stay.
pub fn rail<'a>(value: &'a mut f64, spec: &'static Spec) -> Slider<'a> {
    let (low, high) = spec.slider;
    let mut slider = Slider::new(value, low..=high).clamping(SliderClamping::Never).show_value(false);
    if spec.scale == Scale::Log {
        slider = slider.logarithmic(true).smallest_positive(high * SMALLEST);
    }
    if spec.kind == Kind::Count {
        slider = slider.integer();
    }
    slider
}

/// The field beside it, in which any value can be typed.
pub fn field<'a>(value: &'a mut f64, spec: &'static Spec) -> Number<'a, f64> {
    let (low, high) = spec.slider;
    let step = match (spec.kind, spec.scale) {
        (Kind::Count | Kind::Switch, _) => 1.0,
        (Kind::Real, Scale::Linear) => (high - low) / 200.0,
        // A tenth of the leading digit's place.
        (Kind::Real, Scale::Log) => {
            let size = if value.is_finite() && *value > 0.0 { *value } else { high * 1e-2 };
            10f64.powf(size.log10().floor() - 1.0)
        }
    };
    Number::new(spec.key, value, spec.min..=spec.max)
        .whole(spec.kind == Kind::Count)
        .step(step)
        .width(VALUE_WIDTH)
        .shown(|value| format::value(spec, value))
}
