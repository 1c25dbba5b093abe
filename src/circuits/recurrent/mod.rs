//! The recurrent circuit: leaky cells of two signs, a trial at a time.
//!
//! ```text
//! v_t = a v_{t-1} + (1-a)(W z_{t-1} + U x_t + b),  z_t = max(v_t, 0),  y_t = V z_t + c
//! E = sum_t m_t |y_t - y*_t|^2 / (2 sum_t m_t), mean over the B trials of a step
//! ```
//!
//! Learned arrays: W, U, b, V, c. Columns of W keep their sign (Dale's law), its diagonal is 0.

mod cells;
mod circuit;
mod feedback;
pub mod inside;
mod optimiser;
pub mod rules;
pub mod tasks;
pub mod trials;

pub use cells::{Cells, N, N_E};
pub use circuit::Recurrent;
pub use feedback::{Batch, Feedback, Gradient, gradient, typed};
pub use inside::RecurrentInside;
pub use trials::{RecurrentTask, Trial};
