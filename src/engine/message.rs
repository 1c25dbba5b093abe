//! What travels to the simulation.

use crossbeam_channel::Sender;

use super::command::Command;
use super::system::System;
use super::workbench::Workbench;

/// A message to the thread of the simulation.
#[derive(Debug)]
pub enum Message<S: System> {
    /// A command, and its sequence number among commands and restored workbenches.
    Command(u64, Command<S::Action, S::Look>),
    /// A whole workbench to go on with instead, and its sequence number.
    Restore(u64, Box<Workbench<S>>),
    /// A copy of the workbench is wanted.
    Copy(Sender<Box<Workbench<S>>>),
}
