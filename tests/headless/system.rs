//! Another system than the neuron on the same engine: a number that each presentation scrambles.

use std::convert::Infallible;
use std::sync::Arc;
use std::sync::atomic::AtomicBool;

use equipoise::engine::any::{
    Act, Command, Engine, Happening, Log, LogEntry, Notes, SavedForm, SavedWorkbench, Session, System,
    Workbench,
};
use equipoise::engine::{BUDGET, Navigate, RunState, Transport};
use equipoise::model::state::StateError;
use serde::{Deserialize, Serialize};

#[derive(Debug, Clone, PartialEq)]
struct Toy(u64, u64);

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
enum Doing {
    Add(u64),
    Restart,
    Refused,
}

#[derive(Debug, thiserror::Error)]
#[error("refused")]
struct Refused;

#[derive(Debug, Clone, PartialEq)]
struct Added(u64);

#[derive(Debug, Clone, Serialize, Deserialize)]
struct Saved(u64, Vec<(u64, Doing)>, u64);

const EPOCH: u64 = 10;

impl Act for Doing {
    fn replaces(&self, _: &Self) -> bool {
        false
    }
}

impl Happening for Added {
    fn text(&self) -> String {
        format!("{self:?}")
    }
}

impl SavedForm for Saved {
    type Shared = ();

    fn share(_: &Arc<AtomicBool>) {}

    fn check(&self, (): &mut ()) -> Result<(), StateError> {
        Ok(())
    }

    fn length(&self) -> (u64, usize) {
        (self.2, self.1.len())
    }

    fn actions_until(&self, made: u64) -> usize {
        self.1.iter().filter(|(at, _)| *at <= made).count()
    }
}

impl System for Toy {
    type Start = u64;
    type Action = Doing;
    type Event = Added;
    type Look = Option<u64>;
    /// Pause above this.
    type Attention = Option<u64>;
    type View = u64;
    type Saved = Saved;
    type Missing = Infallible;
    type Error = Refused;

    fn begin(start: &u64) -> Result<Self, Refused> {
        Ok(Self(*start, 0))
    }

    fn step(&mut self) -> bool {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1);
        self.1 += 1;
        self.1.is_multiple_of(EPOCH)
    }

    fn act(&mut self, action: Doing, notes: &mut Notes<Self>) -> Result<(), Refused> {
        match action {
            Doing::Add(more) => {
                self.0 = self.0.wrapping_add(more);
                notes.mark(self.place(), Added(more));
            }
            Doing::Restart => {
                self.0 = 0;
                notes.begin_again();
                notes.say("again".to_owned());
            }
            Doing::Refused => return Err(Refused),
        }
        Ok(())
    }

    fn place(&self) -> (u64, f64) {
        (0, 0.0)
    }

    fn left_of_epoch(&self, ahead: u64) -> u64 {
        EPOCH - ahead % EPOCH
    }

    fn look(&mut self, attention: &mut Option<u64>, look: Option<u64>) {
        *attention = look;
    }

    fn look_as(&mut self, attention: &Option<u64>) -> Option<u64> {
        *attention
    }

    fn check(&self, attention: &mut Option<u64>, ended: bool) -> bool {
        attention.is_some_and(|above| ended && self.0 > above)
    }

    fn found(attention: &Option<u64>) -> Option<(String, Added)> {
        attention.map(|above| (format!("above {above}"), Added(0)))
    }

    fn forget(_: &mut Option<u64>) {}

    fn view(&self, _: &Option<u64>) -> u64 {
        self.0
    }

    fn bytes(&self) -> usize {
        8
    }

    fn save(session: &Session<Self>) -> Saved {
        let log = session.log().iter().map(|entry| (entry.at, entry.action.clone()));
        Saved(*session.start(), log.collect(), session.made())
    }

    fn restore(
        Saved(start, log, made): Saved,
        (): &mut (),
    ) -> Result<(Session<Self>, Session<Self>), StateError> {
        let entry = |(at, action)| LogEntry { at, action };
        let log: Log<Doing> = log.into_iter().map(entry).collect();
        let again = |log: &Log<Doing>, made| {
            Session::repeated(start, log, made)
                .map_err(|_| StateError::Inconsistent { what: "the toy refuses its start" })
        };
        Ok((again(&log, made)?, again(&Log::default(), 0)?))
    }
}

fn run(bench: &mut Workbench<Toy>, presentations: u64) {
    bench.apply(Command::Transport(Transport::RunFor(presentations)));
    while bench.advance(7) > 0 {}
}

/// A start, two actions with presentations between them, and a refused one.
fn lived() -> Workbench<Toy> {
    let mut bench = Workbench::with_budget(Session::begin(7).unwrap(), BUDGET);
    run(&mut bench, 40_000);
    bench.apply(Command::Act(Doing::Add(5)));
    bench.apply(Command::Act(Doing::Refused));
    run(&mut bench, 5);
    bench.apply(Command::Act(Doing::Restart));
    run(&mut bench, 20_000);
    bench
}

/// What the value is after `made` presentations of [`lived`], computed by hand.
fn by_hand(made: u64) -> u64 {
    let scramble = |value: u64| value.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1);
    (0..made).fold(7, |value, at| {
        scramble(match at {
            40_000 => value.wrapping_add(5),
            40_005 => 0,
            _ => value,
        })
    })
}

#[test]
fn another_system_is_scrubbed_branched_paused_saved_and_restored() {
    let mut bench = lived();
    assert_eq!(bench.snapshot(0.0).view, by_hand(60_005));
    assert_eq!((bench.head().log().len(), bench.head().made()), (2, 60_005));
    let snapshot = bench.snapshot(0.0);
    assert_eq!((snapshot.marks.len(), snapshot.generation), (1, 1));
    assert_eq!(
        snapshot.notice.as_ref().map(|notice| (notice.number, notice.text.as_str())),
        Some((2, "again"))
    );
    // Back, and on in a branch of its own.
    bench.apply(Command::Navigate(Navigate::Scrub(40_003)));
    while bench.seeking() {
        bench.seek(1000);
    }
    assert_eq!(bench.snapshot(0.0).view, by_hand(40_003));
    bench.apply(Command::Act(Doing::Add(1)));
    assert_eq!(bench.shown().system().0, by_hand(40_003).wrapping_add(1));
    assert_eq!(bench.counts().0, 2);
    // A condition pauses it at the end of an epoch.
    bench.apply(Command::Look(Some(0)));
    run(&mut bench, 100);
    assert_eq!((bench.head().made(), bench.head().run_state()), (40_010, RunState::Paused));
    bench.apply(Command::Transport(Transport::Epoch));
    assert_eq!(bench.head().run_state(), RunState::Until(40_020));
    bench.apply(Command::Transport(Transport::Pause));
    // Written and read, it is the same.
    let bytes = rmp_serde::to_vec_named(&bench.to_saved()).unwrap();
    let saved: SavedWorkbench<Toy> = rmp_serde::from_slice(&bytes).unwrap();
    saved.check().unwrap();
    let again = Workbench::restore(saved, &Arc::default()).unwrap();
    assert_eq!(again.shown().system(), bench.shown().system());
    assert_eq!((again.counts(), again.head().log()), (bench.counts(), bench.head().log()));
}

#[test]
fn another_system_runs_live_and_survives_a_panic() {
    let mut engine = Engine::start_with(lived(), || {}).unwrap();
    let until = |engine: &mut Engine<Toy>, command| {
        engine.send(command);
        while engine.snapshot().applied < engine.issued() || engine.snapshot().run != RunState::Paused {
            engine.flush();
            std::thread::yield_now();
        }
        engine.snapshot()
    };
    let snapshot = until(&mut engine, Command::Transport(Transport::RunFor(50)));
    assert_eq!(snapshot.timeline.made, 60_055);
    let value = snapshot.view;
    let snapshot = until(&mut engine, Command::Transport(Transport::Fail));
    assert!(snapshot.notice.as_ref().is_some_and(|notice| notice.fault));
    assert_eq!(snapshot.view, value, "as it was");
}
