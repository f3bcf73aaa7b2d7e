//! Changes that several programs make at once through the API: one wins, and the others are told so.

use std::sync::Barrier;
use std::thread;

use serde_json::{Value, json};

use crate::program::{Place, Zendesk};
use crate::serving::Service;

/// What is sent at once: method, path and body.
type Sent = (&'static str, String, Value);

/// A service with a program that may change everything.
struct Site {
    service: Service,
    key: String,
    zendesk: Zendesk,
}

impl Site {
    fn new(place: &Place) -> Self {
        let key = place.succeeds(&["api-key", "create", "--name", "setup", "--administrator"]).out;
        let service = Service::start_with(place, &["--every", "24h", "--allow-test-servers"]);
        Self { service, key: key.trim().to_owned(), zendesk: Zendesk::small(1) }
    }

    /// The status and the body of an answer, which is no failure.
    fn send(&self, (method, path, body): &Sent) -> (u16, Value) {
        let (key, body) = (&self.key, body.to_string());
        let header = format!(
            "Authorization: Bearer {key}\r\nContent-Type: application/json\r\nContent-Length: {}\r\n",
            body.len()
        );
        let path = format!("/api/v1{path}");
        let (line, answer) = self.service.send_with(method, &path, &header, &body);
        let status = line.split(' ').nth(1).and_then(|status| status.parse().ok());
        let status: u16 = status.unwrap_or_else(|| panic!("{line}"));
        assert!(status < 500, "{method} {path}: {answer}");
        (status, serde_json::from_str(&answer).unwrap_or_default())
    }

    /// The answers, in order of the requests.
    fn at_once(&self, sent: &[Sent]) -> Vec<(u16, Value)> {
        let together = Barrier::new(sent.len());
        thread::scope(|scope| {
            let threads: Vec<_> = sent
                .iter()
                .map(|sent| {
                    scope.spawn(|| {
                        together.wait();
                        self.send(sent)
                    })
                })
                .collect();
            threads.into_iter().map(|thread| thread.join().expect("an answer")).collect()
        })
    }

    /// Sends the same several times at once: one answer has the first status, the others the second.
    /// What the first one says.
    fn once(&self, sent: &Sent, won: u16, lost: u16) -> Value {
        one_wins(self.at_once(&vec![sent.clone(); 6]), won, lost)
    }

    fn account(&self, name: &str) -> Value {
        json!({
            "name": name, "domain": "second", "base_url": self.zendesk.address, "grouping": "ivr",
            "since": "2026-08-01",
            "credentials": {"username": "admin@example.com", "api_token": "simulated-token"},
        })
    }

    /// How often something was done, by the log of changes.
    fn logged(&self, action: &str) -> usize {
        let (_, told) = self.send(&("GET", "/changes?limit=1000".to_owned(), Value::Null));
        let changes = told["changes"].as_array().expect("changes");
        changes.iter().filter(|change| change["action"] == action).count()
    }
}

fn one_wins(answers: Vec<(u16, Value)>, won: u16, lost: u16) -> Value {
    let with = |wanted| answers.iter().filter(|(status, _)| *status == wanted).count();
    assert_eq!((with(won), with(lost)), (1, answers.len() - 1), "{answers:?}");
    answers.into_iter().find(|(status, _)| *status == won).expect("it was counted").1
}

#[test]
fn of_several_that_change_the_same_one_wins() {
    let place = Place::new();
    let site = Site::new(&place);
    names_are_given_once(&site);
    integrations_are_added_once(&site);
    two_are_not_renamed_to_one_name(&site);
    an_integration_ends_once(&site);
}

fn names_are_given_once(site: &Site) {
    let ann = json!({"name": "ann", "role": "viewer"});
    site.once(&("POST", "/users".to_owned(), ann.clone()), 201, 409);
    let made = site.once(&("POST", "/api-keys".to_owned(), ann), 201, 409);
    let path = format!("/api-keys/{}", made["api_key"]["api_key_id"]);
    site.once(&("DELETE", path, Value::Null), 204, 404);
    let logged = ["user.add", "api-key.revoke"].map(|action| site.logged(action));
    assert_eq!(logged, [1, 1]);
}

fn integrations_are_added_once(site: &Site) {
    let new = ("POST", "/integrations".to_owned(), site.account("Second"));
    let added = site.once(&new, 201, 409);
    assert_eq!(added["integration"]["integration_id"], 1);
    // A deleted one is taken up again once.
    assert_eq!(site.send(&("DELETE", "/integrations/1".to_owned(), Value::Null)).0, 200);
    site.once(&new, 201, 409);
    let logged = ["integration.add", "integration.take-up"].map(|action| site.logged(action));
    assert_eq!(logged, [1, 1]);
}

fn two_are_not_renamed_to_one_name(site: &Site) {
    for name in ["Third", "Fourth"] {
        let new = ("POST", "/integrations".to_owned(), site.account(name));
        assert_eq!(site.send(&new).0, 201, "{name}");
    }
    let (_, all) = site.send(&("GET", "/integrations".to_owned(), Value::Null));
    let all = all["integrations"].as_array().expect("integrations").iter();
    let path = |one: &Value| format!("/integrations/{}", one["integration_id"]);
    let name = json!({"name": "The same"});
    let renames: Vec<Sent> = all.map(|one| ("PATCH", path(one), name.clone())).collect();
    assert_eq!(renames.len(), 3);
    one_wins(site.at_once(&renames), 200, 409);
    assert_eq!(site.logged("integration.rename"), 1);
}

fn an_integration_ends_once(site: &Site) {
    let one = "/integrations/1".to_owned();
    let credentials = site.account("")["credentials"].clone();
    let mut sent = vec![("DELETE", one.clone(), Value::Null); 4];
    for _ in 0..2 {
        for end in ["pause", "resume", "test", "reconciliation"] {
            sent.push(("POST", format!("{one}/{end}"), Value::Null));
        }
        sent.push(("PUT", format!("{one}/credentials"), credentials.clone()));
        sent.push(("PATCH", format!("{one}/channels"), json!({"set": {"whatsapp": "chat"}})));
    }
    let mut answers = site.at_once(&sent);
    for (status, told) in answers.split_off(4) {
        assert!([200, 202, 409].contains(&status), "{status}: {told}");
    }
    one_wins(answers, 200, 409);
    let (_, told) = site.send(&("GET", one.clone(), Value::Null));
    assert_eq!(told["status"], "deleted", "{told}");
    let confirmed = json!({"confirm": told["name"]});
    site.once(&("POST", format!("{one}/purge"), confirmed), 204, 404);
    let logged = ["integration.delete", "integration.purge"].map(|action| site.logged(action));
    assert_eq!(logged, [2, 1]);
}
