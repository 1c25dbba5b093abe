//! Critical load alpha_c = P/N above which no weights store the associations, as N grows.
//!
//! Binary or Gaussian balanced random patterns; kappa is the margin in units of |w| times the input
//! standard deviation.

use super::TheoryError;
use super::gaussian::{first_moment_above, second_moment_above};

/// Capacity of a perceptron with unconstrained weights and free threshold, per weight.
///
/// ```text
/// alpha_c(f, kappa) = 1 / [ f J(D - kappa) + (1-f) J(-D - kappa) ]
/// where D solves      f I(D - kappa) = (1-f) I(-D - kappa)
/// ```
///
/// Gardner (1988), *J. Phys. A* 21:257. At kappa = 0 and f = 1/2 it is 2.
///
/// # Errors
/// `f_out` outside (0, 1), or a negative or infinite `kappa`.
pub fn unconstrained(f_out: f64, kappa: f64) -> Result<f64, TheoryError> {
    if !(f_out > 0.0 && f_out < 1.0) {
        return Err(TheoryError::CodingLevel(f_out));
    }
    if !(kappa >= 0.0 && kappa.is_finite()) {
        return Err(TheoryError::Margin(kappa));
    }
    let d = offset(f_out, kappa);
    let errors = f_out * second_moment_above(d - kappa) + (1.0 - f_out) * second_moment_above(-d - kappa);
    Ok(1.0 / errors)
}

/// Capacity at kappa = 0 of a perceptron whose weights each have a given sign (Dale's law), per
/// weight: half of the unconstrained value, whatever the fraction of excitatory synapses >= 1/2.
///
/// Amit, Wong & Campbell (1989); Nadal (1990); Brunel et al. (2004); Chapeton et al. (2012);
/// Rubin, Abbott & Sompolinsky (2017).
///
/// # Errors
/// `f_out` outside (0, 1).
pub fn sign_constrained(f_out: f64) -> Result<f64, TheoryError> {
    Ok(unconstrained(f_out, 0.0)? / 2.0)
}

/// Ceiling for what survives when supervision stops, as a load P/(N_E + N_I).
///
/// With inhibition slaved to the balance line and a < 1 the neuron fires iff
/// i_E > (b + theta)/(1 - a): only the N_E non-negative excitatory weights classify.
///
/// # Errors
/// `f_out` outside (0, 1).
pub fn slaved_inhibition(f_out: f64, n_e: usize, n_i: usize) -> Result<f64, TheoryError> {
    Ok(sign_constrained(f_out)? * n_e as f64 / (n_e + n_i) as f64)
}

/// D, by bisection: the difference of the two sides falls strictly with D. alpha_c is stationary
/// in D, so an error of D enters it only squared.
fn offset(f_out: f64, kappa: f64) -> f64 {
    let excess =
        |d: f64| f_out * first_moment_above(d - kappa) - (1.0 - f_out) * first_moment_above(-d - kappa);
    // Beyond 40 standard deviations one side underflows to zero, whatever f_out is.
    let (mut low, mut high) = (-kappa - 40.0, kappa + 40.0);
    for _ in 0..200 {
        let middle = 0.5 * (low + high);
        if excess(middle) > 0.0 { low = middle } else { high = middle }
    }
    0.5 * (low + high)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn known_limits() {
        assert!((unconstrained(0.5, 0.0).unwrap() - 2.0).abs() < 1e-14);
        assert!((sign_constrained(0.2).unwrap() - 1.333_797_30).abs() < 1e-8);
        // Half of the synapses are excitatory: 267 associations for N_E = N_I = 200.
        assert!((slaved_inhibition(0.2, 200, 200).unwrap() * 400.0 - 266.76).abs() < 0.01);
    }

    #[test]
    fn symmetric_in_the_two_classes_and_falling_with_the_margin() {
        for f in [1e-4, 0.03, 0.3] {
            let (low, high) = (unconstrained(f, 0.3).unwrap(), unconstrained(1.0 - f, 0.3).unwrap());
            assert!((low / high - 1.0).abs() < 1e-9, "{f}: {low} {high}");
            assert!(unconstrained(f, 0.4).unwrap() < low);
        }
    }

    #[test]
    fn impossible_arguments_are_refused() {
        for f in [0.0, 1.0, -0.1, f64::NAN] {
            assert!(matches!(unconstrained(f, 0.0), Err(TheoryError::CodingLevel(_))));
        }
        for kappa in [-0.1, f64::INFINITY, f64::NAN] {
            assert!(matches!(unconstrained(0.2, kappa), Err(TheoryError::Margin(_))));
        }
    }
}
