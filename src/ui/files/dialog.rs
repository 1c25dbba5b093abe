//! The system's file dialog, off the drawing thread, and how long it took to answer.

use std::path::PathBuf;
use std::sync::Arc;
use std::sync::mpsc::{Receiver, TryRecvError, channel};
use std::time::{Duration, Instant};

use super::purpose::Kind;

/// A person cannot cancel a dialog sooner than this: there was none.
const INHUMAN: Duration = Duration::from_millis(350);

/// What a dialog is to ask for.
#[derive(Debug, Clone)]
pub struct Question {
    /// Title.
    pub title: &'static str,
    /// Name suggested for a new file; none if an existing one is chosen.
    pub name: Option<String>,
    /// Where to begin.
    pub folder: Option<PathBuf>,
    /// What to show.
    pub kinds: Vec<Kind>,
}

/// Something that asks a person for a path, and waits for it.
#[derive(Clone)]
pub struct Dialog(Arc<dyn Fn(Question) -> Option<PathBuf> + Send + Sync>);

impl Default for Dialog {
    fn default() -> Self {
        Self::new(system)
    }
}

impl Dialog {
    /// A dialog that does this.
    pub fn new(ask: impl Fn(Question) -> Option<PathBuf> + Send + Sync + 'static) -> Self {
        Self(Arc::new(ask))
    }

    /// Asks, on a thread of its own.
    pub fn ask(&self, question: Question, ctx: &egui::Context) -> Asking {
        let (send, answer) = channel();
        let (ask, ctx) = (Arc::clone(&self.0), ctx.clone());
        // If no thread is to be had the sender is dropped, which reads as "there is no dialog".
        let _ = std::thread::Builder::new().name("file dialog".to_owned()).spawn(move || {
            let since = Instant::now();
            let path = ask(question);
            // Measured here: when the next frame looks, any time may have passed. The window may have gone.
            let _ = send.send((path, since.elapsed()));
            ctx.request_repaint();
        });
        Asking(answer)
    }
}

/// A dialog that may be open. Dropped, its answer is of no interest.
pub struct Asking(Receiver<(Option<PathBuf>, Duration)>);

/// What has come of a dialog.
#[derive(Debug, PartialEq, Eq)]
pub enum Answer {
    /// This was chosen.
    Chosen(PathBuf),
    /// Nothing was chosen, and it took as long as a person takes.
    Nothing,
    /// Nothing was chosen sooner than a person could: there is no dialog.
    Absent,
}

impl Asking {
    /// The answer, if it has come.
    pub fn answer(&self) -> Option<Answer> {
        match self.0.try_recv() {
            Err(TryRecvError::Empty) => None,
            Err(TryRecvError::Disconnected) => Some(Answer::Absent),
            Ok((Some(path), _)) => Some(Answer::Chosen(path)),
            Ok((None, took)) if took < INHUMAN => Some(Answer::Absent),
            Ok((None, _)) => Some(Answer::Nothing),
        }
    }
}

fn system(question: Question) -> Option<PathBuf> {
    let mut dialog = rfd::AsyncFileDialog::new().set_title(question.title);
    for (kind, endings) in &question.kinds {
        dialog = dialog.add_filter(*kind, endings);
    }
    if let Some(folder) = question.folder {
        dialog = dialog.set_directory(folder);
    }
    let chosen = match question.name {
        None => pollster::block_on(dialog.pick_file()),
        Some(name) => pollster::block_on(dialog.set_file_name(name).save_file()),
    };
    chosen.map(|file| file.path().to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn answer(
        ask: impl Fn(Question) -> Option<PathBuf> + Send + Sync + 'static,
        look_after: Duration,
    ) -> Answer {
        let question = Question { title: "", name: None, folder: None, kinds: Vec::new() };
        let asking = Dialog::new(ask).ask(question, &egui::Context::default());
        std::thread::sleep(look_after);
        loop {
            if let Some(answer) = asking.answer() {
                return answer;
            }
            std::thread::sleep(Duration::from_millis(1));
        }
    }

    #[test]
    fn it_counts_when_a_dialog_answers_and_not_when_a_frame_looks() {
        let (late, slow) = (INHUMAN * 2, INHUMAN + Duration::from_millis(50));
        assert_eq!(answer(|_| None, late), Answer::Absent);
        let cancelled = move |_| {
            std::thread::sleep(slow);
            None
        };
        assert_eq!(answer(cancelled, Duration::ZERO), Answer::Nothing);
        assert_eq!(answer(|_| Some("a".into()), late), Answer::Chosen("a".into()));
        assert_eq!(answer(|_| panic!("it fails, as this test wants"), Duration::ZERO), Answer::Absent);
    }
}
