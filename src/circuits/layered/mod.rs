//! The layered circuit: sigmoid units, one presentation one change.
//!
//! ```text
//! v_0 = x;   z_l = W_l v_{l-1} + b_l;   v_l = s(z_l),  l = 1..L;   loss = |y - v_L|^2 / 2
//! ```

mod circuit;
pub mod credit;
pub mod examples;
pub mod inside;
pub mod network;
pub mod rules;
pub mod tasks;

pub use circuit::Layered;
pub use credit::{LayeredRule, Shown};
pub use examples::{Example, LayeredTask};
pub use inside::{Bursts, InferenceStep, LayeredInside, Trace};
pub use network::Activity;
