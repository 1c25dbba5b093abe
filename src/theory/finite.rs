//! Finite-size references: Cover's count of separable dichotomies, and least squares.

use super::gaussian::tail;

/// Most points: beyond, rounding of the logarithms of factorials reaches the sixth decimal.
pub const MOST_POINTS: u64 = 10_000_000;

/// Fraction of the 2^P dichotomies of P points in general position that `n` free parameters
/// separate linearly:
///
/// ```text
/// C(P, n)/2^P,   C(P, n) = 2 sum_{k<n} binom(P-1, k)
/// ```
///
/// Cover (1965), *IEEE Trans. Electronic Computers* EC-14:326. n is the number of weights, plus one with a free threshold; unconstrained
/// weights, f_out = 1/2, continuous inputs. It is 1 up to P = n and 1/2 at P = 2n. Summed in log
/// space, so that P may be large, up to [`MOST_POINTS`]. 0 parameters separate nothing but an empty set.
pub fn separable_fraction(p: u64, n: u64) -> f64 {
    if p <= n {
        return 1.0;
    }
    if n == 0 {
        return 0.0;
    }
    // By symmetry of the binomial, sum the shorter side.
    let points = p - 1;
    if 2 * n <= points + 1 { below(points, n) } else { 1.0 - below(points, p - n) }
}

/// P(k < n) for k ~ Binomial(m, 1/2), n <= (m + 1)/2: terms rise towards the last, so adding them
/// downwards from it can stop once they no longer count.
fn below(m: u64, n: u64) -> f64 {
    if n == 0 {
        return 0.0;
    }
    let (m, last) = (m as f64, (n - 1) as f64);
    let ln_last = libm::lgamma(m + 1.0)
        - libm::lgamma(last + 1.0)
        - libm::lgamma(m - last + 1.0)
        - m * std::f64::consts::LN_2;
    let (mut sum, mut term, mut k) = (1.0, 1.0, last);
    while k > 0.0 && term > 1e-18 * sum {
        term *= k / (m - k + 1.0);
        sum += term;
        k -= 1.0;
    }
    (ln_last + libm::log(sum)).exp().min(1.0)
}

/// Fraction of errors that least squares makes on P associations with n weights, for large P:
/// H(1/sqrt(P/n - 1)) above P = n and none up to it (targets +-1, f_out = 1/2, ridge -> 0). What a
/// pure delta rule without a margin can reach.
pub fn least_squares_errors(p: f64, n: f64) -> f64 {
    let ratio = p / n;
    if ratio <= 1.0 || ratio.is_nan() { 0.0 } else { tail(1.0 / (ratio - 1.0).sqrt()) }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The count itself, in whole numbers.
    fn counted(p: u64, n: u64) -> f64 {
        let (mut binomial, mut sum) = (1u128, 0u128);
        for k in 0..n.min(p) {
            sum += binomial;
            binomial = binomial * u128::from(p - 1 - k) / u128::from(k + 1);
        }
        (2 * sum) as f64 / (1u128 << p) as f64
    }

    #[test]
    fn small_counts_are_exact() {
        for p in 1..=60 {
            for n in 1..=70 {
                let (ours, exact) = (separable_fraction(p, n), counted(p, n));
                assert!((ours - exact).abs() <= 1e-12 * exact.max(1e-12) + 1e-13, "{p} {n}: {ours} {exact}");
            }
        }
    }

    #[test]
    fn half_of_all_dichotomies_at_twice_the_parameters_and_a_step_for_large_n() {
        for n in [1, 10, 1000, 1_000_000] {
            assert!((separable_fraction(2 * n, n) - 0.5).abs() < 1e-9, "{n}");
        }
        assert!(separable_fraction(1_900_000, 1_000_000) > 1.0 - 1e-12);
        assert!(separable_fraction(2_100_000, 1_000_000) < 1e-12);
        assert_eq!((separable_fraction(5, 5), separable_fraction(3, 0)), (1.0, 0.0));
    }

    #[test]
    fn least_squares_interpolates_up_to_n_and_then_guesses_more_and_more() {
        assert_eq!(least_squares_errors(100.0, 100.0), 0.0);
        assert!((least_squares_errors(200.0, 100.0) - 0.158_655_25).abs() < 1e-8);
        assert!(least_squares_errors(1e9, 1.0) > 0.4999);
    }
}
