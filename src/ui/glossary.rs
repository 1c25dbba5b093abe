//! The words of the field, explained: those that views and captions use.

use egui::{Align2, RichText, ScrollArea, Ui, vec2};

use super::theme::Palette;

/// A word and what it means here.
pub static TERMS: [(&str, &str); 30] = [
    (
        "acetylcholine, ACh",
        "The unreliable teacher: released with targets only, and not with every one. It disinhibits the neuron.",
    ),
    (
        "association",
        "A stimulus and the response that is wanted for it: fire (target) or stay silent (non-target).",
    ),
    ("attribution", "Which rule changed a weight or a drive, and by how much; read from the ledger."),
    ("balance line", "Inhibition as inhibitory plasticity wants it for a given excitation: i_I = a i_E + b."),
    (
        "balanced accuracy, BA",
        "Mean of hit rate and correct rejection, measured without modulators. 0.5 is chance, 1 is everything right.",
    ),
    (
        "beat",
        "One of the five parts in which a presentation is drawn: stimulus, currents, modulators, spike, plasticity.",
    ),
    (
        "co-tuning, c",
        "How alike the excitatory and the inhibitory inputs of a stimulus are; 1 is the same, 0 is independent.",
    ),
    (
        "coding level, f",
        "The part of inputs that a stimulus activates (f_in), and the part of stimuli that are targets (f_out).",
    ),
    ("correct rejection", "The part of non-targets for which the neuron is silent by itself."),
    (
        "disinhibition",
        "Less inhibition for a moment, as modulators cause it: what is felt of the inhibitory current shrinks by M.",
    ),
    (
        "drive, h",
        "Excitatory less inhibitory current, less the threshold: h = i_E − i_I − θ. Above 0 the neuron fires by itself.",
    ),
    (
        "E/I balance",
        "Excitation and inhibition of each stimulus nearly equal; detailed, because it holds stimulus by stimulus.",
    ),
    ("epoch", "Every stimulus shown once, in random order."),
    (
        "gate, need gate",
        "Acetylcholine is withheld from targets whose drive exceeds κ_A: they no longer need it.",
    ),
    (
        "heterosynaptic",
        "Of synapses whose own input was silent: the ACh rule weakens them a little when the active ones grow.",
    ),
    ("hit rate", "The part of targets for which the neuron fires by itself."),
    ("learned load", "The load times 2 BA − 1: associations per synapse that the neuron has really learned."),
    ("ledger", "The book of every change of every weight, by rule. Its columns add up to the weights."),
    (
        "limit",
        "The load above which no weights of these signs could store all associations, in theory and for many synapses.",
    ),
    (
        "limit, retained",
        "The same for what survives without a teacher, when inhibition is tied to the balance line.",
    ),
    ("load, α", "Associations per synapse: P/(N_E + N_I). Offered is what the neuron is shown."),
    ("margin", "How far a drive is on the right side of the threshold."),
    ("modulator", "Acetylcholine or noradrenaline: released as a whole, the same for every synapse."),
    (
        "noradrenaline, NA",
        "Released rarely and with any stimulus. It says nothing about targets, but lifts even deeply silent ones above the threshold.",
    ),
    (
        "plasticity rule",
        "How one presentation changes synapses, from what each synapse and the neuron know then: Hebbian, ACh, NA, inhibitory.",
    ),
    ("presentation", "One stimulus shown once."),
    ("presynaptic", "On the input's side of a synapse."),
    ("threshold unit", "The unit of currents and drives: the scale on which the threshold θ is measured."),
    ("turnover, λ", "Weights decay towards nothing at this rate per epoch, as synapses are replaced."),
    ("weight, w", "The strength of a synapse: w_E excitatory, w_I inhibitory; never below 0."),
];

/// Shows the list in a window; false once it is closed.
pub fn window(ui: &Ui, palette: &Palette) -> bool {
    let mut open = true;
    let space = ui.ctx().content_rect().size() - vec2(40.0, 90.0);
    let window = egui::Window::new("Words").open(&mut open).collapsible(false).resizable(false);
    window.anchor(Align2::CENTER_CENTER, egui::Vec2::ZERO).show(ui.ctx(), |ui| {
        ui.set_width(640.0_f32.min(space.x));
        ScrollArea::vertical().max_height(space.y).auto_shrink([false, true]).show(ui, |ui| {
            for (term, meaning) in TERMS {
                ui.label(RichText::new(term).strong().color(palette.inhibitory));
                ui.label(meaning);
                ui.add_space(4.0);
            }
        });
    });
    open
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_are_in_order_and_explained_in_a_sentence_or_two() {
        let names: Vec<String> = TERMS.iter().map(|(term, _)| term.to_lowercase()).collect();
        assert!(names.is_sorted(), "{names:?}");
        for (term, meaning) in TERMS {
            let words = meaning.split_whitespace().count();
            assert!((4..=30).contains(&words) && meaning.ends_with(['.', ')', 'β']), "{term}: {words} words");
        }
    }
}
