//! The messages of every language, read once.

use std::borrow::Cow;
use std::sync::LazyLock;

use fluent_bundle::concurrent::FluentBundle;
use fluent_bundle::{FluentArgs, FluentResource, FluentValue};
use unic_langid::LanguageIdentifier;

use super::{Language, format};

/// The files of a language, by area.
macro_rules! files {
    ($language:literal) => {
        [
            include_str!(concat!("../../../locales/", $language, "/common.ftl")),
            include_str!(concat!("../../../locales/", $language, "/integrations.ftl")),
            include_str!(concat!("../../../locales/", $language, "/views.ftl")),
            include_str!(concat!("../../../locales/", $language, "/quality.ftl")),
            include_str!(concat!("../../../locales/", $language, "/queues.ftl")),
            include_str!(concat!("../../../locales/", $language, "/tickets.ftl")),
            include_str!(concat!("../../../locales/", $language, "/access.ftl")),
            include_str!(concat!("../../../locales/", $language, "/deliveries.ftl")),
            include_str!(concat!("../../../locales/", $language, "/export.ftl")),
        ]
    };
}

type Bundle = FluentBundle<FluentResource>;

static BUNDLES: LazyLock<[Bundle; 4]> = LazyLock::new(|| Language::ALL.map(bundle));

/// The message with its values; its id where there is none, which a test rules out.
pub(super) fn write(language: Language, id: &'static str, arguments: &FluentArgs<'_>) -> String {
    let bundle = &BUNDLES[language as usize];
    let Some(pattern) = bundle.get_message(id).and_then(|message| message.value()) else {
        tracing::error!(message = id, language = language.code(), "a message is missing");
        return id.to_owned();
    };
    let mut errors = Vec::new();
    let text = bundle.format_pattern(pattern, Some(arguments), &mut errors);
    for error in errors {
        tracing::error!(message = id, language = language.code(), %error, "a message lacks a value");
    }
    Cow::into_owned(text)
}

/// The texts of a language's files.
pub(super) fn files(language: Language) -> [&'static str; 9] {
    match language {
        Language::English => files!("en"),
        Language::Dutch => files!("nl"),
        Language::German => files!("de"),
        Language::French => files!("fr"),
    }
}

fn bundle(language: Language) -> Bundle {
    let identifier: LanguageIdentifier =
        language.code().parse().expect("codes of two letters are language identifiers");
    let mut bundle = FluentBundle::new_concurrent(vec![identifier]);
    // All languages here are written from left to right, so nothing has to be isolated.
    bundle.set_use_isolating(false);
    bundle.set_formatter(Some(match language {
        Language::English => |value, _| number(Language::English, value),
        Language::Dutch => |value, _| number(Language::Dutch, value),
        Language::German => |value, _| number(Language::German, value),
        Language::French => |value, _| number(Language::French, value),
    }));
    for file in files(language) {
        // What cannot be read is left out here and found by a test.
        let resource = FluentResource::try_new(file.to_owned()).unwrap_or_else(|(read, _)| read);
        bundle.add_resource_overriding(resource);
    }
    bundle
}

fn number(language: Language, value: &FluentValue<'_>) -> Option<String> {
    let FluentValue::Number(number) = value else { return None };
    #[expect(clippy::cast_possible_truncation, reason = "only whole numbers are given to messages")]
    let whole = number.value as i64;
    Some(format::number(language, whole))
}
