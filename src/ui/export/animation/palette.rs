//! At most 256 colours for the pixels of a frame.
//!
//! The most frequent colours (grounds, inks, most of a colour scale) are kept as they are, so that text stays as
//! sharp as it was; the others are divided by median cut (Heckbert 1982, Computer Graphics 16(3):297).

use std::collections::HashMap;

/// Most colours in a GIF frame.
const COLORS: usize = 256;
/// If there are more colours than fit, this many are kept exactly.
const EXACT: usize = 128;

type Rgb = [u8; 3];

/// Which colours there are, and which one stands for which.
pub struct Palette {
    colors: Vec<Rgb>,
    index: HashMap<Rgb, u8>,
}

impl Palette {
    /// Colours for these pixels.
    pub fn of(pixels: &[Rgb]) -> Self {
        let mut found = frequent_first(pixels);
        let rest = if found.len() > COLORS { found.split_off(EXACT) } else { Vec::new() };
        let mut palette = Self { colors: Vec::new(), index: HashMap::new() };
        for one in found {
            palette.stand_for(one.0, &[one]);
        }
        let room = COLORS - palette.colors.len();
        for group in groups(rest, room) {
            palette.stand_for(mean(&group), &group);
        }
        palette
    }

    /// The number of the colour that stands for `color`.
    pub fn index(&self, color: Rgb) -> u8 {
        self.index.get(&color).copied().unwrap_or_default()
    }

    /// Red, green and blue of every colour.
    pub fn bytes(&self) -> Vec<u8> {
        self.colors.concat()
    }

    fn stand_for(&mut self, color: Rgb, group: &[(Rgb, u32)]) {
        let number = u8::try_from(self.colors.len()).unwrap_or(u8::MAX);
        self.colors.push(color);
        self.index.extend(group.iter().map(|(member, _)| (*member, number)));
    }
}

/// Every colour with its count; equally frequent ones in order of their values, so that the same frame always
/// gives the same file.
fn frequent_first(pixels: &[Rgb]) -> Vec<(Rgb, u32)> {
    let mut counts: HashMap<Rgb, u32> = HashMap::new();
    for run in pixels.chunk_by(|one, next| one == next) {
        *counts.entry(run[0]).or_default() += u32::try_from(run.len()).unwrap_or(u32::MAX);
    }
    let mut found: Vec<(Rgb, u32)> = counts.into_iter().collect();
    found.sort_unstable_by(|x, y| y.1.cmp(&x.1).then(x.0.cmp(&y.0)));
    found
}

/// Divides colours into at most `room` groups, the widest group first.
fn groups(all: Vec<(Rgb, u32)>, room: usize) -> Vec<Vec<(Rgb, u32)>> {
    if all.is_empty() || room == 0 {
        return Vec::new();
    }
    let mut groups = vec![all];
    while groups.len() < room {
        let widest = (0..groups.len()).max_by_key(|&at| weight(&groups[at]));
        let Some(at) = widest.filter(|&at| groups[at].len() > 1) else { break };
        let mut group = groups.swap_remove(at);
        let (channel, _) = widest_channel(&group);
        group.sort_unstable_by_key(|(color, _)| (color[channel], *color));
        let half: u64 = group.iter().map(|(_, count)| u64::from(*count)).sum::<u64>() / 2;
        let mut before = 0;
        let middle = group.iter().position(|(_, count)| {
            before += u64::from(*count);
            before > half
        });
        let upper = group.split_off(middle.unwrap_or(0).clamp(1, group.len() - 1));
        groups.extend([group, upper]);
    }
    groups
}

/// How much there is to gain from dividing a group.
fn weight(group: &[(Rgb, u32)]) -> u64 {
    let pixels: u64 = group.iter().map(|(_, count)| u64::from(*count)).sum();
    let (_, width) = widest_channel(group);
    // A wide group of few pixels is also seen: thin lines and letters are few.
    u64::from(width) * (1 + pixels).isqrt()
}

fn widest_channel(group: &[(Rgb, u32)]) -> (usize, u8) {
    let width = |channel: usize| {
        let values = group.iter().map(|(color, _)| color[channel]);
        values.clone().max().unwrap_or(0) - values.min().unwrap_or(0)
    };
    (0..3).map(|channel| (channel, width(channel))).max_by_key(|(_, width)| *width).unwrap_or((0, 0))
}

fn mean(group: &[(Rgb, u32)]) -> Rgb {
    let pixels: u64 = group.iter().map(|(_, count)| u64::from(*count)).sum::<u64>().max(1);
    [0, 1, 2].map(|channel| {
        let sum: u64 = group.iter().map(|(color, count)| u64::from(color[channel]) * u64::from(*count)).sum();
        u8::try_from((sum + pixels / 2) / pixels).unwrap_or(u8::MAX)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shown(palette: &Palette, color: Rgb) -> Rgb {
        palette.colors[usize::from(palette.index(color))]
    }

    #[test]
    fn few_colours_are_kept() {
        let pixels: Vec<Rgb> = (0..=255).map(|gray| [gray, gray, 255 - gray]).collect();
        let palette = Palette::of(&pixels);
        assert!(pixels.iter().all(|&color| shown(&palette, color) == color));
    }

    #[test]
    fn of_many_colours_the_frequent_ones_are_kept_and_the_others_are_near() {
        let ground = [250, 251, 252];
        let mut pixels = vec![ground; 5000];
        for r in 0..16 {
            for g in 0..16 {
                pixels.extend((0..8).map(|b| [r * 17, g * 17, b * 36]));
            }
        }
        let palette = Palette::of(&pixels);
        assert_eq!(palette.colors.len(), COLORS);
        assert_eq!(shown(&palette, ground), ground);
        // 2048 colours in 128 groups: 16 in each, about 2.5 steps along each channel, of 17, 17 and 36.
        for &color in &pixels {
            let near = shown(&palette, color).iter().zip(color).all(|(x, y)| x.abs_diff(y) <= 72);
            assert!(near, "{color:?} became {:?}", shown(&palette, color));
        }
    }
}
