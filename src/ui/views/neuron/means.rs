//! Running means by class, for speeds that the eye cannot follow.

use crate::engine::Snapshot;
use crate::model::Presentation;

/// Means over the recent presentations of one class.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub struct Means {
    /// Presentations.
    pub count: usize,
    /// i_E.
    pub i_e: f64,
    /// i_I.
    pub i_i: f64,
    /// h.
    pub drive: f64,
    /// Part that fires.
    pub fires: f64,
    /// Part whose drive alone exceeds the threshold.
    pub alone: f64,
    /// Part with acetylcholine.
    pub ach: f64,
    /// Part with noradrenaline.
    pub na: f64,
}

impl Means {
    /// Of the presentations of one class.
    pub fn of<'a>(recent: impl Iterator<Item = &'a Presentation>) -> Self {
        let mut sums = Self::default();
        for now in recent {
            sums.count += 1;
            sums.i_e += now.i_e;
            sums.i_i += now.i_i;
            sums.drive += now.drive;
            sums.fires += now.y();
            sums.alone += f64::from(u8::from(now.drive > 0.0));
            sums.ach += f64::from(u8::from(now.release.ach.is_some()));
            sums.na += f64::from(u8::from(now.release.na.is_some()));
        }
        let n = sums.count.max(1) as f64;
        Self {
            count: sums.count,
            i_e: sums.i_e / n,
            i_i: sums.i_i / n,
            drive: sums.drive / n,
            fires: sums.fires / n,
            alone: sums.alone / n,
            ach: sums.ach / n,
            na: sums.na / n,
        }
    }

    /// A value in words; a dash where there was no presentation.
    pub fn say(&self, value: String) -> String {
        if self.count == 0 { "–".to_owned() } else { value }
    }

    /// Of targets, and of non-targets.
    pub fn by_class(snapshot: &Snapshot) -> [Self; 2] {
        [true, false].map(|class| Self::of(snapshot.recent.iter().filter(|now| now.target == class)))
    }
}

/// What the means say.
pub fn sentence([targets, others]: &[Means; 2]) -> String {
    let percent = |means: &Means, part: f64| means.say(format!("{:.0} %", 100.0 * part));
    format!(
        "Means of the last {}: it fires for {} of the targets ({} by itself) and {} of the non-targets.",
        targets.count + others.count,
        percent(targets, targets.fires),
        percent(targets, targets.alone),
        percent(others, others.fires)
    )
}
