//! Where somebody goes on to after signing in.

use std::borrow::Cow;

use axum::http::HeaderValue;

use crate::http::guard::LONGEST_NEXT;

/// Where to go after signing in: a place of ours, or the first page.
pub(super) fn safe_next(next: Option<&str>) -> Cow<'_, str> {
    let is_ours = |next: &&str| {
        let rest = next.strip_prefix('/');
        rest.is_some_and(|rest| !rest.starts_with(['/', '\\']))
            && next.len() <= LONGEST_NEXT
            && !next.chars().any(char::is_control)
            && HeaderValue::from_str(next).is_ok()
    };
    next.filter(is_ours).map_or(Cow::Borrowed("/"), Cow::Borrowed)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nobody_is_sent_elsewhere() {
        assert_eq!(safe_next(Some("/queues?channel=email")), "/queues?channel=email");
        let long = format!("/{}", "x".repeat(LONGEST_NEXT));
        for next in [&*long, "", "queues", "//attacker.example", "/\\attacker.example", "/a\nb"] {
            assert_eq!(safe_next(Some(next)), "/", "{next}");
        }
        assert_eq!(safe_next(None), "/");
    }
}
