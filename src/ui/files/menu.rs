//! The menu of files: open, save, export.

use std::path::PathBuf;

use egui::Ui;
use egui::containers::menu::MenuButton;

use super::ago;
use crate::io::recovery::Found;

/// What the menu asks for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum FileAction {
    /// Choose something to open.
    Open,
    /// Open this.
    OpenPath(PathBuf),
    /// Save where the session was saved last.
    Save,
    /// Save somewhere else.
    SaveAs,
    /// Make a picture of a view.
    Picture,
    /// Make an animation.
    Animation,
    /// Write all series.
    Series,
    /// Write arrays.
    Arrays,
    /// Write the parameters.
    Parameters,
    /// Show the methods paragraph.
    Methods,
}

/// Shows the menu.
pub fn show(ui: &mut Ui, recent: &[PathBuf], left: &[Found]) -> Option<FileAction> {
    let mut asked = None;
    let (response, _) = MenuButton::new("File").ui(ui, |ui| {
        let mut line = |ui: &mut Ui, name: &str, tip: &str, action: FileAction| {
            if ui.button(name).on_hover_text(tip).clicked() {
                asked = Some(action);
            }
        };
        let tip = "A session, a preset or a CSV file of recordings; files can also be dropped onto the window  \
                   (Ctrl O)";
        line(ui, "Open…", tip, FileAction::Open);
        ui.menu_button("Open recent", |ui| {
            for path in recent {
                let name = path.file_name().map_or_else(|| path.display().to_string(), |name| {
                    name.to_string_lossy().into_owned()
                });
                line(ui, &name, &path.display().to_string(), FileAction::OpenPath(path.clone()));
            }
            for found in left {
                let age = found.written.elapsed().map_or(0, |age| age.as_secs());
                let name = format!("Session left {}", ago(age));
                let tip = "Sessions that were open when you quit or opened another one";
                line(ui, &name, tip, FileAction::OpenPath(found.path.clone()));
            }
            if left.is_empty() && recent.is_empty() {
                ui.label("Nothing yet");
            }
        });
        ui.separator();
        let tip = "Everything: state, histories, every change, the past, places of the views  (Ctrl S)";
        line(ui, "Save", tip, FileAction::Save);
        line(ui, "Save as…", "Save under another name  (Ctrl Shift S)", FileAction::SaveAs);
        ui.separator();
        line(ui, "Export picture…", "A view as PNG or SVG, for the screen or for print  (Ctrl E)", FileAction::Picture);
        line(ui, "Export animation…", "A stretch of the run as GIF or pictures", FileAction::Animation);
        line(ui, "Export series…", "Every series as CSV files in a folder", FileAction::Series);
        let tip = "Weights, ledger, associations and histories for NumPy (.npz)";
        line(ui, "Export arrays…", tip, FileAction::Arrays);
        let tip = "All parameters as a TOML file that `equipoise run --params` takes";
        line(ui, "Export parameters…", tip, FileAction::Parameters);
        let tip = "A paragraph for a paper, with every number needed to repeat the run";
        line(ui, "Methods paragraph…", tip, FileAction::Methods);
    });
    response.on_hover_text("Open, save, export");
    asked
}
