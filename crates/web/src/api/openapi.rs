//! The OpenAPI document: every endpoint with every answer that it can give.

use std::sync::LazyLock;

use axum::http::header;
use axum::response::IntoResponse;
use utoipa::ToSchema as _;
use utoipa::openapi::path::{Operation, Parameter, ParameterIn, PathItem, Paths};
use utoipa::openapi::security::{HttpAuthScheme, HttpBuilder, SecurityRequirement, SecurityScheme};
use utoipa::openapi::tag::TagBuilder;
use utoipa::openapi::{
    Components, ContentBuilder, Header, HeaderBuilder, InfoBuilder, LicenseBuilder, ObjectBuilder,
    OpenApi, OpenApiBuilder, Ref, RefOr, Response, ResponseBuilder, Type,
};

use super::ENDPOINTS;
use super::endpoint::Schemas;
use super::problem::{self, Kind};
use crate::http::route::Right;

const DESCRIPTION: &str = "Contact volumes of Zendesk, counted by the rules of docs/counting.md. What the \
    pages of Inflow do, programs do here. docs/api.md has examples.\n\nEvery request needs an API key, as \
    `Authorization: Bearer inflow_…`. Times are RFC 3339 in UTC unless a zone is asked for. Problems are \
    those of RFC 9457, and name the field that is wrong and what to do.";

const TAGS: [(&str, &str); 6] = [
    ("Integrations", "Connected Zendesk accounts, and how each is doing"),
    ("Views", "Which views are queues and which cannot be, before and after they are saved"),
    ("Queues and volumes", "Source queues, and contacts per queue and interval"),
    ("Explanations", "What stands behind a figure"),
    ("Quality", "How good the figures are, and what can be done about it"),
    ("Account", "Who asks, keys, users and changes"),
];

/// The document in JSON, as docs/openapi.json has it.
pub fn document() -> &'static str {
    static TEXT: LazyLock<String> = LazyLock::new(|| {
        let mut text = DOCUMENT.to_pretty_json().expect("a document of texts can be written");
        text.push('\n');
        text
    });
    &TEXT
}

/// The document.
pub(crate) static DOCUMENT: LazyLock<OpenApi> = LazyLock::new(build);

/// The OpenAPI document
pub(super) async fn show() -> impl IntoResponse {
    ([(header::CONTENT_TYPE, "application/vnd.oai.openapi+json;version=3.1")], document())
}

fn build() -> OpenApi {
    let (mut paths, mut schemas) = (Paths::new(), Schemas::new());
    problem::ProblemDocument::schemas(&mut schemas);
    let name = problem::ProblemDocument::name().into_owned();
    schemas.push((name, <problem::ProblemDocument as utoipa::PartialSchema>::schema()));
    for endpoint in ENDPOINTS.iter() {
        let (described, mut item) = endpoint.described.clone();
        schemas.extend(described);
        for operation in operations(&mut item) {
            complete(operation, endpoint.right, &endpoint.path);
        }
        match paths.paths.get_mut(&endpoint.path) {
            Some(present) => present.merge_operations(item),
            None => {
                paths.paths.insert(endpoint.path.clone(), item);
            }
        }
    }
    let mut components = Components::new();
    components.schemas.extend(schemas);
    let key = HttpBuilder::new().scheme(HttpAuthScheme::Bearer).bearer_format("inflow_…").build();
    components.add_security_scheme("api-key", SecurityScheme::Http(key));
    let tag =
        |(name, about): (&str, &str)| TagBuilder::new().name(name).description(Some(about)).build();
    let license = LicenseBuilder::new().name("MIT").identifier(Some("MIT")).build();
    let info = InfoBuilder::new().title("Inflow").version("1").description(Some(DESCRIPTION));
    OpenApiBuilder::new()
        .info(info.license(Some(license)).build())
        .paths(paths)
        .components(Some(components))
        .tags(Some(TAGS.map(tag)))
        .security(Some([SecurityRequirement::new("api-key", Vec::<String>::new())]))
        .build()
}

fn operations(item: &mut PathItem) -> impl Iterator<Item = &mut Operation> {
    let PathItem { get, post, put, patch, delete, .. } = item;
    [get, post, put, patch, delete].into_iter().flatten()
}

/// Adds what every endpoint of its kind can answer.
fn complete(operation: &mut Operation, right: Right, path: &str) {
    let is_of_query = |one: &RefOr<Parameter>| matches!(one, RefOr::T(one) if one.parameter_in == ParameterIn::Query);
    let has_query = operation.parameters.iter().flatten().any(is_of_query);
    let has_body = operation.request_body.is_some();
    let is_volumes = path.ends_with("/volumes");
    let asks_zendesk = has_body
        && ["/integrations", "/credentials", "/previews"].iter().any(|end| path.ends_with(end));
    let mut kinds = vec![
        (Kind::SignInRequired, "No API key came, or one that does not work"),
        (Kind::TooManyRequests, "Too many requests"),
        (Kind::Internal, "The program or its database failed"),
        (
            Kind::Unavailable,
            "The database does not answer, it took too long, or others are served first",
        ),
    ];
    if right == Right::Administrator {
        kinds.push((Kind::NotAllowed, "Only an administrator's key may do this"));
    }
    if path.contains('{') || has_query && is_volumes {
        kinds.push((Kind::NotFound, "There is no such thing, or none of this account"));
    }
    if is_volumes {
        kinds.push((Kind::NotAcceptable, "It is not given in a form that the header accept names"));
    }
    if has_body {
        kinds.push((Kind::Malformed, "The body is no JSON"));
        kinds.push((Kind::TimedOut, "The body did not arrive within half a minute"));
        kinds.push((Kind::TooLarge, "The body is longer than 256 KiB"));
        kinds.push((Kind::UnsupportedMediaType, "The body is to be application/json"));
    }
    if asks_zendesk {
        kinds.push((Kind::InvalidInput, "A field is wrong, or Zendesk cannot be read with it"));
    } else if has_query || has_body {
        kinds.push((Kind::InvalidInput, "A field or parameter is wrong"));
    }
    let responses = &mut operation.responses.responses;
    for (kind, description) in kinds {
        let (_, status, _) = kind.described();
        let status = status.as_str().to_owned();
        responses.entry(status).or_insert_with(|| RefOr::T(refusal(kind, description)));
    }
}

/// A problem as an answer.
fn refusal(kind: Kind, description: &str) -> Response {
    let content = ContentBuilder::new().schema(Some(Ref::from_schema_name("Problem"))).build();
    let mut response =
        ResponseBuilder::new().description(description).content(problem::MEDIA_TYPE, content);
    if kind == Kind::SignInRequired {
        response = response.header("www-authenticate", text_header("How to sign in"));
    }
    response.build()
}

fn text_header(description: &str) -> Header {
    let text = ObjectBuilder::new().schema_type(Type::String).build();
    HeaderBuilder::new().schema(Some(text)).description(Some(description)).build()
}
