//! Where a picture comes from, in words that are written into its file.

/// What a file says of its own origin, so that it can be made again.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Provenance {
    /// What there is to see.
    pub title: String,
    /// Program and version.
    pub software: String,
    /// Seed and parameters, in words or as TOML.
    pub description: String,
    /// The command line that gives the same numbers.
    pub command: String,
}

impl Provenance {
    /// The origin of a picture that this version of the program makes.
    pub fn new(title: impl Into<String>, description: impl Into<String>, command: impl Into<String>) -> Self {
        Self {
            title: title.into(),
            software: concat!("Equipoise ", env!("CARGO_PKG_VERSION")).to_owned(),
            description: description.into(),
            command: command.into(),
        }
    }

    /// Every entry with its keyword, those of the PNG specification (section 11.3.3.2).
    pub fn entries(&self) -> [(&'static str, &str); 4] {
        [
            ("Title", &self.title),
            ("Software", &self.software),
            ("Description", &self.description),
            ("Comment", &self.command),
        ]
    }

    /// All entries, one after the other.
    pub fn text(&self) -> String {
        self.entries().map(|(keyword, text)| format!("{keyword}: {text}")).join("\n")
    }
}
