//! The hot loop allocates nothing, whatever rules are loaded: counted by the allocator.

use std::alloc::{GlobalAlloc, Layout, System};
use std::sync::atomic::{AtomicUsize, Ordering};

use equipoise::engine::Session;
use equipoise::io::rule_files::{find, with_all};
use equipoise::model::{Params, Simulation};

struct Counting;

static ALLOCATIONS: AtomicUsize = AtomicUsize::new(0);

// SAFETY: hands everything on to the system's allocator.
unsafe impl GlobalAlloc for Counting {
    unsafe fn alloc(&self, layout: Layout) -> *mut u8 {
        ALLOCATIONS.fetch_add(1, Ordering::Relaxed);
        unsafe { System.alloc(layout) }
    }

    unsafe fn dealloc(&self, memory: *mut u8, layout: Layout) {
        unsafe { System.dealloc(memory, layout) }
    }
}

#[global_allocator]
static ALLOCATOR: Counting = Counting;

/// Allocations while `work` runs. There is one test in this file, so that nothing else runs meanwhile.
fn allocations(work: impl FnOnce()) -> usize {
    let before = ALLOCATIONS.load(Ordering::Relaxed);
    work();
    ALLOCATIONS.load(Ordering::Relaxed) - before
}

fn present(session: &mut Session, count: usize) {
    for _ in 0..count {
        session.present();
    }
}

#[test]
fn presentations_and_their_recording_allocate_nothing() {
    for names in [&[][..], &["oja"], &["competition", "bcm"], &["reinforce", "vogels"], &["margin"]] {
        let files = names.iter().map(|name| find(name).unwrap());
        let params = Params { p: 40, n_e: 80, n_i: 80, lambda: 0.001, ..Params::default() };
        let params = with_all(files, &params).unwrap();
        let mut simulation = Simulation::new(params.clone(), 1).unwrap();
        simulation.run_epochs(2);
        let found = allocations(|| simulation.run_epochs(100));
        assert_eq!(found, 0, "{names:?}");
        // In a session, between the ends of epochs.
        let mut session = Session::new(params, 1).unwrap();
        present(&mut session, 80);
        let found = allocations(|| present(&mut session, 39));
        assert_eq!(found, 0, "recording {names:?}");
    }
}
