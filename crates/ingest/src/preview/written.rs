//! A view that somebody wrote down, within what Zendesk itself would take: its title is told with each of
//! its queues and days, so that a long one would make an answer many times as long.

use inflow_domain::{Condition, View};

use crate::wire;

/// The most characters of a title.
const LONGEST_TITLE: usize = 255;

/// The most conditions, all groups together.
const MOST_CONDITIONS: usize = 100;

/// The most values of a condition.
const MOST_VALUES: usize = 500;

/// The most characters of a condition's field, of its operator and of each value.
const LONGEST_WORD: usize = 1_000;

/// Reads a view that somebody wrote down in Zendesk's form; else what is wrong with it.
pub fn written_view(text: &str) -> Result<View, String> {
    let mut view = inflow_zendesk::View::from_json(text).map_err(|error| error.to_string())?;
    view.title.get_or_insert_with(|| "New view".to_owned());
    let view = wire::view(&view);
    match beyond(&view) {
        Some(wrong) => Err(wrong),
        None => Ok(view),
    }
}

/// What of a view is larger than Zendesk would take.
fn beyond(view: &View) -> Option<String> {
    if length(&view.title) > LONGEST_TITLE {
        return Some(format!("expected a title of at most {LONGEST_TITLE} characters"));
    }
    let count = view.all.len() + view.any.len();
    if count > MOST_CONDITIONS {
        return Some(format!("expected at most {MOST_CONDITIONS} conditions, found {count}"));
    }
    let mut conditions = view.all.iter().chain(&view.any);
    conditions.any(is_beyond).then(|| {
        format!(
            "expected conditions with at most {MOST_VALUES} values, and at most {LONGEST_WORD} characters in \
             each field, operator and value"
        )
    })
}

fn is_beyond(condition: &Condition) -> bool {
    let values = condition.value.texts();
    let mut words = values
        .iter()
        .map(String::as_str)
        .chain([condition.field.as_str(), condition.operator.as_str()]);
    values.len() > MOST_VALUES || words.any(|word| length(word) > LONGEST_WORD)
}

fn length(text: &str) -> usize {
    text.chars().count()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn condition(field: &str, operator: &str, value: &str) -> String {
        format!(r#"{{"field": "{field}", "operator": "{operator}", "value": {value}}}"#)
    }

    fn view(title: &str, conditions: &[String]) -> Result<View, String> {
        written_view(&format!(r#"{{"title": "{title}", "all": [{}]}}"#, conditions.join(",")))
    }

    #[test]
    fn a_view_as_large_as_zendesk_takes_is_read() {
        let word = format!("\"{}\"", "ö".repeat(LONGEST_WORD));
        let many = format!("[{}]", vec!["\"a\""; MOST_VALUES].join(","));
        let mut conditions = vec![condition("status", "is", "\"open\""); MOST_CONDITIONS - 2];
        conditions.extend([condition("subject", "is", &word), condition("tags", "is", &many)]);
        let read = view(&"é".repeat(LONGEST_TITLE), &conditions).expect("it fits");
        assert_eq!(read.all.len(), MOST_CONDITIONS);
    }

    #[test]
    fn what_is_larger_is_refused_with_the_limit() {
        let open = || condition("status", "is", "\"open\"");
        let long = "x".repeat(LONGEST_WORD + 1);
        let many = format!("[{}]", vec!["\"a\""; MOST_VALUES + 1].join(","));
        for (title, conditions, limit) in [
            ("x".repeat(LONGEST_TITLE + 1), vec![open()], "at most 255 characters"),
            ("x".repeat(255 * 1024), vec![open()], "at most 255 characters"),
            (
                "x".to_owned(),
                vec![open(); MOST_CONDITIONS + 1],
                "at most 100 conditions, found 101",
            ),
            ("x".to_owned(), vec![condition(&long, "is", "1")], "at most 1000 characters"),
            ("x".to_owned(), vec![condition("tags", &long, "1")], "at most 1000 characters"),
            ("x".to_owned(), vec![condition("tags", "is", &format!("\"{long}\""))], "at most 1000"),
            ("x".to_owned(), vec![condition("tags", "is", &many)], "at most 500 values"),
        ] {
            let wrong = view(&title, &conditions).expect_err(limit);
            assert!(wrong.contains(limit) && wrong.len() < 200, "{wrong}");
        }
    }
}
