//! Which form of an answer is wanted.

use axum::http::{HeaderMap, header};

/// None of the forms that there are is wanted.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct NotAcceptable {
    /// The media types that there are, the usual one first.
    pub(crate) offered: Vec<&'static str>,
}

/// The form that the header Accept wants most; the first one where it does not care.
pub(crate) fn accepted<T: Copy>(
    headers: &HeaderMap,
    forms: &[(&'static str, T)],
) -> Result<T, NotAcceptable> {
    let lines = headers.get_all(header::ACCEPT).iter().filter_map(|line| line.to_str().ok());
    let ranges: Vec<Range<'_>> =
        lines.flat_map(|line| line.split(',')).filter_map(Range::read).collect();
    if ranges.is_empty() {
        return Ok(forms[0].1);
    }
    let mut best: Option<(u16, T)> = None;
    for (name, form) in forms {
        // The most exact range decides about a form.
        let range = ranges.iter().filter(|range| range.holds(name));
        let range = range.max_by_key(|range| (range.exact, range.weight));
        let weight = range.map_or(0, |range| range.weight);
        if weight > 0 && best.is_none_or(|(before, _)| weight > before) {
            best = Some((weight, *form));
        }
    }
    let offered = || forms.iter().map(|(name, _)| *name).collect();
    best.map(|(_, form)| form).ok_or_else(|| NotAcceptable { offered: offered() })
}

/// One of the forms that are wanted: a name, or a pattern such as `text/*`.
struct Range<'a> {
    kind: &'a str,
    form: &'a str,
    /// How much it is wanted, in thousandths.
    weight: u16,
    /// 2 for a name, 1 for all forms of a kind, 0 for everything.
    exact: u8,
}

impl<'a> Range<'a> {
    fn read(text: &'a str) -> Option<Self> {
        let mut parts = text.split(';').map(str::trim);
        let (kind, form) = parts.next()?.split_once('/')?;
        let weight = parts
            .find_map(|part| part.strip_prefix("q=").or(part.strip_prefix("Q=")))
            .map_or(Some(1000), thousandths);
        let exact = u8::from(kind != "*") + u8::from(form != "*");
        Some(Self { kind, form, weight: weight?, exact })
    }

    fn holds(&self, name: &str) -> bool {
        let fits = |wanted: &str, part: &str| wanted == "*" || wanted.eq_ignore_ascii_case(part);
        let parts = name.split_once('/');
        parts.is_some_and(|(kind, form)| fits(self.kind, kind) && fits(self.form, form))
    }
}

/// A weight such as `0.25`.
fn thousandths(text: &str) -> Option<u16> {
    let (whole, rest) = text.split_once('.').unwrap_or((text, ""));
    let digits: String = format!("{rest}000").chars().take(3).collect();
    let weight = whole.parse::<u16>().ok()?.checked_mul(1000)?.checked_add(digits.parse().ok()?)?;
    (weight <= 1000).then_some(weight)
}

#[cfg(test)]
mod tests {
    use axum::http::HeaderValue;

    use super::*;

    fn check(accept: &'static str, expected: Option<&str>) {
        let mut headers = HeaderMap::new();
        headers.insert(header::ACCEPT, HeaderValue::from_static(accept));
        let forms = [("application/json", "json"), ("text/csv", "csv")];
        assert_eq!(accepted(&headers, &forms).ok(), expected, "{accept}");
    }

    #[test]
    fn the_form_that_is_wanted_most_is_taken() {
        check("*/*", Some("json"));
        check("", Some("json"));
        check("text/csv", Some("csv"));
        check("TEXT/CSV; charset=utf-8", Some("csv"));
        check("text/*", Some("csv"));
        check("application/json;q=0.5, text/csv;q=0.9", Some("csv"));
        check("application/json;q=0.9, text/csv;q=0.95", Some("csv"));
        check("text/csv;q=0, */*;q=0.1", Some("json"));
        check("text/html,application/xhtml+xml,*/*;q=0.8", Some("json"));
        check("text/csv;version=1;q=0.3, text/csv;version=2;q=0.2, */*;q=0.25", Some("csv"));
        check("application/xml", None);
        check("application/json;q=0", None);
        check("application/json;q=2, text/csv;q=0.001", Some("csv"));
    }
}
