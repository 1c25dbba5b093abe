//! Rules of the recurrent circuit, one file each.

use crate::circuits::parameter::Parameter;

pub mod bptt;
pub mod eprop;
pub mod mdgl;
pub mod modprop;
pub mod reward;

/// Cell types.
pub static TYPES: Parameter = Parameter::count(
    "C",
    "C",
    "cell types that feedback tells apart: 2 is E and I, 40 every cell (more help little until 16, since this W has no structure beyond E and I)",
    (2.0, 40.0),
    2.0,
);
