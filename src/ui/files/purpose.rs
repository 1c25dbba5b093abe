//! What a path is chosen for, and how its name may end.

use std::path::{Path, PathBuf};

use crate::io::ending::{self, Unfit, ending};
use crate::io::session;
use crate::ui::export::Format;

/// What a path is chosen for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Purpose {
    /// To open a session, a preset, a rule or recordings.
    Open,
    /// To save the session.
    SaveSession,
    /// To write a picture; the ending of its name may say another format.
    Picture(Format),
    /// To write an animation as GIF.
    Gif,
    /// To write an animation as PNG files into a new folder.
    Frames,
    /// To write all series into a folder.
    Series,
    /// To write arrays.
    Arrays,
    /// To write parameters.
    Parameters,
    /// To write the methods paragraph.
    Methods,
    /// To write a rule.
    Rule,
    /// To write an atlas at one epoch.
    AtlasTable,
    /// To write an atlas at all epochs.
    AtlasArrays,
}

/// A kind of files, and how their names end.
pub type Kind = (&'static str, Vec<&'static str>);

impl Purpose {
    /// Title of the dialog.
    pub fn title(self) -> &'static str {
        match self {
            Self::Open => "Open a session, a preset, a rule or recordings",
            Self::SaveSession => "Save the session",
            Self::Picture(_) => "Write a picture",
            Self::Gif => "Write an animation",
            Self::Frames => "Write an animation into a new folder",
            Self::Series => "Write all series into a folder",
            Self::Arrays => "Write arrays for NumPy",
            Self::Parameters => "Write the parameters",
            Self::Methods => "Write the methods paragraph",
            Self::Rule => "Write the rule",
            Self::AtlasTable => "Write the atlas as a table",
            Self::AtlasArrays => "Write the atlas as arrays for NumPy",
        }
    }

    /// The name suggested for a new file or folder; none if what is there is chosen.
    pub fn usual_name(self) -> Option<String> {
        let name = match self {
            Self::Open => return None,
            Self::SaveSession => "session.equipoise",
            Self::Picture(format) => return Some(format!("view.{}", format.ending())),
            Self::Gif => "learning.gif",
            Self::Frames => "learning-frames",
            Self::Series => "series",
            Self::Arrays => "arrays.npz",
            Self::Parameters => "parameters.toml",
            Self::Methods => "methods.txt",
            Self::Rule => "rule.toml",
            Self::AtlasTable => "atlas.csv",
            Self::AtlasArrays => "atlas.npz",
        };
        Some(name.to_owned())
    }

    /// The kinds of files that are shown, the usual one first; none for a folder.
    pub fn kinds(self) -> Vec<Kind> {
        match self {
            Self::Open => vec![
                (
                    "Session, preset, rule or recordings",
                    vec![session::EXTENSION, "toml", "csv", "tsv", "txt"],
                ),
                ("Session", vec![session::EXTENSION]),
                ("Preset or rule", vec!["toml"]),
                ("Recordings", vec!["csv", "tsv", "txt"]),
            ],
            Self::SaveSession => vec![("Session", vec![session::EXTENSION])],
            Self::Picture(format) => {
                let others = Format::ALL.iter().filter(|other| **other != format);
                let all = std::iter::once(&format).chain(others);
                all.map(|format| ("Picture", vec![format.ending()])).collect()
            }
            Self::Gif => vec![("GIF", vec!["gif"])],
            Self::Frames | Self::Series => Vec::new(),
            Self::Arrays => vec![("NumPy arrays", vec!["npz"])],
            Self::Parameters => vec![("Parameters", vec!["toml"])],
            Self::Methods => vec![("Text", vec!["txt", "md"])],
            Self::Rule => vec![("Rule", vec!["toml"])],
            Self::AtlasTable => vec![("Table", vec!["csv"])],
            Self::AtlasArrays => vec![("NumPy arrays", vec!["npz"])],
        }
    }

    fn what(self) -> &'static str {
        match self {
            Self::Open | Self::SaveSession => "a session",
            Self::Picture(_) => "a picture",
            Self::Gif | Self::Frames => "an animation",
            Self::Series => "a folder of series",
            Self::Arrays => "a file of arrays",
            Self::Parameters => "a file of parameters",
            Self::Methods => "a paragraph",
            Self::Rule => "a rule",
            Self::AtlasTable => "a table",
            Self::AtlasArrays => "a file of arrays",
        }
    }

    /// The path with its ending, which is added if there is none, and what is to be written there: the ending
    /// decides.
    ///
    /// # Errors
    /// [`Unfit`] for the ending of something else.
    pub fn accept(self, path: PathBuf) -> Result<(Self, PathBuf), Unfit> {
        match (self, ending(&path).as_deref()) {
            // What opens it looks at the ending; series have a folder of any name.
            (Self::Open | Self::Series, _) | (Self::Frames, None) => Ok((self, path)),
            (Self::Frames, Some(_)) => {
                ending::one_of(&path, self.what(), &["gif"]).map(|_| (Self::Gif, path))
            }
            (Self::Picture(_), Some(_)) => Ok((Self::Picture(Format::of(&path)?), path)),
            (_, Some(_)) => {
                let all: Vec<&'static str> =
                    self.kinds().into_iter().flat_map(|(_, endings)| endings).collect();
                ending::one_of(&path, self.what(), &all).map(|_| (self, path))
            }
            (_, None) => Ok((self, self.ended(&path))),
        }
    }

    /// The path with the usual ending.
    fn ended(self, path: &Path) -> PathBuf {
        let kinds = self.kinds();
        let usual = kinds.first().and_then(|(_, endings)| endings.first()).copied().unwrap_or_default();
        let mut path = path.as_os_str().to_owned();
        path.push(".");
        path.push(usual);
        path.into()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn accepted(purpose: Purpose, path: &str) -> Result<(Purpose, String), String> {
        let accepted = purpose.accept(path.into()).map_err(|error| error.to_string())?;
        Ok((accepted.0, accepted.1.display().to_string()))
    }

    #[test]
    fn the_ending_decides_and_is_added_where_there_is_none() {
        let (png, svg) = (Purpose::Picture(Format::Png), Purpose::Picture(Format::Svg));
        for (purpose, path, meant, written) in [
            (png, "view.svg", svg, "view.svg"),
            (svg, "view", svg, "view.svg"),
            (svg, "run-0.3", svg, "run-0.3.svg"),
            (png, "view.PNG", png, "view.PNG"),
            (Purpose::Frames, "film", Purpose::Frames, "film"),
            (Purpose::Frames, "film.gif", Purpose::Gif, "film.gif"),
            (Purpose::Gif, "film", Purpose::Gif, "film.gif"),
            (Purpose::Arrays, "a", Purpose::Arrays, "a.npz"),
            (Purpose::Parameters, "p", Purpose::Parameters, "p.toml"),
            (Purpose::SaveSession, "run-0.3", Purpose::SaveSession, "run-0.3.equipoise"),
            (Purpose::Methods, "m.md", Purpose::Methods, "m.md"),
        ] {
            assert_eq!(accepted(purpose, path), Ok((meant, written.to_owned())), "{purpose:?} {path}");
        }
    }

    #[test]
    fn the_ending_of_something_else_is_refused_with_the_right_one() {
        for (purpose, path, right) in [
            (Purpose::Picture(Format::Png), "x.jpg", ".png"),
            (Purpose::Picture(Format::Svg), "x.toml", ".svg"),
            (Purpose::Gif, "x.mp4", ".gif"),
            (Purpose::Frames, "x.png", ".gif"),
            (Purpose::Arrays, "x.csv", ".npz"),
            (Purpose::Parameters, "x.json", ".toml"),
            (Purpose::SaveSession, "x.toml", ".equipoise"),
            (Purpose::Methods, "x.doc", ".txt"),
        ] {
            let refused = accepted(purpose, path).unwrap_err();
            assert!(refused.contains(path) && refused.contains(right), "{refused}");
        }
    }

    #[test]
    fn every_suggested_name_is_accepted_as_it_is() {
        for purpose in [
            Purpose::SaveSession,
            Purpose::Picture(Format::Png),
            Purpose::Gif,
            Purpose::Frames,
            Purpose::Series,
            Purpose::Arrays,
            Purpose::Parameters,
            Purpose::Methods,
            Purpose::Rule,
            Purpose::AtlasTable,
            Purpose::AtlasArrays,
        ] {
            let name = purpose.usual_name().unwrap();
            assert_eq!(accepted(purpose, &name), Ok((purpose, name)));
        }
    }
}
