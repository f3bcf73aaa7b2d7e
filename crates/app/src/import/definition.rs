//! What decides about a view's figures, letter by letter: a name is made of it, and where the name changed
//! the view is counted again.
//!
//! **The form never changes**, whatever our types are called: another one would have every account counted
//! again. The tests pin it. Texts stand in quotes, as Rust writes them for debugging, so that no text looks
//! like another's end.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;

use inflow_domain::{Condition, ConditionValue, FieldCatalog, FieldId, FieldKind};
use inflow_mapping::CountedView;
use smol_str::SmolStr;

/// Everything that decides about one view: conditions, until when it counts, and the options of the
/// custom fields that it names.
pub(super) fn of_view(counted: &CountedView, fields: &FieldCatalog) -> String {
    let view = &counted.view;
    let until = counted.until.map(|until| format!("Timestamp({})", until.0));
    let (all, any) = (conditions(&view.all), conditions(&view.any));
    let mut text = format!("until {}: {all} {any}\n", option(until));
    let named = view.all.iter().chain(&view.any);
    let named: BTreeSet<FieldId> = named.filter_map(Condition::custom_field).collect();
    for id in named {
        let known = fields.fields.get(&id).map(|field| options(&field.options));
        writeln!(text, "field {id}: {}", option(known)).expect("a String takes every text");
    }
    text
}

/// How the values of a custom field are compared.
pub(super) fn kind(kind: FieldKind) -> &'static str {
    match kind {
        FieldKind::Dropdown => "Dropdown",
        FieldKind::MultiSelect => "MultiSelect",
        FieldKind::Checkbox => "Checkbox",
        FieldKind::Number => "Number",
        FieldKind::Date => "Date",
        FieldKind::Text => "Text",
    }
}

fn conditions(conditions: &[Condition]) -> String {
    let one = |condition: &Condition| {
        let Condition { field, operator, value } = condition;
        let (field, operator, value) = (quoted(field), quoted(operator), self::value(value));
        format!("Condition {{ field: {field}, operator: {operator}, value: {value} }}")
    };
    format!("[{}]", listed(conditions.iter().map(one)))
}

fn value(value: &ConditionValue) -> String {
    match value {
        ConditionValue::Blank => "Blank".to_owned(),
        ConditionValue::One(text) => format!("One({})", quoted(text)),
        ConditionValue::Many(texts) => {
            format!("Many([{}])", listed(texts.iter().map(|text| quoted(text))))
        }
    }
}

fn options(options: &BTreeMap<i64, SmolStr>) -> String {
    format!("{{{}}}", listed(options.iter().map(|(id, tag)| format!("{id}: {}", quoted(tag)))))
}

fn option(text: Option<String>) -> String {
    text.map_or_else(|| "None".to_owned(), |text| format!("Some({text})"))
}

fn listed(texts: impl Iterator<Item = String>) -> String {
    texts.collect::<Vec<_>>().join(", ")
}

fn quoted(text: &str) -> String {
    format!("{text:?}")
}

#[cfg(test)]
mod tests {
    use inflow_domain::{CustomField, Timestamp, View, ViewId};

    use super::*;

    fn condition(field: &str, operator: &str, value: ConditionValue) -> Condition {
        Condition { field: field.into(), operator: operator.into(), value }
    }

    #[test]
    fn the_form_of_a_definition_never_changes() {
        let all = vec![
            condition("status", "less_than", ConditionValue::One("solved".to_owned())),
            condition("custom_fields_5", "is", ConditionValue::One("it's \"1\"\n".to_owned())),
        ];
        let many = ConditionValue::Many(vec!["a".to_owned(), "é\u{301}".to_owned()]);
        let any = vec![
            condition("current_tags", "includes", many),
            condition("custom_fields_6", "", ConditionValue::Blank),
        ];
        let view = View {
            id: ViewId(1),
            title: "Any".to_owned(),
            active: true,
            updated_at: Timestamp(7),
            all,
            any,
            unreadable: None,
        };
        let options = [(1, "one".into()), (-2, "two".into())].into();
        let field =
            CustomField { kind: FieldKind::Dropdown, zendesk_type: "tagger".into(), options };
        let fields = FieldCatalog { fields: [(FieldId(5), field)].into() };
        let counted = CountedView { view, until: Some(Timestamp(9)) };
        let expected = concat!(
            r#"until Some(Timestamp(9)): [Condition { field: "status", operator: "less_than", value: "#,
            r#"One("solved") }, Condition { field: "custom_fields_5", operator: "is", value: "#,
            r#"One("it's \"1\"\n") }] [Condition { field: "current_tags", operator: "includes", value: "#,
            r#"Many(["a", "é\u{301}"]) }, Condition { field: "custom_fields_6", operator: "", value: "#,
            "Blank }]\n",
            "field 5: Some({-2: \"two\", 1: \"one\"})\n",
            "field 6: None\n",
        );
        assert_eq!(of_view(&counted, &fields), expected);
        // As Rust wrote the types while they had these names.
        let CountedView { view, until } = &counted;
        let written = format!("until {until:?}: {:?} {:?}\n", view.all, view.any);
        assert!(expected.starts_with(&written), "{written}");
        let counted =
            CountedView { view: View { all: vec![], any: vec![], ..view.clone() }, until: None };
        assert_eq!(of_view(&counted, &fields), "until None: [] []\n");
    }
}
