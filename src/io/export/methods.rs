//! A paragraph for the methods section of a paper, with every number that is needed to repeat the run.

use super::Provenance;
use crate::engine::Session;
use crate::model::plasticity::index;
use crate::model::{Measures, Params};

/// The paragraph for a run as it is now.
pub fn paragraph(session: &Session) -> String {
    let simulation = session.simulation();
    let provenance = Provenance::of(session);
    let measures = simulation.recall().measures(simulation.params());
    let parts = [
        neuron(simulation.params()),
        modulators(simulation.params()),
        rules(simulation.params()),
        loaded(simulation.params()),
        told(simulation.params()),
        bounds(simulation.params()),
        changes(&provenance),
        results(&measures, simulation.presentations(), simulation.epochs()),
        format!(
            "The run was computed with {} (seed {}, double precision) and is repeated bit for bit by `{}`.",
            Provenance::program(),
            provenance.seed,
            provenance.command
        ),
    ];
    parts.iter().filter(|part| !part.is_empty()).cloned().collect::<Vec<_>>().join(" ")
}

fn neuron(params: &Params) -> String {
    let Params { p, n_e, n_i, f_in, f_out, c, theta, sigma, .. } = params;
    let noise = if *sigma > 0.0 {
        format!(" with Gaussian noise of standard deviation {sigma}")
    } else {
        String::new()
    };
    format!(
        "A binary model neuron (Aljadeff et al., 2019, arXiv:1911.00307) with N_E = {n_e} excitatory and N_I = {n_i} \
         inhibitory synapses learned P = {p} associations (load P/(N_E + N_I) = {:.4}) of random binary patterns \
         (coding level f_in = {f_in}; an inhibitory input copied its excitatory partner with probability c = {c}) with \
         binary targets (f_out = {f_out}). It fired when i_E - i_I - theta{} exceeded zero (theta = {theta}){noise}. In \
         every epoch all stimuli were presented once, in random order.",
        params.load(),
        if params.ach || params.na { " plus the modulators' disinhibition" } else { "" },
    )
}

fn modulators(params: &Params) -> String {
    let ach = if params.ach {
        let Params { rho_a, a_a, kappa_a, .. } = params;
        let gate = if kappa_a.is_finite() {
            format!(" while their drive was below kappa_A = {kappa_a}")
        } else {
            String::new()
        };
        format!(
            "Acetylcholine was released with target stimuli{gate} with probability rho_A = {rho_a} (disinhibition \
             max(0, A_A (1 + z)), A_A = {a_a}, z standard normal)"
        )
    } else {
        "No acetylcholine was released".to_owned()
    };
    let na = if params.na {
        let Params { rho_n, a_n, .. } = params;
        format!("noradrenaline with any stimulus with probability rho_N = {rho_n} (A_N = {a_n})")
    } else {
        "no noradrenaline was released".to_owned()
    };
    format!("{ach}; {na}.")
}

fn rules(params: &Params) -> String {
    let Params { alpha_a, alpha_n, alpha_h, alpha_i, beta, y_ref, a, b, .. } = params;
    let mut rules = Vec::new();
    if params.rule_a && !params.rules.replaces(index::ACH) {
        rules.push(format!("ACh-dependent plasticity (alpha_A = {alpha_a}, beta = {beta}, y_ref = {y_ref})"));
    }
    if params.rule_n && !params.rules.replaces(index::NA) {
        rules.push(format!("NA-dependent plasticity (alpha_N = {alpha_n}, y_ref = {y_ref})"));
    }
    if params.rule_h && !params.rules.replaces(index::HEBBIAN) {
        let mean = if params.ybar_running { "the running mean of the output" } else { "f_out" };
        rules.push(format!("Hebbian plasticity (alpha_H = {alpha_h}, ybar {mean})"));
    }
    if params.rule_i && !params.rules.replaces(index::INHIBITORY) {
        let only = if params.i_ltp_only { ", potentiation only" } else { "" };
        let gate = if params.gate_i { ", suspended while acetylcholine was released" } else { "" };
        rules.push(format!(
            "inhibitory plasticity towards the balance line i_I = a i_E + b (alpha_I = {alpha_i}, a = {a}, b = \
             {b}{only}{gate})"
        ));
    }
    match rules.len() {
        0 => "None of the four plasticity rules changed weights.".to_owned(),
        _ => format!("Weights changed by {}.", rules.join("; ")),
    }
}

/// Every loaded rule with its equations.
fn loaded(params: &Params) -> String {
    let mut sentences = Vec::new();
    for loaded in params.rules.files().iter().filter(|loaded| loaded.on) {
        for (rule, values) in loaded.rules() {
            let own = rule.parameters.iter().zip(values);
            let values: Vec<String> = own.map(|(own, value)| format!("{} = {value}", own.name)).collect();
            let with =
                if values.is_empty() { String::new() } else { format!(", with {}", values.join(", ")) };
            let (name, equations) = (&rule.name, rule.equations().join("; "));
            sentences.push(format!("The rule {name} ({}): {equations}{with}.", loaded.file.citation));
        }
    }
    sentences.join(" ")
}

/// What only loaded rules ask for, where one does.
fn told(params: &Params) -> String {
    let Params { rho_t, rho_r, eps_r, clamp, groups, g_1, g_2, .. } = *params;
    let mut parts = Vec::new();
    if params.rules.files().iter().any(|loaded| loaded.on) {
        parts.push(format!(
            "Labels were given with probability rho_T = {rho_t}, rewards with rho_R = {rho_r}, of which eps_R = {eps_r} were wrong."
        ));
    }
    if clamp {
        parts.push("The output was clamped to the target while supervised.".to_owned());
    }
    if groups == 2 || g_1 != 1.0 {
        parts
            .push(format!("Inhibitory synapses formed {groups} group(s) with gains g1 = {g_1}, g2 = {g_2}."));
    }
    parts.join(" ")
}

fn bounds(params: &Params) -> String {
    let Params { e0, w_max, soft, lambda, .. } = params;
    let kind = if *soft > 0.0 { format!("soft bounds (exponent {soft})") } else { "hard bounds".to_owned() };
    let turnover = if *lambda > 0.0 {
        format!(", and lost a fraction lambda = {lambda} per epoch by turnover")
    } else {
        String::new()
    };
    format!(
        "Excitatory weights started uniformly between 0.5 and 1.5 times E_0/(f_in N_E) with E_0 = {e0}, inhibitory \
         ones alike on the balance line; weights had {kind} at zero and {w_max} E_0/(f_in N){turnover}."
    )
}

/// Parameters above are those at the end; the command says what was changed on the way.
fn changes(provenance: &Provenance) -> String {
    if provenance.command.contains(" --at ") {
        "Parameters are those at the end of the run; what was changed before is in the command below."
            .to_owned()
    } else {
        String::new()
    }
}

fn results(measures: &Measures, presentations: u64, epochs: u64) -> String {
    format!(
        "After {presentations} presentations ({epochs} whole epochs), with frozen weights and neither modulators nor \
         noise, the hit rate was {:.4}, correct rejection {:.4}, balanced accuracy {:.4}, learned load {:.4} and the \
         correlation of i_E and i_I over stimuli {:.4}.",
        measures.hit_rate,
        measures.correct_rejection,
        measures.balanced_accuracy,
        measures.learned_load,
        measures.ei_correlation
    )
}
