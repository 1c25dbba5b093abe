//! What theory says over the plane of an atlas: where conditions hold, and where the load is critical.

use super::plan::Plan;
use crate::model::{ParamId, Params};
use crate::theory::capacity;
use crate::theory::conditions::of_one_presentation;

/// Where a condition holds.
#[derive(Debug, Clone, PartialEq)]
pub struct Region {
    /// The condition.
    pub name: &'static str,
    /// Does it hold, cell by cell?
    pub holds: Vec<bool>,
}

/// The conditions that hold in one part of the plane and not in another, for a stimulus at the starting excitation E0.
/// None where loaded rules act: the conditions are about the four.
pub fn regions(plan: &Plan) -> Vec<Region> {
    let cells: Vec<Params> = (0..plan.cells()).filter_map(|cell| plan.params(cell).ok()).collect();
    if cells.len() < plan.cells() || !cells.iter().all(Params::only_built_in) {
        return Vec::new();
    }
    let mut regions: Vec<Region> = Vec::new();
    for params in &cells {
        for (at, condition) in of_one_presentation(params, params.e0).iter().enumerate() {
            if at == regions.len() {
                regions.push(Region { name: condition.name, holds: Vec::new() });
            }
            regions[at].holds.push(condition.holds());
        }
    }
    regions.retain(|region| region.holds.contains(&true) && region.holds.contains(&false));
    regions
}

/// P at the critical load with sign-constrained weights, for every value of the other axis (or once, without one). `None`
/// unless one of the axes is P.
pub fn critical(plan: &Plan) -> Option<Vec<f64>> {
    let [columns, rows] = plan.size();
    let is_p = |key: &str| key == ParamId::p.spec().key;
    let cells: Vec<usize> = if is_p(plan.x.coordinate().key()) {
        (0..rows).map(|row| row * columns).collect()
    } else if plan.y.as_ref().is_some_and(|y| is_p(y.coordinate().key())) {
        (0..columns).collect()
    } else {
        return None;
    };
    let at = |cell: usize| {
        let params = plan.params(cell).ok()?;
        Some(capacity::sign_constrained(params.f_out).ok()? * params.synapses() as f64)
    };
    cells.into_iter().map(at).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::analysis::training::Schedule;

    fn plan(x: &str, y: Option<&str>) -> Plan {
        Plan {
            base: Params::default(),
            x: x.parse().unwrap(),
            y: y.map(|y| y.parse().unwrap()),
            seeds: 1,
            first_seed: 1,
            schedule: Schedule { epochs: 1, unsupervised: None },
            compared: None,
        }
    }

    #[test]
    fn regions_are_those_of_the_single_neurons() {
        let plan = plan("b=-3..10:7", Some("a=0.1..1.5:5"));
        let regions = regions(&plan);
        assert!(!regions.is_empty());
        for region in &regions {
            for cell in 0..plan.cells() {
                let params = plan.params(cell).unwrap();
                let all = of_one_presentation(&params, params.e0);
                let condition = all.iter().find(|condition| condition.name == region.name).unwrap();
                assert_eq!(region.holds[cell], condition.holds());
            }
        }
    }

    #[test]
    fn the_critical_load_is_that_of_its_row() {
        let critical = critical(&plan("P=10..900:3", Some("N=50..100:2"))).unwrap();
        let alpha = capacity::sign_constrained(Params::default().f_out).unwrap();
        assert_eq!(critical, [100.0 * alpha, 200.0 * alpha]);
        assert_eq!(super::critical(&plan("rho_A=0.1..0.9:3", None)), None);
        assert_eq!(super::critical(&plan("c=0..1:3", Some("P=10..90:2"))).unwrap().len(), 3);
    }
}
