//! What is drawn in a plot. Whatever lies outside of the frame costs nothing, and what is no number is left out.

use egui::{Align2, Color32, Mesh, Pos2, Rect, Shape, Stroke, Ui, WidgetText, pos2};
use egui_plot::{LineStyle, MarkerShape, PlotItem, PlotTransform};

use super::cells::Cells;
use super::clip::{self, Place};
use super::screen::Screen;

/// A line through points, or one across the whole plot.
#[derive(Debug, Clone)]
pub struct Line {
    pub(super) name: String,
    pub(super) path: Path,
    stroke: Stroke,
    style: LineStyle,
    pub(super) silent: bool,
}

/// Where a line goes.
#[derive(Debug, Clone)]
pub(super) enum Path {
    Points(Vec<[f64; 2]>),
    /// Across the plot at this y.
    Level(f64),
    /// Up the plot at this x.
    At(f64),
}

impl Line {
    /// Through these points.
    pub fn new(name: impl Into<String>, points: Vec<[f64; 2]>) -> Self {
        Self::along(name, Path::Points(points))
    }

    /// Across the plot at `y`.
    pub fn level(name: impl Into<String>, y: f64) -> Self {
        Self::along(name, Path::Level(y))
    }

    /// Up the plot at `x`.
    pub fn at(name: impl Into<String>, x: f64) -> Self {
        Self::along(name, Path::At(x))
    }

    fn along(name: impl Into<String>, path: Path) -> Self {
        let stroke = Stroke::new(1.0, Color32::TRANSPARENT);
        Self { name: name.into(), path, stroke, style: LineStyle::Solid, silent: false }
    }

    /// Its colour.
    pub fn color(mut self, color: Color32) -> Self {
        self.stroke.color = color;
        self
    }

    /// Its width in points.
    pub fn width(mut self, width: f32) -> Self {
        self.stroke.width = width;
        self
    }

    /// Dashed or dotted.
    pub fn style(mut self, style: LineStyle) -> Self {
        self.style = style;
        self
    }

    /// A help for the eye: neither named where one points nor copied.
    pub fn silent(mut self) -> Self {
        self.silent = true;
        self
    }

    /// Its points on the screen.
    pub(super) fn places(&self, screen: &Screen) -> Vec<Place> {
        let [across, up] = screen.bounds;
        let places = |points: &[[f64; 2]]| points.iter().map(|&at| screen.place(at)).collect();
        match &self.path {
            Path::Points(points) => places(points),
            Path::Level(y) => places(&[[across[0], *y], [across[1], *y]]),
            Path::At(x) => places(&[[*x, up[0]], [*x, up[1]]]),
        }
    }

    fn shapes(&self, screen: &Screen, shapes: &mut Vec<Shape>) {
        let frame = screen.frame.expand(self.stroke.width + 1.0);
        let path = self.places(screen);
        if let [only] = path[..] {
            path_of_one(only, frame, self.stroke, shapes);
            return;
        }
        let golden = f64::from(std::f32::consts::GOLDEN_RATIO) - 1.0;
        let styled = match self.style {
            LineStyle::Solid => None,
            LineStyle::Dashed { length } => {
                let dashes = clip::dashes(&path, frame, f64::from(length), f64::from(length) * golden);
                dashes.map(|dashes| {
                    dashes.into_iter().map(|ends| Shape::line_segment(ends, self.stroke)).collect::<Vec<_>>()
                })
            }
            LineStyle::Dotted { spacing } => clip::dots(&path, frame, f64::from(spacing)).map(|dots| {
                let dot = |at| Shape::circle_filled(at, self.stroke.width, self.stroke.color);
                dots.into_iter().map(dot).collect()
            }),
        };
        match styled {
            Some(styled) => shapes.extend(styled),
            None => {
                shapes.extend(clip::runs(&path, frame).into_iter().map(|run| Shape::line(run, self.stroke)))
            }
        }
    }
}

/// A line of one point is a dot.
fn path_of_one(at: Place, frame: Rect, stroke: Stroke, shapes: &mut Vec<Shape>) {
    let at = pos2(at[0] as f32, at[1] as f32);
    if frame.contains(at) {
        shapes.push(Shape::circle_filled(at, stroke.width / 2.0, stroke.color));
    }
}

/// Marks at points.
#[derive(Debug, Clone)]
pub struct Points {
    pub(super) name: String,
    pub(super) points: Vec<[f64; 2]>,
    color: Color32,
    radius: f32,
    shape: MarkerShape,
    filled: bool,
    stems: Option<f64>,
    pub(super) silent: bool,
}

impl Points {
    /// At these points.
    pub fn new(name: impl Into<String>, points: Vec<[f64; 2]>) -> Self {
        Self {
            name: name.into(),
            points,
            color: Color32::TRANSPARENT,
            radius: 1.0,
            shape: MarkerShape::Circle,
            filled: true,
            stems: None,
            silent: false,
        }
    }

    /// Their colour.
    pub fn color(mut self, color: Color32) -> Self {
        self.color = color;
        self
    }

    /// Their radius in points of the screen.
    pub fn radius(mut self, radius: f32) -> Self {
        self.radius = radius;
        self
    }

    /// Their shape.
    pub fn shape(mut self, shape: MarkerShape) -> Self {
        self.shape = shape;
        self
    }

    /// Filled, or outlines.
    pub fn filled(mut self, filled: bool) -> Self {
        self.filled = filled;
        self
    }

    /// With a line from each to this y.
    pub fn stems(mut self, y: f64) -> Self {
        self.stems = Some(y);
        self
    }

    /// A help for the eye: neither named where one points nor copied.
    pub fn silent(mut self) -> Self {
        self.silent = true;
        self
    }

    fn shapes(&self, ui: &Ui, transform: &PlotTransform, screen: &Screen, shapes: &mut Vec<Shape>) {
        if let Some(y) = self.stems {
            let stroke = Stroke::new(self.radius / 5.0, self.color);
            for &[x, top] in &self.points {
                let stem = [screen.place([x, y]), screen.place([x, top])];
                let runs = clip::runs(&stem, screen.frame.expand(1.0));
                shapes.extend(runs.into_iter().map(|run| Shape::line_segment([run[0], run[1]], stroke)));
            }
        }
        let seen: Vec<[f64; 2]> =
            self.points.iter().copied().filter(|&at| screen.shows(at, self.radius * 1.5)).collect();
        let marks = egui_plot::Points::new("", seen).color(self.color).radius(self.radius);
        marks.shape(self.shape).filled(self.filled).shapes(ui, transform, shapes);
    }
}

/// The area between two lines.
#[derive(Debug, Clone)]
pub struct Area {
    pub(super) name: String,
    /// x, low, high.
    pub(super) edges: Vec<[f64; 3]>,
    color: Color32,
    pub(super) silent: bool,
}

impl Area {
    /// Between `low` and `high` over the positions `xs`.
    pub fn new(name: impl Into<String>, xs: &[f64], low: &[f64], high: &[f64]) -> Self {
        let edges = xs.iter().zip(low).zip(high).map(|((&x, &low), &high)| [x, low, high]).collect();
        Self { name: name.into(), edges, color: Color32::TRANSPARENT, silent: false }
    }

    /// Its colour.
    pub fn fill_color(mut self, color: Color32) -> Self {
        self.color = color;
        self
    }

    /// Its edges are no data: they are not copied.
    pub fn silent(mut self) -> Self {
        self.silent = true;
        self
    }

    fn shapes(&self, screen: &Screen, shapes: &mut Vec<Shape>) {
        let mut mesh = Mesh::default();
        for pair in self.edges.windows(2) {
            let [[x, low, high], [next, next_low, next_high]] = [pair[0], pair[1]];
            let corners =
                [[x, low], [x, high], [next, next_high], [next, next_low]].map(|at| screen.place(at));
            let seen = clip::polygon(&corners, screen.frame);
            let first = mesh.vertices.len() as u32;
            seen.iter().for_each(|&corner| mesh.colored_vertex(corner, self.color));
            (2..seen.len() as u32).for_each(|at| mesh.add_triangle(first, first + at - 1, first + at));
        }
        if !mesh.is_empty() {
            shapes.push(Shape::mesh(mesh));
        }
    }
}

/// All that lies below a line, or above it, as far as the plot shows.
#[derive(Debug, Clone, Copy)]
pub struct Side {
    /// Slope of the line, and its y at x = 0.
    pub(super) line: [f64; 2],
    pub(super) above: bool,
    pub(super) color: Color32,
}

impl Side {
    fn shapes(&self, screen: &Screen, shapes: &mut Vec<Shape>) {
        let [[left, right], [low, high]] = screen.bounds;
        let [slope, offset] = self.line;
        let end = if self.above { high } else { low };
        let line = |x: f64| slope * x + offset;
        let has = |x: f64| if self.above { line(x) < end } else { line(x) > end };
        let crossing = (end - offset) / slope;
        let (from, to) = match (has(left), has(right)) {
            (true, true) => (left, right),
            (false, true) => (crossing, right),
            (true, false) => (left, crossing),
            (false, false) => return,
        };
        let corners = [[from, end], [to, end], [to, line(to)], [from, line(from)]].map(|at| screen.place(at));
        let seen = clip::polygon(&corners, screen.frame);
        if seen.len() > 2 {
            let mut mesh = Mesh::default();
            seen.iter().for_each(|&corner| mesh.colored_vertex(corner, self.color));
            (2..seen.len() as u32).for_each(|at| mesh.add_triangle(0, at - 1, at));
            shapes.push(Shape::mesh(mesh));
        }
    }
}

/// Upright bars from zero.
#[derive(Debug, Clone)]
pub struct Bars {
    /// Name, place, value and colour of each.
    pub(super) bars: Vec<(String, [f64; 2], Color32)>,
    /// Width of each, in units of the axis.
    pub(super) width: f64,
}

impl Bars {
    /// The corners of a bar.
    pub(super) fn rect(&self, [x, y]: [f64; 2], screen: &Screen) -> Option<Rect> {
        let half = self.width / 2.0;
        let corners = [[x - half, 0.0], [x - half, y], [x + half, y], [x + half, 0.0]];
        let seen = clip::polygon(&corners.map(|at| screen.place(at)), screen.frame.expand(1.0));
        (!seen.is_empty()).then(|| Rect::from_points(&seen))
    }

    fn shapes(&self, screen: &Screen, shapes: &mut Vec<Shape>) {
        let bar = |(_, at, color): &(String, [f64; 2], Color32)| {
            Some(Shape::rect_filled(self.rect(*at, screen)?, 0.0, *color))
        };
        shapes.extend(self.bars.iter().filter_map(bar));
    }
}

/// Words at a point.
#[derive(Debug, Clone)]
pub struct Words {
    pub(super) at: [f64; 2],
    pub(super) text: WidgetText,
    pub(super) anchor: Align2,
    pub(super) color: Color32,
}

impl Words {
    fn shapes(&self, ui: &Ui, screen: &Screen, shapes: &mut Vec<Shape>) {
        if screen.shows(self.at, 0.0) {
            let wrap = Some(egui::TextWrapMode::Extend);
            let galley = self.text.clone().into_galley(ui, wrap, f32::INFINITY, egui::TextStyle::Small);
            let rect = self.anchor.anchor_size(screen.position(self.at), galley.size());
            shapes.push(Shape::galley(rect.min, galley, self.color));
        }
    }
}

/// Anything of a plot.
#[derive(Debug, Clone)]
pub enum Item {
    /// A line.
    Line(Line),
    /// Marks.
    Points(Points),
    /// An area.
    Area(Area),
    /// One side of a line.
    Side(Side),
    /// Bars.
    Bars(Bars),
    /// Words.
    Words(Words),
    /// Coloured cells.
    Cells(Cells),
    /// Numbers that are copied but drawn by other items.
    Data(String, Vec<[f64; 2]>),
}

impl Item {
    pub(super) fn shapes(
        &self,
        ui: &Ui,
        transform: &PlotTransform,
        screen: &Screen,
        shapes: &mut Vec<Shape>,
    ) {
        match self {
            Self::Line(line) => line.shapes(screen, shapes),
            Self::Points(points) => points.shapes(ui, transform, screen, shapes),
            Self::Area(area) => area.shapes(screen, shapes),
            Self::Side(side) => side.shapes(screen, shapes),
            Self::Bars(bars) => bars.shapes(screen, shapes),
            Self::Words(words) => words.shapes(ui, screen, shapes),
            Self::Cells(cells) => cells.shapes(screen, shapes),
            Self::Data(..) => {}
        }
    }

    /// Every point that a plot has to reach to show it all; a coordinate that does not matter is NaN.
    pub(super) fn reach(&self, mut to: impl FnMut([f64; 2])) {
        match self {
            Self::Line(Line { path: Path::Points(points), .. }) | Self::Points(Points { points, .. }) => {
                points.iter().for_each(|&at| to(at));
            }
            Self::Line(Line { path: Path::Level(y), .. }) => to([f64::NAN, *y]),
            Self::Line(Line { path: Path::At(x), .. }) => to([*x, f64::NAN]),
            Self::Area(Area { edges, .. }) => edges.iter().for_each(|&[x, low, high]| {
                to([x, low]);
                to([x, high]);
            }),
            Self::Bars(Bars { bars, .. }) => bars.iter().for_each(|(_, [x, y], _)| {
                to([*x, 0.0]);
                to([*x, *y]);
            }),
            Self::Words(words) => to(words.at),
            Self::Cells(cells) => cells.reach(to),
            Self::Side(_) | Self::Data(..) => {}
        }
    }
}

/// A dot where something is pointed at.
pub(super) fn dot(at: Pos2, color: Color32) -> Shape {
    Shape::circle_filled(at, 3.0, color)
}
