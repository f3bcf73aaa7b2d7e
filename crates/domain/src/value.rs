//! A field's value. Values are compared as strings, numbers by value, and absent, `null`, `""` and
//! an empty list are all blank (rule 2.1), so one value has exactly one form here and `==` compares.

use std::fmt;
use std::str::FromStr;

use rust_decimal::Decimal;
use smol_str::SmolStr;

/// The value of one ticket field.
///
/// ```
/// use inflow_domain::Value;
///
/// assert_eq!(Value::text(""), Value::Blank);
/// assert_eq!(Value::number("10.0"), Value::text("10"));
/// assert_eq!(Value::list(["vip", "new", "vip"]), Value::list(["new", "vip"]));
/// ```
#[derive(Debug, Clone, PartialEq, Eq, Hash, Default)]
pub enum Value {
    /// Absent, `null`, `""` or an empty list.
    #[default]
    Blank,
    /// A text that is a whole number in its usual spelling: every id, most numbers.
    Integer(i64),
    /// Any other text.
    Text(SmolStr),
    /// Several texts, sorted, each once: tags, a multi-select field.
    List(Vec<SmolStr>),
}

impl Value {
    /// The value that a text stands for.
    pub fn text(text: &str) -> Self {
        if text.is_empty() {
            Self::Blank
        } else if let Some(number) = canonical_integer(text) {
            Self::Integer(number)
        } else {
            Self::Text(SmolStr::new(text))
        }
    }

    /// The value that the digits of a number stand for: `10.0` is `10`.
    pub fn number(digits: &str) -> Self {
        match decimal(digits) {
            Some(number) => Self::text(&number.normalize().to_string()),
            None => Self::text(digits),
        }
    }

    /// The value of a list: the order and repeats don't matter.
    pub fn list<I: IntoIterator<Item = S>, S: AsRef<str>>(items: I) -> Self {
        let mut items: Vec<SmolStr> = items
            .into_iter()
            .filter(|item| !item.as_ref().is_empty())
            .map(|item| SmolStr::new(item.as_ref()))
            .collect();
        items.sort_unstable();
        items.dedup();
        if items.is_empty() { Self::Blank } else { Self::List(items) }
    }

    /// An id, or blank.
    pub fn id(id: Option<i64>) -> Self {
        id.map_or(Self::Blank, Self::Integer)
    }

    /// Whether there is no value.
    pub fn is_blank(&self) -> bool {
        matches!(self, Self::Blank)
    }

    /// The whole number, where it is one.
    pub fn as_integer(&self) -> Option<i64> {
        if let Self::Integer(number) = self { Some(*number) } else { None }
    }

    /// The number, where it is one in any spelling.
    pub fn as_decimal(&self) -> Option<Decimal> {
        match self {
            Self::Integer(number) => Some(Decimal::from(*number)),
            Self::Text(text) => decimal(text),
            Self::Blank | Self::List(_) => None,
        }
    }

    /// The text, where it is one that is no whole number; nothing for blank.
    pub fn as_text(&self) -> Option<&str> {
        if let Self::Text(text) = self { Some(text) } else { None }
    }

    /// The value as one text; a list's items are joined by spaces.
    pub fn to_text(&self) -> SmolStr {
        match self {
            Self::Blank => SmolStr::default(),
            Self::Integer(number) => smol_str::format_smolstr!("{number}"),
            Self::Text(text) => text.clone(),
            Self::List(items) => SmolStr::from(items.join(" ")),
        }
    }

    /// The same items as a list: a text is split at spaces.
    #[must_use]
    pub fn into_list(self) -> Self {
        match self {
            Self::List(_) | Self::Blank => self,
            other => Self::list(other.to_text().split_whitespace()),
        }
    }

    /// The value as a list; a text is split at spaces.
    pub fn to_items(&self) -> Vec<SmolStr> {
        match self {
            Self::List(items) => items.clone(),
            other => match Self::list(other.to_text().split_whitespace()) {
                Self::List(items) => items,
                _ => Vec::new(),
            },
        }
    }
}

impl fmt::Display for Value {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&self.to_text())
    }
}

fn canonical_integer(text: &str) -> Option<i64> {
    let digits = text.strip_prefix('-').unwrap_or(text);
    let usual = digits.bytes().all(|byte| byte.is_ascii_digit())
        && !digits.is_empty()
        && (!digits.starts_with('0') || text == "0");
    if usual { text.parse().ok() } else { None }
}

fn decimal(text: &str) -> Option<Decimal> {
    let text = text.trim();
    Decimal::from_str(text).or_else(|_| Decimal::from_scientific(text)).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_value_has_one_form() {
        assert_eq!(Value::text("9007199254740993"), Value::Integer(9_007_199_254_740_993));
        assert_eq!(Value::number("10.0"), Value::Integer(10));
        assert_eq!(Value::number("1e3"), Value::Integer(1000));
        assert_eq!(Value::number("2.50"), Value::text("2.5"));
        assert_eq!(Value::text("007"), Value::Text("007".into()));
        assert_eq!(Value::text("-0"), Value::Text("-0".into()));
        assert_eq!(Value::text(""), Value::Blank);
        assert_eq!(Value::list(["b", "a", "b", ""]), Value::List(vec!["a".into(), "b".into()]));
        assert_eq!(Value::list(Vec::<&str>::new()), Value::Blank);
    }

    #[test]
    fn lists_and_texts_turn_into_each_other() {
        assert_eq!(Value::text("vip urgent vip").to_items(), vec!["urgent", "vip"]);
        assert_eq!(Value::list(["b", "a"]).to_text(), "a b");
        assert_eq!(Value::text("5.0").as_decimal(), Value::Integer(5).as_decimal());
    }
}
