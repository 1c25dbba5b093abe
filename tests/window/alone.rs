//! A view alone in a window, its plots, and what is painted of them.

use crate::common::learned_circuit;
use egui::{Event, Modifiers, PointerButton, Pos2, Rect, Shape, Theme, pos2, vec2};
use egui_kittest::Harness;
use egui_kittest::kittest::Queryable;
use equipoise::engine::{Action, Command, Look, Session, Snapshot, Wants};
use equipoise::model::{ParamId, Params, Population};
use equipoise::ui::{Palette, views};

/// Most shapes of a frame.
pub const MOST: usize = 20_000;

/// What a view alone in a window was asked for.
#[derive(Default)]
pub struct Seen {
    /// Commands sent.
    pub commands: Vec<Command>,
    /// The moment chosen.
    pub moment: Option<u64>,
    /// The view_requests.
    pub view_requests: views::ViewRequests,
}

pub type Alone = Harness<'static, Seen>;

pub fn learned() -> Snapshot {
    let mut session = Session::new(Params { p: 120, n_e: 80, n_i: 100, ..Params::default() }, 2).unwrap();
    for _ in 0..3000 {
        session.present();
    }
    session.apply(Command::Look(Look::Pin(Some(7))));
    session.apply(Command::Look(Look::PinSynapse(Some((Population::Inhibitory, 9)))));
    session.apply(Command::Look(Look::Want(Wants::ALL)));
    session.apply(Command::Act(Action::Compare(Some(vec![(ParamId::rule_n, 0.0)]))));
    for _ in 0..600 {
        session.present();
    }
    session.apply(Command::Act(Action::Set(ParamId::rho_a, 0.5)));
    session.snapshot(12_345.0)
}

pub fn alone(key: &str, snapshot: &Snapshot, theme: Theme, size: [f32; 2]) -> Alone {
    let at = views::keys().iter().position(|other| *other == key).unwrap();
    let mut view = views::all().swap_remove(at);
    let (snapshot, circuit) = (snapshot.clone(), learned_circuit());
    let mut harness = Harness::builder()
        .with_size(size)
        .with_theme(theme)
        .with_max_steps(4)
        .with_step_dt(1.0 / 60.0)
        .build_ui_state(
            move |ui, seen: &mut Seen| {
                let mut context = views::Context {
                    snapshot: &snapshot,
                    palette: Palette::of(theme),
                    commands: &mut seen.commands,
                    highlight: &mut None,
                    moment: &mut seen.moment,
                    wants: &mut Wants::default(),
                    circuit: Some(&circuit),
                    circuit_commands: &mut Vec::new(),
                    inside: &mut false,
                    view_requests: &mut seen.view_requests,
                };
                views::card(ui, view.as_mut(), &mut context);
            },
            Seen::default(),
        );
    harness.run_steps(2);
    harness
}

/// The frames of all plots.
pub fn frames(harness: &Alone) -> Vec<Rect> {
    harness.query_all_by_label_contains("plot of ").map(|node| node.rect()).collect()
}

pub fn each<'a>(shape: &'a Shape, visit: &mut impl FnMut(&'a Shape)) {
    match shape {
        Shape::Vec(shapes) => shapes.iter().for_each(|shape| each(shape, visit)),
        shape => visit(shape),
    }
}

/// How many shapes a frame has; none is far outside of the window, and none has a place that is no number.
pub fn count(harness: &Alone, what: &str) -> usize {
    let mut count = 0;
    for clipped in &harness.output().shapes {
        each(&clipped.shape, &mut |shape| {
            count += 1;
            let rect = match shape {
                Shape::LineSegment { points, .. } => Rect::from_points(points),
                Shape::Path(path) => Rect::from_points(&path.points),
                Shape::Circle(circle) => Rect::from_center_size(circle.center, vec2(1.0, 1.0)),
                Shape::Mesh(mesh) => mesh.calc_bounds(),
                _ => return,
            };
            if rect.is_positive() {
                let near = Rect::from_min_max(pos2(-5000.0, -5000.0), pos2(9000.0, 9000.0));
                assert!(near.contains_rect(rect), "{what}: {rect:?}");
            }
        });
    }
    count
}

/// Words, where they are, and whether they are upright.
pub fn texts(shapes: &[egui::epaint::ClippedShape]) -> Vec<(String, Rect, Rect, bool)> {
    let mut found = Vec::new();
    for clipped in shapes {
        each(&clipped.shape, &mut |shape| {
            if let Shape::Text(text) = shape {
                let upright = text.angle != 0.0;
                found.push((
                    text.galley.text().to_owned(),
                    shape.visual_bounding_rect(),
                    clipped.clip_rect,
                    upright,
                ));
            }
        });
    }
    found
}

pub fn zoom(harness: &mut Alone, at: Pos2, factor: f32, what: &str) {
    harness.event(Event::PointerMoved(at));
    harness.event(Event::Zoom(factor));
    harness.run_steps(2);
    let shapes = count(harness, what);
    assert!(shapes < MOST, "{what}: {shapes} shapes");
}

pub fn button(harness: &Alone, at: Pos2, button: PointerButton, pressed: bool) {
    harness.event(Event::PointerMoved(at));
    harness.event(Event::PointerButton { pos: at, button, pressed, modifiers: Modifiers::NONE });
}

pub fn click(harness: &mut Alone, at: Pos2, of: PointerButton) {
    button(harness, at, of, true);
    button(harness, at, of, false);
    harness.step();
}

/// How many plots each view shows here.
pub const PLOTS: [(&str, usize); 16] = [
    ("traces", 3),
    ("plane", 1),
    ("capacity", 2),
    ("attribution", 1),
    ("compare", 3),
    ("load", 1),
    ("drift", 2),
    ("dimension", 3),
    ("atlas", 1),
    ("experiments", 4),
    ("neighbours", 2),
    ("recordings", 2),
    ("circuit-task", 1),
    ("circuit-learning", 2),
    ("circuit-alignment", 2),
    ("circuit-inside", 1),
];
