//! Headings taken apart: what is measured, and in which unit, in whatever way the two are put together.

use super::part::Part;
use super::synonyms;
use crate::analysis::recordings::Unit;

/// Units of other things than currents, in small letters: of stimuli mostly.
const OTHER_UNITS: [&str; 10] = ["khz", "hz", "db", "spl", "deg", "degrees", "ms", "oct", "octaves", "°"];

/// A heading as a name and a unit.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Heading {
    /// Its words in small letters, without units and without what stands in brackets.
    pub words: Vec<String>,
    /// The unit in it, if there is one that is known.
    pub unit: Option<Unit>,
    /// There is something in brackets that is no unit known here.
    pub unknown: bool,
}

/// A word of a heading, and how it is divided from the one before.
#[derive(Debug, Clone)]
struct Token<'a> {
    text: &'a str,
    /// What stands between the word before and this one.
    before: &'a str,
    in_brackets: bool,
}

/// Is this sign part of a word? Two letters look like the micro sign; both are letters.
fn in_word(c: char) -> bool {
    c.is_alphanumeric() || c == '°'
}

fn tokens(heading: &str) -> Vec<Token<'_>> {
    let mut found = Vec::new();
    let (mut depth, mut end) = (0_i32, 0);
    let mut rest = heading.char_indices().peekable();
    while let Some((at, c)) = rest.next() {
        match c {
            '(' | '[' | '{' | '<' => depth += 1,
            ')' | ']' | '}' | '>' => depth -= 1,
            _ if in_word(c) => {
                let mut stop = at + c.len_utf8();
                while let Some(&(place, c)) = rest.peek().filter(|(_, c)| in_word(*c)) {
                    stop = place + c.len_utf8();
                    rest.next();
                }
                let (text, before) = (&heading[at..stop], &heading[end..at]);
                found.push(Token { text, before, in_brackets: depth > 0 });
                end = stop;
            }
            _ => {}
        }
    }
    found
}

/// The unit that is written so, also in words; none for what is a pure number.
pub(super) fn unit_of(text: &str) -> Option<Unit> {
    let known = Unit::parse(text).or_else(|| Unit::parse(&spelled_out(text)?));
    known.filter(|unit| *unit != Unit::NONE)
}

/// `picoamperes` as `pA`.
fn spelled_out(text: &str) -> Option<String> {
    let text = text.to_lowercase();
    // Pascals are no unit of a synapse.
    if text == "pa" {
        return Some("pA".to_owned());
    }
    let prefixes = [("femto", "f"), ("pico", "p"), ("nano", "n"), ("micro", "µ"), ("milli", "m"), ("", "")];
    let bases = [("ampere", "A"), ("amp", "A"), ("siemens", "S"), ("coulomb", "C"), ("volt", "V")];
    let (rest, prefix) =
        prefixes.iter().find_map(|(long, short)| Some((text.strip_prefix(long)?.trim_start(), *short)))?;
    let (long, base) =
        bases.iter().find(|(long, _)| rest == *long || rest.strip_suffix('s') == Some(*long))?;
    // Without a prefix it is an amplitude.
    (*long != "amp" || !prefix.is_empty()).then(|| format!("{prefix}{base}"))
}

/// Letters of the wrong case: `na` is no unit unless it stands where one must.
fn in_small_letters(text: &str) -> Option<Unit> {
    let prefix = text.to_lowercase();
    Unit::parse(&format!(
        "{}A",
        prefix.strip_suffix('a').filter(|prefix| ["n", "u", "µ", "\u{3bc}"].contains(prefix))?
    ))
}

/// The unit of the word at `at`, if it is one. What goes on as `pA/pF` does is another unit than pA.
fn unit_at(tokens: &[Token<'_>], at: usize) -> Option<Unit> {
    let Token { text, before, in_brackets } = tokens.get(at)?;
    let goes_on = |token: &Token<'_>| token.before.contains(['/', '*', '·', '^', '⋅', '×']);
    if tokens.get(at + 1).is_some_and(goes_on) {
        return None;
    }
    let previous = at.checked_sub(1).map(|at| tokens[at].text);
    if goes_on(&tokens[at]) && previous.is_some_and(|text| unit_of(text).is_some()) {
        return None;
    }
    let unit = unit_of(text).or_else(|| in_small_letters(text).filter(|_| *in_brackets))?;
    let after_in = previous.is_some_and(|text| text.eq_ignore_ascii_case("in"));
    let set_off = *in_brackets || after_in || (at > 0 && before.contains(['/', ',']));
    (text.chars().count() > 1 || set_off).then_some(unit)
}

impl Heading {
    /// Takes a heading apart.
    pub fn of(heading: &str) -> Self {
        let tokens = tokens(heading);
        let places: Vec<usize> = (0..tokens.len()).filter(|at| unit_at(&tokens, *at).is_some()).collect();
        // What is in brackets was put there to be the unit.
        let bracketed = places.iter().rev().find(|at| tokens[**at].in_brackets);
        let place = bracketed.or(places.last()).copied();
        let dropped = |at: usize| {
            let of_unit = place.is_some_and(|unit| {
                unit == at || (unit == at + 1 && tokens[at].text.eq_ignore_ascii_case("in"))
            });
            let other = at > 0 && OTHER_UNITS.contains(&tokens[at].text.to_lowercase().as_str());
            tokens[at].in_brackets || of_unit || other || places.contains(&at)
        };
        let kept = (0..tokens.len()).filter(|at| !dropped(*at));
        let words = kept.map(|at| tokens[at].text.to_lowercase()).collect();
        let unit = place.and_then(|at| unit_at(&tokens, at));
        let unknown = unit.is_none() && tokens.iter().any(|token| token.in_brackets) && !pure(heading);
        let found = Self { words, unit, unknown };
        if found.unit.is_some() || found.part().is_some() {
            return found;
        }
        joined(heading).or_else(|| found.in_small_letters()).unwrap_or(found)
    }

    /// As `i_e_na`, but not `I_Na`, which is the current of sodium.
    fn in_small_letters(&self) -> Option<Self> {
        let (last, name) = self.words.split_last()?;
        let found = Self { words: name.to_vec(), unit: Some(in_small_letters(last)?), unknown: false };
        (found.is_current() && name.concat() != "i").then_some(found)
    }

    fn is_current(&self) -> bool {
        matches!(self.part(), Some((Part::Excitation | Part::Inhibition, _)))
    }

    /// What a column of this heading holds, and how well it is known; less is better.
    pub fn part(&self) -> Option<(Part, usize)> {
        synonyms::known(&self.words)
    }

    /// Is this a unit and nothing else, as in a row below the headings?
    pub fn only_unit(text: &str) -> Option<Unit> {
        let bracketed = format!("({text})");
        let tokens = tokens(&bracketed);
        let place = tokens.len().checked_sub(1)?;
        let named = tokens[..place].iter().any(|token| token.text != "in");
        unit_at(&tokens, place).filter(|_| !named)
    }
}

/// A unit may be joined to the name, as in `EPSCpA`.
fn joined(heading: &str) -> Option<Heading> {
    let (place, _) = heading.trim().char_indices().rev().nth(1)?;
    let (name, unit) = heading.trim().split_at(place);
    let unit = Unit::parse(unit).filter(|unit| *unit != Unit::NONE && name.ends_with(in_word))?;
    let words = tokens(name).iter().map(|token| token.text.to_lowercase()).collect();
    Some(Heading { words, unit: Some(unit), unknown: false }).filter(Heading::is_current)
}

/// Do the brackets say that it is a pure number, as in `i_e (a.u.)`?
fn pure(heading: &str) -> bool {
    let inner = heading.split_once(['(', '[', '{', '<']);
    let inner = inner.map(|(_, rest)| rest.trim_end().trim_end_matches([')', ']', '}', '>']));
    inner.and_then(Unit::parse) == Some(Unit::NONE)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn unit(heading: &str) -> Option<&'static str> {
        Heading::of(heading).unit.map(Unit::symbol)
    }

    #[test]
    fn compound_units_and_names_that_look_like_units_are_none() {
        for heading in
            ["i_e (pA/pF)", "i_e pA / trial", "i_e [nA*ms]", "i_e", "I_Na", "S", "i_S", "EPSC amp", "V_m"]
        {
            assert_eq!(unit(heading), None, "{heading}");
        }
        assert!(Heading::of("i_e (pA/pF)").unknown && Heading::of("i_e (peak)").unknown);
        assert!(!Heading::of("i_e (a.u.)").unknown && !Heading::of("i_e (pA)").unknown);
        assert_eq!(Heading::of("I_Na").part(), None);
    }

    #[test]
    fn a_unit_alone_is_recognised() {
        for text in ["pA", "[pA]", "(pA)", " pA ", "in pA", "pa", "picoamperes"] {
            assert_eq!(Heading::only_unit(text).map(Unit::symbol), Some("pA"), "{text}");
        }
        for text in ["", "kHz", "EPSC pA", "pA/pF", "12 pA", "c1", "none"] {
            assert_eq!(Heading::only_unit(text), None, "{text}");
        }
    }
}
