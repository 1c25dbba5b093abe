//! Files of recordings in the forms in which programs write them: all are read as the plain one.

use std::path::{Path, PathBuf};
use std::process::Command;

use equipoise::analysis::recordings::{Cell, Currents, Recordings, Unit};
use equipoise::io::recordings::{Part, RecordingsError, Table, guess, peek, read};
use serde_json::Value;

fn form(name: &str) -> PathBuf {
    Path::new("tests/reference/recordings/forms").join(format!("{name}.csv"))
}

fn parse(bytes: impl Into<Vec<u8>>) -> Result<Recordings, RecordingsError> {
    let table = Table::parse(bytes.into())?;
    let found = table.read(&guess(table.headings()).complete(table.headings())?);
    // What a peek says is what reading says first.
    if let Ok(found) = &found {
        let peek = table.peek();
        assert_eq!((peek.headings.as_slice(), &peek.columns), (table.headings(), &guess(table.headings())));
        assert_eq!(found.assumed[..peek.assumed.len()], peek.assumed);
        assert!(
            !peek.first_rows.is_empty() && peek.first_rows.iter().all(|row| row.len() <= peek.headings.len())
        );
    }
    found
}

/// The rows of the plain file, headings first.
fn plain_rows() -> Vec<Vec<String>> {
    let text = std::fs::read_to_string(form("plain")).unwrap();
    text.lines().map(|line| line.split(',').map(str::to_owned).collect()).collect()
}

fn plain() -> Recordings {
    parse(std::fs::read(form("plain")).unwrap()).unwrap()
}

fn joined(rows: &[Vec<String>], sign: &str) -> String {
    rows.iter().map(|row| row.join(sign) + "\n").collect()
}

/// Without one stimulus of one cell.
fn without(recordings: &Recordings, cell: &str, stimulus: &str) -> Vec<Cell> {
    let mut cells = recordings.cells.clone();
    for of in cells.iter_mut().filter(|of| of.name == cell) {
        of.stimuli.retain(|pair| pair.stimulus != stimulus);
    }
    cells
}

#[test]
fn every_form_is_read_as_the_plain_one() {
    let expected = plain();
    assert_eq!((expected.assumed.len(), expected.unit, expected.cells.len()), (0, Unit::NONE, 6));
    let cases: [(&str, &str, &[&str]); 9] = [
        ("commas_only_lines", "", &[]),
        ("sep_line", "", &["Columns divided by semicolons, as the line sep= says.", "Decimal comma."]),
        ("title_line", "", &["Headings in line 2; skipped before them: `Experiment 2024-03-01`."]),
        ("quoted_decimal_comma", "", &["Decimal comma."]),
        ("utf16le", "", &["Text in UTF-16 (little-endian), as its byte order mark says."]),
        (
            "latin1_micro",
            "µA",
            &["Text in Windows-1252, as it is not valid UTF-8.", "Unit µA, from the headings."],
        ),
        ("units_underscore", "pA", &["Unit pA, from the headings."]),
        ("missing_NA", "", &["1 measurement left out: no value for i_E (1)."]),
        ("missing_blank", "", &["1 measurement left out: no value for i_E (1)."]),
    ];
    for (name, unit, assumed) in cases {
        let found = parse(std::fs::read(form(name)).unwrap()).unwrap();
        let headings = peek(&form(name)).unwrap().headings;
        let mapping = guess(&headings).complete(&headings).unwrap();
        assert_eq!(read(&form(name), &mapping).unwrap(), found, "{name}");
        assert_eq!(found.unit.symbol(), unit, "{name}");
        assert_eq!(found.assumed, assumed, "{name}");
        let missing = name.starts_with("missing");
        // What lost its row before pairing has no pair.
        let cells = if missing { without(&expected, "c1", "8") } else { expected.cells.clone() };
        assert_eq!(found.cells, cells, "{name}");
    }
}

/// Every delimiter with every decimal sign, line end, encoding, and what may stand around the rows.
#[test]
fn delimiters_decimals_line_ends_and_encodings_go_together_in_any_way() {
    let expected = plain();
    for (sign, comma) in [(",", false), (";", true), (";", false), ("\t", true), ("\t", false), ("|", true)] {
        let mut rows = plain_rows();
        rows[0][3] = "i_e (µA)".to_owned();
        rows[0][4] = "i_i (\u{3bc}A)".to_owned();
        for row in rows.iter_mut().skip(1).filter(|_| comma) {
            row.iter_mut().for_each(|field| *field = field.replace('.', ","));
        }
        let table = joined(&rows, sign);
        let blank = format!(" {sign} {sign}\"\"{sign}\n");
        for text in [
            table.clone(),
            format!("sep={sign}\n{table}"),
            format!("Rig 2, 3 March\n{sign}{sign}\nTitle{sign}of it\n{table}{blank}{blank}\n \n"),
            table.replace('\n', &format!("{sign}\n")),
            table.replace('\n', &format!("\n\n{blank}# note \" with a quote\n")),
            // The headings once more, as where two files were joined.
            table.clone() + table.lines().next().unwrap(),
        ] {
            for end in ["\n", "\r\n", "\r"] {
                let text = text.replace('\n', end);
                let utf_16 = |mark: &str| -> Vec<u16> { format!("{mark}{text}").encode_utf16().collect() };
                let little =
                    |units: Vec<u16>| units.into_iter().flat_map(u16::to_le_bytes).collect::<Vec<u8>>();
                let big = |units: Vec<u16>| units.into_iter().flat_map(u16::to_be_bytes).collect::<Vec<u8>>();
                // Windows-1252 has the one micro sign and not the Greek letter.
                let narrow: Vec<u8> = text
                    .replace('\u{3bc}', "µ")
                    .chars()
                    .map(|c| u8::try_from(u32::from(c)).unwrap())
                    .collect();
                for bytes in [
                    text.clone().into_bytes(),
                    format!("\u{feff}{text}").into_bytes(),
                    little(utf_16("\u{feff}")),
                    big(utf_16("\u{feff}")),
                    little(utf_16("")),
                    big(utf_16("")),
                    narrow,
                ] {
                    let found = parse(bytes).unwrap_or_else(|error| panic!("{error}: {text:?}"));
                    assert_eq!((&found.cells, found.unit.symbol()), (&expected.cells, "µA"), "{text:?}");
                    assert_eq!(found.assumed.iter().any(|told| told == "Decimal comma."), comma, "{text:?}");
                    assert!(found.assumed.contains(&"Unit µA, from the headings.".to_owned()));
                }
            }
        }
    }
}

#[test]
fn a_missing_value_leaves_out_its_measurement_wherever_it_is() {
    let expected = plain();
    let words = [
        "",
        " ",
        "NA",
        "N/A",
        "n/a",
        "NaN",
        "nan",
        "null",
        "NULL",
        "-",
        "--",
        "—",
        ".",
        "?",
        "#N/A",
        "missing",
        "\"NA\"",
        "\" \"",
        "\" n/a \"",
        "#DIV/0!",
        "#VALUE!",
        "#REF!",
        "Err:502",
        "<NA>",
    ];
    for word in words {
        for (column, name) in ["cell", "stimulus", "condition", "i_E", "i_I"].iter().enumerate() {
            let mut rows = plain_rows();
            assert_eq!(rows[4][..3], ["c1", "8", "post"]);
            rows[4][column] = word.to_owned();
            let found =
                parse(joined(&rows, ",")).unwrap_or_else(|error| panic!("{word:?} {column}: {error}"));
            assert_eq!(found.cells, without(&expected, "c1", "8"), "{word:?} {column}");
            let told = format!("1 measurement left out: no value for {name} (1).");
            assert_eq!(found.assumed, [told], "{word:?} {column}");
        }
        // Not marked as paired is not paired.
        let mut rows = plain_rows();
        rows.iter_mut().skip(1).filter(|row| row[5] == "0").for_each(|row| row[5] = word.to_owned());
        assert_eq!(parse(joined(&rows, ",")).unwrap().cells, expected.cells, "{word:?}");
    }
    // `none` lacks a value, and names a stimulus.
    let mut rows = plain_rows();
    rows[4][3] = "none".to_owned();
    assert_eq!(parse(joined(&rows, ",")).unwrap().cells, without(&expected, "c1", "8"));
    rows[3][1] = "none".to_owned();
    rows[4][1] = "None".to_owned();
    rows[3][3] = "1".to_owned();
    assert!(parse(joined(&rows, ",")).unwrap().remarks[0].contains("only pre or only post"));
}

#[test]
fn what_is_left_out_is_counted_by_kind_and_footers_are_no_measurements() {
    let expected = plain();
    let mut rows = plain_rows();
    rows[3][3] = "NA".to_owned();
    rows[4][4] = "?".to_owned();
    let more = "mean,,,55.1,50 ± 2,\n,,SD,1,1,\nn = 6\n,,,1,2,3,4\nc9,4,,,1,\n";
    let found = parse(joined(&rows, ",") + more).unwrap();
    assert_eq!(found.cells, without(&expected, "c1", "8"));
    assert_eq!(
        found.assumed,
        [
            "7 measurements left out: no value for stimulus (2), cell and stimulus (2), i_E (1), condition and i_E (1), \
          i_I (1)."
        ]
    );
    for row in rows.iter_mut().skip(1) {
        row[3] = "NA".to_owned();
    }
    let nothing = parse(joined(&rows, ",")).unwrap_err().to_string();
    assert!(nothing.starts_with("no measurement can be used: 48 measurements left out"), "{nothing}");
    assert_eq!(nothing.lines().count(), 1);
    rows[1][3] = "1".to_owned();
    let few = parse(joined(&rows, ",")).unwrap_err().to_string();
    assert!(few.contains("at least 2") && few.contains("left out"), "{few}");
}

/// Headings of the two currents, as they are written, and the unit that is in them.
const FORMS: [(&str, &str, &str); 52] = [
    ("i_e", "i_i", ""),
    ("i_e (pA)", "i_i (pA)", "pA"),
    ("i_e [pA]", "i_i [pA]", "pA"),
    ("i_e_pA", "i_i_pA", "pA"),
    ("i_e_pa", "i_i_pa", "pA"),
    ("i_e_na", "i_i_na", "nA"),
    ("i_e.pA", "i_i.pA", "pA"),
    ("i_e-pA", "i_i-pA", "pA"),
    ("i_e pA", "i_i pA", "pA"),
    ("\"i_e, pA\"", "\"i_i, pA\"", "pA"),
    ("\"i_e,pA\"", "\"i_i,pA\"", "pA"),
    ("i_e: pA", "i_i: pA", "pA"),
    ("pA_i_e", "pA_i_i", "pA"),
    ("I_e / pA", "I_i / pA", "pA"),
    ("I_e/nA", "I_i/nA", "nA"),
    ("I_E/A", "I_I/A", "A"),
    ("Ie{pA}", "Ii{pA}", "pA"),
    ("iEPSC (pA)", "iIPSC (pA)", "pA"),
    ("ie (nA)", "ii (nA)", "nA"),
    ("iE [nA]", "iI [nA]", "nA"),
    ("E", "I", ""),
    ("E (pA)", "I (pA)", "pA"),
    ("E current (pA)", "I current (pA)", "pA"),
    ("EPSC", "IPSC", ""),
    ("EPSC [pA]", "IPSC [pA]", "pA"),
    ("EPSC (pA)", "IPSC (pA)", "pA"),
    ("EPSC(pA)", "IPSC(pA)", "pA"),
    ("EPSCpA", "IPSCpA", "pA"),
    ("EPSC in pA", "IPSC in pA", "pA"),
    ("EPSC_in_nA", "IPSC_in_nA", "nA"),
    ("EPSC_nS", "IPSC_nS", "nS"),
    ("EPSC amplitude [nA]", "IPSC amplitude [nA]", "nA"),
    ("peak EPSC (pA)", "peak IPSC (pA)", "pA"),
    ("EPSC (peak, pA)", "IPSC (peak, pA)", "pA"),
    ("EPSC (peak) (pA)", "IPSC (peak) (pA)", "pA"),
    ("mean_EPSC_amplitude_pA", "mean_IPSC_amplitude_pA", "pA"),
    ("EPSC charge (pC)", "IPSC charge (pC)", "pC"),
    ("I_exc", "I_inh", ""),
    ("I_exc µA", "I_inh \u{3bc}A", "µA"),
    ("I_exc (uA)", "I_inh (µA)", "µA"),
    ("exc_current_pA", "inh_current_pA", "pA"),
    ("Excitatory current (pA)", "Inhibitory current (pA)", "pA"),
    ("excitatory postsynaptic current [pA]", "inhibitory postsynaptic current [pA]", "pA"),
    ("excitation (picoamperes)", "inhibition (picoamps)", "pA"),
    ("g_e (nS)", "g_i (nS)", "nS"),
    ("gE/nS", "gI/nS", "nS"),
    ("G_exc_nS", "G_inh_nS", "nS"),
    ("Excitatory conductance, nS;", "Inhibitory conductance, nS;", "nS"),
    ("excitatory_conductance_nanosiemens", "inhibitory_conductance_nanosiemens", "nS"),
    ("AMPA current (pA)", "GABA current (pA)", "pA"),
    ("i_e (a.u.)", "i_i (a.u.)", ""),
    ("\"i_e\n(pA)\"", "\"i_i\n(pA)\"", "pA"),
];

#[test]
fn units_are_found_in_headings_however_they_are_written() {
    let expected = plain();
    for (i_e, i_i, unit) in FORMS {
        for swapped in [false, true] {
            let mut rows = plain_rows();
            let quoted = |text: &str| {
                if text.contains(',') && !text.starts_with('"') {
                    format!("\"{text}\"")
                } else {
                    text.to_owned()
                }
            };
            (rows[0][3], rows[0][4]) = (quoted(i_e), quoted(i_i));
            if swapped {
                rows.iter_mut().for_each(|row| row.swap(3, 4));
            }
            let text = joined(&rows, ",");
            let mut columns = Table::parse(text.clone().into()).unwrap().peek().columns;
            let bare = |text: &str| Some(text.trim_matches('"').to_owned());
            assert_eq!(*columns.part(Part::Excitation), bare(i_e), "{i_e}");
            assert_eq!(*columns.part(Part::Inhibition), bare(i_i), "{i_i}");
            let found = parse(text).unwrap();
            assert_eq!((&found.cells, found.unit.symbol()), (&expected.cells, unit), "{i_e}");
            let told = format!("Unit {unit}, from the headings.");
            assert_eq!(found.assumed, if unit.is_empty() { vec![] } else { vec![told] }, "{i_e}");
        }
    }
}

#[test]
fn no_column_is_guessed_that_may_be_another_one() {
    let guessed = |headings: &[&str]| {
        let headings: Vec<String> = headings.iter().map(|text| (*text).to_owned()).collect();
        let mut found = guess(&headings);
        [Part::Excitation, Part::Inhibition].map(|part| found.part(part).clone())
    };
    let some = |text: &str| Some(text.to_owned());
    // The better known one, whatever the order.
    assert_eq!(guessed(&["E", "I", "EPSC (pA)", "IPSC (pA)"]), [some("EPSC (pA)"), some("IPSC (pA)")]);
    assert_eq!(guessed(&["peak EPSC", "mean EPSC", "IPSC"]), [None, some("IPSC")]);
    assert_eq!(guessed(&["i_e (pA)", "i_e (nA)", "i"]), [None, some("i")]);
    for other in [
        "EPSC latency",
        "EPSC SD",
        "EPSC n",
        "E/I",
        "E/I ratio",
        "i_e - i_i",
        "I_Na",
        "I_h",
        "EPSC rise time (ms)",
        "i_e pre",
        "NMDA current",
        "index",
        "baseline EPSC",
        "current",
        "pA",
        "excitability",
        "IPSC/EPSC",
    ] {
        assert_eq!(guessed(&[other]), [None, None], "{other}");
    }
}

#[test]
fn a_row_of_units_below_the_headings_is_one() {
    let expected = plain();
    for (units, symbol) in [
        (",,,pA,pA,", "pA"),
        ("(id),kHz,,(pA),(pA),", "pA"),
        ("unit,[kHz],pre/post,[nA],[nA],0/1", "nA"),
        (",,,\"in pA\",in pA,", "pA"),
        (",,,\u{3bc}A,uA", "µA"),
        ("-,-,-,nS,nS,-", "nS"),
    ] {
        let mut rows = plain_rows();
        rows.insert(1, units.split(',').map(str::to_owned).collect());
        let found = parse(format!("Title\n{}", joined(&rows, ","))).unwrap();
        assert_eq!((&found.cells, found.unit.symbol()), (&expected.cells, symbol), "{units}");
        assert_eq!(found.assumed[1], format!("Unit {symbol}, from line 3 below the headings."));
        assert_eq!(found.assumed.len(), 2);
    }
    let with = |headings: [&str; 2], units: &str| {
        let mut rows = plain_rows();
        (rows[0][3], rows[0][4]) = (headings[0].to_owned(), headings[1].to_owned());
        rows.insert(1, units.split(',').map(str::to_owned).collect());
        parse(joined(&rows, ",")).map_err(|error| error.to_string())
    };
    assert!(with(["i_e (pA)", "i_i"], ",,,pA,pA,").is_ok());
    let two = with(["i_e (pA)", "i_i"], ",,,nA,pA,").unwrap_err();
    assert!(two.contains("`i_e (pA)` says pA and line 2 says nA"), "{two}");
    let differ = with(["i_e", "i_i"], ",,,nA,nS,").unwrap_err();
    assert!(differ.contains("differ in kind"), "{differ}");
    // One in nA, one in pA: of one kind.
    let mixed = with(["i_e", "i_i"], ",,,pA,nA,").unwrap();
    let Currents { i_e, i_i } = mixed.cells[0].stimuli[0].pre;
    assert_eq!((i_e, i_i, mixed.unit.symbol()), (52.383, 57065.0, "pA"));
}

#[test]
fn units_may_stand_with_the_values() {
    let mut rows = plain_rows();
    rows.iter_mut()
        .skip(1)
        .for_each(|row| (row[3], row[4]) = (format!("{} pA", row[3]), format!("{}pA", row[4])));
    let found = parse(joined(&rows, ",")).unwrap();
    assert_eq!((&found.cells, found.unit.symbol()), (&plain().cells, "pA"));
    assert_eq!(found.assumed, ["Unit pA, as written with the values."]);
    rows[2][3] = "0.25 nA".to_owned();
    assert_eq!(parse(joined(&rows, ",")).unwrap().cells[0].stimuli[0].post.i_e, 250.0);
    rows[2][3] = "7".to_owned();
    let bare = parse(joined(&rows, ",")).unwrap_err().to_string();
    assert!(bare.contains("line 3, column `i_e`: `7` has no unit"), "{bare}");
}

#[test]
fn thousands_are_read_only_where_nothing_else_can_be_meant() {
    let with = |values: [&str; 2], sign: &str| {
        let mut rows = plain_rows();
        (rows[1][3], rows[2][3]) = (values[0].to_owned(), values[1].to_owned());
        parse(joined(&rows, sign))
            .map(|found| found.cells[0].stimuli[0].clone())
            .map_err(|error| error.to_string())
    };
    let both = with(["\"1,234.5\"", "\"2,345\""], ",").unwrap();
    assert_eq!((both.pre.i_e, both.post.i_e), (1234.5, 2345.0));
    assert_eq!(with(["1 234.5", "2'345.5"], ",").unwrap().pre.i_e, 1234.5);
    let refused = with(["\"1,234\"", "2"], ",").unwrap_err();
    assert!(refused.contains("line 2, column `i_e`: `1,234` may be 1.234 or 1234"), "{refused}");
}

#[cfg(unix)]
#[test]
fn pipes_and_devices_are_refused_at_once() {
    let folder = tempfile::tempdir().unwrap();
    let pipe = folder.path().join("pipe.csv");
    assert!(Command::new("mkfifo").arg(&pipe).status().unwrap().success());
    for (path, told) in
        [(pipe.as_path(), "a pipe"), (Path::new("/dev/zero"), "a device"), (folder.path(), "a folder")]
    {
        let message = peek(path).unwrap_err().to_string();
        assert!(message.contains(told), "{message}");
    }
}

#[test]
fn the_command_says_what_it_assumed() {
    let run = |name: &str, more: &[&str]| {
        let path = form(name);
        let arguments = ["analyse", path.to_str().unwrap(), "--resamples", "200"];
        let output =
            Command::new(env!("CARGO_BIN_EXE_equipoise")).args(arguments).args(more).output().unwrap();
        assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
        String::from_utf8(output.stdout).unwrap()
    };
    let told = run("missing_NA", &[]);
    assert!(told.contains("Read as: 1 measurement left out: no value for i_E (1).\n"), "{told}");
    assert!(!run("plain", &[]).contains("Read as"));
    let found: Value = serde_json::from_str(&run("latin1_micro", &["--json"])).unwrap();
    let assumed = ["Text in Windows-1252, as it is not valid UTF-8.", "Unit µA, from the headings."];
    assert_eq!(found["assumed"], serde_json::json!(assumed));
}
