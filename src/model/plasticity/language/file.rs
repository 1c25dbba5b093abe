//! A rule file: text in, compiled rules or an error at its place out.

use std::ops::Range;

use toml::Spanned;

use super::affine::split;
use super::error::ExpressionError;
use super::file_error::{FileFault, RuleFileError};
use super::limits;
use super::names::reserved;
use super::parser::parse;
use super::program::{same, sum};
use super::scope::{Place, Scope};
use super::source::{Let, Parameter, Quantity, RuleSource, StateSource, Target};
use super::token::{ascii, is_name};
use super::tree::Node;
use super::written::{InOrder, WrittenChange, WrittenFile, WrittenParameter, WrittenRule, WrittenState};

/// Rules that are loaded together.
#[derive(Debug, Clone, PartialEq)]
pub struct RuleFile {
    /// The text that all this was read from.
    pub text: String,
    /// Title.
    pub title: String,
    /// Whose idea it is.
    pub citation: String,
    /// What of it is this project's.
    pub own: String,
    /// Built-in rules that change no weight while this is on, by number.
    pub replaces: Vec<usize>,
    /// Parameters of the neuron that suit it, by key; nothing sets them by itself.
    pub suggests: Vec<(String, String)>,
    /// The rules, at least one.
    pub rules: Vec<RuleSource>,
}

/// Names of the built-in rules, in their order.
pub const BUILT_IN: [&str; 4] = ["ACh", "NA", "Hebbian", "Inhibitory"];

/// A name as a word of a command line: lower case letters and digits, with - between words.
pub fn slug(name: &str) -> String {
    let words = name.split(|letter: char| !letter.is_alphanumeric()).filter(|word| !word.is_empty());
    words.map(|word| ascii(&word.to_lowercase())).collect::<Vec<_>>().join("-")
}

impl RuleFile {
    /// Reads a file.
    ///
    /// # Errors
    /// [`RuleFileError`], at its line and column.
    pub fn read(text: &str) -> Result<Self, RuleFileError> {
        Reader { text }.file()
    }

    /// A name by which it is called on a command line.
    pub fn slug(&self) -> String {
        slug(&self.title)
    }
}

struct Reader<'a> {
    text: &'a str,
}

type Read<T> = Result<T, RuleFileError>;

impl Reader<'_> {
    fn error<T>(&self, fault: FileFault, at: Range<usize>) -> Read<T> {
        Err(fault.at(self.text, at))
    }

    fn file(&self) -> Read<RuleFile> {
        if self.text.len() > limits::FILE {
            return self.error(FileFault::TooLarge(self.text.len()), 0..0);
        }
        let written: WrittenFile = toml::from_str(self.text).map_err(|error| {
            let at = error.span().unwrap_or(0..0);
            FileFault::Toml(error.message().trim().to_owned()).at(self.text, at)
        })?;
        let title = self.title(&written.title)?;
        let replaces = written.replaces.iter().map(|name| self.replaced(name)).collect::<Read<_>>()?;
        let suggests = written.suggests.0.iter().map(|line| self.suggested(line)).collect::<Read<_>>()?;
        let citation = written.citation.clone();
        let own = written.own.clone();
        let rules = self.rules(written, &title)?;
        let text = self.text.to_owned();
        Ok(RuleFile { text, title, citation, own, replaces, suggests, rules })
    }

    fn title(&self, title: &Spanned<String>) -> Read<String> {
        let text = title.get_ref();
        let fits = (1..=60).contains(&text.chars().count()) && !text.chars().any(char::is_control);
        if !fits || slug(text).is_empty() {
            return self.error(FileFault::Title(text.clone()), title.span());
        }
        if BUILT_IN.iter().any(|name| slug(name) == slug(text)) {
            return self.error(FileFault::Taken(text.clone()), title.span());
        }
        Ok(text.clone())
    }

    fn replaced(&self, name: &Spanned<String>) -> Read<usize> {
        match BUILT_IN.iter().position(|known| known == name.get_ref()) {
            Some(at) => Ok(at),
            None => self.error(FileFault::Replaces(name.get_ref().clone()), name.span()),
        }
    }

    fn suggested(&self, (key, value): &(Spanned<String>, Spanned<toml::Value>)) -> Read<(String, String)> {
        let text = match value.get_ref() {
            toml::Value::Float(number) => number.to_string(),
            toml::Value::Integer(number) => number.to_string(),
            toml::Value::Boolean(on) => if *on { "on" } else { "off" }.to_owned(),
            toml::Value::String(text) => text.clone(),
            _ => {
                let text = format!("{}: give a number, true or false", key.get_ref());
                return self.error(FileFault::Value(text), value.span());
            }
        };
        Ok((key.get_ref().clone(), text))
    }

    fn rules(&self, written: WrittenFile, title: &str) -> Read<Vec<RuleSource>> {
        let WrittenFile { rule, on, parameters, state, lets, change, .. } = written;
        let top = WrittenRule { name: None, on, parameters, state, lets, change };
        let of_top = top.on.is_some() || !is_empty(&top);
        if rule.is_empty() {
            return Ok(vec![self.rule(top, title.to_owned(), 0..0)?]);
        }
        if of_top {
            let fault = FileFault::Shape(
                "a file with [[rule]] has on, [parameters], [state], [let] and [change] under each of them",
            );
            return self.error(fault, 0..0);
        }
        if rule.len() > limits::RULES {
            return self.error(FileFault::TooMany(rule.len(), "rules", limits::RULES), 0..0);
        }
        let several = rule.len() > 1;
        let mut rules: Vec<RuleSource> = Vec::new();
        for written in rule {
            let at = written.span();
            let written = written.into_inner();
            let on = written.on.as_ref().map_or("", |on| on.get_ref().as_str());
            let name = match &written.name {
                Some(name) => self.title(name)?,
                None if several => format!("{title} ({on})"),
                None => title.to_owned(),
            };
            if rules.iter().any(|rule| slug(&rule.name) == slug(&name)) {
                return self.error(FileFault::Taken(format!("{name}` as the name of a rule` ")), at);
            }
            rules.push(self.rule(written, name, at)?);
        }
        Ok(rules)
    }

    fn rule(&self, written: WrittenRule, name: String, at: Range<usize>) -> Read<RuleSource> {
        let Some(on) = &written.on else { return self.error(FileFault::OnMissing, at) };
        let Some(target) = Target::ALL.into_iter().find(|target| target.name() == on.get_ref()) else {
            return self.error(FileFault::On(on.get_ref().clone()), on.span());
        };
        let WrittenRule { parameters, state, lets, change, .. } = written;
        let mut scope = Scope::default();
        scope.parameters = self.names(&parameters, &scope, ("parameters", limits::PARAMETERS))?;
        scope.states = self.names(&state, &scope, ("states", limits::STATES))?;
        scope.lets = self.names(&lets, &scope, ("lines of [let]", limits::LETS))?;
        let parameters = parameters.0.iter().map(|line| self.parameter(line)).collect::<Read<_>>()?;
        let states = state.0.iter().map(|line| self.state(line, &scope)).collect::<Read<_>>()?;
        let line = |(at, line): (usize, &(Spanned<String>, Spanned<String>))| {
            let name = ascii(line.0.get_ref());
            let node = self.expression(&line.1, &name, &scope, Place::Let(at))?;
            Ok(Let { name, text: line.1.get_ref().clone(), node })
        };
        let lets: Vec<Let> = lets.0.iter().enumerate().map(line).collect::<Read<_>>()?;
        let (texts, changes) = self.changes(&change, &scope)?;
        Ok(RuleSource { name, on: target, parameters, states, lets, texts, changes })
    }

    /// Names that are declared, in ASCII.
    fn names<T>(
        &self,
        lines: &InOrder<T>,
        scope: &Scope,
        (what, most): (&'static str, usize),
    ) -> Read<Vec<String>> {
        if let Some((name, _)) = lines.0.get(most) {
            return self.error(FileFault::TooMany(lines.0.len(), what, most), name.span());
        }
        let mut names: Vec<String> = Vec::new();
        for (written, _) in &lines.0 {
            let name = ascii(written.get_ref());
            if !is_name(&name) {
                return self.error(FileFault::Name(written.get_ref().clone()), written.span());
            }
            let own = scope.parameters.iter().chain(&scope.states).chain(&names);
            if reserved(&name) || own.clone().any(|taken| *taken == name) {
                return self.error(FileFault::Taken(name), written.span());
            }
            names.push(name);
        }
        Ok(names)
    }

    fn parameter(&self, (name, written): &(Spanned<String>, Spanned<WrittenParameter>)) -> Read<Parameter> {
        let WrittenParameter { default, least, most, scale, doc } = written.get_ref();
        let name = ascii(name.get_ref());
        let least = least.unwrap_or_else(|| default.min(0.0));
        let most = most.unwrap_or_else(|| if *default == 0.0 { 1.0 } else { (10.0 * default).max(0.0) });
        let finite = [*default, least, most].iter().all(|value| value.is_finite());
        if !finite || least >= most || !(least..=most).contains(default) {
            let text = format!(
                "{name} = {default} from {least} to {most}: give finite numbers, least <= default <= most"
            );
            return self.error(FileFault::Value(text), written.span());
        }
        Ok(Parameter { name, default: *default, least, most, spread: *scale, doc: doc.clone() })
    }

    fn state(&self, (name, written): &(Spanned<String>, WrittenState), scope: &Scope) -> Read<StateSource> {
        let start = *written.start.get_ref();
        let name = ascii(name.get_ref());
        if !start.is_finite() {
            let text = format!("{name} starts at {start}: give a finite number");
            return self.error(FileFault::Value(text), written.start.span());
        }
        let next = self.expression(&written.next, &name, scope, Place::Next)?;
        Ok(StateSource { name, start, text: written.next.get_ref().clone(), next })
    }

    #[expect(clippy::type_complexity, reason = "as written, and split")]
    fn changes(
        &self,
        change: &WrittenChange,
        scope: &Scope,
    ) -> Read<([Option<String>; 4], [Option<Node>; 4])> {
        let written = [&change.active, &change.silent, &change.active_w, &change.silent_w];
        let texts = written.map(|text| text.as_ref().map(|text| text.get_ref().clone()));
        let mut nodes: [Option<Node>; 4] = Default::default();
        for (at, quantity) in Quantity::ALL.into_iter().enumerate() {
            let Some(text) = written[at] else { continue };
            let place = if at < 2 { Place::Change } else { Place::Fraction };
            let node = self.expression(text, quantity.name(), scope, place)?;
            if at < 2 {
                let affine = split(node).map_err(|error| self.placed(text, quantity.name(), error))?;
                nodes[at] = affine.constant;
                nodes[at + 2] = affine.weight;
            } else {
                nodes[at] = sum(Some(node), nodes[at].take());
            }
        }
        // Written alike, they are one number.
        if same(nodes[2].as_ref(), nodes[3].as_ref()) {
            nodes[3] = nodes[2].clone();
        }
        Ok((texts, nodes))
    }

    fn expression(&self, text: &Spanned<String>, of: &str, scope: &Scope, place: Place) -> Read<Node> {
        parse(text.get_ref(), scope, place).map_err(|error| self.placed(text, of, error))
    }

    /// The error of an expression at its place in the file.
    fn placed(&self, text: &Spanned<String>, of: &str, error: ExpressionError) -> RuleFileError {
        let span = text.span();
        let literal = self.text.get(span.clone()).unwrap_or_default();
        let column = error.at.start + 1;
        let fault = FileFault::Expression { of: of.to_owned(), column, problem: error.problem };
        // Where the string is written as it is read, its characters are those of the file.
        match literal.find(text.get_ref().as_str()) {
            Some(start) if !text.get_ref().is_empty() => {
                let byte = |character: usize| {
                    let at = text.get_ref().char_indices().nth(character);
                    span.start + start + at.map_or(text.get_ref().len(), |(at, _)| at)
                };
                let at = byte(error.at.start)..byte(error.at.end.max(error.at.start));
                fault.at(self.text, at)
            }
            _ => fault.at(self.text, span),
        }
    }
}

fn is_empty(rule: &WrittenRule) -> bool {
    let WrittenChange { active, silent, active_w, silent_w } = &rule.change;
    let nothing = [active, silent, active_w, silent_w].into_iter().all(Option::is_none);
    rule.parameters.0.is_empty() && rule.state.0.is_empty() && rule.lets.0.is_empty() && nothing
}
