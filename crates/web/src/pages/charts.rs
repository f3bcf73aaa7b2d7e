//! Charts as SVG, drawn here and shown without a script.
//!
//! Places along the time axis are shares of the width, so that one drawing fits a wall and a telephone
//! while its words keep their size; heights are pixels. Colours are classes of the style sheet, so that
//! they hold in dark and light.

pub(crate) mod bars;
pub(crate) mod scale;
pub(crate) mod spark;
pub(crate) mod time_axis;

/// A share of the width, in percent to two decimals.
#[expect(clippy::cast_precision_loss, reason = "a place in a drawing")]
pub(crate) fn percent(part: usize, of: usize) -> String {
    let hundredths = (part as f64 / of.max(1) as f64 * 10_000.0).round() / 100.0;
    format!("{hundredths}%")
}
