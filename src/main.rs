//! `equipoise`: the window, or a headless command.

use std::process::ExitCode;

fn main() -> ExitCode {
    equipoise::cli::main(std::env::args_os())
}
