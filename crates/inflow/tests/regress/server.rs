//! A Zendesk that gives recorded answers, byte for byte, and to nothing else.

use std::collections::BTreeMap;
use std::fs;
use std::sync::{Arc, Mutex};

use chrono::DateTime;
use wiremock::matchers::any;
use wiremock::{Mock, MockServer, Request, Respond, ResponseTemplate};

use crate::scenario::{CredentialKind, Import, Recorded, Scenario};

/// The headers of `admin@acme.example/token:fixture-token` and of the recorded access token.
const BASIC: &str = "Basic YWRtaW5AYWNtZS5leGFtcGxlL3Rva2VuOmZpeHR1cmUtdG9rZW4=";
const BEARER: &str = "Bearer fixture-access-token";

/// How many rows are asked for at once is the client's affair.
const FREE_PARAMETERS: [&str; 2] = ["per_page", "page[size]"];

/// The status of what was never recorded: no client tries that again.
const NOT_RECORDED: u16 = 418;

/// The server of one scenario; its address stays the same for all imports.
pub(crate) struct RecordedZendesk<'a> {
    scenario: &'a Scenario,
    server: MockServer,
}

/// The answers to one import, with what was asked.
#[derive(Clone)]
pub(crate) struct Answers(Arc<Inner>);

struct Inner {
    /// What Zendesk's clock shows, as a header has it.
    date: String,
    recorded: Vec<Answer>,
    authorization: &'static str,
    asked: Mutex<Asked>,
}

struct Answer {
    request: Recorded,
    parameters: BTreeMap<String, Vec<String>>,
    body: Vec<u8>,
}

#[derive(Default)]
struct Asked {
    times: BTreeMap<usize, u32>,
    not_recorded: Vec<String>,
}

impl<'a> RecordedZendesk<'a> {
    pub(crate) async fn start(scenario: &'a Scenario) -> Self {
        Self { scenario, server: MockServer::start().await }
    }

    pub(crate) fn address(&self) -> String {
        self.server.uri()
    }

    /// From now on gives the answers of this import, and of no other.
    pub(crate) async fn answer(&self, import: &Import) -> Answers {
        let answer = |request: Recorded| {
            let path = self.scenario.folder.join(&request.body);
            let body = fs::read(&path).unwrap_or_else(|e| panic!("{}: {e}", path.display()));
            Answer { parameters: parameters(&request), request, body }
        };
        let recorded = self.scenario.recorded(import).into_iter().map(answer).collect();
        let authorization = match self.scenario.credentials {
            CredentialKind::ApiToken => BASIC,
            CredentialKind::Oauth => BEARER,
        };
        let asked = Mutex::new(Asked::default());
        let now = DateTime::parse_from_rfc3339(&import.now).expect("an instant");
        let date = now.format("%a, %d %b %Y %H:%M:%S GMT").to_string();
        let answers = Answers(Arc::new(Inner { date, recorded, authorization, asked }));
        self.server.reset().await;
        Mock::given(any()).respond_with(answers.clone()).mount(&self.server).await;
        answers
    }
}

/// Parameters as the client would send them: each name with its values, sorted.
fn parameters(request: &Recorded) -> BTreeMap<String, Vec<String>> {
    let text = |value: &serde_json::Value| {
        value.as_str().unwrap_or_else(|| panic!("{value} is no text")).to_owned()
    };
    let values = |value: &serde_json::Value| match value.as_array() {
        Some(many) => many.iter().map(text).collect(),
        None => vec![text(value)],
    };
    request.query.iter().map(|(name, value)| (name.clone(), sorted(values(value)))).collect()
}

fn sorted(mut values: Vec<String>) -> Vec<String> {
    values.sort();
    values
}

impl Inner {
    fn find(&self, request: &Request) -> Option<usize> {
        let path = request.url.path();
        let path = path.strip_suffix(".json").unwrap_or(path);
        let mut sent: BTreeMap<String, Vec<String>> = BTreeMap::new();
        for (name, value) in request.url.query_pairs() {
            if !FREE_PARAMETERS.contains(&name.as_ref()) {
                sent.entry(name.into_owned()).or_default().push(value.into_owned());
            }
        }
        for values in sent.values_mut() {
            values.sort();
        }
        let authorization = request.headers.get("authorization");
        let authorized = authorization.is_some_and(|found| found == self.authorization);
        self.recorded.iter().position(|answer| {
            answer.request.path == path
                && answer.request.method == request.method.as_str()
                && answer.parameters == sent
                && (authorized || path.starts_with("/oauth/"))
        })
    }
}

impl Respond for Answers {
    fn respond(&self, request: &Request) -> ResponseTemplate {
        let mut asked = self.0.asked.lock().expect("no test panics while it answers");
        let Some(place) = self.0.find(request) else {
            asked.not_recorded.push(format!("{} {}", request.method, request.url));
            return ResponseTemplate::new(NOT_RECORDED);
        };
        *asked.times.entry(place).or_default() += 1;
        let answer = &self.0.recorded[place];
        ResponseTemplate::new(answer.request.status)
            .insert_header("date", self.0.date.as_str())
            .set_body_raw(answer.body.clone(), "application/json; charset=utf-8")
    }
}

impl Answers {
    /// Fails by name where something was asked that is not recorded, or something recorded was never
    /// asked for.
    pub(crate) fn check_all_was_asked_for(&self, told: &anyhow::Result<Vec<String>>) {
        let asked = self.0.asked.lock().expect("no test panics while it answers");
        assert!(
            asked.not_recorded.is_empty(),
            "these requests are not recorded: {:#?}\nthe import: {told:?}",
            asked.not_recorded
        );
        let never: Vec<&Recorded> = (0..self.0.recorded.len())
            .filter(|place| !asked.times.contains_key(place))
            .map(|place| &self.0.recorded[place].request)
            .collect();
        assert!(never.is_empty(), "nobody asked for these: {never:#?}\nthe import: {told:?}");
    }
}
