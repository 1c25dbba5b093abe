//! Integrals over the standard normal distribution.

use std::f64::consts::{PI, SQRT_2};

/// Density phi(x) = exp(-x^2/2)/sqrt(2 pi).
pub fn density(x: f64) -> f64 {
    libm::exp(-0.5 * x * x) / libm::sqrt(2.0 * PI)
}

/// Tail H(x) = P(z > x).
pub fn tail(x: f64) -> f64 {
    0.5 * libm::erfc(x / SQRT_2)
}

/// Distribution function Phi(x) = P(z <= x).
pub fn cumulative(x: f64) -> f64 {
    tail(-x)
}

/// I(a) = integral from a to infinity of (t - a) Dt = phi(a) - a H(a).
pub fn first_moment_above(a: f64) -> f64 {
    density(a) - a * tail(a)
}

/// J(a) = integral from a to infinity of (t - a)^2 Dt = (1 + a^2) H(a) - a phi(a).
pub fn second_moment_above(a: f64) -> f64 {
    (1.0 + a * a) * tail(a) - a * density(a)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn moments_agree_with_quadrature() {
        for a in [-3.0, -0.5, 0.0, 1.0, 3.5] {
            let (mut first, mut second) = (0.0, 0.0);
            let step = 1e-4;
            for k in 0..200_000 {
                let t = (k as f64 + 0.5) * step;
                first += t * density(a + t) * step;
                second += t * t * density(a + t) * step;
            }
            // The midpoint rule's own error is about step^2.
            assert!((first_moment_above(a) - first).abs() < 1e-8, "I({a})");
            assert!((second_moment_above(a) - second).abs() < 1e-8, "J({a})");
        }
    }

    #[test]
    fn tails_add_up() {
        assert_eq!(tail(0.0), 0.5);
        assert!((tail(1.3) + cumulative(1.3) - 1.0).abs() < 1e-15);
    }
}
