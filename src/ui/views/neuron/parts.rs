//! What the parts of the picture are: pressed, a part says it, with its equation and its sliders.

use crate::ui::keyed::Keyed;
use egui::{Id, Popup, PopupCloseBehavior, Rect, Response, RichText, Sense, Ui};

use super::Context;
use crate::analysis::endurance::ABLATIONS;
use crate::engine::{Action, Command};
use crate::model::ParamId;
use crate::model::params::Effect;
use crate::model::plasticity::RULES;
use crate::ui::controls::widgets;

/// A part.
pub struct Part {
    /// What it is called.
    pub name: &'static str,
    /// What it is.
    what: &'static str,
    equation: &'static str,
    sliders: &'static [ParamId],
}

/// Inputs.
pub static INPUTS: Part = Part {
    name: "inputs",
    what: "Presynaptic inputs, excitatory above and inhibitory below; those that the stimulus activates are filled. Of many, each \
           mark stands for a group.",
    equation: "x = 1 with probability f_in",
    sliders: &[ParamId::f_in, ParamId::c],
};
/// Excitatory synapses.
pub static EXCITATORY: Part = Part {
    name: "excitatory synapses",
    what: "As thick as their weight. Active ones add up to the excitatory current.",
    equation: "i_E = Σ w_E x_E / (N_E f_in)",
    sliders: &[ParamId::w_max, ParamId::lambda],
};
/// Inhibitory synapses.
pub static INHIBITORY: Part = Part {
    name: "inhibitory synapses",
    what: "As thick as their weight. Active ones add up to the inhibitory current, which plasticity pulls to the balance line.",
    equation: "i_I = Σ w_I x_I / (N_I f_in)",
    sliders: &[ParamId::a, ParamId::b],
};
/// The cell.
pub static CELL: Part = Part {
    name: "cell",
    what: "The bar is the drive against the threshold. The cell fires when drive and modulators together exceed it.",
    equation: "h = i_E − i_I − θ;  y = 1 if h + η_A M_A + η_N M_N + σ z > 0",
    sliders: &[ParamId::theta, ParamId::sigma],
};
/// Where acetylcholine comes from.
pub static ACH: Part = Part {
    name: "acetylcholine",
    what: "From the nucleus basalis, with targets only and not with every one: an unreliable teacher. It disinhibits the cell.",
    equation: "P(η_A = 1 | Y = 1) = ρ_A where h < κ_A;  M_A = max(0, A_A (1 + z))",
    sliders: &[ParamId::rho_a, ParamId::a_a, ParamId::kappa_a],
};
/// Where noradrenaline comes from.
pub static NA: Part = Part {
    name: "noradrenaline",
    what: "From the locus coeruleus, rarely, whatever the stimulus: it knows no target, but reaches deeply silent ones.",
    equation: "P(η_N = 1) = ρ_N;  M_N = max(0, A_N (1 + z))",
    sliders: &[ParamId::rho_n, ParamId::a_n],
};

/// A rule by its place in [`RULES`].
pub fn rule(at: usize) -> Part {
    const SLIDERS: [&[ParamId]; RULES.len()] = [
        &[ParamId::alpha_a, ParamId::beta],
        &[ParamId::alpha_n],
        &[ParamId::alpha_h],
        &[ParamId::alpha_i, ParamId::a, ParamId::b],
    ];
    let spec = ABLATIONS[at].spec();
    Part { name: spec.symbol, what: spec.doc, equation: RULES[at].equation, sliders: SLIDERS[at] }
}

/// A part of the picture that explains itself where it is pressed.
pub fn area(ui: &Ui, context: &mut Context<'_>, (area, corner): (Rect, f32), part: &Part) {
    if context.view_requests.print {
        return;
    }
    let response = ui.interact(area, ui.scope_id().with(("part", part.name)), Sense::click());
    if response.hovered() || response.has_focus() {
        let stroke = egui::Stroke::new(1.5, context.palette.weak);
        ui.painter().rect_stroke(area.expand(1.0), corner, stroke, egui::StrokeKind::Outside);
    }
    explain(response, context, part);
}

/// Says what a part is, where it was pressed; pointed at, its first slider is marked in the panel.
pub fn explain(response: Response, context: &mut Context<'_>, part: &Part) {
    response
        .widget_info(|| egui::WidgetInfo::labeled(egui::Role::Button, true, format!("about {}", part.name)));
    let response =
        response.keyed(format!("about-{}", part.name)).on_hover_cursor(egui::CursorIcon::PointingHand);
    if response.hovered() {
        *context.highlight = part.sliders.first().copied();
    }
    let popup = Popup::menu(&response).close_behavior(PopupCloseBehavior::CloseOnClickOutside);
    popup.show(|ui| {
        ui.set_max_width(330.0);
        ui.label(RichText::new(part.name).strong());
        ui.label(part.what);
        ui.label(RichText::new(part.equation).monospace());
        for &id in part.sliders {
            slider(ui, context, id);
        }
    });
}

/// A slider; one that rebuilds everything acts when it is released.
fn slider(ui: &mut Ui, context: &mut Context<'_>, id: ParamId) {
    let spec = id.spec();
    let waiting = Id::unique(("part slider", spec.key));
    let held: Option<f64> = ui.data(|data| data.get_temp(waiting));
    let before = held.unwrap_or_else(|| context.snapshot.params.get(id));
    let mut value = before;
    let response = ui
        .horizontal(|ui| {
            let size = egui::vec2(150.0, ui.spacing().interact_size.y);
            let place = egui::Layout::left_to_right(egui::Align::Center);
            let label = ui.allocate_ui_with_layout(size, place, |ui| {
                ui.set_min_width(size.x);
                ui.add(egui::Label::new(spec.name).truncate())
            });
            let label = label.inner;
            ui.spacing_mut().slider_width = 80.0;
            let rail = ui.add(widgets::rail(&mut value, spec)).labelled_by(label.id);
            rail | ui.add(widgets::field(&mut value, spec)).labelled_by(label.id)
        })
        .inner
        .on_hover_text(spec.doc);
    let value = value.clamp(spec.min, spec.max);
    if spec.effect == Effect::Rebuild && response.dragged() {
        ui.data_mut(|data| data.insert_temp(waiting, value));
        return;
    }
    ui.data_mut(|data| data.remove::<f64>(waiting));
    // A drag that was broken off changes nothing.
    let broken = ui.input(|input| input.key_pressed(egui::Key::Escape));
    let let_go = held.is_some() && response.drag_stopped() && !broken;
    if value != context.snapshot.params.get(id) && (let_go || (response.changed() && held.is_none())) {
        context.commands.push(Command::Act(Action::Set(id, value)));
    }
}
