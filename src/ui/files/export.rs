//! Exports: what is asked for is taken from the simulation or the screen and written beside the window.

use std::path::{Path, PathBuf};

use egui::Theme;

use super::export_dialogs::{AnimationDialog, PictureDialog};
use super::session::PATIENCE;
use super::{Done, Purpose};
use crate::engine::{Command, Copying, Snapshot, Workbench};
use crate::io::output;
use crate::io::export::{Provenance, arrays, methods, parameters, series};
use crate::io::session::Watcher;
use crate::ui::export::animation::Animation;
use crate::ui::export::offscreen::{self, Stage};
use crate::ui::export::{self, Picture, raster};
use crate::ui::laboratory::Laboratory;
use crate::ui::theme::Palette;
use crate::ui::views;

/// Size in points of a picture of a view that is not on screen.
const USUAL: egui::Vec2 = egui::vec2(640.0, 480.0);

fn say(error: impl std::fmt::Display) -> String {
    error.to_string()
}

/// A workbench that shows the moment that it should.
fn copy(copy: Copying, watcher: Watcher<'_>) -> Result<Workbench, String> {
    let bench = copy.wait(PATIENCE, watcher.cancel);
    let mut bench = bench.ok_or("The simulation is busy: try again when it is built.")?;
    while bench.seeking() {
        watcher.check().map_err(say)?;
        bench.seek(1 << 14);
    }
    Ok(bench)
}

impl Laboratory {
    /// Shows what is open of the export windows.
    pub(in crate::ui) fn export_windows(&mut self, ui: &egui::Ui, snapshot: &Snapshot, palette: &Palette) {
        let ctx = ui.ctx();
        if self.files.picture.show(ctx, palette) {
            let purpose = if self.files.picture.svg { Purpose::Svg } else { Purpose::Png };
            let name = format!(
                "{}.{}",
                self.files.picture.view,
                if purpose == Purpose::Svg { "svg" } else { "png" }
            );
            // What is on screen now is what is meant; a view that is not comes to the front.
            self.arrangement.bring(&self.files.picture.view);
            if self.presentation.on() {
                self.presentation.bring(&self.files.picture.view);
            }
            self.desk.capture = Some(views::Capture::of(&self.files.picture.view));
            self.files.chooser.ask(ctx, purpose, Some(&name), self.beside());
        }
        if self.files.animation.show(ctx, snapshot, palette) {
            let purpose = if self.files.animation.folder { Purpose::Frames } else { Purpose::Gif };
            self.files.chooser.ask(ctx, purpose, None, self.beside());
        }
        self.methods_window(ctx, palette);
    }

    /// The folder of the session's file.
    pub(super) fn beside(&self) -> Option<PathBuf> {
        self.files.path.as_deref().and_then(Path::parent).map(Path::to_owned)
    }

    /// Writes what was asked for to `path`.
    pub(super) fn export(
        &mut self,
        ctx: &egui::Context,
        purpose: Purpose,
        path: PathBuf,
        snapshot: &Snapshot,
    ) {
        let copying = self.engine.copy();
        match purpose {
            Purpose::Open | Purpose::SaveSession => {}
            Purpose::Png | Purpose::Svg => self.write_picture(ctx, path, purpose == Purpose::Svg, snapshot),
            Purpose::Gif | Purpose::Frames => self.write_animation(ctx, path, copying, snapshot),
            Purpose::Series => self.files.jobs.begin(ctx, "Writing series", move |watcher| {
                let names = series::write(&path, copy(copying, watcher)?.shown(), watcher).map_err(say)?;
                Ok(Done::Said(format!("{} files written to {}.", names.len(), path.display())))
            }),
            Purpose::Arrays => self.files.jobs.begin(ctx, "Writing arrays", move |watcher| {
                arrays::write(&path, copy(copying, watcher)?.shown(), watcher).map_err(say)?;
                Ok(Done::Said(format!("Written: {}", path.display())))
            }),
            Purpose::Parameters => {
                let provenance = Provenance::of_snapshot(snapshot);
                self.files.jobs.begin(ctx, "Writing parameters", move |_| {
                    parameters::write(&path, &provenance).map_err(say)?;
                    Ok(Done::Said(format!("Written: {}", path.display())))
                });
            }
            Purpose::Methods => {
                let text = self.files.methods.clone().unwrap_or_default();
                self.files.jobs.begin(ctx, "Writing", move |_| {
                    output::write(&path, |file| writeln!(file, "{text}")).map_err(say)?;
                    Ok(Done::Said(format!("Written: {}", path.display())))
                });
            }
        }
    }

    /// Changes what the next animation will be.
    pub fn animate(&mut self, change: impl FnOnce(&mut AnimationDialog)) {
        change(&mut self.files.animation);
    }

    fn write_picture(&mut self, ctx: &egui::Context, path: PathBuf, svg: bool, snapshot: &Snapshot) {
        let PictureDialog { view: key, scale, .. } = self.files.picture.clone();
        let captured = self.desk.capture.take().and_then(views::Capture::taken);
        let Some(view) = views::all().into_iter().find(|view| view.key() == key) else { return };
        if captured.is_none() && !view.live() {
            self.message = Some(format!("{} is not on screen: show it, then export it.", view.title()));
            return;
        }
        let (origin, theme, now) = (view.origin(snapshot), ctx.theme(), snapshot.clone());
        self.files.jobs.begin(ctx, "Writing the picture", move |watcher| {
            let (picture, origin) = match captured {
                Some(captured) => captured,
                None => (offscreen::draw(&[key.as_str()], USUAL, theme, &now).map_err(say)?, origin),
            };
            watcher.check().map_err(say)?;
            write(&path, &picture, svg, scale, &origin)?;
            Ok(Done::Said(format!("Written: {}", path.display())))
        });
    }

    fn write_animation(&mut self, ctx: &egui::Context, path: PathBuf, copying: Copying, snapshot: &Snapshot) {
        let plan = self.files.animation.clone();
        let span = plan.span(snapshot);
        let theme = ctx.theme();
        self.files.jobs.begin(ctx, "Making the animation", move |watcher| {
            let frames = animate(&path, &plan, span, copy(copying, watcher)?, theme, watcher)?;
            Ok(Done::Said(format!("{frames} frames written to {}.", path.display())))
        });
    }

    pub(super) fn make_methods(&mut self, ctx: &egui::Context) {
        let copying = self.engine.copy();
        self.files.jobs.begin(ctx, "Writing the paragraph", move |watcher| {
            Ok(Done::Text(methods::paragraph(copy(copying, watcher)?.shown())))
        });
    }

    fn methods_window(&mut self, ctx: &egui::Context, palette: &Palette) {
        let Some(text) = self.files.methods.clone() else { return };
        let (mut open, mut write) = (true, false);
        let window = egui::Window::new("Methods paragraph").open(&mut open).default_width(620.0);
        let middle = ctx.content_rect().center();
        window.pivot(egui::Align2::CENTER_CENTER).default_pos(middle).show(ctx, |ui| {
            egui::ScrollArea::vertical().max_height(360.0).show(ui, |ui| {
                ui.add(egui::Label::new(&text).selectable(true).wrap());
            });
            ui.horizontal(|ui| {
                let button = egui::Button::new(egui::RichText::new("Copy").strong().color(palette.card));
                if ui.add(button.fill(palette.inhibitory)).clicked() {
                    ui.ctx().copy_text(text.clone());
                }
                write = ui.button("Write to a file…").clicked();
            });
        });
        if write {
            self.files.chooser.ask(ctx, Purpose::Methods, None, self.beside());
        }
        if !open || ctx.input(|input| input.key_pressed(egui::Key::Escape)) {
            self.files.methods = None;
        }
    }
}

fn write(
    path: &Path,
    picture: &Picture,
    svg: bool,
    scale: f32,
    provenance: &export::Provenance,
) -> Result<(), String> {
    if svg {
        let text = export::svg::svg(picture, provenance);
        return output::write(path, |file| file.write_all(text.as_bytes())).map_err(say);
    }
    let image = raster::render(picture, scale).map_err(say)?;
    raster::write_png(path, &image, scale, provenance).map_err(say)
}

/// Replays the stretch and draws its frames; gives how many.
fn animate(
    path: &Path,
    plan: &AnimationDialog,
    (from, to): (u64, u64),
    mut bench: Workbench,
    theme: Theme,
    watcher: Watcher<'_>,
) -> Result<u64, String> {
    let keys: Vec<&str> = plan.views.iter().map(String::as_str).filter(|key| !key.is_empty()).collect();
    let size = plan.size.map(|side| side as f32);
    let mut stage = Stage::new(&keys, size.into(), theme).map_err(say)?;
    bench.apply(Command::Live);
    let title = format!("{}, presentations {from} to {to}", keys.join(", "));
    let origin = views::of_run(&title, "", &bench.snapshot(0.0));
    bench.apply(Command::Attribute(true));
    let pixels = plan.size.map(|side| side as usize);
    let mut animation = Animation::create(path, pixels, plan.fps as f32, &origin).map_err(say)?;
    let frames = u64::from(plan.frames).min(to - from + 1);
    for frame in 0..frames {
        watcher.check().map_err(say)?;
        (watcher.progress)(frame as f32 / frames as f32);
        bench.apply(Command::Scrub(from + (to - from) * frame / (frames - 1).max(1)));
        while bench.seeking() {
            watcher.check().map_err(say)?;
            bench.seek(4096);
        }
        let image = raster::render(&stage.draw(&bench.snapshot(0.0)), 1.0).map_err(say)?;
        animation.add(&image).map_err(say)?;
    }
    animation.finish().map_err(say)?;
    Ok(frames)
}
