//! Exports: what is asked for is taken from the simulation or the screen and written in the background.

use crate::ui::keyed::Keyed;
use std::path::{Path, PathBuf};

use egui::Theme;

use super::export_dialogs::{AnimationDialog, PictureDialog};
use super::session::PATIENCE;
use super::{Done, FileContext, FileEffect, Files, Purpose};
use crate::engine::{Command, Look, Navigate, PendingCopy, Snapshot, Wants, Workbench};
use crate::io::export::{Provenance, arrays, atlas, methods, parameters, series};
use crate::io::output;
use crate::io::session::Watcher;
use crate::ui::copying;
use crate::ui::export::animation::Animation;
use crate::ui::export::offscreen::{self, OffscreenRenderer};
use crate::ui::export::{self, Figure, Picture, Size, raster};
use crate::ui::message::Message;
use crate::ui::theme::Palette;
use crate::ui::views::{self, AtlasData, RuleText};

/// Size in points of a picture of a view that is not on screen.
const USUAL: egui::Vec2 = egui::vec2(640.0, 480.0);
/// Part of the work on an animation after which its axes are known.
const SURVEY: f32 = 0.25;

fn say(error: impl std::fmt::Display) -> String {
    error.to_string()
}

/// A workbench that shows the moment that it should.
fn copy(copy: PendingCopy, watcher: Watcher<'_>) -> Result<Workbench, String> {
    let bench = copy.wait(PATIENCE, watcher.cancel);
    let mut bench = bench.ok_or("The simulation is busy: try again when it is built.")?;
    while bench.seeking() {
        watcher.check().map_err(say)?;
        bench.seek(1 << 14);
    }
    Ok(bench)
}

impl Files {
    /// Shows what is open of the export windows.
    pub fn windows(&mut self, palette: &Palette, context: &mut FileContext<'_>) {
        if self.picture.show(context.ctx, palette) {
            self.begin_picture(context);
        }
        if self.animation.show(context.ctx, context.snapshot, palette) {
            let purpose = if self.animation.folder { Purpose::Frames } else { Purpose::Gif };
            self.ask(purpose, None, context);
        }
        self.methods_window(context);
    }

    /// What is on screen now is what is meant; a view that is not comes to the front.
    fn begin_picture(&mut self, context: &FileContext<'_>) {
        let PictureDialog { view, format, print, sheet, .. } = self.picture.clone();
        if self.chooser.open() {
            // Another path is being asked for, perhaps that of another picture; that is shown.
            return self.ask(Purpose::Picture(format), None, context);
        }
        self.pictured = self.picture.clone();
        self.drawn = None;
        self.effects.push(FileEffect::Draw(view, print.then_some(sheet)));
    }

    /// Takes the picture that was asked for, or says that there is nothing to be seen; then asks where to write it.
    pub fn picture_is_coming(
        &mut self,
        printed: Option<&(Picture, export::Provenance)>,
        context: &FileContext<'_>,
    ) {
        if let Some((picture, origin)) = printed
            && picture.shapes.is_empty()
        {
            let text = format!("{} shows nothing yet that could be printed.", origin.title);
            return self.say(Message::warning(text));
        }
        self.drawn = printed.cloned();
        let PictureDialog { view, format, .. } = &self.pictured;
        let (format, name) = (*format, format!("{view}.{}", format.ending()));
        self.ask(Purpose::Picture(format), Some(&name), context);
    }

    /// Takes what was drawn on screen of the picture that was asked for.
    pub fn take_picture(&mut self, drawn: (Picture, export::Provenance)) {
        self.drawn = Some(drawn);
    }

    /// Writes what was asked for to `path`.
    pub(super) fn export(&mut self, purpose: Purpose, path: PathBuf, context: &mut FileContext<'_>) {
        let copying = context.engine.copy();
        let ctx = context.ctx;
        match purpose {
            Purpose::Open | Purpose::SaveSession => {}
            Purpose::Picture(_) => self.write_picture(path, context),
            Purpose::Gif | Purpose::Frames => self.write_animation(path, copying, context),
            Purpose::Series => self.jobs.begin(ctx, "Writing series", move |watcher| {
                let names = series::write(&path, copy(copying, watcher)?.shown(), watcher).map_err(say)?;
                Ok(Done::Said(format!("{} files written to {}.", names.len(), path.display())))
            }),
            Purpose::Arrays => self.jobs.begin(ctx, "Writing arrays", move |watcher| {
                arrays::write(&path.clone().into(), copy(copying, watcher)?.shown(), watcher).map_err(say)?;
                Ok(Done::Said(format!("Written: {}", path.display())))
            }),
            Purpose::Parameters => {
                let provenance = Provenance::of_snapshot(context.snapshot);
                self.jobs.begin(ctx, "Writing parameters", move |_| {
                    parameters::write(&path.clone().into(), &provenance).map_err(say)?;
                    Ok(Done::Said(format!("Written: {}", path.display())))
                });
            }
            Purpose::AtlasTable | Purpose::AtlasArrays => {
                let Some(AtlasData { grown, frame, origin, all }) = self.atlas.take() else { return };
                self.jobs.begin(ctx, "Writing the atlas", move |_| {
                    let written = match all {
                        true => atlas::arrays(&path, &grown.plan, &grown.frames, &origin),
                        false => atlas::table(&path, &grown.plan, &frame, &origin),
                    };
                    written.map_err(say)?;
                    Ok(Done::Said(format!("Written: {}", path.display())))
                });
            }
            Purpose::Rule => {
                let Some(rule) = self.rule.take() else { return };
                let RuleText { text, .. } = rule.clone();
                self.effects.push(FileEffect::Rule(RuleText { path: Some(path.clone()), ..rule }));
                self.jobs.begin(ctx, "Writing the rule", move |_| {
                    output::write(&path, |file| file.write_all(text.as_bytes())).map_err(say)?;
                    Ok(Done::Said(format!("Written: {}", path.display())))
                });
            }
            Purpose::Methods => {
                let text = self.methods.clone().unwrap_or_default();
                self.jobs.begin(ctx, "Writing", move |_| {
                    output::write(&path, |file| writeln!(file, "{text}")).map_err(say)?;
                    Ok(Done::Said(format!("Written: {}", path.display())))
                });
            }
        }
    }

    fn write_picture(&mut self, path: PathBuf, context: &FileContext<'_>) {
        let PictureDialog { view: key, scale, print, sheet, .. } = self.pictured.clone();
        let size = if print { Size::Print(sheet.width) } else { Size::Screen(scale) };
        let captured = self.drawn.take();
        let Some(view) = views::all().into_iter().find(|view| view.key() == key) else { return };
        if captured.is_none() && !view.live() {
            let text = format!("{} is not on screen: show it, then export it.", view.title());
            return self.say(Message::warning(text));
        }
        let snapshot = context.snapshot;
        let (origin, theme, now) = (view.origin(snapshot), context.ctx.theme(), snapshot.clone());
        self.jobs.begin(context.ctx, "Writing the picture", move |watcher| {
            let (picture, origin) = match captured {
                Some(captured) => captured,
                None => (offscreen::draw(&[key.as_str()], USUAL, theme, &now).map_err(say)?, origin),
            };
            watcher.check().map_err(say)?;
            Figure { picture, size, origin }.write(&path).map_err(say)?;
            Ok(Done::Said(format!("Written: {}", path.display())))
        });
    }

    fn write_animation(&mut self, path: PathBuf, copying: PendingCopy, context: &FileContext<'_>) {
        let plan = self.animation.clone();
        let span = plan.span(context.snapshot);
        let theme = context.ctx.theme();
        self.jobs.begin(context.ctx, "Making the animation", move |watcher| {
            let frames = animate(&path, &plan, span, copy(copying, watcher)?, theme, watcher)?;
            Ok(Done::Said(format!("{frames} frames written to {}.", path.display())))
        });
    }

    pub(super) fn make_methods(&mut self, context: &mut FileContext<'_>) {
        let copying = context.engine.copy();
        self.jobs.begin(context.ctx, "Writing the paragraph", move |watcher| {
            Ok(Done::Text(methods::paragraph(copy(copying, watcher)?.shown())))
        });
    }

    fn methods_window(&mut self, context: &FileContext<'_>) {
        let Some(text) = self.methods.clone() else { return };
        let ctx = context.ctx;
        let (mut open, mut write) = (true, false);
        let window = egui::Window::new("Methods paragraph").open(&mut open).default_width(620.0);
        let middle = ctx.content_rect().center();
        window.pivot(egui::Align2::CENTER_CENTER).default_pos(middle).show(ctx, |ui| {
            egui::ScrollArea::vertical().max_height(360.0).show(ui, |ui| {
                ui.add(egui::Label::new(&text).selectable(true).wrap());
            });
            ui.horizontal(|ui| {
                copying::button(ui, "Copy", |button| button, || text.clone());
                write = ui.button("Write to a file…").keyed("write-methods").clicked();
            });
        });
        if write {
            self.ask(Purpose::Methods, None, context);
        }
        if !open || ctx.input(|input| input.key_pressed(egui::Key::Escape)) {
            self.methods = None;
        }
    }
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
    let mut stage = OffscreenRenderer::new(&keys, size.into(), theme).map_err(say)?;
    bench.apply(Command::Navigate(Navigate::Live));
    let title = format!("{}, presentations {from} to {to}", keys.join(", "));
    bench.apply(Command::Look(Look::Want(Wants::ALL)));
    let origin = views::of_run(&title, "", &bench.snapshot(0.0));
    let pixels = plan.size.map(|side| side as usize);
    let mut animation = Animation::create(path, pixels, plan.fps as f32, &origin).map_err(say)?;
    let presentations = to - from + 1;
    let beats = views::Beat::ALL.len() as u64;
    // The neuron beat by beat where there are frames for it; where frames leave presentations out, in means.
    let by_beats =
        keys.contains(&views::neuron::KEY) && u64::from(plan.frames) >= beats.saturating_mul(presentations);
    let frames = if by_beats { beats * presentations } else { u64::from(plan.frames).min(presentations) };
    let at = |frame: u64| {
        if by_beats { from + frame / beats } else { from + (to - from) * frame / (frames - 1).max(1) }
    };
    let neuron = |frame: u64| match by_beats {
        true => views::Moment::Beat(views::Beat::ALL[(frame % beats) as usize]),
        false if frames < presentations => views::Moment::Means,
        false => views::Moment::Live,
    };
    // Once through for what the axes have to span, then once more for the frames.
    for frame in 0..frames {
        (watcher.progress)(SURVEY * frame as f32 / frames as f32);
        stage.neuron = neuron(frame);
        stage.survey(&seen(&mut bench, at(frame), watcher)?);
    }
    stage.hold();
    for frame in 0..frames {
        (watcher.progress)(SURVEY + (1.0 - SURVEY) * frame as f32 / frames as f32);
        let snapshot = seen(&mut bench, at(frame), watcher)?;
        stage.neuron = neuron(frame);
        let image = raster::render(&stage.draw(&snapshot), 1.0).map_err(say)?;
        animation.add(&image).map_err(say)?;
    }
    animation.finish().map_err(say)?;
    Ok(frames)
}

/// The run at this presentation.
fn seen(bench: &mut Workbench, presentation: u64, watcher: Watcher<'_>) -> Result<Snapshot, String> {
    bench.apply(Command::Navigate(Navigate::Scrub(presentation)));
    while bench.seeking() {
        watcher.check().map_err(say)?;
        bench.seek(4096);
    }
    watcher.check().map_err(say)?;
    Ok(bench.snapshot(0.0))
}
