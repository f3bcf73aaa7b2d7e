//! Views and their conditions.

use serde::de::{Deserialize, Deserializer};

use super::shape;
use crate::error::ShapeError;
use crate::value::OwnedJsonValue;

/// A view.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct View {
    /// The view's id.
    pub id: i64,
    /// Its name, in the credential user's language.
    pub title: Option<String>,
    /// Whether agents see it.
    pub active: Option<bool>,
    /// When it was created, epoch seconds.
    pub created_at: Option<i64>,
    /// When its definition last changed, epoch seconds.
    pub updated_at: Option<i64>,
    /// Its place in the list.
    pub position: Option<i64>,
    /// Its conditions; `None` where they are missing or not of the known form, since a view must never
    /// be judged by half of its conditions.
    pub conditions: Option<Conditions>,
    /// What of it cannot be read and decides what it holds, if anything.
    pub unreadable: Option<&'static str>,
}

#[derive(serde::Deserialize)]
struct Wire {
    #[serde(deserialize_with = "shape::required_integer")]
    id: i64,
    #[serde(default, deserialize_with = "shape::owned_text")]
    title: Option<String>,
    #[serde(default)]
    active: OwnedJsonValue,
    #[serde(default, deserialize_with = "shape::instant")]
    created_at: Option<i64>,
    #[serde(default, deserialize_with = "shape::instant")]
    updated_at: Option<i64>,
    #[serde(default, deserialize_with = "shape::integer")]
    position: Option<i64>,
    #[serde(default, deserialize_with = "known_conditions")]
    conditions: Option<Conditions>,
}

impl<'de> Deserialize<'de> for View {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let wire = Wire::deserialize(deserializer)?;
        let active = shape::strict_boolean(wire.active.value());
        let unreadable = match (&active, &wire.conditions) {
            (Err(()), _) => Some("whether it is active cannot be read"),
            (Ok(_), None) => Some("its conditions are missing or have an unknown form"),
            (Ok(_), Some(_)) => None,
        };
        Ok(Self {
            id: wire.id,
            title: wire.title,
            active: active.unwrap_or_default(),
            created_at: wire.created_at,
            updated_at: wire.updated_at,
            position: wire.position,
            conditions: wire.conditions,
            unreadable,
        })
    }
}

/// How many tickets a view holds, by Zendesk's own count.
#[derive(Debug, Clone, PartialEq, Eq, serde::Deserialize)]
pub struct ViewCount {
    /// The view.
    #[serde(deserialize_with = "shape::required_integer")]
    pub view_id: i64,
    /// The count; `None` while Zendesk is still counting.
    #[serde(default, deserialize_with = "shape::integer")]
    pub value: Option<i64>,
    /// False where the count is an older one.
    #[serde(default, deserialize_with = "shape::boolean")]
    pub fresh: Option<bool>,
}

/// A ticket in a view.
#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Deserialize)]
pub struct ViewTicket {
    /// The ticket's id.
    #[serde(deserialize_with = "shape::required_integer")]
    pub id: i64,
    /// When it was last changed, epoch seconds.
    #[serde(default, deserialize_with = "shape::instant")]
    pub updated_at: Option<i64>,
}

impl View {
    /// A view that somebody wrote down, in any of the forms that Zendesk shows or takes one: with or
    /// without `view` around it, its conditions under `conditions` or beside the title.
    pub fn from_json(text: &str) -> Result<Self, ShapeError> {
        let wrong = |problem: String| ShapeError::Answer { problem };
        let parsed: serde_json::Value =
            serde_json::from_str(text.trim_start_matches('\u{feff}'))
                .map_err(|error| wrong(format!("expected JSON: {error}")))?;
        let written = parsed.get("view").unwrap_or(&parsed);
        let Some(written) = written.as_object() else {
            return Err(wrong("expected an object with a title and conditions".to_owned()));
        };
        if written.get("title").is_some_and(|title| !title.is_string() && !title.is_null()) {
            return Err(wrong("expected a text as title".to_owned()));
        }
        let mut view = written.clone();
        view.entry("id").or_insert_with(|| 0.into());
        let groups = ["all", "any"];
        if view.get("conditions").is_none_or(serde_json::Value::is_null) {
            let beside = groups.into_iter().filter_map(|group| Some((group, view.get(group)?)));
            let conditions = beside.map(|(group, list)| (group.to_owned(), list.clone())).collect();
            view.insert("conditions".to_owned(), serde_json::Value::Object(conditions));
        } else if groups.iter().any(|group| view.contains_key(*group)) {
            return Err(wrong(
                "expected conditions in one place, under conditions or beside the title".to_owned(),
            ));
        }
        // By way of text: values are kept as they are written.
        let view: Self = serde_json::from_str(&serde_json::Value::Object(view).to_string())
            .map_err(|error| wrong(error.to_string()))?;
        let known = view.conditions.as_ref();
        if known.is_none_or(|known| known.all.is_empty() && known.any.is_empty()) {
            return Err(wrong(
                "expected conditions in lists named all and any, each with a field, an operator and \
                 a value"
                    .to_owned(),
            ));
        }
        Ok(view)
    }
}

/// The conditions of a view: it holds a ticket when every one of `all` is true and, if there are any, at
/// least one of `any`.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Conditions {
    /// Conditions that must all be true.
    pub all: Vec<Condition>,
    /// Conditions of which one must be true.
    pub any: Vec<Condition>,
}

/// One condition.
#[derive(Debug, Clone, PartialEq, Eq, serde::Deserialize)]
pub struct Condition {
    /// The field it looks at.
    pub field: String,
    /// How it compares; `recipient` may come without one.
    #[serde(default)]
    pub operator: Option<String>,
    /// What it compares with: text, number, list, boolean or null.
    #[serde(default)]
    pub value: OwnedJsonValue,
}

fn known_conditions<'de, D: Deserializer<'de>>(
    deserializer: D,
) -> Result<Option<Conditions>, D::Error> {
    #[derive(serde::Deserialize)]
    struct Wire {
        all: Option<Vec<Condition>>,
        any: Option<Vec<Condition>>,
    }
    let raw = OwnedJsonValue::deserialize(deserializer)?;
    let wire: Option<Wire> = serde_json::from_str(raw.value().json()).unwrap_or_default();
    Ok(wire.filter(|wire| wire.all.is_some() || wire.any.is_some()).map(|wire| Conditions {
        all: wire.all.unwrap_or_default(),
        any: wire.any.unwrap_or_default(),
    }))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_view_may_be_written_in_any_form() {
        let condition = r#"{"field":"status","operator":"is","value":"open"}"#;
        for form in [
            r#"{"view":{"id":7,"title":"Open","conditions":{"all":[C],"any":[]}}}"#,
            r#"{"title":"Open","conditions":{"all":[C]}}"#,
            r#"{"view":{"title":"Open","all":[C],"any":null}}"#,
            r#"{"title":"Open","all":[C],"conditions":null}"#,
            r#"{"title":"Open","all":[C]}"#,
        ] {
            let view = View::from_json(&form.replace('C', condition)).expect(form);
            let conditions = view.conditions.expect(form);
            assert_eq!(view.title.as_deref(), Some("Open"), "{form}");
            assert_eq!((conditions.all.len(), conditions.any.len()), (1, 0), "{form}");
            assert_eq!(conditions.all[0].field, "status");
        }
        for (form, sentence) in [
            ("", "expected JSON"),
            ("[]", "expected an object"),
            ("{\"view\":7}", "expected an object"),
            ("{\"title\":\"Open\"}", "expected conditions"),
            ("{\"all\":[]}", "expected conditions"),
            ("{\"all\":[{\"operator\":\"is\"}]}", "expected conditions"),
            ("{\"all\":[],\"conditions\":{\"all\":[]}}", "in one place"),
            ("{\"title\":false,\"all\":[]}", "expected a text as title"),
            ("{\"id\":\"x\",\"all\":[]}", "expected a whole number"),
        ] {
            let error = View::from_json(form).expect_err(form).to_string();
            assert!(error.contains(sentence), "{form}: {error}");
        }
    }
}
