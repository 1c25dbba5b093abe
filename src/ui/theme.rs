//! Colours and type, for light and for dark.
//!
//! Every quantity has one colour everywhere. The hues are chosen to stay apart for colour-blind
//! readers (orange against blue); wherever colour says right or wrong, shape says it too.

use std::sync::Arc;

use egui::{
    Color32, CornerRadius, FontData, FontDefinitions, FontFamily, FontId, Stroke, TextStyle, Theme, Visuals,
};

use super::subscripts::Subscripts;

/// The font of everything but columns of equal width.
pub const BODY: &str = "Roboto";

const fn rgb(hex: u32) -> Color32 {
    Color32::from_rgb((hex >> 16) as u8, (hex >> 8) as u8, hex as u8)
}

/// The colours of one theme.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Palette {
    /// Excitation.
    pub excitatory: Color32,
    /// Inhibition.
    pub inhibitory: Color32,
    /// Acetylcholine.
    pub ach: Color32,
    /// Noradrenaline.
    pub na: Color32,
    /// The Hebbian rule.
    pub hebbian: Color32,
    /// Associations whose target is a spike.
    pub target: Color32,
    /// Associations whose target is silence.
    pub non_target: Color32,
    /// A wrong response.
    pub wrong: Color32,
    /// A right response.
    pub right: Color32,
    /// What theory says.
    pub theory: Color32,
    /// The main line of a plot.
    pub main: Color32,
    /// Text.
    pub text: Color32,
    /// Secondary text.
    pub weak: Color32,
    /// Background of a view.
    pub card: Color32,
    /// Background of panels.
    pub panel: Color32,
    /// The pinned stimulus or synapse; B next to A.
    pub pin: Color32,
    /// Marks on time axes.
    pub mark: Color32,
    /// Outlines.
    pub outline: Color32,
}

impl Palette {
    /// The colours of `theme`.
    pub fn of(theme: Theme) -> &'static Self {
        match theme {
            Theme::Light => &LIGHT,
            Theme::Dark => &DARK,
        }
    }

    /// The colours that carry text or lines, with their names.
    pub fn inks(&self) -> [(&'static str, Color32); 15] {
        [
            ("excitatory", self.excitatory),
            ("inhibitory", self.inhibitory),
            ("ach", self.ach),
            ("na", self.na),
            ("hebbian", self.hebbian),
            ("target", self.target),
            ("non-target", self.non_target),
            ("wrong", self.wrong),
            ("right", self.right),
            ("theory", self.theory),
            ("main", self.main),
            ("text", self.text),
            ("weak", self.weak),
            ("pin", self.pin),
            ("mark", self.mark),
        ]
    }
}

static LIGHT: Palette = Palette {
    excitatory: rgb(0xB5_47_0B),
    inhibitory: rgb(0x1F_5F_A8),
    ach: rgb(0x0B_73_4F),
    na: rgb(0x8A_3F_A0),
    hebbian: rgb(0xB0_2A_66),
    target: rgb(0x8A_62_00),
    non_target: rgb(0x5F_6B_7A),
    wrong: rgb(0xC4_16_1C),
    right: rgb(0x0B_73_4F),
    theory: rgb(0x5A_5F_66),
    main: rgb(0x1B_1E_23),
    text: rgb(0x1B_1E_23),
    weak: rgb(0x59_61_6B),
    card: rgb(0xFF_FF_FF),
    panel: rgb(0xF2_F4_F7),
    pin: rgb(0x00_6E_7F),
    mark: rgb(0x6B_4F_A3),
    outline: rgb(0xD5_DA_E1),
};

static DARK: Palette = Palette {
    excitatory: rgb(0xFF_9E_5E),
    inhibitory: rgb(0x74_B3_FF),
    ach: rgb(0x4F_D6_A0),
    na: rgb(0xD7_9B_EA),
    hebbian: rgb(0xFF_8F_B8),
    target: rgb(0xF0_C0_40),
    non_target: rgb(0x8F_9B_AB),
    wrong: rgb(0xFF_75_75),
    right: rgb(0x4F_D6_A0),
    theory: rgb(0xA6_AE_B8),
    main: rgb(0xF2_F4_F7),
    text: rgb(0xE6_E9_ED),
    weak: rgb(0xA3_AB_B5),
    card: rgb(0x1C_1F_25),
    panel: rgb(0x14_16_1A),
    pin: rgb(0x3F_D8_E8),
    mark: rgb(0xB9_A5_F0),
    outline: rgb(0x33_39_42),
};

/// Installs both themes' colours and type in `ctx`.
pub fn install(ctx: &egui::Context) {
    ctx.set_fonts(fonts());
    ctx.add_plugin(Subscripts);
    for theme in [Theme::Light, Theme::Dark] {
        ctx.style_mut_of(theme, |style| {
            style.visuals = visuals(theme);
            style.text_styles = [
                (TextStyle::Small, 12.0, FontFamily::Proportional),
                (TextStyle::Body, 13.5, FontFamily::Proportional),
                (TextStyle::Button, 13.5, FontFamily::Proportional),
                (TextStyle::Heading, 16.0, FontFamily::Proportional),
                (TextStyle::Monospace, 12.5, FontFamily::Monospace),
            ]
            .map(|(style, size, family)| (style, FontId::new(size, family)))
            .into();
            style.spacing.item_spacing = egui::vec2(7.0, 5.0);
            style.spacing.interact_size.y = 20.0;
            style.spacing.scroll = egui::style::ScrollStyle::thin();
            style.interaction.tooltip_delay = 0.25;
        });
    }
}

/// Roboto in its regular weight, and for what it lacks egui's own fonts.
pub fn fonts() -> FontDefinitions {
    let mut fonts = FontDefinitions::default();
    let roboto = FontData::from_static(include_bytes!("../../assets/fonts/Roboto-Regular.ttf"));
    fonts.font_data.insert(BODY.to_owned(), Arc::new(roboto));
    for family in [FontFamily::Proportional, FontFamily::Monospace] {
        let names = fonts.families.entry(family.clone()).or_default();
        // Digits and letters of the monospace font are its own.
        let place = if family == FontFamily::Proportional { 0 } else { 1.min(names.len()) };
        names.insert(place, BODY.to_owned());
    }
    fonts
}

fn visuals(theme: Theme) -> Visuals {
    let palette = Palette::of(theme);
    let mut visuals = theme.default_visuals();
    visuals.override_text_color = Some(palette.text);
    // A text cursor that blinks draws the whole window twice a second.
    visuals.text_cursor.blink = false;
    visuals.weak_text_color = Some(palette.weak);
    visuals.panel_fill = palette.panel;
    visuals.window_fill = palette.card;
    visuals.extreme_bg_color = palette.card;
    visuals.widgets.noninteractive.bg_stroke = Stroke::new(1.0, palette.outline);
    visuals.selection.bg_fill = palette.inhibitory.gamma_multiply(0.45);
    let corners = CornerRadius::same(4);
    for widget in [
        &mut visuals.widgets.noninteractive,
        &mut visuals.widgets.inactive,
        &mut visuals.widgets.hovered,
        &mut visuals.widgets.active,
        &mut visuals.widgets.open,
    ] {
        widget.corner_radius = corners;
    }
    visuals
}

#[cfg(test)]
mod tests {
    use super::*;

    /// WCAG 2 relative luminance.
    fn luminance(color: Color32) -> f32 {
        let linear = |channel: u8| {
            let c = f32::from(channel) / 255.0;
            if c <= 0.04045 { c / 12.92 } else { ((c + 0.055) / 1.055).powf(2.4) }
        };
        0.2126 * linear(color.r()) + 0.7152 * linear(color.g()) + 0.0722 * linear(color.b())
    }

    fn contrast(x: Color32, y: Color32) -> f32 {
        let (x, y) = (luminance(x), luminance(y));
        (x.max(y) + 0.05) / (x.min(y) + 0.05)
    }

    #[test]
    fn every_ink_can_be_read_on_every_ground() {
        for theme in [Theme::Light, Theme::Dark] {
            let palette = Palette::of(theme);
            for (name, ink) in palette.inks() {
                for ground in [palette.card, palette.panel] {
                    let ratio = contrast(ink, ground);
                    assert!(ratio >= 4.5, "{theme:?} {name}: {ratio:.2}");
                }
            }
        }
    }
}
