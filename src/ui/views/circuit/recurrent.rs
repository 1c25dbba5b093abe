//! The recurrent circuit drawn: cells on a ring, inputs at the left, the output at the right.

use std::f32::consts::TAU;

use egui::{Align2, Pos2, Rect, Stroke, Ui, pos2, vec2};
use ndarray::Array2;

use super::drawing::{edge, strongest, unit};
use super::parts;
use crate::circuits::recurrent::{N, N_E, RecurrentInside};
use crate::ui::circuits::CircuitSnapshot;
use crate::ui::theme::Palette;

/// Most connections of W, and of input and output each.
const MOST: [usize; 2] = [130, 24];

/// Draws it at a moment of the next trial; `w` is W or its change.
pub fn cells(
    ui: &Ui,
    rect: Rect,
    circuit: &CircuitSnapshot,
    inside: &RecurrentInside,
    w: &Array2<f64>,
    palette: &Palette,
) {
    let caption = parts::line(ui);
    let field = rect.with_max_y(rect.bottom() - caption);
    if field.width() < 80.0 || field.height() < 60.0 || circuit.weights.len() < 4 {
        return;
    }
    let t = parts::moment_shown(ui, "moment", inside.trial.moments());
    let middle = field.center();
    let radius = vec2((field.width() * 0.33).min(field.height() * 0.9), field.height() * 0.43);
    // Inhibitory cells stand together at the lower end.
    let place = |cell: usize| -> Pos2 {
        let part = (cell as f32 + 0.5) / N as f32 + N_E as f32 / N as f32 * -0.5;
        let angle = TAU * (part - 0.25);
        middle + vec2(radius.x * angle.cos(), radius.y * angle.sin())
    };
    let inputs = circuit.weights[1].ncols();
    let input =
        |k: usize| pos2(field.left() + 12.0, middle.y + (k as f32 - (inputs as f32 - 1.0) / 2.0) * 26.0);
    let output = pos2(field.right() - 22.0, middle.y);
    let draw = |w: &Array2<f64>, columns: usize, most: usize, ends: &dyn Fn(usize, usize) -> [Pos2; 2]| {
        let strong = strongest(w, columns, most);
        let top = parts::top(strong.iter().map(|(.., w)| *w));
        strong.into_iter().for_each(|(to, from, w)| edge(ui, ends(to, from), w / top, palette));
    };
    draw(w, N, MOST[0], &|to, from| [place(from), place(to)]);
    draw(&circuit.weights[1], inputs, MOST[1], &|to, from| [input(from), place(to)]);
    draw(&circuit.weights[3], N, MOST[1], &|_, from| [place(from), output]);
    let top = parts::top(inside.z.iter().copied());
    let heard = if inside.lambda.is_empty() { &inside.told } else { &inside.lambda };
    // An error to fall is a wish to rise.
    let loudest = parts::top(heard.iter().copied());
    let size = (field.height() / 40.0).clamp(3.0, 7.0);
    for cell in 0..N {
        let at = t * N + cell;
        unit(ui, place(cell), size, (inside.z[at] / top, -heard[at] / loudest), palette);
    }
    for k in 0..inputs {
        let x = inside.trial.x[t * inputs + k];
        unit(ui, input(k), 7.0, (x / 2.0, 0.0), palette);
    }
    unit(ui, output, 9.0, (inside.y[t].abs(), 0.0), palette);
    let note = |at: Pos2, anchor: Align2, text: &str| parts::note(ui, at, anchor, text, palette.weak);
    note(pos2(rect.left() + 2.0, rect.bottom()), Align2::LEFT_BOTTOM, "input");
    note(
        pos2(rect.right() - 2.0, rect.bottom()),
        Align2::RIGHT_BOTTOM,
        &format!("output {:.2}", inside.y[t]),
    );
    let mark = Stroke::new(2.0, palette.inhibitory.gamma_multiply(0.6));
    let arc: Vec<Pos2> = (N_E..N).map(|cell| place(cell) + vec2(0.0, 2.5 * size)).collect();
    ui.painter().line(arc, mark);
    note(pos2(middle.x, rect.bottom()), Align2::CENTER_BOTTOM, "32 excitatory, 8 inhibitory (below)");
}
