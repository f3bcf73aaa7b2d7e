//! The page that describes the API: the OpenAPI document, for people.

use std::sync::LazyLock;

use askama::Template;
use axum::response::Response;
use serde_json::Value;

use crate::api::{ENDPOINTS, openapi};
use crate::http::route::Right;
use crate::pages::layout::{Page, Section, html};

#[derive(Template)]
#[template(path = "api/reference.html")]
struct ReferencePage {
    page: Page,
    about: &'static About,
}

/// What the document says.
struct About {
    description: Vec<String>,
    tags: Vec<Tag>,
    schemas: Vec<Shape>,
}

/// Operations that belong together.
struct Tag {
    name: String,
    description: String,
    operations: Vec<Operation>,
}

/// An endpoint.
struct Operation {
    id: String,
    method: String,
    path: String,
    summary: String,
    description: String,
    is_for_administrators: bool,
    parameters: Vec<Member>,
    body: Option<Kind>,
    responses: Vec<Answer>,
}

/// A parameter, or a member of an object.
struct Member {
    name: String,
    place: String,
    kind: Kind,
    is_required: bool,
    description: String,
}

/// An answer.
struct Answer {
    status: String,
    description: String,
    kinds: Vec<(String, Kind)>,
}

/// An object, or one of some texts.
struct Shape {
    name: String,
    description: String,
    members: Vec<Member>,
    texts: Vec<String>,
}

/// What a value is: words, around the name of a shape where there is one.
#[derive(Clone, Default)]
struct Kind {
    before: String,
    shape: Option<String>,
    after: String,
}

/// `GET /api-reference`
pub(super) async fn show(page: Page) -> Response {
    static ABOUT: LazyLock<About> = LazyLock::new(|| {
        let document = serde_json::from_str(openapi::document()).expect("the document is JSON");
        about(&document)
    });
    html(&ReferencePage { page: page.within(Section::Api), about: &ABOUT })
}

fn about(document: &Value) -> About {
    let text = text(&document["info"]["description"]);
    let tags = document["tags"].as_array().into_iter().flatten();
    let schemas = document["components"]["schemas"].as_object().into_iter().flatten();
    About {
        description: text.split("\n\n").map(str::to_owned).collect(),
        tags: tags.map(|tag| described_tag(document, tag)).collect(),
        schemas: schemas.map(|(name, schema)| shape(name, schema)).collect(),
    }
}

/// A text in pieces, each with whether it is code, which stands between backticks.
fn pieces(text: &str) -> impl Iterator<Item = (bool, &str)> {
    text.split('`').enumerate().map(|(at, piece)| (at % 2 == 1, piece))
}

fn described_tag(document: &Value, tag: &Value) -> Tag {
    let name = text(&tag["name"]);
    let mut operations = Vec::new();
    for endpoint in ENDPOINTS.iter() {
        let method = endpoint.method.as_str().to_lowercase();
        let described = &document["paths"][&endpoint.path][&method];
        if described["tags"][0] == tag["name"] {
            let is_for_administrators = endpoint.right == Right::Administrator;
            operations.push(operation(described, &endpoint.path, &method, is_for_administrators));
        }
    }
    Tag { name, description: text(&tag["description"]), operations }
}

fn operation(
    described: &Value,
    path: &str,
    method: &str,
    is_for_administrators: bool,
) -> Operation {
    let parameters = described["parameters"].as_array().into_iter().flatten();
    let responses = described["responses"].as_object().into_iter().flatten();
    let body = &described["requestBody"]["content"]["application/json"]["schema"];
    Operation {
        id: text(&described["operationId"]),
        method: method.to_uppercase(),
        path: path.to_owned(),
        summary: text(&described["summary"]),
        description: text(&described["description"]),
        is_for_administrators,
        parameters: parameters
            .map(|parameter| {
                let is_required = parameter["required"] == true;
                let place = text(&parameter["in"]);
                let name = text(&parameter["name"]);
                let description = text(&parameter["description"]);
                Member { name, place, kind: kind(&parameter["schema"]), is_required, description }
            })
            .collect(),
        body: (!body.is_null()).then(|| kind(body)),
        responses: responses.map(|(status, answer)| described_answer(status, answer)).collect(),
    }
}

fn described_answer(status: &str, answer: &Value) -> Answer {
    let contents = answer["content"].as_object().into_iter().flatten();
    Answer {
        status: status.to_owned(),
        description: text(&answer["description"]),
        kinds: contents.map(|(media, content)| (media.clone(), kind(&content["schema"]))).collect(),
    }
}

fn shape(name: &str, schema: &Value) -> Shape {
    let required: Vec<&str> =
        schema["required"].as_array().into_iter().flatten().filter_map(Value::as_str).collect();
    let members = schema["properties"].as_object().into_iter().flatten();
    Shape {
        name: name.to_owned(),
        description: text(&schema["description"]),
        members: members
            .map(|(name, member)| Member {
                name: name.clone(),
                place: String::new(),
                kind: kind(member),
                is_required: required.contains(&name.as_str()),
                description: text(&member["description"]),
            })
            .collect(),
        texts: schema["enum"].as_array().into_iter().flatten().map(text).collect(),
    }
}

/// What a schema says of a value.
fn kind(schema: &Value) -> Kind {
    if let Some(name) = schema["$ref"].as_str() {
        let shape = name.rsplit('/').next().map(str::to_owned);
        return Kind { shape, ..Kind::default() };
    }
    let variants = schema["oneOf"].as_array().into_iter().flatten();
    if let Some(shape) = variants.map(kind).find(|kind| kind.shape.is_some()) {
        return Kind { after: format!("{} or null", shape.after), ..shape };
    }
    let names = match &schema["type"] {
        Value::Array(names) => names.iter().map(text).collect::<Vec<_>>().join(" or "),
        name => text(name),
    };
    if names.starts_with("array") {
        let items = kind(&schema["items"]);
        return Kind { before: format!("list of {}", items.before), ..items };
    }
    if let Some(values) = schema.get("additionalProperties").filter(|values| values.is_object()) {
        let values = kind(values);
        return Kind { before: format!("object of {}", values.before), ..values };
    }
    let format = schema["format"].as_str().map(|format| format!(" ({format})"));
    Kind { before: format!("{names}{}", format.unwrap_or_default()), ..Kind::default() }
}

fn text(value: &Value) -> String {
    value.as_str().unwrap_or_default().to_owned()
}
