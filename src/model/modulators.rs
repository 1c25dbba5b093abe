//! Acetylcholine and noradrenaline: imperfect supervision.
//!
//! Acetylcholine is paired with a stimulus only when its target is 1, and then only with
//! probability rho_A; noradrenaline with any stimulus, with probability rho_N. A paired modulator
//! disinhibits the neuron by M = max(0, A (1 + z)), z ~ N(0,1).

use rand::RngExt;
use rand_distr::StandardNormal;
use rand_pcg::Pcg64;

use super::Params;

/// What was released during one presentation; the values are the disinhibitions M.
#[derive(Debug, Clone, Copy, PartialEq, Default, serde::Serialize, serde::Deserialize)]
pub struct Release {
    /// M_A where eta_A = 1.
    pub ach: Option<f64>,
    /// M_N where eta_N = 1.
    pub na: Option<f64>,
}

impl Release {
    /// Draws the releases for a stimulus with target `y_target` and drive `h`.
    pub fn draw(params: &Params, y_target: bool, h: f64, rng: &mut Pcg64) -> Self {
        let needed = h < params.kappa_a;
        let ach = params.ach && y_target && rng.random_bool(params.rho_a) && needed;
        let na = params.na && rng.random_bool(params.rho_n);
        Self {
            ach: ach.then(|| disinhibition(params.a_a, rng)),
            na: na.then(|| disinhibition(params.a_n, rng)),
        }
    }

    /// Releases exactly what is asked, whatever the target, the drive and the probabilities; only the
    /// strengths are drawn.
    pub fn forced(params: &Params, (ach, na): (bool, bool), rng: &mut Pcg64) -> Self {
        Self {
            ach: ach.then(|| disinhibition(params.a_a, rng)),
            na: na.then(|| disinhibition(params.a_n, rng)),
        }
    }

    /// eta_A M_A + eta_N M_N.
    pub fn disinhibition(&self) -> f64 {
        self.ach.unwrap_or(0.0) + self.na.unwrap_or(0.0)
    }
}

fn disinhibition(amplitude: f64, rng: &mut Pcg64) -> f64 {
    let z: f64 = rng.sample(StandardNormal);
    (amplitude * (1.0 + z)).max(0.0)
}

#[cfg(test)]
mod tests {
    use super::*;
    use rand::SeedableRng;

    fn fraction(params: &Params, y_target: bool, h: f64, what: fn(&Release) -> bool) -> f64 {
        let mut rng = Pcg64::seed_from_u64(5);
        let hits = (0..20_000).filter(|_| what(&Release::draw(params, y_target, h, &mut rng)));
        hits.count() as f64 / 20_000.0
    }

    #[test]
    fn acetylcholine_labels_needy_targets_and_noradrenaline_labels_nothing() {
        let params = Params { rho_a: 0.7, rho_n: 0.1, kappa_a: 0.5, ..Params::default() };
        // Five standard errors of a Bernoulli mean over 20,000 draws are 0.016 and 0.011.
        assert!((fraction(&params, true, 0.0, |r| r.ach.is_some()) - 0.7).abs() < 0.016);
        assert_eq!(fraction(&params, false, 0.0, |r| r.ach.is_some()), 0.0);
        assert_eq!(fraction(&params, true, 0.5, |r| r.ach.is_some()), 0.0);
        for (target, h) in [(true, 3.0), (false, -3.0)] {
            assert!((fraction(&params, target, h, |r| r.na.is_some()) - 0.1).abs() < 0.011);
        }
    }

    #[test]
    fn disinhibition_lifts_a_silent_stimulus_as_often_as_the_rectified_gaussian_says() {
        let params = Params { rho_n: 1.0, a_n: 5.0, ..Params::default() };
        // q(h; A) = Phi(1 + h/A): h = -5 gives 1/2, h = -10 gives Phi(-1) = 0.1587.
        assert!((fraction(&params, false, -5.0, |r| r.na.is_some_and(|m| m > 5.0)) - 0.5).abs() < 0.018);
        assert!(
            (fraction(&params, false, -10.0, |r| r.na.is_some_and(|m| m > 10.0)) - 0.158_655).abs() < 0.013
        );
    }
}
