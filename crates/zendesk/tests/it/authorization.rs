use inflow_zendesk::{Credential, Error, Outcome};
use wiremock::matchers::{body_partial_json, header, method, path};
use wiremock::{Mock, ResponseTemplate};

use crate::support::{account, account_with, get, json, status};

fn oauth() -> Credential {
    Credential::OAuthClient { client_id: "inflow".into(), client_secret: "hunter2".into() }
}

fn token_answer(token: &str, expires_in: &str) -> ResponseTemplate {
    json(&format!(
        r#"{{"access_token":"{token}","token_type":"bearer","scope":"read","expires_in":{expires_in}}}"#
    ))
}

const ADMIN: &str = r#"{"user":{"id":12345678901234567,"name":"Ann","role":"admin"}}"#;

#[tokio::test]
async fn an_api_token_goes_out_as_basic_authorization() {
    let account = account().await;
    get("users/me", &[])
        .and(header("authorization", "Basic YWRtaW5AZXhhbXBsZS5jb20vdG9rZW46aHVudGVyMg=="))
        .respond_with(json(ADMIN))
        .mount(&account.server)
        .await;
    let me = account.client.me().await.expect("an admin");
    assert_eq!(me.id, 12_345_678_901_234_567);
    me.require_admin().expect("an admin");
    let request = &account.server.received_requests().await.expect("recorded")[0];
    let agent = request.headers["user-agent"].to_str().expect("text");
    assert!(agent.starts_with("inflow/"), "{agent}");
    assert!(!request.headers.contains_key("cookie"));
}

#[tokio::test]
async fn wrong_credentials_are_refused_though_the_answer_is_success() {
    for body in [
        r#"{"user":{"id":null,"name":"Anonymous user","role":"end-user"}}"#,
        r#"{"user":{"name":"Anonymous user"}}"#,
        r#"{"user":{"id":5,"name":"Anonymous user"}}"#,
        r#"{"user":null}"#,
    ] {
        let account = account().await;
        get("users/me", &[]).respond_with(json(body)).mount(&account.server).await;
        let error = account.client.me().await.expect_err(body);
        assert!(matches!(error, Error::Refused { .. }), "{body}: {error}");
    }
}

#[tokio::test]
async fn an_unknown_subdomain_and_an_agent_are_told() {
    let account = account().await;
    get("users/me", &[]).respond_with(status(404, "{}")).mount(&account.server).await;
    let error = account.client.me().await.expect_err("no account");
    assert!(matches!(error, Error::NoSuchAccount { .. }), "{error}");

    let account = crate::support::account().await;
    get("users/me", &[])
        .respond_with(json(r#"{"user":{"id":1,"role":"agent"}}"#))
        .mount(&account.server)
        .await;
    let error = account.client.me().await.expect("a user").require_admin().expect_err("an agent");
    assert_eq!(error.outcome(), Outcome::Refused);
    assert!(error.to_string().contains("\"agent\""), "{error}");
}

#[tokio::test]
async fn an_oauth_client_gets_one_token_for_all_and_renews_it_before_its_end() {
    let account = account_with(&oauth()).await;
    let asked = serde_json::json!({
        "grant_type": "client_credentials", "client_id": "inflow", "client_secret": "hunter2",
        "scope": "read", "expires_in": 7200,
    });
    Mock::given(method("POST"))
        .and(path("/oauth/tokens"))
        .and(body_partial_json(asked))
        .respond_with(token_answer("one", "1000"))
        .up_to_n_times(1)
        .expect(1)
        .mount(&account.server)
        .await;
    Mock::given(path("/oauth/tokens"))
        .respond_with(token_answer("two", "null"))
        .expect(1)
        .mount(&account.server)
        .await;
    for token in ["one", "two"] {
        get("users/me", &[])
            .and(header("authorization", format!("Bearer {token}")))
            .respond_with(json(ADMIN))
            .expect(2)
            .mount(&account.server)
            .await;
    }
    let (first, second) = tokio::join!(account.client.me(), account.client.me());
    first.and(second).expect("one token for both");
    // 100 s before its end the first token is replaced; the second one's end is untold: 30 minutes.
    account.clock.advance(901);
    account.client.me().await.expect("renewed");
    account.clock.advance(1_600);
    account.client.me().await.expect("still good");
    let posts = account.server.received_requests().await.expect("recorded");
    assert!(
        posts
            .iter()
            .filter(|request| request.url.path() == "/oauth/tokens")
            .all(|request| { !request.headers.contains_key("authorization") })
    );
}

#[tokio::test]
async fn a_refused_token_is_replaced_once_for_all_tasks() {
    let account = account_with(&oauth()).await;
    Mock::given(path("/oauth/tokens"))
        .respond_with(token_answer("one", "7200"))
        .up_to_n_times(1)
        .mount(&account.server)
        .await;
    Mock::given(path("/oauth/tokens"))
        .respond_with(token_answer("two", "7200"))
        .expect(1)
        .mount(&account.server)
        .await;
    get("users/me", &[])
        .and(header("authorization", "Bearer two"))
        .respond_with(json(ADMIN))
        .mount(&account.server)
        .await;
    get("users/me", &[])
        .and(header("authorization", "Bearer one"))
        .respond_with(status(401, r#"{"error":"invalid_token","error_description":"expired"}"#))
        .mount(&account.server)
        .await;
    let calls = (0..5).map(|_| account.client.me());
    for me in futures::future::join_all(calls).await {
        me.expect("the second token is good");
    }
}

#[tokio::test]
async fn a_second_refusal_is_final() {
    let account = account_with(&oauth()).await;
    Mock::given(path("/oauth/tokens"))
        .respond_with(token_answer("one", "7200"))
        .expect(2)
        .mount(&account.server)
        .await;
    get("users/me", &[])
        .respond_with(status(401, r#"{"error":"invalid_token"}"#))
        .expect(2)
        .mount(&account.server)
        .await;
    let error = account.client.me().await.expect_err("refused twice");
    assert!(matches!(error, Error::Refused { .. }), "{error}");
}

#[tokio::test]
async fn a_wrong_client_secret_is_refused_and_not_shown() {
    for code in [400, 401, 403] {
        let account = account_with(&oauth()).await;
        Mock::given(path("/oauth/tokens"))
            .respond_with(status(
                code,
                r#"{"error":"invalid_client","error_description":"Client authentication failed"}"#,
            ))
            .expect(1)
            .mount(&account.server)
            .await;
        let error = account.client.me().await.expect_err("refused");
        assert_eq!(error.outcome(), Outcome::Refused, "{error}");
        assert!(error.to_string().contains("invalid_client"), "{error}");
        assert!(!format!("{error:?} {:?}", account.client).contains("hunter2"));
    }
}

#[tokio::test]
async fn the_client_secret_follows_no_redirect() {
    let elsewhere = account().await;
    let account = account_with(&oauth()).await;
    let location = format!("{}/oauth/tokens", elsewhere.server.uri());
    Mock::given(path("/oauth/tokens"))
        .respond_with(ResponseTemplate::new(307).insert_header("location", location.as_str()))
        .expect(1)
        .mount(&account.server)
        .await;
    let error = account.client.me().await.expect_err("moved");
    assert!(matches!(error, Error::Moved { .. }), "{error}");
    assert!(elsewhere.server.received_requests().await.expect("recorded").is_empty());
}
