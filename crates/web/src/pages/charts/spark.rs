//! A word-sized chart: small bars without axes.

use std::fmt::Write as _;

use askama::Template;

/// How high it is, in pixels.
const HEIGHT: u32 = 28;

/// Small bars; the highest one is as high as the drawing.
#[derive(Debug, Template)]
#[template(
    ext = "html",
    source = r#"<svg class="spark" height="{{ height }}" viewBox="0 0 {{ bars }} {{ height }}" preserveAspectRatio="none" role="img" aria-label="{{ label }}"><path d="{{ path }}"/></svg>"#
)]
pub(crate) struct Spark {
    label: String,
    path: String,
    bars: usize,
    height: u32,
}

impl Spark {
    /// Draws values; an absent one is a gap. The label says what is to be seen.
    pub(crate) fn new(label: String, values: &[Option<i64>]) -> Self {
        let most = values.iter().flatten().copied().max().unwrap_or(0).max(1);
        let mut path = String::new();
        for (index, value) in values.iter().enumerate() {
            let Some(value) = *value else { continue };
            if value == 0 {
                // A line on the ground tells a day without contacts from one without figures.
                let ground = f64::from(HEIGHT) - 0.6;
                let _ = write!(path, "M{index} {HEIGHT}V{ground}h1V{HEIGHT}z");
                continue;
            }
            // Even the lowest bar is seen.
            let bar = (value * i64::from(HEIGHT) / most).max(1);
            let top = i64::from(HEIGHT) - bar;
            // Writing into a String does not fail.
            let _ = write!(path, "M{index} {HEIGHT}V{top}h.85V{HEIGHT}z");
        }
        Self { label, path, bars: values.len().max(1), height: HEIGHT }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn small_bars_are_seen_and_absent_ones_are_not() {
        let spark = Spark::new("two bars".to_owned(), &[Some(1000), Some(1), None, Some(0)]);
        assert_eq!(spark.path, "M0 28V0h.85V28zM1 28V27h.85V28zM3 28V27.4h1V28z");
    }
}
