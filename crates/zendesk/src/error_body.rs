//! The bodies of error answers: four JSON envelopes, HTML, or anything.

use crate::value::JsonValue;

/// What an error answer says, made fit for messages: short, on one line, without addresses.
#[derive(Debug, Default, PartialEq, Eq)]
pub(crate) struct ErrorBody {
    /// The machine's word for it, such as `RecordNotFound`.
    code: Option<String>,
    /// The sentence for people.
    text: Option<String>,
    /// The beginning of a body of another form, in lower case: looked through, never shown.
    unread: String,
}

/// How much of a body of another form is looked through.
const UNREAD_LENGTH: usize = 4_096;

impl ErrorBody {
    /// Reads `{"error": code, "description" | "error_description" | "message": text}`,
    /// `{"error": {"title", "message"}}`, `{"errors": [{"code", "title"}]}` and `{"title", "message"}`.
    /// Anything else says nothing: an HTML page is no message.
    pub(crate) fn read(body: &[u8]) -> Self {
        let text = String::from_utf8_lossy(body);
        let Some(answer) = serde_json::from_str::<JsonValue<'_>>(&text)
            .ok()
            .filter(|value| value.json().starts_with('{'))
        else {
            let unread = text.chars().take(UNREAD_LENGTH).collect::<String>().to_lowercase();
            return Self { unread, ..Self::default() };
        };
        let error = member(answer, &["error"]);
        if error.json().starts_with('{') {
            return Self {
                code: read(error, &["code", "title"]),
                text: read(error, &["message"]),
                ..Self::default()
            };
        }
        if let Some(first) =
            member(answer, &["errors"]).list().and_then(|list| list.first().copied())
        {
            return Self {
                code: read(first, &["code"]),
                text: read(first, &["title"]),
                ..Self::default()
            };
        }
        Self {
            code: read(answer, &["error", "code", "title"]),
            text: read(answer, &["description", "error_description", "message"]),
            ..Self::default()
        }
    }

    /// Whether the answer speaks of something.
    pub(crate) fn mentions(&self, words: &str) -> bool {
        let words = words.to_lowercase();
        let told = [&self.code, &self.text].into_iter().flatten();
        told.map(|text| text.to_lowercase()).any(|text| text.contains(&words))
            || self.unread.contains(&words)
    }

    /// What the answer says, for a message.
    pub(crate) fn message(self) -> String {
        match (self.code, self.text) {
            (Some(code), Some(text)) => format!("{code}: {text}"),
            (Some(text), None) | (None, Some(text)) => text,
            (None, None) => "no reason given".to_owned(),
        }
    }
}

fn member<'a>(object: JsonValue<'a>, names: &[&str]) -> JsonValue<'a> {
    let entries = object.entries().unwrap_or_default();
    names
        .iter()
        .find_map(|name| entries.iter().find(|(key, _)| key == name).map(|(_, value)| *value))
        .unwrap_or_default()
}

fn read(object: JsonValue<'_>, names: &[&str]) -> Option<String> {
    let text = member(object, names).text()?;
    let words: Vec<&str> =
        text.split_whitespace().map(|word| if word.contains('@') { "…" } else { word }).collect();
    let line: String =
        words.join(" ").chars().filter(|letter| !letter.is_control()).take(200).collect();
    (!line.is_empty()).then_some(line)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_envelope_is_read() {
        for (body, expected) in [
            (r#"{"error":"Couldn't authenticate you"}"#, "Couldn't authenticate you"),
            (
                r#"{"error":"invalid_token","error_description":"The access token is expired"}"#,
                "invalid_token: The access token is expired",
            ),
            (
                r#"{"error":"RecordNotFound","description":"Not found"}"#,
                "RecordNotFound: Not found",
            ),
            (
                r#"{"error":{"title":"Forbidden","message":"You do not\nhave access"}}"#,
                "Forbidden: You do not have access",
            ),
            (
                r#"{"errors":[{"code":"InvalidPaginationDepth","title":"Too deep","detail":"secret"}]}"#,
                "InvalidPaginationDepth: Too deep",
            ),
            (r#"{"error":"x","description":"jane@example.com is wrong"}"#, "x: … is wrong"),
            ("<html>down</html>", "no reason given"),
            ("[]", "no reason given"),
            ("{}", "no reason given"),
            ("", "no reason given"),
        ] {
            assert_eq!(ErrorBody::read(body.as_bytes()).message(), expected, "{body}");
        }
    }

    #[test]
    fn what_it_mentions_ignores_case() {
        let body = ErrorBody::read(br#"{"error":{"title":"No help desk at x.zendesk.com"}}"#);
        assert!(body.mentions("no help desk") && !body.mentions("maintenance"));
        let page = ErrorBody::read(b"<h1>No Help Desk at x</h1>");
        assert!(page.mentions("no help desk at") && page.message() == "no reason given");
    }
}
