//! Files as messages name them.

use std::fs::Metadata;
use std::path::Path;

use super::STDOUT;

/// A path in a one-line message.
pub fn shown(path: &Path) -> String {
    if path.as_os_str() == STDOUT { "standard output".to_owned() } else { one_line(&path.to_string_lossy()) }
}

/// Text without line breaks and other control characters, which would break a one-line message.
pub fn one_line(text: &str) -> String {
    let escape = |c: char| if c.is_control() { c.escape_default().collect() } else { String::from(c) };
    text.chars().map(escape).collect()
}

/// What something in a folder is, in a message.
pub fn kind(data: &Metadata) -> &'static str {
    #[cfg(unix)]
    {
        use std::os::unix::fs::FileTypeExt;
        let kind = data.file_type();
        if kind.is_fifo() {
            return "a pipe (FIFO)";
        }
        if kind.is_socket() {
            return "a socket";
        }
        if kind.is_char_device() || kind.is_block_device() {
            return "a device";
        }
    }
    if data.is_dir() { "a folder" } else { "something else" }
}
