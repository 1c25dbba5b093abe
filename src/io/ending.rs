//! The ending of a file's name, which says what is in the file.

use std::path::{Path, PathBuf};

use super::naming::shown;

/// The ending in lower case. It begins with a letter: that of `run-0.3` is none.
pub fn ending(path: &Path) -> Option<String> {
    let ending = path.extension()?.to_string_lossy().to_lowercase();
    ending.starts_with(char::is_alphabetic).then_some(ending)
}

/// A name whose ending does not say what is to be written.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error(
    "{} {}: {what} ends in {}",
    shown(path),
    ending(path).map_or("has no ending".to_owned(), |ending| format!("ends in .{ending}")),
    dotted(endings)
)]
pub struct Unfit {
    /// What was asked for.
    pub path: PathBuf,
    /// What was to be written, as in "a picture".
    pub what: &'static str,
    /// How its name can end.
    pub endings: Vec<&'static str>,
}

fn dotted(endings: &[&str]) -> String {
    endings.iter().map(|ending| format!(".{ending}")).collect::<Vec<_>>().join(" or ")
}

/// The one of `endings` that `path` has.
///
/// # Errors
/// [`Unfit`] if it has another one or none.
pub fn one_of(path: &Path, what: &'static str, endings: &[&'static str]) -> Result<&'static str, Unfit> {
    let found = ending(path).and_then(|found| endings.iter().copied().find(|known| found == *known));
    found.ok_or_else(|| Unfit { path: path.to_owned(), what, endings: endings.to_vec() })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_ending_begins_with_a_letter() {
        let of = |path: &str| ending(Path::new(path));
        assert_eq!(of("a/view.PNG").as_deref(), Some("png"));
        assert_eq!(
            [of("run-0.3"), of("view"), of(".hidden"), of("view."), of("a.b/view")],
            [const { None }; 5]
        );
    }

    #[test]
    fn another_ending_is_refused_with_those_that_would_do() {
        let fit = |path: &str| one_of(Path::new(path), "a picture", &["png", "svg"]);
        assert_eq!(fit("x.SVG"), Ok("svg"));
        assert_eq!(
            fit("x.jpg").unwrap_err().to_string(),
            "x.jpg ends in .jpg: a picture ends in .png or .svg"
        );
        assert_eq!(fit("x").unwrap_err().to_string(), "x has no ending: a picture ends in .png or .svg");
    }
}
