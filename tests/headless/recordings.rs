//! One's own recordings: statistics against SciPy and statsmodels (tests/reference/recordings_reference.py), and
//! reading of whatever bytes there are.

use std::path::{Path, PathBuf};
use std::process::{Command, Output};
use std::sync::atomic::AtomicBool;

use equipoise::analysis::recordings::{
    Analysis, AnalysisError, Cell, Currents, Estimate, Gathering, Interval, Options, Pair, Permutation,
    Phase, Recordings, Sampling, SignFlip, Unit, analyse,
};
use equipoise::io::input::ReadError;
use equipoise::io::recordings::{Guess, RecordingsError, Table, guess, peek, read};
use proptest::prelude::*;
use rand::{RngExt, SeedableRng};
use rand_distr::{Distribution, StandardNormal};
use rand_pcg::Pcg64;
use serde_json::Value;

fn made(name: &str) -> PathBuf {
    match name {
        "shipped" => "assets/recordings/simulated-nb-pairing.csv".into(),
        _ => Path::new("tests/reference/recordings").join(format!("{name}.csv")),
    }
}

fn read_as_guessed(path: &Path) -> Result<Recordings, RecordingsError> {
    let headings = peek(path)?.headings;
    read(path, &guess(&headings).complete(&headings)?)
}

fn analysed(recordings: &Recordings, resamples: u32) -> Analysis {
    analyse(recordings, Options { resamples, seed: 1 }, &AtomicBool::new(false), &|_| ()).unwrap()
}

fn value<T>(answer: &Estimate<T>) -> &T {
    answer.value.as_ref().unwrap_or_else(|| panic!("{:?}", answer.reason))
}

// ---- against the reference

/// What is deterministic agrees to 1e-9 of its size, as both sides lose some digits to cancellation.
fn close(what: &str, found: f64, expected: &Value) {
    let expected = expected.as_f64().unwrap();
    assert!((found - expected).abs() <= 1e-9 * expected.abs().max(1e-3), "{what}: {found} {expected}");
}

/// The bound of an interval lies within five standard errors of the reference's, as bracketed there.
fn bracketed(what: &str, found: &Estimate<Interval>, expected: &Value) {
    let found = value(found);
    for (bound, name) in [(found.low, "low"), (found.high, "high")] {
        let [low, high] = [0, 1].map(|k| expected[name][k].as_f64().unwrap());
        let rounding = 1e-9 * low.abs().max(high.abs()).max(1e-3);
        assert!(bound >= low - rounding && bound <= high + rounding, "{what} {name}: {bound} {low}..{high}");
    }
}

/// Exact p agree; drawn ones to five binomial standard errors and the one added to numerator and denominator.
fn same_p(what: &str, found: &Permutation, expected: &Value) {
    for (found_p, name, sides) in
        [(found.p_greater, "p_greater", 1.0), (found.p_two_sided, "p_two_sided", 2.0)]
    {
        let p = expected[name].as_f64().unwrap();
        let m = found.permutations as f64;
        let one_sided = p / sides;
        let error = sides * (5.0 * (one_sided * (1.0 - one_sided) / m).sqrt() + 1.0 / m);
        let tolerance = if found.exact { 1e-12 } else { error };
        assert!((found_p - p).abs() <= tolerance, "{what} {name}: {found_p} {p} +- {tolerance}");
    }
}

fn same_test(what: &str, found: &SignFlip, expected: &Value) {
    close(what, found.mean, &expected["mean"]);
    let differences = expected["differences"].as_array().unwrap();
    assert_eq!(found.differences.len(), differences.len(), "{what}");
    for (found, expected) in found.differences.iter().zip(differences) {
        close(what, *found, expected);
    }
    if differences.len() == 1 {
        assert!(found.d_z.value.is_none() && found.interval.value.is_none(), "{what}");
        return;
    }
    close(what, *value(&found.d_z), &expected["d_z"]);
    same_p(what, &found.test, expected);
}

fn same_as_reference(name: &str) -> Analysis {
    let text = std::fs::read_to_string("tests/reference/recordings_expected.json").unwrap();
    let expected = &serde_json::from_str::<Value>(&text).unwrap()[name];
    let found = analysed(&read_as_guessed(&made(name)).unwrap(), 10_000);
    assert_eq!(
        (found.cells as u64, found.pairs as u64),
        (expected["cells"].as_u64().unwrap(), expected["pairs"].as_u64().unwrap())
    );
    assert_eq!(found.sampling.name(), expected["sampling"]);
    let lines = &found.lines;
    for (part, line) in [("pre", &lines.pre), ("post", &lines.post), ("both", &lines.both)] {
        let line = value(line);
        close(part, line.line.a, &expected["lines"][part]["a"]);
        close(part, line.line.b, &expected["lines"][part]["b"]);
        bracketed(part, &line.a_interval, &expected["intervals"][format!("{part}_a")]);
        bracketed(part, &line.b_interval, &expected["intervals"][format!("{part}_b")]);
    }
    same_test("closer", value(&found.closer), &expected["closer"]);
    // Its interval repeats the line's fit too, so it is wider than that of the differences alone.
    bracketed("closer", &value(&found.closer).interval, &expected["intervals"]["approach"]);
    let potentiation = value(&found.potentiation);
    let of_cells = [
        ("correlation", value(&found.correlation)),
        ("absolute", &potentiation.absolute),
        ("relative", value(&potentiation.relative)),
    ];
    for (what, test) in of_cells {
        same_test(what, test, &expected[what]);
        if test.differences.len() > 1 {
            bracketed(what, &test.interval, &expected[what]["interval"]);
        }
    }
    let (inhibition, expected_inhibition) = (value(&found.inhibition), &expected["inhibition"]);
    close("slope", inhibition.slope, &expected_inhibition["slope"]);
    close("offset", inhibition.offset, &expected_inhibition["offset"]);
    close("r", *value(&inhibition.r), &expected_inhibition["r"]);
    bracketed("slope", &inhibition.slope_interval, &expected["intervals"]["slope"]);
    bracketed("r", &inhibition.r_interval, &expected["intervals"]["r"]);
    same_p("slope", &inhibition.test, expected_inhibition);
    if inhibition.test.exact {
        close("null", inhibition.null_mean_slope, &expected_inhibition["null_mean_slope"]);
    } else {
        let expected_mean = expected_inhibition["null_mean_slope"].as_f64().unwrap();
        let sd = expected_inhibition["null_sd_slope"].as_f64().unwrap();
        // Five standard errors of a mean over 10,000 swaps.
        assert!((inhibition.null_mean_slope - expected_mean).abs() < 5.0 * sd / 100.0);
    }
    for cell in &found.each_cell {
        let expected = &expected["each_cell"][&cell.name];
        assert_eq!(expected["stimuli"], cell.stimuli);
        for (line, part) in [(&cell.line_pre, "line_pre"), (&cell.line_post, "line_post")] {
            close(part, value(line).a, &expected[part]["a"]);
            close(part, value(line).b, &expected[part]["b"]);
        }
        for (r, part) in [(&cell.r_pre, "r_pre"), (&cell.r_post, "r_post"), (&cell.z_change, "z_change")] {
            match r.value {
                Some(r) => close(part, r, &expected[part]),
                None => assert!(expected[part].is_null() && r.reason.as_ref().unwrap().contains("3 points")),
            }
        }
    }
    found
}

#[test]
fn the_shipped_data_agree_with_the_reference() {
    let found = same_as_reference("shipped");
    assert_eq!((found.cells, found.pairs, found.sampling), (8, 104, Sampling::Cells));
    // Simulated on the line i_I = .91 i_E + 3.2, with noise of 2 % of the mean currents.
    let line = value(&found.lines.post);
    let inside = |interval: &Estimate<Interval>, truth: f64| {
        let Interval { low, high } = *value(interval);
        low <= truth && truth <= high
    };
    assert!(inside(&line.a_interval, 0.91) && inside(&line.b_interval, 3.2), "{line:?}");
}

#[test]
fn eight_cells_agree_with_the_reference() {
    let found = same_as_reference("eight_cells");
    assert_eq!((found.sampling, found.unit.symbol()), (Sampling::Cells, "pA"));
    assert!(value(&found.closer).test.exact);
    let told = found.remarks.join(" ");
    assert!(told.contains("averaged with the first: 2.") && told.contains("left out: 1."), "{told}");
}

#[test]
fn a_few_stimuli_of_two_cells_agree_with_the_reference() {
    let found = same_as_reference("two_cells");
    assert!(found.remarks.iter().any(|remark| remark.contains("Fewer than 6 cells")), "{:?}", found.remarks);
}

#[test]
fn inward_currents_with_other_names_agree_with_the_reference() {
    let found = same_as_reference("other_names");
    assert_eq!(found.unit.symbol(), "nA");
    // 21 pairs: too many swaps to enumerate.
    assert!(!value(&found.closer).test.exact);
    assert!(found.remarks.iter().any(|remark| remark.contains("the sign of i_E was turned")));
}

// ---- properties

/// Cells with `stimuli` stimuli each; `noise` is all that changes from pre to post.
fn drawn(cells: usize, stimuli: usize, noise: f64, rng: &mut Pcg64) -> Recordings {
    let mut rows = Gathering::default();
    let mut normal = |sd: f64| -> f64 { sd * Distribution::<f64>::sample(&StandardNormal, rng) };
    for cell in 0..cells {
        for stimulus in 0..stimuli {
            let i_e = 100.0 + normal(30.0);
            let i_i = 0.9 * i_e + 20.0;
            for phase in [Phase::Pre, Phase::Post] {
                let currents = Currents { i_e: i_e + normal(noise), i_i: i_i + normal(noise) };
                rows.add(&cell.to_string(), &stimulus.to_string(), phase, currents, stimulus == 0).unwrap();
            }
        }
    }
    rows.finish(Unit::NONE).unwrap()
}

#[test]
fn swapping_all_labels_mirrors_the_tests() {
    for (cells, ties) in [(8, 1.0 / 256.0), (3, 1.0 / 4096.0)] {
        let before = drawn(cells, 4, 10.0, &mut Pcg64::seed_from_u64(3));
        let mut after = before.clone();
        for pair in after.cells.iter_mut().flat_map(|cell| &mut cell.stimuli) {
            std::mem::swap(&mut pair.pre, &mut pair.post);
        }
        let (before, after) = (analysed(&before, 100), analysed(&after, 100));
        let (x, y) = (value(&before.closer), value(&after.closer));
        assert!((x.mean + y.mean).abs() < 1e-12);
        // The labels as they are are counted on both sides.
        assert!((x.test.p_greater + y.test.p_greater - 1.0 - ties).abs() < 1e-12, "{x:?} {y:?}");
        assert_eq!(x.test.p_two_sided, y.test.p_two_sided);
        assert!((value(&before.lines.both).line.a - value(&after.lines.both).line.a).abs() < 1e-12);
        assert_eq!(value(&before.lines.pre).line, value(&after.lines.post).line);
    }
}

#[test]
fn scaling_the_currents_scales_b_and_leaves_a_and_p() {
    let once = read_as_guessed(&made("eight_cells")).unwrap();
    let mut scaled = once.clone();
    // A power of two: rounding is the same.
    let by = 1024.0;
    for pair in scaled.cells.iter_mut().flat_map(|cell| &mut cell.stimuli) {
        for currents in [&mut pair.pre, &mut pair.post] {
            *currents = Currents { i_e: by * currents.i_e, i_i: by * currents.i_i };
        }
    }
    let (once, scaled) = (analysed(&once, 1000), analysed(&scaled, 1000));
    let (x, y) = (value(&once.lines.both), value(&scaled.lines.both));
    assert_eq!((x.line.a, by * x.line.b), (y.line.a, y.line.b));
    assert_eq!(x.a_interval, y.a_interval);
    assert_eq!(by * value(&x.b_interval).low, value(&y.b_interval).low);
    assert_eq!(value(&once.closer).test, value(&scaled.closer).test);
    assert_eq!(by * value(&once.closer).mean, value(&scaled.closer).mean);
    assert_eq!(value(&once.closer).d_z, value(&scaled.closer).d_z);
    assert_eq!(value(&once.inhibition).slope, value(&scaled.inhibition).slope);
    assert_eq!(value(&once.inhibition).test, value(&scaled.inhibition).test);
    assert_eq!(value(&once.potentiation).relative, value(&scaled.potentiation).relative);
}

#[test]
fn the_order_of_rows_does_not_matter_and_the_seed_does() {
    let text = std::fs::read_to_string(made("eight_cells")).unwrap();
    let mut rows: Vec<&str> = text.lines().filter(|line| !line.starts_with('#')).collect();
    let headings = rows.remove(0);
    let mut rng = Pcg64::seed_from_u64(4);
    for k in (1..rows.len()).rev() {
        rows.swap(k, rng.random_range(0..=k));
    }
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("shuffled.csv");
    std::fs::write(&path, format!("{headings}\r\n{}", rows.join("\r\n"))).unwrap();
    let (ordered, shuffled) =
        (read_as_guessed(&made("eight_cells")).unwrap(), read_as_guessed(&path).unwrap());
    assert_eq!(ordered, shuffled);
    let first = analysed(&ordered, 1000);
    assert_eq!(first, analysed(&shuffled, 1000));
    let options = Options { resamples: 1000, seed: 2 };
    let other = analyse(&ordered, options, &AtomicBool::new(false), &|_| ()).unwrap();
    assert_ne!(value(&first.lines.both).a_interval, value(&other.lines.both).a_interval);
    assert_eq!(value(&first.lines.both).line, value(&other.lines.both).line);
}

#[test]
fn noise_alone_is_found_as_often_as_the_level_says_though_the_slope_is_positive() {
    let mut rng = Pcg64::seed_from_u64(5);
    let (mut found, mut slopes, sets) = ([0.0; 3], 0.0, 400.0);
    for _ in 0..sets as usize {
        let analysis = analysed(&drawn(8, 5, 10.0, &mut rng), 100);
        let (closer, inhibition) = (value(&analysis.closer), value(&analysis.inhibition));
        let potentiation = &value(&analysis.potentiation).absolute;
        for (count, test) in found.iter_mut().zip([&closer.test, &inhibition.test, &potentiation.test]) {
            *count += f64::from(u8::from(test.p_greater <= 0.05));
        }
        slopes += inhibition.slope / sets;
    }
    // At most 12 of 256 swaps: level .0469; four binomial standard errors.
    let expected: f64 = 12.0 / 256.0;
    let error = 4.0 * (expected * (1.0 - expected) / sets).sqrt();
    for count in found {
        assert!((count / sets - expected).abs() < error, "{found:?}");
    }
    // Coupling alone: noise of i_I enters both, var(noise) of var(noise) (1 + a^2).
    assert!((slopes - 1.0 / (1.0 + 0.9 * 0.9)).abs() < 0.1, "{slopes}");
}

#[test]
fn what_cannot_be_computed_has_a_reason() {
    let pair = |i_e: f64| {
        let currents = Currents { i_e, i_i: 2.0 };
        Pair { stimulus: format!("{i_e}"), paired: false, pre: currents, post: currents }
    };
    let cell = |stimuli| Cell { name: "x".to_owned(), stimuli };
    let of = |stimuli| Recordings {
        unit: Unit::NONE,
        cells: vec![cell(stimuli)],
        remarks: Vec::new(),
        assumed: Vec::new(),
    };
    let equal = analysed(&of(vec![pair(1.0); 4]), 100);
    for reason in [&equal.lines.pre.reason, &equal.lines.both.reason, &equal.closer.reason] {
        assert_eq!(reason.as_deref(), Some("all points are equal"));
    }
    assert_eq!(equal.potentiation.reason.as_deref(), Some("no stimulus is marked as paired"));
    let flat = analysed(&of(vec![pair(1.0), pair(2.0), pair(3.0)]), 100);
    assert!(flat.each_cell[0].r_pre.reason.as_ref().unwrap().contains("i_I does not vary"));
    assert!(flat.inhibition.reason.as_ref().unwrap().contains("imbalance does not vary"));
    // Nothing changed at all: p = 1, and no effect size.
    let closer = value(&flat.closer);
    assert_eq!((closer.mean, closer.test.p_greater, closer.test.p_two_sided), (0.0, 1.0, 1.0));
    assert!(closer.d_z.reason.as_ref().unwrap().contains("does not vary"));
    nothing_is_lost(&serde_json::to_value(&flat).unwrap(), "");
}

#[test]
fn recordings_put_together_wrongly_are_refused() {
    let good = drawn(2, 2, 1.0, &mut Pcg64::seed_from_u64(6));
    let refused = |change: &dyn Fn(&mut Recordings)| {
        let mut recordings = good.clone();
        change(&mut recordings);
        let options = Options { resamples: 100, seed: 1 };
        analyse(&recordings, options, &AtomicBool::new(false), &|_| ()).unwrap_err().to_string()
    };
    assert!(refused(&|r| r.cells[1].stimuli[0].post.i_i = f64::NAN).contains("NaN"));
    assert!(refused(&|r| r.cells[1].stimuli[0].pre.i_e = f64::INFINITY).contains("inf"));
    assert!(refused(&|r| r.cells[1].stimuli.clear()).contains("cell `1`"));
    assert!(refused(&|r| r.cells.clear()).contains("at least 2"));
}

#[test]
fn it_tells_how_far_it_is_stops_when_asked_and_refuses_few_resamples() {
    let recordings = read_as_guessed(&made("other_names")).unwrap();
    let cancel = AtomicBool::new(false);
    let last = std::sync::Mutex::new(0.0);
    let watch = |fraction: f32| {
        let mut last = last.lock().unwrap();
        assert!(fraction >= *last && fraction <= 1.0, "{fraction} after {last}");
        *last = fraction;
        if fraction > 0.5 {
            cancel.store(true, std::sync::atomic::Ordering::Relaxed);
        }
    };
    let stopped = analyse(&recordings, Options { resamples: 1000, seed: 1 }, &cancel, &watch);
    assert_eq!(stopped, Err(AnalysisError::Cancelled));
    assert!(*last.lock().unwrap() < 0.6);
    for resamples in [0, 99, 1_000_001] {
        let refused = analyse(&recordings, Options { resamples, seed: 1 }, &AtomicBool::new(false), &|_| ());
        assert_eq!(refused, Err(AnalysisError::Resamples(resamples)));
    }
}

// ---- reading

const HEADINGS: &str = "cell,stimulus,condition,i_e,i_i,units,paired";

fn read_text(text: impl AsRef<[u8]>) -> Result<Recordings, RecordingsError> {
    let table = Table::parse(text.as_ref().to_vec())?;
    table.read(&guess(table.headings()).complete(table.headings())?)
}

#[test]
fn every_complaint_names_what_is_wrong_and_where() {
    let good = "a,1,pre,1,2,pA,0\na,1,post,1,3,pA,0\na,2,pre,2,2,pA,1\na,2,post,4,2,pA,1\n";
    assert!(read_text(format!("{HEADINGS}\n{good}")).is_ok());
    let rows = [
        // Line 1 is the headings, 2 and 3 are a comment and nothing: the row is in line 4.
        ("a,1,pre,1,x2,pA,0", &["line 4", "`i_i`", "`x2`", "give a number"][..]),
        ("a,1,pre,12 kg,2,pA,0", &["line 4", "`i_e`", "`12 kg`", "give a number"]),
        ("a,1,pre,inf,2,pA,0", &["line 4", "`i_e`", "`inf`"]),
        ("a,1,pre,\"1,234\",2,pA,0", &["line 4", "`1,234`", "1.234 or 1234"]),
        ("a,1,pre,3 nS,2,pA,0", &["line 4", "`3 nS`", "(pA)"]),
        // Also where another value is missing.
        ("a,1,pre,NA,x2,pA,0", &["line 4", "`i_i`", "`x2`"]),
        ("a,1,pre,1,1e16,pA,0", &["line 4", "`1e16`", "1e15"]),
        ("a,1,wash,1,2,pA,0", &["line 4", "`condition`", "`wash`", "before"]),
        ("a,1,pre,1,2,kg,0", &["line 4", "`units`", "`kg`", "nS"]),
        ("a,1,pre,1,2,pA,maybe", &["line 4", "`paired`", "`maybe`", "true or false"]),
        ("a\0,1,pre,1,2,pA,0", &["line 4", "control character", "`a\\0`"]),
        ("a,1,pre,1,2,pA", &["line 4", "6 columns", "7"]),
        ("a,1,pre,1,2,pA,0,,5", &["line 4", "9 columns", "7"]),
        ("a,1,pre,1,5,2,5,pA,0", &["line 4", "9 columns", "decimal comma"]),
        ("\"a,1,pre,1,2,pA,0", &["line 4", "quote"]),
        ("a,1,pre,1,2,pA,\"0", &["line 4", "quote"]),
    ];
    for (row, named) in rows {
        let message = read_text(format!("{HEADINGS}\n# note\n\n{row}\n{good}")).unwrap_err().to_string();
        assert!(named.iter().all(|name| message.contains(name)), "{row}: {message}");
        assert_eq!(message.lines().count(), 1, "{message}");
    }
    let mixed = read_text(format!("{HEADINGS}\n{good}a,3,pre,1,2,nS,0\n")).unwrap_err().to_string();
    assert!(mixed.contains("line 6") && mixed.contains("`nS`") && mixed.contains("(pA)"), "{mixed}");
    let files: [(Vec<u8>, &str); 12] = [
        (b"cell,stimulus,condition,i_e,i_i\r\n# x\r\n\r\na,1,pre,1,q\r\n".to_vec(), "line 4, column `i_i`"),
        (Vec::new(), "no line with column headings"),
        (b"# only\n\n# comments".to_vec(), "no line with column headings"),
        (b"cell,stimulus,phase,i_e\n".to_vec(), "no column for i_I"),
        (format!("{HEADINGS}\na,1,pre,1,2,pA,0\n").into_bytes(), "0 of 1 stimuli"),
        (b"\xff\xfec\0e\0l\0l\0".to_vec(), "no column for the stimulus"),
        (b"\xff\xfec\0e\0l\0l".to_vec(), "not valid UTF-16"),
        (b"PK\x03\x04\x14\0\x06\0".to_vec(), "workbook"),
        ([HEADINGS.as_bytes(), b"\na\xb5\x01,1,pre,1,2,pA,0\n"].concat(), "not text"),
        (vec![b'x'; 70_000], "line 1 is longer"),
        (b"e,".repeat(1001), "1002 columns"),
        (
            b"cell,stimulus,condition,i_e (pA),i_i (nS)\n".to_vec(),
            "`i_e (pA)` (pA) and `i_i (nS)` (nS) differ in kind",
        ),
    ];
    for (bytes, named) in files {
        let message = read_text(&bytes).unwrap_err().to_string();
        assert!(message.contains(named) && message.lines().count() == 1, "{message}");
    }
    let headings = read_text("cell,cell,stimulus,condition,i_e,i_i\n").unwrap_err().to_string();
    assert!(headings.contains("2 columns are called `cell`"), "{headings}");
    let kind = |path: &str| peek(Path::new(path)).unwrap_err().to_string();
    assert!(kind("tests").contains("is a folder: give a regular file"));
    assert!(kind("nonesuch.csv").contains("cannot read nonesuch.csv"));
}

#[test]
fn a_large_file_is_refused_unread() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("large.csv");
    std::fs::File::create(&path).unwrap().set_len(equipoise::io::recordings::LARGEST_FILE + 1).unwrap();
    let refused = peek(&path).unwrap_err();
    assert!(
        matches!(refused, RecordingsError::File(ReadError::TooLarge { size: 67_108_865, .. })),
        "{refused}"
    );
    let rows: String = (0..1_000_001).map(|k| format!("a,{k},pre,1,2\n")).collect();
    let many = read_text(format!("cell,stimulus,condition,i_e,i_i\n{rows}")).unwrap_err().to_string();
    assert!(many.contains("more than 1000000 rows"), "{many}");
}

#[test]
fn prefixes_are_converted_to_the_first_rows() {
    let found = read_text(format!(
        "\u{feff}{HEADINGS}\na,1,pre,100,200,pA,0\na,1,post,0.11,0.2,nA,0\na,2,pre,2e-4,1e-4,uA,1\na,2,post,300,200,pA,1\n"
    ))
    .unwrap();
    assert_eq!(found.unit.symbol(), "pA");
    let stimuli = &found.cells[0].stimuli;
    assert_eq!(
        (stimuli[0].post, stimuli[1].pre),
        (Currents { i_e: 110.0, i_i: 200.0 }, Currents { i_e: 200.0, i_i: 100.0 })
    );
    assert!(found.remarks[0].contains("converted to pA"));
    let headed = read_text(
        "cell,stimulus,condition,i_e (pA),i_i [nA]\na,1,pre,1,2\na,1,post,1,2\na,2,pre,1,2\na,2,post,1,2\n",
    );
    assert_eq!(headed.unwrap().cells[0].stimuli[0].pre, Currents { i_e: 1.0, i_i: 2000.0 });
}

#[test]
fn the_mapping_decides_and_a_peek_shows_what_there_is() {
    let found = peek(&made("other_names")).unwrap();
    assert_eq!(found.headings, ["Neuron", "Tone", "Phase", "EPSC (nA)", "IPSC (nA)", "is paired"]);
    assert_eq!(found.first_rows.len(), 5);
    assert_eq!(found.first_rows[0], ["n1", "1", "Before", "-0,07734", "0,06688", "no"]);
    let mut mapping = guess(&found.headings).complete(&found.headings).unwrap();
    mapping.paired = None;
    mapping.paired_stimulus = Some("3".to_owned());
    let recordings = read(&made("other_names"), &mapping).unwrap();
    for pair in recordings.cells.iter().flat_map(|cell| &cell.stimuli) {
        assert_eq!(pair.paired, pair.stimulus == "3");
    }
    let wrong = |change: &dyn Fn(&mut equipoise::io::recordings::Mapping)| {
        let mut mapping = mapping.clone();
        change(&mut mapping);
        read(&made("other_names"), &mapping).unwrap_err().to_string()
    };
    assert!(wrong(&|m| m.paired_stimulus = Some("99".to_owned())).contains("`99`"));
    assert!(wrong(&|m| m.cell = "Mouse".to_owned()).contains("no column `Mouse` for the cell"));
    assert!(wrong(&|m| m.cell = "tone".to_owned()).contains("cannot be both the cell and the stimulus"));
    assert!(wrong(&|m| m.pre = "after".to_owned()).contains("both pre and post"));
    assert!(wrong(&|m| m.pre = "vorher".to_owned()).contains("vorher"));
    assert!(matches!(Guess::default().complete(&[]), Err(RecordingsError::Unmapped { .. })));
}

// ---- any bytes

/// A null is a missing value with its reason beside it, and nothing else: NaN would be null too.
fn nothing_is_lost(value: &Value, at: &str) {
    match value {
        Value::Object(entries) => {
            if let (Some(value), Some(reason)) = (entries.get("value"), entries.get("reason")) {
                assert!(value.is_null() != reason.is_null(), "{at}");
            }
            for (name, entry) in entries {
                let may_miss = ["value", "reason", "relative"].contains(&name.as_str());
                assert!(!entry.is_null() || may_miss, "{at}.{name}");
                if !entry.is_null() {
                    nothing_is_lost(entry, &format!("{at}.{name}"));
                }
            }
        }
        Value::Array(entries) => entries.iter().for_each(|entry| nothing_is_lost(entry, at)),
        other => assert!(!other.is_null(), "{at}"),
    }
}

#[derive(Debug, Clone)]
enum Mutation {
    Set(usize, u8),
    Insert(usize, Vec<u8>),
    Remove(usize, usize),
    Repeat(usize, usize),
}

fn mutation() -> impl Strategy<Value = Mutation> {
    let byte = || prop_oneof![any::<u8>(), prop::sample::select(b"\",;|\t\n\r#-.e019 \0\xff\xb5".to_vec())];
    let at = || 0_usize..1000;
    // Pieces that mean something to a reader.
    let words: Vec<&str> = vec![
        "NA",
        ",",
        ",,,,,\n",
        "\n,,,pA,pA,,\n",
        "sep=;\n",
        "Title, of it\n",
        "\"52,383\"",
        "1.234,5",
        "1,234,567",
        " nA",
        "#N/A",
        "#DIV/0!,",
        "\"",
        "\"\"",
        "\r",
        "mean,,,1,2\n",
        "\u{feff}",
        "\u{3bc}A",
        "(µA)",
        "--",
        "?",
        ";",
    ];
    let word = prop::sample::select(words).prop_map(|word| word.as_bytes().to_vec());
    prop_oneof![
        (at(), byte()).prop_map(|(at, byte)| Mutation::Set(at, byte)),
        (at(), prop::collection::vec(byte(), 1..8)).prop_map(|(at, bytes)| Mutation::Insert(at, bytes)),
        (at(), word).prop_map(|(at, bytes)| Mutation::Insert(at, bytes)),
        (at(), 1_usize..200).prop_map(|(at, count)| Mutation::Remove(at, count)),
        (at(), 1_usize..200).prop_map(|(at, count)| Mutation::Repeat(at, count)),
    ]
}

/// The same text in another encoding, line end or quoting; bytes that are no text stay.
fn in_form(bytes: Vec<u8>, form: u8) -> Vec<u8> {
    let text = String::from_utf8_lossy(&bytes).into_owned();
    let units = text.encode_utf16();
    match form {
        0 => [b"\xff\xfe".to_vec(), units.flat_map(u16::to_le_bytes).collect()].concat(),
        1 => units.flat_map(u16::to_be_bytes).collect(),
        2 => text.replace('\n', "\r").into_bytes(),
        3 => text.replace(',', "\",\"").replace('\n', "\"\n\"").into_bytes(),
        4 => format!("\u{feff}sep=,\n{text}").into_bytes(),
        _ => bytes,
    }
}

fn mutated(mut bytes: Vec<u8>, mutations: &[Mutation]) -> Vec<u8> {
    for mutation in mutations {
        let length = bytes.len().max(1);
        match mutation {
            Mutation::Set(at, byte) => {
                bytes.iter_mut().skip(at % length).take(1).for_each(|old| *old = *byte)
            }
            Mutation::Insert(at, new) => drop(bytes.splice(at % length..at % length, new.clone())),
            Mutation::Remove(at, count) => {
                drop(bytes.drain(at % length..(at % length + count).min(bytes.len())));
            }
            Mutation::Repeat(at, count) => {
                let end = (at % length + count).min(bytes.len());
                let again = bytes[at % length..end].to_vec();
                drop(bytes.splice(end..end, again));
            }
        }
        if bytes.is_empty() {
            bytes.push(b'\n');
        }
    }
    bytes
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(10_000))]
    #[test]
    fn any_bytes_are_read_or_refused(
        name in prop::sample::select(vec![
            "eight_cells", "two_cells", "other_names", "forms/missing_NA", "forms/sep_line", "forms/title_line",
            "forms/latin1_micro", "forms/quoted_decimal_comma", "forms/units_underscore",
        ]),
        mutations in prop::collection::vec(mutation(), 1..6),
        form in 0_u8..10,
    ) {
        // A few rows: what makes reading go wrong is near the beginning, or of one row.
        let bytes = std::fs::read(made(name)).unwrap();
        let beginning: Vec<u8> = bytes.split_inclusive(|byte| *byte == b'\n').take(15).flatten().copied().collect();
        let bytes = in_form(mutated(beginning, &mutations), form);
        let found = read_text(&bytes);
        match found {
            Err(error) => prop_assert_eq!(error.to_string().lines().count(), 1),
            Ok(recordings) => {
                prop_assert!(recordings.pairs() >= 2);
                for pair in recordings.cells.iter().flat_map(|cell| &cell.stimuli) {
                    let values = [pair.pre.i_e, pair.pre.i_i, pair.post.i_e, pair.post.i_i];
                    prop_assert!(values.iter().all(|value| value.is_finite()));
                }
                prop_assert!(recordings.assumed.iter().all(|told| told.lines().count() == 1));
                // Each analysis takes as long as ten readings.
                if form == 9 {
                    nothing_is_lost(&serde_json::to_value(analysed(&recordings, 100)).unwrap(), "");
                }
            }
        }
    }
}

// ---- the command

fn equipoise(arguments: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_equipoise")).arg("analyse").args(arguments).output().unwrap()
}

#[test]
fn the_command_gives_everything_as_json_and_a_summary_otherwise() {
    let path = made("eight_cells");
    let path = path.to_str().unwrap();
    let arguments = [path, "--json", "--seed", "4", "--resamples", "500"];
    let output = equipoise(&arguments);
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    let found: Value = serde_json::from_slice(&output.stdout).unwrap();
    assert_eq!((&found["program"], &found["file"]), (&"equipoise".into(), &"eight_cells.csv".into()));
    assert_eq!((&found["seed"], &found["resamples"], &found["unit"]), (&4.into(), &500.into(), &"pA".into()));
    assert_eq!(found["each_cell"].as_array().unwrap().len(), 8);
    nothing_is_lost(&found, "");
    let recordings = read_as_guessed(&made("eight_cells")).unwrap();
    let options = Options { resamples: 500, seed: 4 };
    let same = analyse(&recordings, options, &AtomicBool::new(false), &|_| ()).unwrap();
    assert_eq!(found["inhibition"], serde_json::to_value(&same.inhibition).unwrap());
    assert_eq!(equipoise(&arguments).stdout, output.stdout);
    let told = String::from_utf8(equipoise(&[path, "--resamples", "500"]).stdout).unwrap();
    assert!(told.contains("8 cells, 47 pairs, pA") && told.contains("from coupling alone"), "{told}");
}

#[test]
fn the_command_names_what_it_cannot_use_in_one_line() {
    let folder = tempfile::tempdir().unwrap();
    let odd = folder.path().join("odd.csv");
    let rows = "a,1,vor,1,2\na,1,nach,1,3\na,2,vor,2,2\na,2,nach,4,2\n";
    std::fs::write(&odd, format!("zelle,ton,zustand,erregung,hemmung\n{rows}")).unwrap();
    let odd = odd.to_str().unwrap();
    let named = [
        "--cell",
        "zelle",
        "--stimulus",
        "ton",
        "--condition",
        "zustand",
        "--e",
        "erregung",
        "--i",
        "hemmung",
    ];
    let words = ["--pre", "vor", "--post", "nach", "--paired-stimulus", "2", "--json"];
    let whole: Vec<&str> = [odd].into_iter().chain(named).chain(words).collect();
    let output = equipoise(&whole);
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    let found: Value = serde_json::from_slice(&output.stdout).unwrap();
    assert_eq!(found["potentiation"]["value"]["absolute"]["mean"], 2.0);
    let with = |more: &[&'static str]| {
        [odd].into_iter().chain(named).chain(more.iter().copied()).collect::<Vec<_>>()
    };
    let cases: [(Vec<&str>, &str); 6] = [
        (vec![odd], "no column for the cell"),
        (with(&[]), "`vor`"),
        (with(&["--units", "ton"]), "cannot be both"),
        (with(&["--pre", "vor", "--post", "nach", "--resamples", "3"]), "resamples = 3"),
        (vec!["/nonexistent/file.csv"], "cannot read /nonexistent/file.csv"),
        (vec![], "FILE"),
    ];
    for (arguments, named) in cases {
        let output = equipoise(&arguments);
        let message = String::from_utf8_lossy(&output.stderr).into_owned();
        assert_eq!(output.status.code(), Some(2), "{arguments:?}: {message}");
        assert_eq!(message.trim_end().lines().count(), 1, "{arguments:?}: {message}");
        assert!(message.contains(named), "{arguments:?}: {message}");
    }
}
