//! The window, driven through its accessibility labels, with the real engine behind it.

mod common;
mod demonstrating;
mod fields;
mod files;
mod fitting;
mod pictures;
mod plots;
mod views;
