//! Equations as they are printed: Greek letters, lowered and raised indices.

use egui::text::{LayoutJob, TextFormat};
use egui::{Align, Color32, FontId};

/// Letters of the field, as they are spelled in declarations.
const LETTERS: [(&str, &str); 12] = [
    ("alpha", "α"),
    ("eps", "ε"),
    ("eta", "η"),
    ("ybar", "ȳ"),
    ("gamma", "γ"),
    ("lambda", "λ"),
    ("beta", "β"),
    ("sigma", "σ"),
    ("kappa", "κ"),
    ("xi", "ξ"),
    ("mu", "μ"),
    ("sum", "Σ"),
];

/// Sets `text`, in which an index follows `_` or `^`: a run of letters and digits, or what stands in braces.
pub fn set(text: &str, font: &FontId, color: Color32) -> LayoutJob {
    let mut job = LayoutJob::default();
    let plain = TextFormat::simple(font.clone(), color);
    let small = FontId::new(font.size * 0.75, font.family.clone());
    let index = |valign| TextFormat { valign, ..TextFormat::simple(small.clone(), color) };
    let mut rest = text;
    while let Some(at) = rest.find(['_', '^']) {
        let (before, after) = rest.split_at(at);
        job.append(&spelled(before), 0.0, plain.clone());
        let (mark, after) = after.split_at(1);
        let (inner, after) = match after.strip_prefix('{').and_then(|after| after.split_once('}')) {
            Some(braced) => braced,
            None => after.split_at(end_of_index(after)),
        };
        let valign = if mark == "_" { Align::BOTTOM } else { Align::TOP };
        job.append(&spelled(inner), 0.0, index(valign));
        rest = after;
    }
    job.append(&spelled(rest), 0.0, plain);
    job
}

/// Where an index without braces ends: a comma belongs to it if something follows at once, as in h_j,t.
fn end_of_index(text: &str) -> usize {
    let mut letters = text.char_indices().peekable();
    while let Some((at, letter)) = letters.next() {
        let goes_on = letters.peek().is_some_and(|(_, next)| next.is_alphanumeric());
        if !(letter.is_alphanumeric() || letter == ',' && at > 0 && goes_on) {
            return at;
        }
    }
    text.len()
}

/// Letters that are spelled out, where they are words of their own or followed by an index.
fn spelled(text: &str) -> String {
    let mut out = String::new();
    for word in text.split_inclusive(|c: char| !c.is_alphabetic()) {
        let letters = word.trim_end_matches(|c: char| !c.is_alphabetic());
        match LETTERS.iter().find(|(name, _)| *name == letters) {
            Some((_, letter)) => out += &word.replacen(letters, letter, 1),
            None => out += word,
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn indices_are_lowered_and_only_letters_of_their_own_are_greek() {
        let set = |text: &str| set(text, &FontId::proportional(12.0), Color32::BLACK);
        let job = set("v_l += gamma (W_{l+1}^T d_{l+1} - eps_l) after n steps");
        assert_eq!(job.text, "vl += γ (Wl+1T dl+1 - εl) after n steps");
        let indices = job.sections.iter().filter(|section| section.format.font_id.size < 12.0);
        let indices: Vec<&str> =
            indices.map(|it| &job.text[it.byte_range.start.0..it.byte_range.end.0]).collect();
        assert_eq!(indices, ["l", "l+1", "T", "l+1", "l"]);
        let job = set("h_j,t L_j,t, b_l");
        let lowered = job.sections.iter().filter(|section| section.format.font_id.size < 12.0);
        let lowered: Vec<&str> =
            lowered.map(|it| &job.text[it.byte_range.start.0..it.byte_range.end.0]).collect();
        assert_eq!(lowered, ["j,t", "j,t", "l"]);
        assert_eq!(set("no index").text, "no index");
        assert_eq!(set("x_").text, "x");
    }
}
