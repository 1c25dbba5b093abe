//! Everything that needs no window: model, theory, analysis, engine, files and the command line.

mod architecture;
mod atlas;
mod capacity;
mod circuit_neurons;
mod circuit_paths;
mod circuit_scenarios;
mod circuits;
mod command_line;
mod engine;
mod experiments;
mod export;
mod fresh;
mod health;
mod lanes;
mod language;
mod live_circuits;
mod live_comparison;
mod long_run;
mod mean_field;
mod own_rules;
mod packaging;
#[path = "../both/patience.rs"]
mod patience;
mod readers;
mod recipe;
mod recorded_forms;
mod recordings;
mod reference_results;
#[path = "../both/rule_changes.rs"]
mod rule_changes;
mod rules;
mod scenarios;
mod session;
mod state;
mod system;
mod theory;
mod time;
mod together;
mod writing;
