//! Pictures and animations of views, as vectors and as pixels.
//!
//! What a view has painted is a list of shapes. [`capture`] takes it from a frame of the window and
//! [`offscreen`] draws it without one; either way it is a [`Picture`], which may go to another thread. There it
//! becomes SVG text ([`svg`]), pixels and PNG files ([`raster`]), and a sequence of them an animation
//! ([`animation`]). Every file carries its [`Provenance`].

pub mod animation;
pub mod capture;
pub mod offscreen;
mod provenance;
pub mod raster;
pub mod svg;

pub use capture::Picture;
pub use provenance::Provenance;
