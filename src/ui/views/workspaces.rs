//! Workspaces: arrangements of the same views for different purposes, and the person's own.

use crate::ui::keyed::Keyed;
use crate::ui::shown::Shown;
use egui::{RichText, Ui};
use serde::{Deserialize, Serialize};

use super::layout::{Layout, Row};
use super::{
    View, atlas, attribution, capacity, circuit, compare, conditions, dimension, drift, experiments, load,
    neighbours, neuron, plane, recordings, rule_table, rules, stimuli, traces, weights,
};

/// A workspace that is always there.
struct BuiltIn {
    name: &'static str,
    about: &'static str,
    rows: &'static [Row],
}

static NEURON: [BuiltIn; 6] = [
    BuiltIn {
        name: "Learn",
        about: "The neuron, its currents, weights and what it has learned",
        rows: &[
            (&[(&[neuron::KEY], 0.49), (&[traces::KEY, compare::KEY], 0.51)], 0.54),
            (&[(&[plane::KEY], 0.28), (&[weights::KEY], 0.29), (&[capacity::KEY], 0.43)], 0.46),
        ],
    },
    BuiltIn {
        name: "Explain",
        about: "Why a stimulus is right or wrong: its record, which rule did what, with and without a rule, drift, theory",
        rows: &[
            (&[(&[stimuli::KEY], 0.52), (&[attribution::KEY], 0.48)], 0.58),
            (&[(&[drift::KEY], 0.52), (&[compare::KEY, conditions::KEY], 0.48)], 0.42),
        ],
    },
    BuiltIn {
        name: "Limits",
        about: "How much the neuron can learn: against load, against dimension, over time",
        rows: &[(&[(&[load::KEY], 0.5), (&[dimension::KEY], 0.5)], 0.6), (&[(&[capacity::KEY], 1.0)], 0.4)],
    },
    BuiltIn {
        name: "Data",
        about: "Virtual experiments, miniatures of neighbouring papers, and recordings",
        rows: &[(&[(&[experiments::KEY, neighbours::KEY], 0.5), (&[recordings::KEY], 0.5)], 1.0)],
    },
    BuiltIn {
        name: "Rules",
        about: "Rules as equations: write your own while it learns, and see what it does",
        rows: &[
            (&[(&[rules::KEY, rule_table::KEY], 1.0)], 0.64),
            (&[(&[attribution::KEY], 0.5), (&[capacity::KEY], 0.5)], 0.36),
        ],
    },
    BuiltIn {
        name: "Atlas",
        about: "Where it works: a neuron at every point of a plane of two parameters, all learning at once",
        rows: &[(&[(&[atlas::KEY], 0.62), (&[capacity::KEY, compare::KEY], 0.38)], 1.0)],
    },
];

static CIRCUITS: [BuiltIn; 3] = [
    BuiltIn {
        name: "Circuit",
        about: "A small network, what it is shown, how well it learns beside the exact gradient",
        rows: &[
            (&[(&[circuit::network::KEY], 0.55), (&[circuit::task::KEY], 0.45)], 0.52),
            (&[(&[circuit::learning::KEY], 0.55), (&[circuit::alignment::KEY], 0.45)], 0.48),
        ],
    },
    BuiltIn {
        name: "Inside",
        about: "Within one presentation: errors that travel, bursts, eligibility and what it is told",
        rows: &[
            (&[(&[circuit::inside::KEY], 0.62), (&[circuit::task::KEY], 0.38)], 0.56),
            (&[(&[circuit::alignment::KEY], 0.5), (&[circuit::weights::KEY], 0.5)], 0.44),
        ],
    },
    BuiltIn {
        name: "Rules compared",
        about: "All rules of the circuit at once on the same data",
        rows: &[(&[(&[circuit::learning::KEY], 0.6), (&[circuit::alignment::KEY], 0.4)], 1.0)],
    },
];

fn built_in(shown: Shown) -> &'static [BuiltIn] {
    match shown {
        Shown::Neuron => &NEURON,
        Shown::Circuits => &CIRCUITS,
    }
}

/// As many built-in ones there were at first; those after them have been added since.
const FIRST: usize = 4;
/// Most workspaces, and the longest name of one.
const MOST: usize = 12;
const LONGEST: usize = 24;
/// Name of the one that takes up places from before there were workspaces.
const EARLIER: &str = "All views";

/// A named arrangement.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
struct Workspace {
    name: String,
    layout: Layout,
}

/// All workspaces, to be kept for the next time; the built-in ones come first.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Workspaces {
    workspaces: Vec<Workspace>,
    current: usize,
    /// Of which system.
    #[serde(skip)]
    shown: Shown,
}

impl Workspaces {
    /// Those of a system, as at the first start.
    pub fn of(shown: Shown) -> Self {
        let one = |it: &BuiltIn| Workspace { name: it.name.to_owned(), layout: Layout::of(it.rows) };
        Self { workspaces: built_in(shown).iter().map(one).collect(), current: 0, shown }
    }

    fn built_in(&self) -> &'static [BuiltIn] {
        built_in(self.shown)
    }

    /// The places of the current one.
    pub fn layout(&mut self) -> &mut Layout {
        // `current` is always one of them.
        let at = self.current.min(self.workspaces.len() - 1);
        &mut self.workspaces[at].layout
    }

    /// Goes to the one with this number.
    pub fn go_to(&mut self, number: usize) {
        if number < self.workspaces.len() {
            self.current = number;
        }
    }

    /// Number of the current one.
    pub fn current(&self) -> usize {
        self.current
    }

    /// Shows a view: in the current workspace, or in the first one that has it.
    pub fn bring(&mut self, key: &str) {
        let shown = |workspace: &Workspace| workspace.layout.is_shown(key);
        if !self.workspaces.get(self.current).is_some_and(shown) {
            self.current = self.workspaces.iter().position(shown).unwrap_or(self.current);
        }
        self.layout().bring(key);
    }

    /// The current arrangement as a workspace of the person's own.
    fn add(&mut self) {
        let names = (1..).map(|number| format!("Own {number}"));
        let free = names.into_iter().find(|name| self.workspaces.iter().all(|it| it.name != *name));
        let layout = self.layout().clone();
        if let Some(name) = free.filter(|_| self.workspaces.len() < MOST) {
            self.workspaces.push(Workspace { name, layout });
            self.current = self.workspaces.len() - 1;
        }
    }

    /// The built-in ones as at the first start.
    pub fn reset(&mut self) {
        self.workspaces.splice(..self.built_in().len(), Self::of(self.shown).workspaces);
    }

    /// Takes over what was kept; false, and nothing changes, if it does not fit these views.
    pub fn set(&mut self, mut kept: Self, views: &[Box<dyn View>]) -> bool {
        kept.shown = self.shown;
        kept.complete();
        let built_in = self.built_in();
        let names = kept.workspaces.iter().zip(built_in).all(|(kept, built_in)| kept.name == built_in.name);
        let number = (built_in.len()..=MOST).contains(&kept.workspaces.len());
        let sound = |it: &Workspace| it.layout.fits(views) && it.name.chars().count() <= LONGEST;
        let fits =
            names && number && kept.current < kept.workspaces.len() && kept.workspaces.iter().all(sound);
        if fits {
            kept.workspaces.iter_mut().for_each(|workspace| workspace.layout.flatten());
            *self = kept;
        }
        fits
    }

    /// Adds the built-in workspaces that were not there yet when this was kept, in their places.
    fn complete(&mut self) {
        for (at, workspace) in Self::of(self.shown).workspaces.into_iter().enumerate().skip(FIRST) {
            let there = self.workspaces.get(at).is_some_and(|kept| kept.name == workspace.name);
            if !there && at <= self.workspaces.len() {
                self.workspaces.insert(at, workspace);
                self.current += usize::from(self.current >= at);
            }
        }
    }

    /// Takes over places from before there were workspaces, as one of the person's own.
    pub fn set_earlier(&mut self, mut layout: Layout, views: &[Box<dyn View>]) -> bool {
        if !layout.fits(views) {
            return false;
        }
        layout.flatten();
        let own = self.workspaces.iter().skip(self.built_in().len()).position(|it| it.name == EARLIER);
        let workspace = Workspace { name: EARLIER.to_owned(), layout };
        self.current = match own.map(|at| at + self.built_in().len()) {
            Some(at) => {
                self.workspaces[at] = workspace;
                at
            }
            None => {
                self.workspaces.truncate(MOST - 1);
                self.workspaces.push(workspace);
                self.workspaces.len() - 1
            }
        };
        true
    }

    /// A row of their names, to go from one to another.
    pub fn bar(&mut self, ui: &mut Ui) {
        ui.horizontal(|ui| {
            ui.spacing_mut().item_spacing.x = 4.0;
            for at in 0..self.workspaces.len() {
                let name = &self.workspaces[at].name;
                let about =
                    self.built_in().get(at).map_or("A workspace of your own", |built_in| built_in.about);
                let key = if at < 9 { format!("  (Ctrl {})", at + 1) } else { String::new() };
                let tip = format!("{about}{key}");
                let chosen = at == self.current;
                let text = RichText::new(name);
                let text = if chosen { text.strong() } else { text };
                if ui
                    .selectable_label(chosen, text)
                    .keyed(format!("workspace-{}", at + 1))
                    .on_hover_text(tip)
                    .clicked()
                {
                    self.current = at;
                }
            }
            let room = self.workspaces.len() < MOST;
            let tip = "A workspace of your own, like this one to begin with";
            let add = ui
                .add_enabled(room, egui::Button::new("+").frame(false))
                .accessible_name("add a workspace")
                .keyed("add-workspace");
            if add.on_hover_text(tip).on_disabled_hover_text("There are nine already").clicked() {
                self.add();
            }
        });
    }

    /// In the menu of views: the name of an own workspace, and to remove it.
    pub fn menu(&mut self, ui: &mut Ui) {
        if self.current < self.built_in().len() {
            return;
        }
        ui.separator();
        let name = &mut self.workspaces[self.current].name;
        ui.horizontal(|ui| {
            ui.label("Workspace");
            let field = egui::TextEdit::singleline(name).char_limit(LONGEST).desired_width(120.0);
            ui.add(field).accessible_name("name of the workspace");
        });
        if ui
            .button("Remove this workspace")
            .keyed("remove-workspace")
            .on_hover_text("Its views stay in the others")
            .clicked()
        {
            self.workspaces.remove(self.current);
            self.current = 0;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::all;
    use super::*;

    #[test]
    fn every_view_is_in_a_workspace_and_every_workspace_fits() {
        for shown in Shown::ALL {
            let workspaces = Workspaces::of(shown);
            let views: Vec<_> = all().into_iter().filter(|view| view.shows() == shown).collect();
            assert!(workspaces.workspaces.iter().all(|it| it.layout.fits(&views)));
            for view in views {
                assert!(workspaces.workspaces.iter().any(|it| it.layout.has(view.key())), "{}", view.key());
            }
        }
    }

    #[test]
    fn a_view_is_brought_where_it_is() {
        let mut workspaces = Workspaces::of(Shown::Neuron);
        let mut at = |key: &str| {
            workspaces.bring(key);
            workspaces.workspaces[workspaces.current].name.clone()
        };
        // Some are in two: the one that is on screen is left only for what it does not have.
        let keys = ["compare", "drift", "compare", "load", "capacity", "recordings", "capacity"];
        assert_eq!(keys.map(&mut at), ["Learn", "Explain", "Explain", "Limits", "Limits", "Data", "Learn"]);
    }

    #[test]
    fn own_workspaces_are_kept_and_what_does_not_fit_is_refused() {
        let mut workspaces = Workspaces::of(Shown::Neuron);
        workspaces.add();
        workspaces.layout().bring("drift");
        let text = serde_json::to_string(&workspaces).unwrap();
        let mut again = Workspaces::of(Shown::Neuron);
        assert!(again.set(serde_json::from_str(&text).unwrap(), &all()));
        assert_eq!(again, workspaces);
        for broken in [
            text.replace("\"current\":6", "\"current\":60"),
            text.replace("\"Learn\"", "\"Other\""),
            text.replace("\"recordings\"", "\"bagpipes\""),
        ] {
            assert_ne!(broken, text);
            let before = again.clone();
            assert!(!again.set(serde_json::from_str(&broken).unwrap(), &all()));
            assert_eq!(again, before);
        }
        // What was kept before a built-in one was added gets it, and loses nothing.
        for missing in [&[FIRST][..], &[FIRST + 1], &[FIRST + 1, FIRST]] {
            let mut older = workspaces.clone();
            missing.iter().for_each(|&at| drop(older.workspaces.remove(at)));
            older.current -= missing.len();
            let mut updated = Workspaces::of(Shown::Neuron);
            assert!(updated.set(older, &all()));
            assert_eq!(updated, workspaces);
        }
        // Places from before there were workspaces come back as one of the person's own, once.
        let earlier = Layout::of(&[(&[(&["traces", "plane"], 1.0)], 1.0)]);
        for _ in 0..2 {
            assert!(again.set_earlier(earlier.clone(), &all()));
            assert_eq!((again.workspaces.len(), again.current), (8, 7));
        }
        again.reset();
        assert_eq!(again.workspaces.len(), 8);
    }
}
