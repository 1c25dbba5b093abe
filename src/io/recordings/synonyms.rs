//! Words in headings that say what a column holds.

use super::part::Part;

/// Headings of each part in one word, the better known before the less known.
const HEADINGS: [(Part, &[&str]); 7] = [
    (
        Part::Cell,
        &[
            "cell",
            "cellid",
            "cellname",
            "cellnumber",
            "cellno",
            "cellnr",
            "cellindex",
            "neuron",
            "neuronid",
            "neuronname",
            "neuronnumber",
            "neuronno",
            "recording",
            "recordingid",
            "patch",
            "unit",
            "unitid",
            "id",
        ],
    ),
    (
        Part::Stimulus,
        &[
            "stimulus",
            "stim",
            "stimulusid",
            "stimid",
            "stimulusname",
            "stimname",
            "stimulusfrequency",
            "freq",
            "frequency",
            "freqkhz",
            "frequencykhz",
            "tonefrequency",
            "tone",
            "sound",
            "odor",
            "odour",
            "odorant",
            "orientation",
            "direction",
            "angle",
            "whisker",
            "pattern",
            "input",
            "pathway",
            "electrode",
            "channel",
        ],
    ),
    (
        Part::Condition,
        &[
            "condition",
            "cond",
            "phase",
            "epoch",
            "prepost",
            "preorpost",
            "beforeafter",
            "beforeorafter",
            "time",
            "timepoint",
            "period",
            "stage",
            "state",
            "session",
            "block",
            "treatment",
        ],
    ),
    (
        Part::Excitation,
        &["ie", "iexc", "epsc", "epscs", "epscamplitude", "exc", "excitation", "excitatory", "ge"],
    ),
    (
        Part::Inhibition,
        &["ii", "iinh", "ipsc", "ipscs", "ipscamplitude", "inh", "inhibition", "inhibitory", "gi"],
    ),
    (Part::Units, &["units", "currentunit", "currentunits", "unitofcurrent"]),
    (
        Part::Paired,
        &[
            "paired",
            "ispaired",
            "waspaired",
            "pairing",
            "pairedstimulus",
            "pairedtone",
            "conditioned",
            "target",
        ],
    ),
];

/// Words that mean excitation.
const EXCITATION: [&str; 16] = [
    "e",
    "ie",
    "exc",
    "excit",
    "excitation",
    "excitatory",
    "epsc",
    "epscs",
    "eepsc",
    "eepscs",
    "iexc",
    "iepsc",
    "ge",
    "gexc",
    "iampa",
    "ampa",
];

/// Words that mean inhibition.
const INHIBITION: [&str; 16] = [
    "i",
    "ii",
    "inh",
    "inhib",
    "inhibition",
    "inhibitory",
    "ipsc",
    "ipscs",
    "eipsc",
    "eipscs",
    "iinh",
    "iipsc",
    "gi",
    "ginh",
    "igaba",
    "gaba",
];

/// Words that say nothing about which of the two.
const OF_BOTH: [&str; 29] = [
    "current",
    "currents",
    "conductance",
    "conductances",
    "amplitude",
    "amplitudes",
    "amp",
    "ampl",
    "peak",
    "mean",
    "avg",
    "average",
    "median",
    "max",
    "maximum",
    "maximal",
    "charge",
    "synaptic",
    "postsynaptic",
    "evoked",
    "total",
    "net",
    "of",
    "the",
    "input",
    "strength",
    "size",
    "syn",
    "psc",
];

/// Ranks of headings that are put together of such words.
const COMPOSED: usize = 100;

/// The part that a heading of these words means, and how well it is known; less is better.
pub(super) fn known(words: &[String]) -> Option<(Part, usize)> {
    let joined = words.concat();
    let listed = HEADINGS
        .iter()
        .find_map(|(part, names)| names.iter().position(|name| *name == joined).map(|rank| (*part, rank)));
    listed.or_else(|| composed(words))
}

/// As in "peak excitatory current" or "I_e amplitude": words for one of the two, and none for the other.
fn composed(words: &[String]) -> Option<(Part, usize)> {
    let telling: Vec<&str> =
        words.iter().map(String::as_str).filter(|word| !OF_BOTH.contains(word)).collect();
    // The symbol of a current or of a conductance before its index.
    let (names, symbol) = match telling.split_first() {
        Some((&("i" | "g"), rest)) if !rest.is_empty() => (rest, true),
        _ => (telling.as_slice(), false),
    };
    let all = |known: &[&str]| !names.is_empty() && names.iter().all(|name| known.contains(name));
    // A letter alone says little.
    let rank = if !symbol && matches!(names, ["e" | "i"]) { 2 * COMPOSED } else { COMPOSED };
    if all(&EXCITATION) {
        Some((Part::Excitation, rank))
    } else if all(&INHIBITION) {
        Some((Part::Inhibition, rank))
    } else {
        None
    }
}
