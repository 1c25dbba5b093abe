//! A plot: its axes, what of it is seen, and what is done with it.

use egui::{Id, Pos2, Rect, Response, Role, Sense, Ui, UiBuilder, Vec2, WidgetInfo, vec2};
use egui_plot::{GridInput, GridMark, Plot, PlotBounds, PlotGeometry, PlotItem, PlotItemBase, PlotTransform};

use super::axes::{self, Axis, Layout};
use super::items::Item;
use super::screen::{Screen, Span};
use super::ticks::{Scale, Tick};
use super::view::{self, View};
use super::{Canvas, Shown, copy, hover, reach, say_hint};

/// From this to that many points apart, grid lines fade in: they stay behind the data.
const GRID: egui::Rangef = egui::Rangef { min: 8.0, max: 1200.0 };
/// Seconds for which it is said that something was copied.
const SAID: f64 = 2.0;

/// A plot, to be shown.
#[derive(Debug, Clone)]
pub struct Chart {
    id: String,
    height: f32,
    margin: f32,
    axes: [Axis; 2],
    /// What has to be seen at least: x and y of both ends.
    include: [Span; 2],
    fixed: [Option<Span>; 2],
    around: [f64; 2],
    linked: Option<(Id, [bool; 2])>,
    still: bool,
    equal: bool,
    grid: [bool; 2],
}

/// What a plot remembers from one frame to the next.
#[derive(Debug, Clone, Default)]
struct Memory {
    view: View,
    box_start: Option<Pos2>,
    /// Set where the data shall be copied.
    copy: bool,
    /// When how many points were copied.
    copied: Option<(f64, usize)>,
}

/// The widest margin at the left of a group's plots.
#[derive(Debug, Clone, Copy, Default)]
struct Needed {
    frame: u64,
    now: f32,
    before: f32,
}

impl Chart {
    /// See [`super::plot`].
    pub fn new(id: &str, height: f32, label: &str, margin: f32) -> Self {
        let axis = |name: &str| Axis {
            name: name.to_owned(),
            unit: "",
            scale: Scale::Numbers,
            shown: true,
            titled: true,
        };
        Self {
            id: id.to_owned(),
            height: height.max(10.0),
            margin,
            axes: [axis(""), axis(label)],
            include: [[f64::INFINITY, f64::NEG_INFINITY]; 2],
            fixed: [None, None],
            around: [0.02, 0.06],
            linked: None,
            still: false,
            equal: false,
            grid: [true, true],
        }
    }

    /// What is measured along x.
    pub fn x_axis_label(mut self, name: impl Into<String>) -> Self {
        self.axes[0].name = name.into();
        self
    }

    /// The units of x and y in words, for values that are pointed at.
    pub fn units(mut self, [x, y]: [&'static str; 2]) -> Self {
        (self.axes[0].unit, self.axes[1].unit) = (x, y);
        self
    }

    /// The numbers or names along x.
    pub fn x_scale(mut self, scale: Scale) -> Self {
        self.axes[0].scale = scale;
        self
    }

    /// The numbers or names along y.
    pub fn y_scale(mut self, scale: Scale) -> Self {
        self.axes[1].scale = scale;
        self
    }

    /// x has numbers but no title: the plot below has it.
    pub fn untitled(mut self) -> Self {
        self.axes[0].titled = false;
        self
    }

    /// Whether x and y have numbers and titles.
    pub fn show_axes(mut self, [x, y]: [bool; 2]) -> Self {
        self.axes[0].shown = x;
        self.axes[1].shown = y;
        self
    }

    /// Whether x and y have lines across the plot.
    pub fn show_grid(mut self, grid: [bool; 2]) -> Self {
        self.grid = grid;
        self
    }

    /// Shows this x at least.
    pub fn include_x(self, x: f64) -> Self {
        self.include(0, x)
    }

    /// Shows this y at least.
    pub fn include_y(self, y: f64) -> Self {
        self.include(1, y)
    }

    fn include(mut self, d: usize, value: f64) -> Self {
        let [low, high] = self.include[d];
        self.include[d] = [low.min(value), high.max(value)];
        self
    }

    /// Shows this part of x and no other, and cannot be zoomed.
    pub fn still(mut self, (from, to): (f64, f64)) -> Self {
        self.fixed[0] = Some([from, to]);
        self.still = true;
        self
    }

    /// A unit is as long along x as along y.
    pub fn equal(mut self, equal: bool) -> Self {
        self.equal = equal;
        self
    }

    /// Shows exactly this part of y where nothing is zoomed.
    pub fn fixed_y(mut self, (from, to): (f64, f64)) -> Self {
        self.fixed[1] = Some([from, to]);
        self
    }

    /// How much is left free around the data, in parts of their range.
    pub fn around(mut self, x: f64, y: f64) -> Self {
        self.around = [x, y];
        self
    }

    /// Shares with others of this group what of x and of y is seen, the crosshair, and the margin at the left.
    pub fn linked(mut self, group: Id, along: [bool; 2]) -> Self {
        self.linked = Some((group, along));
        self
    }

    /// What shows all items, and as far as the view goes at all.
    fn fit(&self, items: &[Item]) -> [Span; 2] {
        let mut ends = self.include;
        for item in items {
            item.reach(|at| {
                for d in 0..2 {
                    if at[d].is_finite() {
                        ends[d] = [ends[d][0].min(at[d]), ends[d][1].max(at[d])];
                    }
                }
            });
        }
        [0, 1].map(|d| match self.fixed[d] {
            Some([from, to]) if from < to => view::fitted(from, to, 0.0),
            _ => view::fitted(ends[d][0], ends[d][1], self.around[d]),
        })
    }

    /// Draws what `build` puts into it, over the whole width that is left.
    pub fn show<R>(self, ui: &mut Ui, build: impl Fn(&mut Canvas) -> R) -> Shown<R> {
        let size = vec2(ui.available_width(), self.height).max(Layout::least());
        let space = ui.allocate_space(size).1;
        let id = ui.make_persistent_id(&self.id);
        let mut memory: Memory = ui.data(|data| data.get_temp(id)).unwrap_or_default();
        if std::mem::take(&mut memory.copy) {
            let mut drawn = Canvas { items: Vec::new(), all: true };
            build(&mut drawn);
            let (text, count) = copy::text(&drawn.items, &self.axes);
            ui.ctx().copy_text(text);
            memory.copied = Some((ui.input(|input| input.time), count));
        }
        let mut drawn = Canvas::default();
        let inner = build(&mut drawn);
        let fit = reach::of(ui, id, self.fit(&drawn.items), self.fixed.map(|span| span.is_some()));
        let asked = self.load(ui, memory.view);
        let farthest = self.axes.each_ref().map(|axis| view::farthest(&axis.scale));
        let bounds = [0, 1].map(|d| asked[d].map_or(fit[d], |asked| view::held(asked, fit[d], farthest[d])));
        let lay_out =
            |bounds| self.aligned(ui, |margin| axes::lay_out(ui, space, &self.axes, bounds, margin));
        let mut layout = lay_out(bounds);
        let mut bounds = bounds;
        if self.equal {
            bounds = view::equal(bounds, layout.frame.size());
            layout = lay_out(bounds);
        }
        let screen = Screen { frame: layout.frame, bounds };
        let response = self.draw(ui, id, &layout, &screen, &drawn.items);
        layout.paint(ui);
        self.interact(ui, &response, &screen, &mut memory);
        if asked.iter().any(Option::is_some) {
            self.fit_button(ui, &screen, &mut memory);
        }
        say_hint(ui, &response, self.still);
        hover::show(ui, &response, &screen, &drawn.items, &self.axes);
        say_copied(ui, &screen, &mut memory);
        ui.data_mut(|data| data.insert_temp(id, memory));
        Shown { inner, screen, response }
    }

    /// The layout with the margin that the group's plots need: those of the last frame, so that all line up.
    fn aligned(&self, ui: &Ui, lay_out: impl Fn(f32) -> Layout) -> Layout {
        let Some((group, _)) = self.linked else { return lay_out(self.margin) };
        let frame = ui.ctx().cumulative_pass_nr();
        let id = group.with("margin");
        let mut needed: Needed = ui.data(|data| data.get_temp(id)).unwrap_or_default();
        if needed.frame != frame {
            needed = Needed { frame, now: 0.0, before: needed.now };
        }
        let own = lay_out(self.margin);
        needed.now = needed.now.max(own.left);
        let widest = needed.now.max(needed.before);
        ui.data_mut(|data| data.insert_temp(id, needed));
        if widest > own.left + 0.5 { lay_out(widest) } else { own }
    }

    /// The plot within its frame.
    fn draw(&self, ui: &mut Ui, id: Id, layout: &Layout, screen: &Screen, items: &[Item]) -> Response {
        let mut inside = ui.new_child(UiBuilder::new().max_rect(screen.frame).id_salt(id));
        let Vec2 { x, y } = screen.frame.size();
        let grid = |ticks: &[Tick]| {
            let marks: Vec<GridMark> =
                ticks.iter().map(|tick| GridMark { value: tick.value, step_size: tick.step }).collect();
            move |_: GridInput| marks.clone()
        };
        let mut plot = Plot::new("plot")
            .width(x)
            .height(y)
            .min_size(Layout::least())
            .sense(Sense::click_and_drag())
            .show_axes(false)
            .show_grid(self.grid)
            .grid_spacing(GRID)
            .x_grid_spacer(grid(&layout.ticks[0]))
            .y_grid_spacer(grid(&layout.ticks[1]))
            .allow_drag(false)
            .allow_zoom(false)
            .allow_scroll(false)
            .allow_boxed_zoom(false)
            .allow_axis_zoom_drag(false)
            .allow_double_click_reset(false);
        if let Some((group, along)) = self.linked {
            plot = plot.link_cursor(group, along);
        }
        let screen = *screen;
        let shown = plot.show(&mut inside, |plot| {
            let [across, up] = screen.bounds;
            plot.set_plot_bounds(PlotBounds::from_min_max([across[0], up[0]], [across[1], up[1]]));
            let base = PlotItemBase::new("items".to_owned());
            plot.add(All { base, items, screen });
        });
        let name = self.spoken();
        shown.response.widget_info(|| WidgetInfo::labeled(Role::Image, true, name.as_str()));
        shown.response
    }

    /// The way back to everything, while not everything is seen.
    fn fit_button(&self, ui: &mut Ui, screen: &Screen, memory: &mut Memory) {
        let size = vec2(30.0, 18.0);
        let place = Rect::from_min_size(screen.frame.right_top() + vec2(-size.x - 3.0, 3.0), size);
        if screen.frame.contains_rect(place) {
            let mut child = ui.new_child(UiBuilder::new().max_rect(place).id_salt("fit"));
            let button = child.add_sized(size, egui::Button::new("fit").small());
            if button.on_hover_text("Show everything  (double click)").clicked() {
                self.store(ui, [None, None], memory);
            }
        }
    }

    /// What a screen reader says of it.
    fn spoken(&self) -> String {
        let [x, y] = self.axes.each_ref().map(|axis| axis.name.as_str());
        match (x, y) {
            ("", "") => format!("plot of {}", self.id),
            ("", name) | (name, "") => format!("plot of {name}"),
            (x, y) => format!("plot of {y} against {x}"),
        }
    }

    /// What was zoomed to, by itself or in its group.
    fn load(&self, ui: &Ui, own: View) -> View {
        if self.still {
            return [None, None];
        }
        let Some((group, along)) = self.linked else { return own };
        let shared: View = ui.data(|data| data.get_temp(group.with("view"))).unwrap_or_default();
        [0, 1].map(|d| if along[d] { shared[d] } else { own[d] })
    }

    fn store(&self, ui: &Ui, view: View, memory: &mut Memory) {
        memory.view = view;
        if let Some((group, along)) = self.linked {
            ui.data_mut(|data| {
                let shared: &mut View = data.get_temp_mut_or_default(group.with("view"));
                (0..2).filter(|&d| along[d]).for_each(|d| shared[d] = view[d]);
            });
        }
        ui.ctx().request_repaint();
    }

    /// Zoom, drag, fit and the menu: what is asked for is seen in the next frame.
    fn interact(&self, ui: &Ui, response: &Response, screen: &Screen, memory: &mut Memory) {
        if !self.still {
            if let Some(asked) = view::asked(ui, response, screen, &mut memory.box_start) {
                self.store(ui, asked.map(Some), memory);
            }
            let preset_values = response.has_focus() && ui.input(|input| input.key_pressed(egui::Key::Home));
            if response.double_clicked() || preset_values {
                self.store(ui, [None, None], memory);
            }
        }
        if response.has_focus() && ui.input(|input| input.events.contains(&egui::Event::Copy)) {
            memory.copy = true;
        }
        response.context_menu(|ui| {
            if !self.still && ui.button("Fit").on_hover_text("Show everything (double-click)").clicked() {
                self.store(ui, [None, None], memory);
            }
            let tip = "Every series as text with tabs, for a spreadsheet";
            if ui.button("Copy data").on_hover_text(tip).clicked() {
                memory.copy = true;
            }
        });
        if memory.copy {
            ui.ctx().request_repaint();
        }
    }
}

/// Says for a moment that data were copied.
fn say_copied(ui: &mut Ui, screen: &Screen, memory: &mut Memory) {
    let Some((when, count)) = memory.copied else { return };
    let left = when + SAID - ui.input(|input| input.time);
    if left <= 0.0 {
        memory.copied = None;
        return;
    }
    let text = match count {
        1 => "1 point copied".to_owned(),
        _ => format!("{} points copied", crate::ui::format::count(count as u64)),
    };
    let size = vec2(150.0, 20.0).min(screen.frame.size());
    let place = Rect::from_min_size(screen.frame.right_top() + vec2(-size.x - 4.0, 4.0), size);
    ui.painter().rect_filled(place, 3.0, ui.visuals().window_fill);
    let mut child = ui.new_child(UiBuilder::new().max_rect(place).id_salt("copied"));
    child.centered_and_justified(|ui| ui.add(egui::Label::new(text).selectable(false)));
    ui.ctx().request_repaint_after(std::time::Duration::from_secs_f64(left));
}

/// All items as one item of `egui_plot`, drawn where the plot really is.
struct All<'a> {
    base: PlotItemBase,
    items: &'a [Item],
    screen: Screen,
}

impl PlotItem for All<'_> {
    fn shapes(&self, ui: &Ui, transform: &PlotTransform, shapes: &mut Vec<egui::Shape>) {
        let screen = Screen { frame: *transform.frame(), ..self.screen };
        self.items.iter().for_each(|item| item.shapes(ui, transform, &screen, shapes));
    }

    fn initialize(&mut self, _: std::ops::RangeInclusive<f64>) {}

    fn color(&self) -> egui::Color32 {
        egui::Color32::TRANSPARENT
    }

    /// What is pointed at is found by [`hover`].
    fn geometry(&self) -> PlotGeometry<'_> {
        PlotGeometry::None
    }

    fn bounds(&self) -> PlotBounds {
        PlotBounds::NOTHING
    }

    fn base(&self) -> &PlotItemBase {
        &self.base
    }

    fn base_mut(&mut self) -> &mut PlotItemBase {
        &mut self.base
    }
}
