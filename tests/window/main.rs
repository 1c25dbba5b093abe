//! The window, driven through its accessibility labels, with the real engine behind it.

mod common;
mod demonstrating;
mod files;
mod pictures;
mod plots;
mod views;
