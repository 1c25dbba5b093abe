//! The language of rules: what it means, what it refuses, and that nothing breaks it.

use std::collections::BTreeMap;

use equipoise::model::plasticity::language::{
    Expression, Fraction, InForce, Information, Program, RuleFile, Variable, Variables, limits,
};
use exmex::Express;
use proptest::prelude::*;
use proptest::test_runner::RngSeed;

const IN_FORCE: InForce = [0.2, 0.25, 0.0, 0.3, 0.91, 3.2, 0.01, 200.0, 100.0, 50.0, 0.03, 0.05];

fn variables(values: &[(Variable, f64)]) -> Variables {
    let mut variables = [0.0; Variable::COUNT];
    values.iter().for_each(|(variable, value)| variables[*variable as usize] = *value);
    variables
}

fn value(text: &str) -> f64 {
    let mut expression =
        Expression::new(text, &[("x", 3.0)], &IN_FORCE).unwrap_or_else(|error| panic!("{text}: {error}"));
    expression.value(&variables(&[
        (Variable::Drive, -2.0),
        (Variable::CurrentE, 5.0),
        (Variable::Output, 1.0),
    ]))
}

fn refusal(text: &str) -> String {
    match Expression::new(text, &[("alpha", 3.0)], &IN_FORCE) {
        Ok(_) => panic!("{text} is accepted"),
        Err(error) => error.to_string(),
    }
}

/// A rule on E that asks `active`, with these further lines.
fn rule(active: &str, lines: &str) -> Result<RuleFile, String> {
    let text = format!("title = \"Test\"\non = \"E\"\n{lines}\n[change]\nactive = '{active}'\n");
    RuleFile::read(&text).map_err(|error| error.to_string())
}

fn program(file: &RuleFile) -> Program {
    let parameters: Vec<f64> = file.rules[0].parameters.iter().map(|parameter| parameter.default).collect();
    Program::new(&file.rules[0], &parameters, &IN_FORCE)
}

#[test]
fn operators_bind_as_the_grammar_says() {
    for (text, expected) in [
        ("2^3^2", 512.0),
        ("7-2-1", 4.0),
        ("-x^2", -9.0),
        ("2^-1", 0.5),
        ("8/4/2", 1.0),
        ("-2^2 + +1", -3.0),
        ("1 + 2*3", 7.0),
        ("not 1 > 2", 1.0),
        ("1 < 2 and 2 < 1 or 3 = 3", 1.0),
        ("not 0 and 0", 0.0),
        ("2 != 2", 0.0),
        ("x^-2", 1.0 / 9.0),
        ("0^0", 1.0),
        ("pi - e", std::f64::consts::PI - std::f64::consts::E),
        ("i_E*y + h", 3.0),
        ("N_E*f_in", 40.0),
    ] {
        assert_eq!(value(text), expected, "{text}");
    }
}

#[test]
fn functions_are_what_their_names_say() {
    for (text, expected) in [
        ("max(1, x, 2)", 3.0),
        ("min(x, 2, 5)", 2.0),
        ("abs(h)", 2.0),
        ("sign(h) + 10*sign(0) + 100*sign(x)", 99.0),
        ("step(0) + 10*step(1e-9) + 100*step(-1)", 10.0),
        ("clamp(x, 0, 2) + 10*clamp(x, 4, 5) + 100*clamp(x, 0, 5)", 342.0),
        ("log(exp(2))", 2.0),
        ("sqrt(16)", 4.0),
        ("if(x > 2, 7, 1/0)", 7.0),
        ("if(0, 1/0, 7)", 7.0),
        ("logistic(0) + Phi(0)", 1.0),
        ("tanh(0)", 0.0),
    ] {
        assert_eq!(value(text), expected, "{text}");
    }
    // The normal distribution at 1.96, from tables.
    assert!((value("Phi(1.96)") - 0.975_002_1).abs() < 1e-7);
    assert!(value("max(0, 0/0)").is_nan() && value("min(0/0, 1)").is_nan(), "NaN is not lost");
}

#[test]
fn errors_name_the_column_what_is_wrong_and_what_would_be_right() {
    for (text, expected) in [
        ("", "column 1: nothing stands where a number or a name should"),
        ("1 + ", "column 4: nothing stands where a number or a name should"),
        ("1 + alhpa", "column 5: there is no `alhpa`: did you mean `alpha`?"),
        ("eta_a*2", "column 1: there is no `eta_a`: did you mean `eta_A`?"),
        ("2x", "column 1: `2x` is not a number: write 2*x to multiply, numbers as 2, .5 or 1e-3"),
        ("1 < 2 < 3", "column 7: a comparison compares two values: write `a < b and b < c`"),
        ("max(1)", "column 1: max takes two or more arguments, not 1: write max(a, b)"),
        ("if(1, 2)", "column 1: if takes three arguments, not 2: write if(condition, then, else)"),
        ("sqt(2)", "column 1: `sqt` is not a function: did you mean `sqrt`?; write * to multiply"),
        ("alpha(2)", "column 1: `alpha` is not a function; write * to multiply"),
        ("exp + 1", "column 1: exp is a function: write exp(v)"),
        ("(1 + 2", "column 7: nothing stands where `)` should"),
        ("1 2", "column 3: the number 2 stands where an operator or the end should"),
        ("1 and or 2", "column 7: `or` stands where a number or a name should"),
        (
            "y $ h",
            "column 3: `$` is not part of the language: give numbers, names, + - * / ^ ( ) , and comparisons",
        ),
        ("w + 1", "column 1: w stands in `active` and `silent` only"),
        ("ȳ + ηη", "column 5: there is no `etaeta`: did you mean `eta_A`?"),
    ] {
        let message = refusal(text);
        // Which of two equally similar names is a matter of taste.
        let same = message == expected
            || (text.contains('η') && message.starts_with("column 5: there is no `etaeta`"));
        assert!(same, "{text}: {message}");
    }
}

#[test]
fn limits_hold_and_are_named() {
    let nested = |depth: usize| format!("{}1{}", "(".repeat(depth), ")".repeat(depth));
    assert_eq!(value(&nested(limits::NESTING)), 1.0);
    for text in
        [nested(limits::NESTING + 1), "-".repeat(40) + "1", "not ".repeat(40) + "1", "2^".repeat(40) + "1"]
    {
        assert!(refusal(&text).contains("nested too deeply"), "{text}");
    }
    let sum = |terms: usize| vec!["h"; terms].join("+");
    assert_eq!(value(&sum(257)), -514.0);
    assert!(refusal(&sum(258)).contains("257 operations are too many"));
    assert!(refusal("h^300").contains("299 operations"));
    // More than an exponent can count is a power of the library, at no more cost.
    assert_eq!(value("h^-4000000000"), 0.0);
    assert!(refusal(&"h+".repeat(1_500)).contains("2000"), "{}", refusal(&"h+".repeat(1_500)));
}

#[test]
fn the_weight_is_split_off_by_structure_or_refused() {
    let asks = |active: &str| {
        let file = rule(active, "[parameters]\nlam = { default = 0.5 }").unwrap();
        let program = program(&file);
        let mut registers = program.registers(&[]);
        let asked = program
            .run(&variables(&[(Variable::Output, 1.0), (Variable::Drive, 0.25)]), &mut registers)
            .unwrap();
        (asked.active, asked.active_w)
    };
    assert_eq!(asks("-lam*w"), (0.0, -0.5));
    assert_eq!(asks("y - w*h/2"), (1.0, -0.125));
    assert_eq!(asks("lam*(y + w) - (w - 3)*h"), (0.5 + 0.75, 0.25));
    assert_eq!(asks("if(y, w*h, 2) + if(h > 1, 7, -w*h)"), (0.0, 0.0));
    assert_eq!(asks("w*lam - w*lam"), (0.0, 0.0));
    for (active, column) in [
        ("w*w", 1),
        ("1/w", 1),
        ("2 + exp(w)", 5),
        ("max(w, 0)", 1),
        ("w^2", 1),
        ("if(w, 1, 2)", 1),
        ("w > 1", 1),
    ] {
        let message = rule(active, "").unwrap_err();
        assert!(message.contains("is not of the form c0 + c1 w"), "{active}: {message}");
        assert!(message.contains(&format!("column {column}: ")), "{active}: {message}");
    }
    let elsewhere = "title = 'T'\non = 'E'\n[change]\nactive_w = 'w'";
    assert!(
        RuleFile::read(elsewhere).unwrap_err().to_string().contains("w stands in `active` and `silent` only")
    );
}

#[test]
fn what_is_added_to_the_fractions_comes_from_both() {
    let text = "title = 'T'\non = 'E'\n[change]\nactive = '1 - 0.25*w'\nsilent = '-0.25*w'\nactive_w = '-0.125'\nsilent_w = '-0.125'";
    let program = program(&RuleFile::read(text).unwrap());
    let asked = program.run(&variables(&[]), &mut program.registers(&[])).unwrap();
    assert_eq!((asked.active, asked.silent, asked.active_w, asked.silent_w), (1.0, 0.0, -0.375, -0.375));
    assert_eq!(program.fraction(), Fraction::OfAll);
}

#[test]
fn states_step_together_before_the_lets_and_are_used_after() {
    let lines =
        "[state]\np = { start = 1, next = 'q' }\nq = { start = 2, next = 'p + 10*y' }\n[let]\nd = 'p - q'";
    let file = rule("d", lines).unwrap();
    let program = program(&file);
    let mut registers = program.registers(&[1.0, 2.0]);
    let fired = variables(&[(Variable::Output, 1.0)]);
    assert_eq!(program.run(&fired, &mut registers).unwrap().active, 2.0 - 11.0);
    assert_eq!(program.states(&registers), [2.0, 11.0]);
    assert_eq!(program.run(&fired, &mut registers).unwrap().active, 11.0 - 12.0);
}

#[test]
fn what_is_not_finite_or_too_large_is_refused_by_name() {
    for (active, lines, expected) in [
        ("1/(y - y)", "", "active is inf"),
        ("log(-1 - y)", "", "active is NaN"),
        ("2e6*(y + 1)", "", "active is 2e6: a change is at most 1e6 in size"),
        ("2*w", "", "active_w is 2: a fraction of a weight is at most 1 in size"),
        ("s", "[state]\ns = { start = 1, next = 's/h' }", "s is inf"),
    ] {
        let program = program(&rule(active, lines).unwrap());
        let mut registers = program.registers(&[1.0]);
        let before = registers.clone();
        let refused = program.run(&variables(&[]), &mut registers).unwrap_err();
        assert_eq!(refused.because(), expected, "{active}");
        assert_eq!(program.states(&registers), program.states(&before));
    }
    // The other branch may be anything.
    let program = program(&rule("if(y > 0, 1/(y - y), 3)", "").unwrap());
    assert_eq!(program.run(&variables(&[]), &mut program.registers(&[])).unwrap().active, 3.0);
}

#[test]
fn information_is_that_of_the_names_left_after_folding() {
    let gate = |on: u8| format!("[parameters]\ngate_i = {{ default = {on}, most = 1 }}");
    for (active, lines, expected) in [
        ("y - ybar", String::new(), Information::Nothing),
        ("if(gate_i*eta_A > 0, 0, i_E)", gate(0), Information::Nothing),
        ("if(gate_i*eta_A > 0, 0, i_E)", gate(1), Information::Modulator),
        ("if(gate_i and M > 0, 0, i_E)", gate(0), Information::Nothing),
        ("R*eta_R", String::new(), Information::Reward),
        ("R*eta_R + eta_T*0", String::new(), Information::Reward),
        ("eta_T*(Y - y)", String::new(), Information::Label),
        ("y", "[let]\nunused = 'Y'".to_owned(), Information::Nothing),
        ("s", "[let]\nt = 'eta_R'\ns = 't + y'".to_owned(), Information::Reward),
        ("y", "[state]\ns = { start = 0, next = 's + Y' }".to_owned(), Information::Label),
    ] {
        let program = program(&rule(active, &lines).unwrap());
        assert_eq!(program.information(), expected, "{active} {lines}");
    }
}

#[test]
fn a_file_is_refused_at_its_line_and_column() {
    for (text, expected) in [
        (
            "title = 'T'\non = 'E'\n[change]\nactive = 'alpha*y'",
            "line 4, column 11: active, column 1: there is no `alpha`: did you mean `a`?",
        ),
        ("title = 'T'\n[change]\nactive = 'y'", "on is missing"),
        ("title = 'T'\non = 'X'", "line 2, column 6: on = \"X\": give \"E\" or \"I\""),
        ("title = 'ACh'\non = 'E'", "`ACh` is taken"),
        ("title = ''\non = 'E'", "cannot be a title"),
        (
            "title = 'T'\non = 'E'\nreplaces = ['hebb']",
            "replaces \"hebb\": give \"ACh\", \"NA\", \"Hebbian\" or \"Inhibitory\"",
        ),
        ("title = 'T'\non = 'E'\n[parameters]\ny = { default = 1 }", "line 4, column 1: `y` is taken"),
        ("title = 'T'\non = 'E'\n[parameters]\n'η_A' = { default = 1 }", "`eta_A` is taken"),
        (
            "title = 'T'\non = 'E'\n[parameters]\nq = { default = 1 }\n[state]\nq = { start = 1, next = 'q' }",
            "`q` is taken",
        ),
        ("title = 'T'\non = 'E'\n[parameters]\nexp = { default = 1 }", "`exp` is taken"),
        ("title = 'T'\non = 'E'\n[parameters]\n'2x' = { default = 1 }", "`2x` cannot be a name"),
        ("title = 'T'\non = 'E'\n[parameters]\nq = { default = nan }", "give finite numbers"),
        ("title = 'T'\non = 'E'\n[parameters]\nq = { default = 3, most = 2 }", "least <= default <= most"),
        ("title = 'T'\non = 'E'\n[state]\nq = { start = inf, next = 'q' }", "q starts at inf"),
        ("title = 'T'\non = 'E'\n[let]\nq = 'r'\nr = '1'", "a line of [let] may name earlier lines only"),
        (
            "title = 'T'\non = 'E'\n[let]\nq = '1'\n[state]\ns = { start = 0, next = 'q' }",
            "states step before the lines of [let]",
        ),
        ("title = 'T'\non = 'E'\n[change]\nactve = 'y'", "unknown field `actve`"),
        ("title = 'T", "line 1"),
        ("title = 'T'\non = 'E'\n[[rule]]\non = 'I'", "a file with [[rule]]"),
    ] {
        let message = RuleFile::read(text).unwrap_err().to_string();
        assert!(message.contains(expected), "{text}\n{message}");
    }
    let many: String = (0..17).map(|at| format!("p{at} = {{ default = 1 }}\n")).collect();
    let message =
        RuleFile::read(&format!("title = 'T'\non = 'E'\n[parameters]\n{many}")).unwrap_err().to_string();
    assert!(message.contains("17 parameters are too many: at most 16"), "{message}");
    let message = RuleFile::read(&"#".repeat(limits::FILE + 1)).unwrap_err().to_string();
    assert!(message.contains("bytes"), "{message}");
}

#[test]
fn names_of_a_file_may_be_greek() {
    let text = "title = 'Greek'\non = 'I'\n[parameters]\n'α' = { default = 2 }\n[state]\n'R̄' = { start = 0.5, next = 'R̄' }\n[change]\nactive = 'α·R̄ − ȳ'";
    let file = RuleFile::read(text).unwrap();
    assert_eq!(
        (file.rules[0].parameters[0].name.as_str(), file.rules[0].states[0].name.as_str()),
        ("alpha", "R_bar")
    );
    let program = program(&file);
    let asked =
        program.run(&variables(&[(Variable::MeanOutput, 0.25)]), &mut program.registers(&[])).unwrap();
    assert_eq!(asked.active, 0.75);
}

/// Expressions that exmex and the language read alike.
fn arithmetic() -> impl Strategy<Value = String> {
    let leaf = prop_oneof![
        (1..400_u32).prop_map(|n| format!("{}", f64::from(n) / 64.0)),
        prop::sample::select(vec!["h", "y", "ybar", "i_E", "i_I"]).prop_map(str::to_owned),
    ];
    leaf.prop_recursive(5, 48, 2, |inner| {
        prop_oneof![
            (inner.clone(), prop::sample::select(vec!["+", "-", "*"]), inner.clone())
                .prop_map(|(a, operator, b)| format!("({a} {operator} {b})")),
            // Not by what may be near zero, which magnifies the last bit of tanh.
            (inner.clone(), inner.clone()).prop_map(|(a, b)| format!("({a} / (tanh({b}) + 2))")),
            inner.clone().prop_map(|a| format!("tanh({a})")),
            inner.clone().prop_map(|a| format!("exp(tanh({a}))")),
            inner.clone().prop_map(|a| format!("(-{a})")),
            (inner, 0..4_u32).prop_map(|(a, n)| format!("((tanh({a}) + 2)^{n})")),
        ]
    })
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 4_000, rng_seed: RngSeed::Fixed(15), failure_persistence: None, ..ProptestConfig::default() })]

    /// An independent evaluator of expressions agrees to 1e-12 of the larger of 1 and the value.
    #[test]
    fn exmex_computes_the_same(text in arithmetic(), values in prop::array::uniform5(0.1_f64..9.0)) {
        let names = ["h", "i_E", "i_I", "y", "ybar"];
        let places = [Variable::Drive, Variable::CurrentE, Variable::CurrentI, Variable::Output, Variable::MeanOutput];
        let by_name: BTreeMap<&str, f64> = names.into_iter().zip(values).collect();
        let oracle = exmex::parse::<f64>(&text).unwrap();
        let given: Vec<f64> = oracle.var_names().iter().map(|name| by_name[name.as_str()]).collect();
        let theirs = oracle.eval(&given).unwrap();
        let Ok(mut expression) = Expression::new(&text, &[], &IN_FORCE) else {
            // More than 256 operations or nested deeper than 32.
            return Ok(());
        };
        let ours = expression.value(&variables(&places.into_iter().zip(values).collect::<Vec<_>>()));
        let agree = (ours - theirs).abs() <= 1e-12 * theirs.abs().max(1.0) || !theirs.is_finite() || theirs.abs() > 1e12;
        prop_assert!(agree, "{} is {} and {}", text, ours, theirs);
    }
}

/// A linear congruential generator: the fuzz needs no quality, only the same texts every time.
struct Dice(u64);

impl Dice {
    fn below(&mut self, n: usize) -> usize {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) as usize % n
    }
}

const WORDS: [&str; 48] = [
    "y", "ybar", "h", "eta_A", "w", "R", "Y", "alpha", "1", "0", "2.5e-3", "1e308", ".", "(", ")", "(", ")",
    ",", "+", "-", "*", "/", "^", "<", "<=", "=", "!=", "and", "or", "not", "if", "if(", "max(", "clamp(",
    "exp(", "Phi(", "log(", "sqrt(", " ", "\n", "ȳ", "η", "\u{304}", "−", "$", "é", "🧠", "\0",
];

/// Whatever is read is refused or compiled; what is compiled runs, at most as long as its operations allow.
#[test]
fn a_hundred_thousand_hostile_texts_are_refused_or_run() {
    let mut dice = Dice(15);
    let (mut accepted, mut longest) = (0, 0);
    for round in 0..100_000 {
        let words = if round % 500 == 0 { 3_000 } else { 1 + dice.below(24) };
        let text: String = (0..words).map(|_| WORDS[dice.below(WORDS.len())]).collect();
        if let Ok(mut expression) = Expression::new(&text, &[("alpha", 0.5)], &IN_FORCE) {
            accepted += 1;
            longest = longest.max(expression.operations());
            assert!(expression.operations() <= limits::OPERATIONS as usize);
            let _ = expression.value(&[0.5; Variable::COUNT]);
        }
        if round % 10 == 0 {
            let _ = rule(&text.replace(['\'', '\n', '\0'], ""), "[parameters]\nalpha = { default = 1 }");
        }
    }
    assert!(accepted > 500, "the fuzz reaches what is accepted: {accepted}");
    assert!(longest > 2, "{longest}");
}

/// Deep, long and repeated: all of it is refused before it can cost anything.
#[test]
fn what_is_built_to_be_expensive_is_refused() {
    for text in [
        "(".repeat(1_999),
        "-".repeat(1_999),
        "not ".repeat(499),
        "2^".repeat(999) + "2",
        "max(".repeat(499),
        "if(1,".repeat(399),
        "y".repeat(2_000),
        "1,".repeat(999),
        "h^999999999999".to_owned() + &"^9".repeat(500),
    ] {
        assert!(Expression::new(&text, &[], &IN_FORCE).is_err(), "{}", &text[..20]);
    }
    for text in
        ["[".repeat(60_000), "a.".repeat(30_000) + "b = 1", "title = \"\"\"".to_owned() + &"x".repeat(60_000)]
    {
        assert!(RuleFile::read(&text).is_err(), "{}", &text[..20]);
    }
}

#[test]
fn a_rule_is_shown_as_equations() {
    let file = rule("-alpha*(R - R_bar)*(y-ybar)/(1-f_in) - (2+h)*w", "[parameters]\nalpha = { default = 1 }\n[state]\nR_bar = { start = 0, next = 'R_bar + 0.1*(R-R_bar)' }\n[let]\nr = 'max(0, h)^2*-y'").unwrap();
    assert_eq!(
        file.rules[0].equations(),
        [
            "R_bar ← R_bar + 0.1 (R − R_bar)",
            "r = max(0, h)^2 (−y)",
            "Δw_E = k_E (−α (R − R_bar) (y − ȳ)/(1 − f_in)) − (2 + h) w_E   where x_E = 1",
        ]
    );
    assert!(file.rules[0].is_unguarded());
    let file = rule("y/2*h - y/h*w", "").unwrap();
    assert_eq!(file.rules[0].equations(), ["Δw_E = k_E (y/2) h − (y/h) w_E   where x_E = 1"]);
}
