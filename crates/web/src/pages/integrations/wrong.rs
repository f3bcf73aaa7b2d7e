//! What is wrong with what was entered, beside the field concerned.

use inflow_app::IngestError;
use inflow_app::accounts::trouble::{Entry, Trouble};
use inflow_store::StoreError;

use super::super::layout::Page;
use super::super::trouble::told;
use crate::pages::i18n::Text;

/// A field of the forms, named as in the forms.
pub(crate) type Field = &'static str;

/// The fields of credentials that an error about them concerns.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum CredentialFields {
    /// User name and API token.
    Token,
    /// Identifier and secret of an OAuth client.
    Client,
}

/// What is wrong with a form; nothing at first.
#[derive(Debug, Clone, Default)]
pub(crate) struct Wrong {
    found: Vec<(Field, Text)>,
    /// What concerns no field, with what to do.
    pub(crate) whole: Vec<Text>,
}

impl Wrong {
    /// Whether nothing is.
    pub(crate) fn is_empty(&self) -> bool {
        self.found.is_empty() && self.whole.is_empty()
    }

    /// What is wrong with a field.
    pub(crate) fn of(&self, field: &str) -> Vec<&Text> {
        self.found.iter().filter(|(known, _)| *known == field).map(|(_, text)| text).collect()
    }

    /// Adds what is wrong with a field.
    pub(crate) fn add(&mut self, field: Field, text: Text) {
        self.found.push((field, text));
    }

    /// Asks for a field that is empty.
    pub(crate) fn require(&mut self, page: &Page, field: Field, value: &str) {
        if value.trim().is_empty() {
            self.add(field, page.t("field-required"));
        }
    }

    /// Adds what a use case found wrong; an error that has nothing to do with the form comes back.
    pub(crate) fn add_error(
        &mut self,
        page: &Page,
        error: IngestError,
        credentials: CredentialFields,
    ) -> Result<(), IngestError> {
        if let Some(trouble) = Trouble::of(&error) {
            let told = told(page, trouble, &error);
            let field = match (trouble.entry(), credentials) {
                (Some(Entry::Domain), _) => "domain",
                (Some(Entry::BaseUrl), _) => "base_url",
                (Some(Entry::Credentials), CredentialFields::Token) => "token",
                (Some(Entry::Credentials), CredentialFields::Client) => "client_secret",
                (None, _) => {
                    self.whole.extend([told.what, told.help]);
                    return Ok(());
                }
            };
            self.found.extend([(field, told.what), (field, told.help)]);
            return Ok(());
        }
        let (field, text) = match &error {
            IngestError::UnfitName => ("name", page.t("integration-name-unfit")),
            IngestError::Store(StoreError::NameTaken { name }) => {
                ("name", page.t("integration-name-taken").with("name", name))
            }
            IngestError::FixedGrouping { name, .. } => {
                ("grouping", page.t("grouping-of-the-deleted").with("name", name))
            }
            IngestError::FixedSince { name, since } => {
                let day = page.date(*since);
                ("since", page.t("since-of-the-deleted").with("name", name).with("day", day))
            }
            _ => return Err(error),
        };
        self.add(field, text);
        Ok(())
    }
}
