//! What the window asks of the system before it opens, and what it says when there is none to be had.

/// Is a Wayland compositor named that does not answer, while an X server is there? A variable may outlive what it
/// names, in `tmux` or over `ssh` for instance.
#[cfg(target_os = "linux")]
pub fn wayland_is_stale() -> bool {
    let named = |name: &str| std::env::var_os(name).filter(|value| !value.is_empty());
    let handed = named("WAYLAND_SOCKET").is_some();
    let (Some(display), Some(_), false) = (named("WAYLAND_DISPLAY"), named("DISPLAY"), handed) else {
        return false;
    };
    let folder = named("XDG_RUNTIME_DIR").map(std::path::PathBuf::from).unwrap_or_default();
    !answers(&folder.join(display))
}

/// Does something listen at this socket?
#[cfg(target_os = "linux")]
fn answers(socket: &std::path::Path) -> bool {
    std::os::unix::net::UnixStream::connect(socket).is_ok()
}

/// An error of the window system without the places in source files where it arose, which are those of the
/// computer that built the program.
pub fn without_sources(error: &str) -> String {
    let mut text = error.to_owned();
    while let Some(end) = source_end(&text) {
        let path = text[..end].find(".rs:").unwrap_or(end);
        let start = source_start(&text[..path]);
        let rest = text[end..].trim_start_matches(':').trim_start().to_owned();
        let before = text[..start].trim_end();
        let before =
            before.strip_suffix("at").filter(|rest| rest.ends_with(' ') || rest.is_empty()).unwrap_or(before);
        let before = before.trim_end();
        text = match (before.is_empty(), rest.is_empty()) {
            (true, _) => rest,
            (false, true) => before.trim_end_matches(':').to_owned(),
            (false, false) if before.ends_with(':') => format!("{before} {rest}"),
            (false, false) => format!("{before}: {rest}"),
        };
    }
    text
}

/// The end of the first `….rs:12:34`.
fn source_end(text: &str) -> Option<usize> {
    let at = text.find(".rs:")? + ".rs".len();
    let numbers = text[at..].find(|c: char| c != ':' && !c.is_ascii_digit());
    Some(numbers.map_or(text.len(), |length| at + length))
}

/// Where the path that ends `text` begins. A folder's name may have spaces.
fn source_start(text: &str) -> usize {
    let drive = text.rfind(":\\").and_then(|at| at.checked_sub(1));
    let at = text.rfind(" at ").map(|at| at + " at ".len());
    let root = text.rfind(" /").map(|at| at + 1).or(text.starts_with('/').then_some(0));
    drive.or(at).or(root).or(text.rfind(' ').map(|at| at + 1)).unwrap_or(0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_error_names_no_file_of_another_computer() {
        let cases = [
            (
                "winit EventLoopError: os error at /preset_values/somebody/.cargo/registry/src/index.crates.io-1949cf8c6b5b557f/winit-0.30.13/src/platform_impl/linux/mod.rs:764: neither WAYLAND_DISPLAY nor DISPLAY is set.",
                "winit EventLoopError: os error: neither WAYLAND_DISPLAY nor DISPLAY is set.",
            ),
            (
                "os error at C:\\Users\\Some Body\\.cargo\\registry\\src\\winit\\mod.rs:12:7: no display",
                "os error: no display",
            ),
            ("/root/.cargo/registry/src/glutin/lib.rs:3: no context", "no context"),
            ("no context (/root/x y/lib.rs", "no context (/root/x y/lib.rs"),
            ("no display, os error at /a/b.rs:7", "no display, os error"),
            ("nothing to see", "nothing to see"),
        ];
        for (error, told) in cases {
            assert_eq!(without_sources(error), told);
        }
    }

    #[cfg(target_os = "linux")]
    #[test]
    fn only_a_socket_that_somebody_listens_at_answers() {
        let folder = tempfile::tempdir().unwrap();
        let socket = folder.path().join("wayland-0");
        assert!(!answers(&socket));
        let listener = std::os::unix::net::UnixListener::bind(&socket).unwrap();
        assert!(answers(&socket));
        drop(listener);
        assert!(!answers(&socket), "the file is still there, the compositor is not");
    }
}
