//! No secret is shown or written in the clear, at any level of the log, whatever happens.

use std::fs;

use base64::Engine as _;
use base64::engine::general_purpose::{STANDARD, URL_SAFE};

use crate::program::{Place, Ran};
use crate::stored::stored;
use crate::zendesk::{API_TOKEN, BY_CLIENT, BY_TOKEN, CLIENT_SECRET, TICKET, Twist, USER, Zendesk};

/// Everything is logged, and a panic would show all it can.
const LOUD: [(&str, &str); 3] =
    [("INFLOW_LOG", "trace"), ("RUST_LOG", "trace"), ("RUST_BACKTRACE", "full")];

/// A place where everything that the program says is kept.
struct Recorded {
    place: Place,
    said: String,
}

impl Recorded {
    fn run(&mut self, secret: &str, arguments: &[&str]) -> Ran {
        let ran = self.place.run_with(secret, &LOUD, arguments);
        self.said.push_str(&ran.out);
        self.said.push_str(&ran.error);
        ran
    }

    fn add(&mut self, secret: &str, address: &str, sign_in: &[&str]) -> Ran {
        let mut arguments = vec!["integration", "add", "--name", "acme", "--domain", "acme"];
        arguments.extend(["--grouping", "ivr", "--since", "2025-09-01", "--base-url", address]);
        arguments.extend(sign_in);
        self.run(secret, &arguments)
    }

    fn change(&mut self, secret: &str, sign_in: &[&str]) -> Ran {
        let mut arguments = vec!["integration", "credentials", "--name", "acme"];
        arguments.extend(sign_in);
        self.run(secret, &arguments)
    }

    /// Everything said, and everything that is stored.
    fn everything(&self) -> Vec<u8> {
        let mut everything = self.said.clone().into_bytes();
        everything.extend(stored(&self.place.database.url(), &self.place.path("")));
        everything
    }
}

/// A secret in every form that it could stand in: plain, percent-encoded in part or whole, escaped as
/// debug forms and JSON do, and in base64 at each of the three places within a group.
fn forms(secret: &str) -> Vec<Vec<u8>> {
    let percent = |keep: fn(char) -> bool, lower: bool| -> String {
        let encode = |letter: char| match letter {
            letter if keep(letter) => letter.to_string(),
            letter if lower => format!("%{:02x}", u32::from(letter)),
            letter => format!("%{:02X}", u32::from(letter)),
        };
        secret.chars().map(encode).collect()
    };
    let mut forms = vec![
        secret.to_owned(),
        secret.replace('/', "\\/"),
        percent(|letter| letter.is_ascii_alphanumeric(), false),
        percent(|letter| letter.is_ascii_alphanumeric(), true),
        percent(
            |letter| letter.is_ascii_alphanumeric() || "-._~/?:@!$'()*,;".contains(letter),
            false,
        ),
        percent(|letter| letter.is_ascii_alphanumeric() || "-._~".contains(letter), true),
    ];
    for engine in [&STANDARD, &URL_SAFE] {
        for before in 0..3 {
            let shifted = [vec![0; before], secret.as_bytes().to_vec()].concat();
            let coded = engine.encode(&shifted);
            // Only whole groups are the secret's alone: the first and last may mix with what is beside.
            let start = if before == 0 { 0 } else { 4 };
            forms.push(coded[start..shifted.len() / 3 * 4].to_owned());
        }
    }
    forms.into_iter().map(String::into_bytes).collect()
}

/// The forms of the secrets that stand in the bytes.
fn found(secrets: &[String], everything: &[u8]) -> Vec<String> {
    let stands = |form: &Vec<u8>| everything.windows(form.len()).any(|window| window == form);
    let forms = secrets.iter().flat_map(|secret| forms(secret));
    forms.filter(stands).map(|form| String::from_utf8_lossy(&form).into_owned()).collect()
}

/// Everything a user does, with a server that fails, ends tokens, refuses, and repeats what it is sent.
fn use_everything(zendesk: &Zendesk, recorded: &mut Recorded) {
    let address = zendesk.server.uri();
    let file = recorded.place.path("secret.txt");
    let looks: [&[&str]; 7] = [
        &["integration", "list", "--format", "json"],
        &["integration", "show", "--name", "acme", "--format", "json"],
        &["views", "--integration", "acme", "--format", "json"],
        &["queues", "--integration", "acme", "--format", "csv"],
        &["volumes", "--integration", "acme", "--format", "csv"],
        &["explain", "--integration", "acme", "--ticket", TICKET],
        &["explain", "--integration", "acme", "--ticket", TICKET, "--format", "json"],
    ];
    recorded.add("wrong", &address, BY_CLIENT).failed(3, &["zendesk refused"]);
    recorded.add(CLIENT_SECRET, &address, BY_CLIENT).well();
    for (secret, sign_in) in [(CLIENT_SECRET, BY_CLIENT), (API_TOKEN, BY_TOKEN)] {
        recorded.change(secret, sign_in).well();
        recorded.run("", &["integration", "test", "--name", "acme"]).well();
        recorded.run("", &["import", "--integration", "acme"]).well();
        recorded.run("", &["import", "--integration", "acme", "--log-format", "json"]).well();
        for look in looks {
            recorded.run("", look).well();
        }
        zendesk.refuse(true);
        for refused in
            [&["integration", "test", "--name", "acme"], &["import", "--integration", "acme"][..]]
        {
            recorded.run("", refused).failed(3, &["zendesk refused the"]);
        }
        recorded.change(secret, sign_in).failed(3, &["zendesk refused the"]);
        zendesk.refuse(false);
        fs::write(&file, secret).expect("written");
        let option =
            if secret == API_TOKEN { "--api-token-file" } else { "--oauth-client-secret-file" };
        let file_name = file.to_str().expect("a text");
        recorded.change("", &[sign_in[0], sign_in[1], option, file_name]).well();
        fs::remove_file(&file).expect("removed");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn no_secret_stands_in_anything_said_or_written() {
    let zendesk = Zendesk::with(Twist { is_shaky: true, ..Twist::default() }).await;
    let mut recorded = Recorded { place: Place::new(), said: String::new() };
    use_everything(&zendesk, &mut recorded);

    let issued = zendesk.issued();
    assert!(issued.len() > 6, "tokens end after a few requests: {issued:?}");
    for logged in ["TRACE", "hyper_util", "reqwest", "status=503", "status=401"] {
        assert!(recorded.said.contains(logged), "{logged} is missing from the log");
    }
    let mut secrets = issued;
    secrets.extend([API_TOKEN.to_owned(), CLIENT_SECRET.to_owned()]);
    secrets.push(STANDARD.encode(format!("{USER}/token:{API_TOKEN}")));
    let everything = recorded.everything();
    assert_eq!(found(&secrets, &everything), Vec::<String>::new());

    // The search finds what it looks for: each secret in each form, and within other base64.
    for secret in &secrets {
        for form in forms(secret) {
            let planted = [&everything, b"x".as_slice(), &form, b"y"].concat();
            assert!(!found(std::slice::from_ref(secret), &planted).is_empty(), "{secret}");
        }
        for before in ["", "u", "us", "user/token:"] {
            let coded = STANDARD.encode(format!("{before}{secret} and more"));
            assert!(!found(std::slice::from_ref(secret), coded.as_bytes()).is_empty(), "{coded}");
        }
    }
}
