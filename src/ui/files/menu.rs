//! The menu of files: open, save, export.

use crate::ui::keyed::Keyed;
use std::path::PathBuf;

use egui::Ui;
use egui::containers::menu::MenuButton;

use super::ago;
use crate::io::recovery::Found;
use crate::ui::circumstances::{self, Circumstances};
use crate::ui::ui_action::{FileAction, UiAction};

/// What was chosen in the menu.
pub enum Chosen {
    /// One of the registry.
    Action(UiAction),
    /// To open this.
    Path(PathBuf),
}

/// The menu, in groups.
const GROUPS: [&[FileAction]; 3] = [
    &[FileAction::Open],
    &[FileAction::Save, FileAction::SaveAs],
    &[
        FileAction::Picture,
        FileAction::Animation,
        FileAction::Series,
        FileAction::Arrays,
        FileAction::Parameters,
        FileAction::Methods,
    ],
];

/// Shows the menu.
pub fn show(ui: &mut Ui, recent: &[PathBuf], left: &[Found], now: &Circumstances) -> Option<Chosen> {
    let mut chosen = None;
    let (response, _) = MenuButton::new("File").ui(ui, |ui| {
        for (at, group) in GROUPS.iter().enumerate() {
            if at > 0 {
                ui.separator();
            }
            for &action in *group {
                let action = UiAction::File(action);
                if circumstances::button(ui, action, now) {
                    chosen = Some(Chosen::Action(action));
                }
            }
            if at == 0 {
                chosen = recent_files(ui, recent, left).map(Chosen::Path).or(chosen.take());
            }
        }
    });
    response.keyed("menu-file").on_hover_text("Open, save, export");
    chosen
}

fn recent_files(ui: &mut Ui, recent: &[PathBuf], left: &[Found]) -> Option<PathBuf> {
    let mut chosen = None;
    ui.menu_button("Open recent", |ui| {
        let mut line = |name: &str, tip: &str, path: &PathBuf| {
            if ui.button(name).on_hover_text(tip).clicked() {
                chosen = Some(path.clone());
            }
        };
        for path in recent {
            let name = path.file_name().unwrap_or(path.as_os_str()).to_string_lossy();
            line(&name, &path.display().to_string(), path);
        }
        for found in left {
            let age = found.written.elapsed().map_or(0, |age| age.as_secs());
            let tip = "Sessions that were open when you quit or opened another one";
            line(&format!("Session left {}", ago(age)), tip, &found.path);
        }
        if left.is_empty() && recent.is_empty() {
            ui.label("Nothing yet");
        }
    });
    chosen
}
