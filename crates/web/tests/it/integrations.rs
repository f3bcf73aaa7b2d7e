//! The pages of integrations: adding one against a simulated account, and changing and ending it.

use axum::http::StatusCode;
use inflow_simulator::{Account, Options, ServeOptions, Simulator, Situation};
use inflow_store::{Credentials, Role};
use secrecy::ExposeSecret as _;
use tokio::net::TcpListener;

use crate::support::{Answer, Asker, Place, access};

const FORM: &str = "/integrations/add/zendesk";

/// A simulated account in a situation; where it is.
async fn zendesk(situation: Option<Situation>) -> String {
    let options = Options { tickets: 20, ..Options::demo(7) };
    let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port");
    let address = format!("http://{}", listener.local_addr().expect("an address"));
    let access = ServeOptions { situation, ..access() };
    let simulator = Simulator::new(Account::generate(&options), access);
    tokio::spawn(async move { simulator.serve(listener).await });
    address
}

/// A form that can be saved, with some fields otherwise.
fn filled<'a>(address: &'a str, otherwise: &[(&'a str, &'a str)]) -> Vec<(&'a str, &'a str)> {
    let usual = [
        ("name", "Acme"),
        ("domain", "acme.zendesk.com"),
        ("kind", "api-token"),
        ("username", "admin@example.com"),
        ("token", "simulated-token"),
        ("grouping", "ivr"),
        ("since", "2026-08-01"),
        ("base_url", address),
        ("step", "look"),
    ];
    let other = |name: &str| otherwise.iter().find(|(known, _)| *known == name).copied();
    let mut fields: Vec<_> =
        usual.into_iter().map(|field| other(field.0).unwrap_or(field)).collect();
    fields
        .extend(otherwise.iter().filter(|(name, _)| usual.iter().all(|(known, _)| known != name)));
    fields
}

/// The value of a hidden field of a page.
fn hidden<'a>(told: &'a Answer, name: &str) -> &'a str {
    let start = format!("<input type=\"hidden\" name=\"{name}\" value=\"");
    let rest = told.body.split(&start).nth(1).expect("the field");
    rest.split('"').next().expect("its value")
}

/// What stands beside a field.
fn error<'a>(told: &'a Answer, field: &str) -> &'a str {
    let start = format!("<p class=\"error\" id=\"{field}-error-1\">");
    told.body.split(&start).nth(1).map_or("", |rest| rest.split("</p>").next().unwrap_or_default())
}

async fn is_empty(place: &Place) -> bool {
    place.context.store.integrations.list("default").await.expect("a list").is_empty()
}

#[tokio::test]
async fn a_wrong_token_is_told_and_what_was_typed_stays_on_the_server() {
    let (place, address) = (Place::new().await, zendesk(None).await);
    let ann = place.browser("default", "ann", Role::Administrator).await;
    let wrong = filled(&address, &[("token", "a-wrong-token")]);
    let told = place.post(&ann, FORM, &wrong).await;
    assert_eq!(told.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert_eq!(error(&told, "token"), "Zendesk refused the username or the API token.");
    assert!(
        told.body.contains("value=\"Acme\"") && told.body.contains("value=\"acme.zendesk.com\"")
    );
    assert!(!told.body.contains("a-wrong-token"), "no secret goes back");

    // The domain was wrong as well: the right token need not be typed twice.
    let draft = hidden(&told, "draft").to_owned();
    let typed = filled(&address, &[("domain", "https://elsewhere.example"), ("draft", &draft)]);
    let told = place.post(&ann, FORM, &typed).await;
    assert_eq!(error(&told, "domain"), "This is no Zendesk domain.");
    let draft = hidden(&told, "draft").to_owned();
    let kept = filled(&address, &[("token", ""), ("draft", &draft)]);
    let otto = place.browser("default", "otto", Role::Administrator).await;
    let told = place.post(&otto, FORM, &kept).await;
    assert_eq!(error(&told, "token"), "Please fill this in.", "a draft is its owner's alone");

    let told = place.post(&ann, FORM, &kept).await;
    assert_eq!(told.status, StatusCode::OK, "{}", told.body);
    assert!(told.body.contains("The connection to acme.zendesk.com works"));
    assert!(told.body.contains("become source queues") && told.body.contains("class=\"offends\""));
    assert!(!told.body.contains("simulated-token"));
    assert!(is_empty(&place).await, "nothing is saved by looking");

    let draft = hidden(&told, "draft").to_owned();
    let save = filled(&address, &[("token", ""), ("draft", &draft), ("step", "save")]);
    let told = place.post(&ann, FORM, &save).await;
    assert_eq!((told.status, told.header("location")), (StatusCode::SEE_OTHER, "/integrations/1"));
    let id = inflow_domain::IntegrationId(1);
    let saved = place.context.store.integrations.credentials(id).await.expect("credentials");
    assert!(
        matches!(saved, Credentials::ApiToken { token, .. } if token.expose_secret() == "simulated-token")
    );
    for path in [
        "/",
        "/integrations/1",
        "/integrations/1/settings",
        "/integrations/1/views",
        "/integrations/1/quality",
    ] {
        let told = place.get(&ann, path).await;
        assert_eq!(told.status, StatusCode::OK, "{path}");
        assert!(told.body.contains("Acme") && !told.body.contains("simulated-token"), "{path}");
    }

    let again = filled(&address, &[("domain", "other.zendesk.com")]);
    let told = place.post(&ann, FORM, &again).await;
    assert!(error(&told, "name").starts_with("Another integration is already called"));
}

#[tokio::test]
async fn each_failure_stands_beside_its_field() {
    let place = Place::new().await;
    let ann = place.browser("default", "ann", Role::Administrator).await;
    let check = async |situation, fields: &[(&str, &str)], field: &str, expected: &str| {
        let address = zendesk(situation).await;
        let told = place.post(&ann, FORM, &filled(&address, fields)).await;
        assert_eq!(told.status, StatusCode::UNPROCESSABLE_ENTITY, "{fields:?}");
        let found = if field.is_empty() { &told.body } else { error(&told, field) };
        assert!(found.contains(expected), "{field}: {found}");
    };
    let agent = [("username", "agent@example.com")];
    check(None, &agent, "token", "only an admin may read the exports").await;
    let client = [("kind", "oauth-client"), ("client_id", "inflow-demo"), ("client_secret", "no")];
    check(None, &client, "client_secret", "refused the identifier or the secret").await;
    check(Some(Situation::NoAccount), &[], "domain", "There is no Zendesk account").await;
    check(Some(Situation::Moved), &[], "domain", "now at renamed-sim.zendesk.com").await;
    check(Some(Situation::Closed), &[], "domain", "closed or suspended").await;
    check(Some(Situation::AllowList), &[], "", "takes no requests from the machine").await;
    check(None, &[("base_url", "http://example.org")], "base_url", "not on the machine").await;
    check(None, &[("base_url", "a:b:c")], "base_url", "no plain address").await;
    check(None, &[("grouping", "")], "grouping", "Choose how calls").await;
    check(None, &[("since", "yesterday")], "since", "This is no day").await;
    check(None, &[("since", "2030-01-01")], "since", "in the future").await;
    check(None, &[("name", " ")], "name", "Please fill this in").await;
    check(None, &[("name", &"x".repeat(201))], "name", "1 to 200 visible characters").await;
    check(None, &[("domain", &"x".repeat(501))], "domain", "too long").await;
    check(None, &[("token", "")], "token", "Please fill this in").await;
    assert!(is_empty(&place).await);
}

#[tokio::test]
async fn an_integration_is_changed_and_ends_under_its_name() {
    let place = Place::new().await;
    let ann = place.browser("default", "ann", Role::Administrator).await;
    place.integration("default", "Acme").await;
    let place = &place;
    let post = async |path: &str, fields: &[(&str, &str)]| {
        place.post(&ann, &format!("/integrations/1/{path}"), fields).await
    };
    let told = post("name", &[("name", "Acme \u{202e} backwards")]).await;
    assert_eq!(told.status, StatusCode::UNPROCESSABLE_ENTITY, "what turns texts around is no name");
    let told = post("name", &[("name", "Acme & <b>")]).await;
    assert_eq!(told.header("location"), "/integrations/1/settings?done=name");
    let told = place.get(&ann, "/integrations/1/settings?done=name").await;
    assert!(told.body.contains("Renamed.") && told.body.contains("&#60;b&#62;"), "{}", told.body);
    assert!(!told.body.contains("<b>"));
    assert_eq!(post("name", &[("name", "")]).await.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert_eq!(post("name", &[("name", "Acme")]).await.status, StatusCode::SEE_OTHER);

    assert_eq!(post("pause", &[]).await.header("location"), "/integrations/1/settings?done=pause");
    assert!(place.get(&ann, "/").await.body.contains("Paused"));
    assert_eq!(post("resume", &[]).await.status, StatusCode::SEE_OTHER);

    let told = post("delete", &[("name", "acme")]).await;
    assert_eq!(told.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(told.body.contains("This is not its name."));
    assert_eq!(post("delete", &[("name", "Acme")]).await.header("location"), "/integrations/1");
    assert!(place.get(&ann, "/integrations/1").await.body.contains("Deleted"));
    let typed = [("kind", "api-token"), ("username", "a@b.example"), ("token", "x")];
    assert_eq!(post("credentials", &typed).await.status, StatusCode::CONFLICT);
    assert_eq!(post("pause", &[]).await.status, StatusCode::CONFLICT);
    assert_eq!(post("purge", &[("name", "Acme")]).await.header("location"), "/integrations");
    assert_eq!(place.get(&ann, "/integrations/1").await.status, StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn nobody_sees_another_accounts_integration() {
    let place = Place::new().await;
    place.integration("default", "Acme").await;
    let other = place.browser("other", "otto", Role::Administrator).await;
    let told = place.get(&other, "/integrations").await;
    assert!(told.body.contains("No integration yet") && !told.body.contains("Acme"));
    for path in ["", "/settings", "/views", "/views/try", "/quality", "/delete", "/purge"] {
        let told = place.get(&other, &format!("/integrations/1{path}")).await;
        assert_eq!(told.status, StatusCode::NOT_FOUND, "{path}");
        assert!(!told.body.contains("Acme"), "{path}");
    }
    let fields = [("name", "Acme"), ("view", "{}")];
    for path in ["name", "credentials", "pause", "resume", "delete", "purge", "views/try"] {
        let told = place.post(&other, &format!("/integrations/1/{path}"), &fields).await;
        assert_eq!(told.status, StatusCode::NOT_FOUND, "{path}");
    }
    assert!(
        place.context.store.integrations.find("default", "Acme").await.expect("a look").is_some()
    );
}

#[tokio::test]
async fn pages_speak_the_readers_language() {
    let place = Place::new().await;
    let ann = place.browser("default", "ann", Role::Administrator).await;
    place.integration("default", "Acme").await;
    let spoken = async |asker: &Asker, language: &str, path: &str| {
        let request =
            asker.request(axum::http::Method::GET, path).header("accept-language", language);
        place.send(request, axum::body::Body::empty()).await.body
    };
    assert!(spoken(&ann, "nl", "/integrations/1/quality").await.contains("Bronqueues"));
    assert!(
        spoken(&ann, "de-CH", "/integrations/add/zendesk")
            .await
            .contains("Quell-Queues der Anrufe nach")
    );
    assert!(spoken(&ann, "fr", "/integrations/1").await.contains("Files source"));
    assert!(spoken(&ann, "fr", "/nowhere").await.contains("Il n’y a rien ici"));
    let told = place
        .get(&ann, "/settings/choose?language=de&time_zone=Europe/Berlin&back=/integrations")
        .await;
    assert_eq!((told.status, told.header("location")), (StatusCode::SEE_OTHER, "/integrations"));
    let set: Vec<_> =
        told.headers.get_all("set-cookie").iter().filter_map(|set| set.to_str().ok()).collect();
    assert!(set.iter().any(|set| set.starts_with("inflow_zone=Europe/Berlin;")), "{set:?}");
    let told = place.get(&ann, "/settings/choose?time_zone=Mars/Olympus").await;
    assert_eq!(told.status, StatusCode::UNPROCESSABLE_ENTITY);
    let told = place.get(&ann, "/settings/choose?language=xx").await;
    assert_eq!(told.status, StatusCode::BAD_REQUEST);
}

#[tokio::test]
async fn a_view_is_tried_or_told_why_not() {
    let place = Place::new().await;
    let vera = place.browser("default", "vera", Role::Viewer).await;
    place.integration("default", "Acme").await;
    let try_view =
        async |json: &str| place.post(&vera, "/integrations/1/views/try", &[("view", json)]).await;
    let told = try_view("{ nonsense").await;
    assert_eq!(told.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(
        told.body.contains("This is no view in Zendesk’s form") && told.body.contains("{ nonsense")
    );
    let told = try_view(&" ".repeat(70_000)).await;
    assert!(told.body.contains("too long for a view"));
    let of_channel = r#"{"title":"By mail","conditions":{"all":[{"field":"via_id","operator":"is","value":"4"}],"any":[]}}"#;
    let told = try_view(of_channel).await;
    assert_eq!(told.status, StatusCode::OK);
    assert!(
        told.body.contains("would make no source queue")
            && told.body.contains("asks for the channel")
    );
    let told = try_view(r#"{"title":"New","conditions":{"all":[{"field":"status","operator":"is","value":"new"}],"any":[]}}"#).await;
    assert!(told.body.contains("Nothing is fully imported yet"), "{}", told.body);
}

/// Rule 8.6: the history may begin earlier, and never later.
#[tokio::test]
async fn the_history_begins_earlier_by_a_form() {
    let place = Place::new().await;
    let integration = place.integration("default", "acme").await;
    let maker = place.browser("default", "maker", Role::Administrator).await;
    let extend = format!("/integrations/{}/extend", integration.id);
    for (since, told) in [
        ("x", "This is no day"),
        ("2026-11-22", "begins on 21 Nov 2026 already"),
        ("2001-01-01", "Zendesk did not exist then"),
    ] {
        let answer = place.post(&maker, &extend, &[("since", since)]).await;
        assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY, "{since}");
        assert!(answer.body.contains(told), "{since}: {}", answer.body);
        assert!(answer.body.contains(&format!("value=\"{since}\"")), "what was typed stays");
    }
    let done = place.post(&maker, &extend, &[("since", "2025-01-31")]).await;
    assert_eq!(done.status, StatusCode::SEE_OTHER, "{}", done.body);
    let shown = place.get(&maker, done.header("location")).await;
    assert!(shown.body.contains("31 Jan 2025") && shown.body.contains("begins earlier"));
}
