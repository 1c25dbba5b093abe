//! How often each stimulus was shown, and with what.

use crate::model::Presentation;

/// The record of one stimulus since it is there.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, serde::Serialize, serde::Deserialize)]
pub struct StimulusCounts {
    /// Times shown.
    pub shown: u32,
    /// Times the drive did not have the sign of the target.
    pub wrong: u32,
    /// Times the sign of the drive had changed.
    pub flips: u32,
    /// Number of the presentation of the last acetylcholine.
    pub last_ach: Option<u64>,
    /// Number of the presentation of the last noradrenaline.
    pub last_na: Option<u64>,
    /// Did the drive exceed 0 when it was last shown?
    fires: Option<bool>,
}

impl StimulusCounts {
    pub(in crate::engine) fn count(&mut self, now: &Presentation) {
        let fires = now.drive > 0.0;
        self.shown = self.shown.saturating_add(1);
        self.wrong = self.wrong.saturating_add(u32::from(!now.correct()));
        self.flips = self.flips.saturating_add(u32::from(self.fires.is_some_and(|before| before != fires)));
        self.fires = Some(fires);
        if now.release.ach.is_some() {
            self.last_ach = Some(now.index);
        }
        if now.release.na.is_some() {
            self.last_na = Some(now.index);
        }
    }
}
