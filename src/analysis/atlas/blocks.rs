//! The neurons of an atlas, grouped by what they share, so that several advance at once.

use std::collections::HashMap;
use std::sync::atomic::{AtomicBool, Ordering};

use super::AtlasError;
use super::plan::{Plan, Point};
use super::reading::Reading;
use crate::analysis::lanes::{chunks, shared};
use crate::model::{Lanes, Params, Population, Simulation, StimulusCache};

/// One of the two neurons of a point.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Role {
    /// The one that the atlas shows.
    Shown,
    /// The one that it is compared with.
    Compared,
}

/// A neuron to be computed.
#[derive(Debug, Clone)]
pub struct Member {
    /// Of which point.
    pub point: Point,
    /// Which of its two.
    pub role: Role,
    params: Params,
}

/// Neurons that may share associations and order, and can be together in one [`Block`].
#[derive(Debug, Clone)]
pub struct Group(Vec<Member>);

impl Group {
    /// The neurons of these points by what they share, in order of the points.
    ///
    /// # Errors
    /// A value that its parameter cannot have.
    pub fn all(plan: &Plan, points: &[Point]) -> Result<Vec<Self>, AtlasError> {
        let mut groups: Vec<Self> = Vec::new();
        let mut places: HashMap<Vec<u64>, usize> = HashMap::new();
        for &point in points {
            let shown = (Role::Shown, plan.params(point.cell)?);
            let compared = plan.compared_params(point.cell)?.map(|params| (Role::Compared, params));
            for (role, params) in [shown].into_iter().chain(compared) {
                let key = shared(&params, point.seed);
                let place = *places.entry(key).or_insert_with(|| {
                    groups.push(Self(Vec::new()));
                    groups.len() - 1
                });
                groups[place].0.push(Member { point, role, params });
            }
        }
        Ok(groups)
    }

    /// Members of as many blocks as they need.
    pub fn chunks(&self) -> impl Iterator<Item = &[Member]> {
        chunks(&self.0, |member| Lanes::takes(&member.params))
    }

    /// Number of neurons.
    pub fn len(&self) -> usize {
        self.0.len()
    }

    /// Bytes that its neurons take while all of them live.
    pub fn memory_needed(&self) -> u64 {
        let Some(first) = self.0.first() else { return 0 };
        let in_lanes = (first.params.synapses() * Lanes::MOST * size_of::<f64>()) as u64;
        let block = |members: &[Member]| match members {
            [single] => single.params.memory_needed(),
            _ => in_lanes,
        };
        first.params.memory_needed() + self.chunks().map(block).sum::<u64>()
    }
}

/// Neurons that advance together.
pub struct Block {
    members: Vec<Member>,
    neurons: Neurons,
}

enum Neurons {
    Lanes(Box<Lanes>),
    Single(Box<Simulation>),
}

impl Block {
    /// The neurons at their start.
    ///
    /// # Errors
    /// A neuron that cannot be built.
    pub fn new(members: &[Member], drawn: &mut StimulusCache) -> Result<Self, AtlasError> {
        let Some(first) = members.first() else { return Err(AtlasError::Apart) };
        let params: Vec<Params> = members.iter().map(|member| member.params.clone()).collect();
        let seed = first.point.seed;
        let neurons = if members.len() == 1 {
            Neurons::Single(Box::new(Simulation::new(first.params.clone(), seed)?))
        } else {
            Neurons::Lanes(Box::new(Lanes::new(&params, seed, drawn)?.ok_or(AtlasError::Apart)?))
        };
        Ok(Self { members: members.to_vec(), neurons })
    }

    /// Shows whole epochs.
    ///
    /// # Errors
    /// [`AtlasError::Cancelled`] after the present epoch.
    pub fn advance(&mut self, epochs: u64, cancel: &AtomicBool) -> Result<(), AtlasError> {
        for _ in 0..epochs {
            if cancel.load(Ordering::Relaxed) {
                return Err(AtlasError::Cancelled);
            }
            match &mut self.neurons {
                Neurons::Lanes(lanes) => lanes.run_epochs(1),
                Neurons::Single(neuron) => neuron.run_epochs(1),
            }
        }
        Ok(())
    }

    /// From now on no neuron is supervised.
    ///
    /// # Errors
    /// As [`Simulation::set_params`].
    pub fn withdraw_supervision(&mut self) -> Result<(), AtlasError> {
        match &mut self.neurons {
            Neurons::Lanes(lanes) => lanes.withdraw_supervision(),
            Neurons::Single(neuron) => {
                let unsupervised = neuron.params().unsupervised();
                neuron.set_params(unsupervised)?;
            }
        }
        Ok(())
    }

    /// What is read of every neuron.
    pub fn readings(&self) -> Vec<(&Member, Reading)> {
        let populations = [Population::Excitatory, Population::Inhibitory];
        match &self.neurons {
            Neurons::Lanes(lanes) => {
                let read = |(lane, (member, responses))| {
                    let weights =
                        populations.map(|population| lanes.weights(population).iter(lane).collect());
                    (member, Reading::of(lanes.params(lane), &responses, weights))
                };
                self.members.iter().zip(lanes.recall()).enumerate().map(read).collect()
            }
            Neurons::Single(neuron) => {
                let weights = populations.map(|population| neuron.weights(population).iter().collect());
                let reading = Reading::of(neuron.params(), &neuron.recall(), weights);
                self.members.iter().map(|member| (member, reading)).collect()
            }
        }
    }
}
