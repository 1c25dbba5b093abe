//! Pictures and animations of views, as vectors and as pixels.
//!
//! What a view has painted is a list of shapes. [`capture`] takes it from a frame of the window and
//! [`offscreen`] draws it without one; either way it is a [`Picture`], which may go to another thread. There it
//! becomes SVG text ([`svg`]), pixels and PNG files ([`raster`]), and a sequence of them an animation
//! ([`animation`]). A [`Figure`] is a picture of a size on screen or, drawn for that ([`Sheet`]), on paper. Every file
//! carries its [`Provenance`].

pub mod animation;
pub mod capture;
mod figure;
pub mod learning;
pub mod offscreen;
#[cfg(feature = "pdf")]
pub mod pdf;
mod provenance;
pub mod raster;
pub mod sheet;
pub mod svg;

pub use capture::Picture;
pub use figure::{Figure, FigureError, Format, Size};
pub use provenance::Provenance;
pub use sheet::Sheet;
