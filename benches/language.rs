//! Nanoseconds of an expression beside the same one as native code, in one run, in turn.
//!
//! `cargo bench --no-default-features --bench language`. Ratios are medians over rounds.

use std::hint::black_box;
use std::time::Instant;

use equipoise::model::plasticity::language::{Expression, InForce, Variable, Variables};

const ROUNDS: usize = 30;
const CALLS: usize = 100_000;
const IN_FORCE: InForce = [0.2, 0.2, 0.0, 0.3, 0.91, 3.2, 0.01, 200.0, 200.0, 200.0, 0.03, 0.05];

type Native = fn(&Variables) -> f64;

fn at(variables: &Variables, variable: Variable) -> f64 {
    variables[variable as usize]
}

/// Ten operations, as native code and as text.
fn ten(v: &Variables) -> f64 {
    let (y, ybar, h) = (at(v, Variable::Output), at(v, Variable::MeanOutput), at(v, Variable::Drive));
    let (i_e, i_i) = (at(v, Variable::CurrentE), at(v, Variable::CurrentI));
    y * (y - ybar) * h + i_e * (h - i_i) - y * ybar / (i_e + i_i)
}

const TEN: &str = "y*(y - ybar)*h + i_E*(h - i_I) - y*ybar/(i_E + i_I)";

/// The six expressions of the four rules and a state.
const SIX: [&str; 6] = [
    "eta_A*alpha*(y-y_ref)",
    "-eta_A*alpha*(y-y_ref)*beta*f_in/(1-f_in)",
    "eta_N*alpha*(y-y_ref)",
    "alpha*(y-ybar)",
    "alpha*if(beta*eta_A > 0, 0, max(0, a*i_E+b-i_I))",
    "beta + alpha*eta_R*(R-beta)",
];

fn six(v: &Variables) -> f64 {
    let (alpha, beta) = black_box((0.11, 0.64));
    let (y, ybar, ach, na) = (
        at(v, Variable::Output),
        at(v, Variable::MeanOutput),
        at(v, Variable::ReleaseA),
        at(v, Variable::ReleaseN),
    );
    let (i_e, i_i, r, eta_r) = (
        at(v, Variable::CurrentE),
        at(v, Variable::CurrentI),
        at(v, Variable::Reward),
        at(v, Variable::RewardGiven),
    );
    let bracket = if beta * ach > 0.0 { 0.0 } else { (0.91 * i_e + 3.2 - i_i).max(0.0) };
    ach * alpha * (y - 0.01) - ach * alpha * (y - 0.01) * beta * 0.2 / 0.8
        + na * alpha * (y - 0.01)
        + alpha * (y - ybar)
        + alpha * bracket
        + beta
        + alpha * eta_r * (r - beta)
}

fn nanoseconds(mut one: impl FnMut(&Variables) -> f64) -> f64 {
    let mut variables: Variables = std::array::from_fn(|at| 0.1 + at as f64 / 7.0);
    let start = Instant::now();
    for call in 0..CALLS {
        variables[0] = (call % 2) as f64;
        black_box(one(black_box(&variables)));
    }
    start.elapsed().as_nanos() as f64 / CALLS as f64
}

fn best(values: &[f64]) -> f64 {
    values.iter().copied().fold(f64::INFINITY, f64::min)
}

fn compare(name: &str, texts: &[&str], native: Native) {
    let compile = |text: &&str| Expression::new(text, &[("alpha", 0.11), ("beta", 0.64)], &IN_FORCE);
    let mut compiled: Vec<Expression> = match texts.iter().map(compile).collect() {
        Ok(compiled) => compiled,
        Err(error) => return println!("{name}: {error}"),
    };
    let operations: usize = compiled.iter().map(Expression::operations).sum();
    let (mut ours, mut theirs) = (Vec::new(), Vec::new());
    for _ in 0..ROUNDS {
        ours.push(nanoseconds(|v| compiled.iter_mut().map(|expression| expression.value(v)).sum()));
        theirs.push(nanoseconds(native));
    }
    let mut ratios: Vec<f64> = ours.iter().zip(&theirs).map(|(ours, theirs)| ours / theirs).collect();
    ratios.sort_by(f64::total_cmp);
    let (ours, theirs) = (best(&ours), best(&theirs));
    println!(
        "{name}: {operations} operations, {ours:.1} ns as text, {theirs:.1} ns as code: {:.1}x",
        ratios[ROUNDS / 2]
    );
}

fn main() {
    compare("ten operations", &[TEN], ten);
    compare("six expressions", &SIX, six);
}
