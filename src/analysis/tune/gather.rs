//! Candidates that an optimiser asks for one by one, from several threads, evaluated together.

use std::time::Duration;

use crossbeam_channel::{Receiver, RecvTimeoutError, Sender, bounded, unbounded};

use super::{Evaluation, Search, TuneError};
use crate::model::Params;

/// How long candidates of the same generation may take to arrive after one another. What is found does not depend on
/// it: a candidate reaches the same whoever is beside it.
const PATIENCE: Duration = Duration::from_millis(2);

type Answer = Result<Evaluation, TuneError>;

/// Where candidates are handed in.
#[derive(Debug, Clone)]
pub(super) struct Gatherer {
    asked: Sender<(Params, Sender<Answer>)>,
}

impl Gatherer {
    /// Runs `with` a gatherer; all that is asked of it meanwhile is evaluated.
    pub(super) fn run<T>(search: &Search, with: impl FnOnce(Self) -> T) -> T {
        let (asked, inbox) = unbounded();
        std::thread::scope(|scope| {
            scope.spawn(|| serve(search, &inbox));
            with(Self { asked })
        })
    }

    /// What a candidate reaches; waits for it.
    pub(super) fn evaluate(&self, params: Params) -> Answer {
        let (answer, answered) = bounded(1);
        let gone = || TuneError::Refused("a candidate panicked".to_owned());
        self.asked.send((params, answer)).map_err(|_| gone())?;
        answered.recv().map_err(|_| gone())?
    }
}

fn serve(search: &Search, inbox: &Receiver<(Params, Sender<Answer>)>) {
    while let Ok(first) = inbox.recv() {
        let mut together = vec![first];
        let ended = loop {
            match inbox.recv_timeout(PATIENCE) {
                Ok(next) => together.push(next),
                Err(reason) => break reason == RecvTimeoutError::Disconnected,
            }
        };
        let (candidates, answers): (Vec<Params>, Vec<_>) = together.into_iter().unzip();
        match search.evaluate_all(&candidates, &search.seeds) {
            // Who asked may be gone.
            Ok(found) => answers.iter().zip(found).for_each(|(answer, one)| _ = answer.send(Ok(one))),
            Err(error) => answers.iter().for_each(|answer| _ = answer.send(Err(error.clone()))),
        }
        if ended {
            return;
        }
    }
}
