//! The numbers of a plot as text that a spreadsheet takes: tabs between columns, one point a line.

use std::fmt::Write;

use super::axes::Axis;
use super::items::{Item, Path};
use super::ticks::Scale;

/// The text, and how many points are in it.
pub fn text(items: &[Item], axes: &[Axis; 2]) -> (String, usize) {
    let named =
        |d: usize, else_: &str| if axes[d].name.is_empty() { else_.to_owned() } else { cell(&axes[d].name) };
    let mut text = format!("series\t{}\t{}\n", named(0, "x"), named(1, "y"));
    let mut count = 0;
    for (name, at) in items.iter().flat_map(points) {
        let values = [0, 1].map(|d| number(at[d], &axes[d].scale));
        let _ = writeln!(text, "{}\t{}\t{}", cell(&name), values[0], values[1]);
        count += 1;
    }
    (text, count)
}

/// A name without what would begin another column or line.
fn cell(name: &str) -> String {
    name.replace(['\t', '\n', '\r'], " ").trim().to_owned()
}

fn number(value: f64, scale: &Scale) -> String {
    match scale {
        _ if value.is_nan() => String::new(),
        Scale::Octaves => value.exp2().to_string(),
        _ => value.to_string(),
    }
}

/// Every point of an item, with the name of its series.
fn points(item: &Item) -> Vec<(String, [f64; 2])> {
    let all = |name: &str, points: &[[f64; 2]]| points.iter().map(|&at| (name.to_owned(), at)).collect();
    match item {
        Item::Line(line) if !line.silent => match &line.path {
            Path::Points(points) => all(&line.name, points),
            Path::Level(y) => vec![(line.name.clone(), [f64::NAN, *y])],
            Path::At(x) => vec![(line.name.clone(), [*x, f64::NAN])],
        },
        Item::Points(points) if !points.silent => all(&points.name, &points.points),
        Item::Data(name, points) => all(name, points),
        Item::Area(area) if !area.silent => {
            let edge = |which: usize, of: &str| {
                let name = format!("{}, {of}", area.name);
                area.edges.iter().map(move |edge| (name.clone(), [edge[0], edge[which]])).collect::<Vec<_>>()
            };
            [edge(1, "lower bound"), edge(2, "upper bound")].concat()
        }
        Item::Bars(bars) => bars.bars.iter().map(|(name, at, _)| (name.clone(), *at)).collect(),
        _ => Vec::new(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ui::views::plots::{Area, Line, Points};

    #[test]
    fn every_series_is_copied_and_no_name_breaks_the_columns() {
        let axis =
            |name: &str, scale| Axis { name: name.to_owned(), unit: "", scale, shown: true, titled: true };
        let axes = [axis("frequency, kHz", Scale::Octaves), axis("i_E", Scale::Numbers)];
        let items = [
            Item::Area(Area::new("band", &[0.0], &[1.0], &[2.5])),
            Item::Line(Line::new("a\tb\n", vec![[1.0, 0.125], [3.0, f64::NAN]])),
            Item::Line(Line::level("limit", 0.5)),
            Item::Points(Points::new("helper", vec![[9.0, 9.0]]).silent()),
            Item::Data("all".to_owned(), vec![[2.0, 1e-9]]),
        ];
        let (text, count) = text(&items, &axes);
        let expected = "series\tfrequency, kHz\ti_E\nband, lower bound\t1\t1\nband, upper bound\t1\t2.5\n\
                        a b\t2\t0.125\na b\t8\t\nlimit\t\t0.5\nall\t4\t0.000000001\n";
        assert_eq!((text.as_str(), count), (expected, 6));
    }
}
