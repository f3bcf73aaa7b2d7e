//! Bars over time: stacked counts, and a line of averages below them on an axis of its own.

use std::fmt::Write as _;

use askama::Template;
use chrono::NaiveDate;

use super::percent;
use super::scale::Scale;
use super::time_axis::TimeMark;

/// How high the drawing is, in pixels, without the marks of the time axis.
const HEIGHT: u32 = 220;

/// Beyond this number of bars none has room for a gap beside it.
const WITH_GAPS: usize = 260;

/// A kind of figure.
#[derive(Debug, Clone)]
pub(crate) struct Series {
    /// Its class in the style sheet.
    pub(crate) class: &'static str,
    /// What people call it.
    pub(crate) name: String,
    /// Its figures, one for each interval; nothing where there is none.
    pub(crate) values: Vec<Option<i64>>,
}

/// Intervals that are marked alike.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Band {
    /// Its class in the style sheet.
    pub(crate) class: &'static str,
    /// The first interval, and the one after the last.
    pub(crate) from: usize,
    /// See `from`.
    pub(crate) to: usize,
}

/// Where a click on an interval leads, and what it says before.
#[derive(Debug, Clone)]
pub(crate) struct Target {
    /// The address.
    pub(crate) address: String,
    /// The interval and its figures.
    pub(crate) title: String,
    /// The first and the last day of the interval.
    pub(crate) days: (NaiveDate, NaiveDate),
}

/// What a chart shows.
#[derive(Debug)]
pub(crate) struct Drawing {
    /// Tells charts of a page apart.
    pub(crate) id: &'static str,
    /// What the chart is of.
    pub(crate) title: String,
    /// What is to be seen in it, in a sentence.
    pub(crate) description: String,
    /// Stacked from the bottom up, or a single line.
    pub(crate) series: Vec<Series>,
    /// Whether values are joined by a line rather than stacked as bars.
    pub(crate) is_line: bool,
    /// What they are compared with: a dashed line over the bars.
    pub(crate) over: Option<Series>,
    /// The values' axis.
    pub(crate) scale: Scale,
    /// The words at the marks of the values' axis.
    pub(crate) labels: Vec<String>,
    /// The marks of the time axis.
    pub(crate) times: Vec<TimeMark>,
    /// Times without figures, or with such that may change.
    pub(crate) bands: Vec<Band>,
    /// One for each interval.
    pub(crate) targets: Vec<Target>,
}

/// A mark of the values' axis.
struct Mark {
    y: f64,
    text: String,
}

/// A series as drawn.
struct Drawn {
    class: &'static str,
    path: String,
}

#[derive(Template)]
#[template(path = "charts/bars.html")]
pub(crate) struct Bars {
    drawing: Drawing,
    intervals: usize,
    height: u32,
    whole_height: u32,
    marks: Vec<Mark>,
    drawn: Vec<Drawn>,
    bands: Vec<(&'static str, String, String)>,
}

impl Bars {
    /// Draws.
    pub(crate) fn new(drawing: Drawing) -> Self {
        let height = if drawing.is_line { HEIGHT / 2 } else { HEIGHT };
        let intervals = drawing.targets.len();
        let y = |value| f64::from(height) - drawing.scale.height(value, height);
        let marks = drawing.scale.marks().zip(&drawing.labels);
        let marks = marks.map(|(value, text)| Mark { y: y(value), text: text.clone() }).collect();
        let mut drawn: Vec<Drawn> = if drawing.is_line {
            let line = |series: &Series| Drawn {
                class: series.class,
                path: line(&series.values, drawing.scale, height),
            };
            drawing.series.iter().map(line).collect()
        } else {
            stacks(&drawing.series, drawing.scale, height)
        };
        if let Some(over) = &drawing.over {
            let path = line(&over.values, drawing.scale, height);
            drawn.push(Drawn { class: over.class, path });
        }
        let place = |band: &Band| {
            (band.class, percent(band.from, intervals), percent(band.to - band.from, intervals))
        };
        let bands = drawing.bands.iter().map(place).collect();
        let whole_height = height + 26;
        Self { drawing, intervals, height, whole_height, marks, drawn, bands }
    }
}

/// The outlines of all bars of each series, each series upon the one before.
fn stacks(series: &[Series], scale: Scale, height: u32) -> Vec<Drawn> {
    let intervals = series.first().map_or(0, |series| series.values.len());
    let mut below = vec![0; intervals];
    let (left, width) = if intervals > WITH_GAPS { ("", "1") } else { (".1", ".8") };
    let mut drawn = Vec::new();
    for series in series {
        let mut path = String::new();
        for (index, value) in series.values.iter().enumerate() {
            let Some(value) = value.filter(|value| *value > 0) else { continue };
            let bottom = f64::from(height) - scale.height(below[index], height);
            below[index] += value;
            let top = f64::from(height) - scale.height(below[index], height);
            // Writing into a String does not fail.
            let _ = write!(path, "M{index}{left} {bottom}V{top}h{width}V{bottom}z");
        }
        drawn.push(Drawn { class: series.class, path });
    }
    drawn
}

/// A line through the middles of the intervals, broken where a value is absent; a value without
/// neighbours is a short line of its own.
fn line(values: &[Option<i64>], scale: Scale, height: u32) -> String {
    let mut path = String::new();
    let at = |index: usize| values.get(index).copied().flatten();
    for (index, value) in values.iter().enumerate() {
        let Some(value) = value else { continue };
        let y = f64::from(height) - scale.height(*value, height);
        let goes_on = index.checked_sub(1).and_then(at).is_some();
        let _ = match (goes_on, at(index + 1)) {
            (false, None) => write!(path, "M{index}.1 {y}h.8"),
            (false, Some(_)) => write!(path, "M{index}.5 {y}"),
            (true, _) => write!(path, "L{index}.5 {y}"),
        };
    }
    path
}

#[cfg(test)]
mod tests {
    use super::*;

    fn series(values: &[Option<i64>]) -> Series {
        Series { class: "s1", name: String::new(), values: values.to_vec() }
    }

    #[test]
    fn bars_stand_upon_each_other_and_absent_ones_are_gaps() {
        let scale = Scale { top: 10, step: 5 };
        let both = [series(&[Some(5), None, Some(0)]), series(&[Some(5), Some(1), None])];
        let drawn = stacks(&both, scale, 100);
        assert_eq!(drawn[0].path, "M0.1 100V50h.8V100z");
        assert_eq!(drawn[1].path, "M0.1 50V0h.8V50zM1.1 100V90h.8V100z");
    }

    #[test]
    fn a_line_is_broken_where_nothing_was_handled() {
        let scale = Scale { top: 10, step: 5 };
        let values = [Some(5), Some(10), None, Some(0), None];
        assert_eq!(line(&values, scale, 100), "M0.5 50L1.5 0M3.1 100h.8");
    }
}
