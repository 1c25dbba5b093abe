//! Label and reward, drawn from a stream of their own: a neuron whose rules do not ask for them is as it was.

use rand::RngExt;
use rand_pcg::Pcg64;

use super::Params;
use super::presentation::Told;

impl Told {
    /// What is told of a response with this output and target. Draws three numbers, whatever they are needed for.
    #[inline(never)]
    pub(super) fn draw(params: &Params, (output, target): (bool, bool), rng: &mut Pcg64) -> Self {
        let mut happens = |probability: f64| rng.random_bool(probability);
        let (label, rewarded, wrong) = (happens(params.rho_t), happens(params.rho_r), happens(params.eps_r));
        let supervised = params.supervised();
        Self {
            label: label && supervised,
            rewarded: rewarded && supervised,
            reward: (output == target) != wrong,
        }
    }
}
