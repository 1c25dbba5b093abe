//! Small circuits that learn by other rules: the same circuit, other ways to assign credit.
//!
//! A [`Rule`] proposes a change of all learned arrays from one step; only the circuit applies it. Beside the rule an
//! exact twin learns by the gradient, from the same starting weights and the same data. Sizes are small on purpose.
//!
//! To add a rule: write its file, and add it to [`RULES`].

mod alignment;
pub mod arrays;
mod circuit;
pub mod index;
mod inside;
pub mod layered;
pub mod neurons;
mod parameter;
mod random;
pub mod recurrent;
mod registry;
mod rule;
mod settings;
pub mod state;
mod task;

pub use alignment::Alignment;
pub use arrays::Arrays;
pub use circuit::{Circuit, Diverged, Measures};
pub use inside::Inside;
pub use parameter::{Kind, Parameter};
pub use registry::{RULES, TASKS, build};
pub use rule::{Family, Rule};
pub use settings::{Settings, SettingsError};
pub use task::{Task, Trials};
