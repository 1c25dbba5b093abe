//! What is installed on Linux: the desktop entry, metainfo, MIME type and icon agree with each other and with the program.

use std::collections::BTreeMap;
use std::path::Path;
#[cfg(target_os = "linux")]
use std::process::Command;

const DESKTOP: &str = include_str!("../../assets/linux/equipoise.desktop");
const METAINFO: &str = include_str!("../../assets/linux/equipoise.metainfo.xml");
const MIME: &str = include_str!("../../assets/linux/equipoise-mime.xml");
const ICON: &str = include_str!("../../assets/icon/equipoise.svg");
const WINDOW: &str = include_str!("../../src/ui/mod.rs");
const SESSION: &[u8] = include_bytes!("../sessions/format-1.equipoise");
const BINARY: &str = "equipoise";

/// The keys of a desktop entry of one group.
fn entry() -> BTreeMap<&'static str, &'static str> {
    let mut lines = DESKTOP.lines();
    assert_eq!(lines.next(), Some("[Desktop Entry]"));
    let pairs: Vec<_> = lines.map(|line| line.split_once('=').unwrap_or_else(|| panic!("{line}"))).collect();
    let entry: BTreeMap<_, _> = pairs.iter().copied().collect();
    assert_eq!(entry.len(), pairs.len(), "a key occurs twice");
    entry
}

/// What stands between the first `start` and the next `end`.
fn between<'a>(text: &'a str, start: &str, end: &str) -> &'a str {
    let (_, rest) = text.split_once(start).unwrap_or_else(|| panic!("no {start}"));
    rest.split_once(end).unwrap_or_else(|| panic!("no {end} after {start}")).0
}

/// Every element is closed in its order, and there is one root.
fn assert_well_formed(name: &str, xml: &str) {
    let mut open: Vec<&str> = Vec::new();
    let mut roots = 0;
    let mut pieces = xml.split('<');
    assert_eq!(pieces.next().map(str::trim), Some(""), "{name}: text before the first element");
    for piece in pieces.filter(|piece| !piece.starts_with(['?', '!'])) {
        let (tag, text) = piece.split_once('>').unwrap_or_else(|| panic!("{name}: <{piece}"));
        let bare = text.split('&').skip(1).any(|after| !after.contains(';'));
        assert!(!bare, "{name}: a bare & in {text}");
        assert_eq!(tag.matches('"').count() % 2, 0, "{name}: <{tag}>");
        let word = tag.split([' ', '\n', '/']).find(|word| !word.is_empty()).unwrap_or_default();
        if tag.starts_with('/') {
            assert_eq!(open.pop(), Some(word), "{name}: </{word}>");
        } else {
            roots += u32::from(open.is_empty());
            if !tag.ends_with('/') {
                open.push(word);
            }
        }
    }
    assert_eq!((roots, open), (1, Vec::new()), "{name}");
}

/// `[package.metadata.deb]`, and the features that there are.
fn manifest() -> (toml::Table, toml::Table) {
    let manifest: toml::Table = include_str!("../../Cargo.toml").parse().unwrap();
    let table = |value: &toml::Value| value.as_table().unwrap().clone();
    (table(&manifest["package"]["metadata"]["deb"]), table(&manifest["features"]))
}

/// Sources of the Debian package and where they are installed.
fn installed() -> Vec<(String, String)> {
    let asset = |asset: &toml::Value| {
        let [source, target] = [0, 1].map(|at| asset[at].as_str().unwrap().to_owned());
        let name = source.rsplit('/').next().unwrap();
        let target = if target.ends_with('/') { format!("{target}{name}") } else { target.clone() };
        (source, target)
    };
    manifest().0["assets"].as_array().unwrap().iter().map(asset).collect()
}

#[test]
fn the_xml_files_are_well_formed() {
    for (name, xml) in [("metainfo", METAINFO), ("MIME type", MIME), ("icon", ICON)] {
        assert_well_formed(name, xml);
    }
}

#[test]
fn all_name_the_program_and_its_sessions_alike() {
    let entry = entry();
    assert_eq!(entry["Type"], "Application");
    assert_eq!(entry["TryExec"], BINARY);
    assert_eq!(entry["Exec"].split(' ').collect::<Vec<_>>(), [BINARY, "open", "%f"]);
    assert_eq!(entry["StartupWMClass"], between(WINDOW, "with_app_id(\"", "\""));
    assert_eq!(entry["Name"], between(METAINFO, "<name>", "</name>"));
    assert_eq!(between(METAINFO, "<binary>", "</binary>"), BINARY);
    assert_eq!(between(METAINFO, "<launchable type=\"desktop-id\">", "<"), "equipoise.desktop");
    assert_eq!(between(METAINFO, "<project_license>", "<"), env!("CARGO_PKG_LICENSE"));
    let kind = between(MIME, "<mime-type type=\"", "\"");
    assert_eq!(entry["MimeType"], format!("{kind};"));
    assert_eq!(between(METAINFO, "<mediatype>", "</mediatype>"), kind);
    let icon = entry["Icon"];
    assert_eq!(between(METAINFO, "<icon type=\"stock\">", "<"), icon);
    assert_eq!(between(MIME, "<icon name=\"", "\""), icon);
    assert!(installed().iter().any(|(source, target)| {
        source == "assets/icon/equipoise.svg"
            && *target == format!("usr/share/icons/hicolor/scalable/apps/{icon}.svg")
    }));
}

#[test]
fn session_files_are_known_by_name_and_by_their_first_bytes() {
    assert_eq!(between(MIME, "<glob pattern=\"", "\""), "*.equipoise");
    let magic = between(MIME, "offset=\"0\" value=\"", "\"");
    let magic = magic.replace("\\r", "\r").replace("\\n", "\n").replace("\\x1a", "\x1a");
    assert!(!magic.contains('\\') && magic.len() == 12, "{magic:?}");
    assert!(SESSION.starts_with(magic.as_bytes()));
}

#[test]
fn the_debian_package_has_every_file_in_its_place() {
    let (deb, features) = manifest();
    for feature in deb["features"].as_array().unwrap() {
        assert!(features.contains_key(feature.as_str().unwrap()), "{feature}");
    }
    let license = deb["license-file"][0].as_str().unwrap();
    assert!(Path::new(license).is_file(), "{license}");
    let id = between(METAINFO, "<id>", "</id>");
    let installed = installed();
    for (source, target) in &installed {
        let built = source == &format!("target/release/{BINARY}");
        assert!(built || Path::new(source).is_file(), "{source}");
        assert!(target.starts_with("usr/") && !target.contains("//"), "{target}");
    }
    for target in [
        format!("usr/bin/{BINARY}"),
        format!("usr/share/applications/{}", between(METAINFO, "desktop-id\">", "<")),
        format!("usr/share/metainfo/{id}.metainfo.xml"),
        "usr/share/mime/packages/equipoise.xml".to_owned(),
    ] {
        assert!(installed.iter().any(|(_, there)| *there == target), "{target}");
    }
}

/// The desktop entry starts `equipoise open`, with a file or without.
#[test]
#[cfg(target_os = "linux")]
fn open_without_a_file_opens_what_a_bare_start_opens() {
    let home = tempfile::tempdir().unwrap();
    let start = |arguments: &[&str]| {
        let mut command = Command::new(env!("CARGO_BIN_EXE_equipoise"));
        for display in ["DISPLAY", "WAYLAND_DISPLAY", "WAYLAND_SOCKET"] {
            command.env_remove(display);
        }
        let output = command.args(arguments).env("HOME", home.path()).output().unwrap();
        (output.status.code(), String::from_utf8(output.stderr).unwrap())
    };
    let (code, told) = start(&[]);
    assert!(code == Some(if cfg!(feature = "gui") { 1 } else { 2 }) && told.contains("window"), "{told}");
    assert_eq!(start(&["open"]), (code, told));
    let absent = home.path().join("absent.equipoise");
    let (code, told) = start(&["open", absent.to_str().unwrap()]);
    assert_eq!(code, Some(2), "{told}");
}
