//! The window, driven through its accessibility labels, with the real engine behind it.

mod alone;
mod atlas;
mod circuits;
mod common;
mod demonstrating;
mod fields;
mod files;
mod fitting;
mod golden;
mod guide;
mod neuron;
#[path = "../both/patience.rs"]
mod patience;
mod pictures;
mod plots;
mod rules;
mod views;
mod zoom;
