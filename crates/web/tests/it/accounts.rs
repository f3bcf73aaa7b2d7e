//! Nothing of one account is seen or changed from another, whatever is asked for.

use axum::body::Body;
use inflow_app::access::{audit, keys, users};
use inflow_store::Role;
use inflow_web::routes::{self, Right, Route};

use crate::support::{Answer, Asker, Place};

/// What stands in everything of the account that is not to be seen.
const MARK: &str = "acmes-own";

/// An account with something of everything, and what could stand for it in an address.
async fn furnish(place: &Place) -> Vec<String> {
    let integration = place.integration("default", &format!("{MARK} support")).await;
    for number in 0..5 {
        place.user("default", &format!("{MARK}-{number}"), Role::Administrator).await;
    }
    place.program("default", &format!("{MARK}-key"), Role::Administrator).await;
    let user = users::list(&place.context).await.expect("a list").pop().expect("a user");
    let key = keys::list(&place.context).await.expect("a list").pop().expect("a key");
    let ids = [integration.id.0, user.id.0, key.id.0].map(|id| id.to_string());
    let names = [integration.name, user.name, key.name].map(|name| name.replace(' ', "%20"));
    ids.into_iter().chain(names).collect()
}

/// Everything that is known of the account.
async fn known(place: &Place) -> String {
    let context = &place.context;
    let integrations = context.store.integrations.list(&context.account).await;
    let (users, keys) = (users::list(context).await, keys::list(context).await);
    let entries = audit::entries(context, None, 1000).await;
    format!("{integrations:?} {users:?} {keys:?} {entries:?}")
}

async fn ask(place: &Place, asker: &Asker, route: &Route, path: &str) -> Answer {
    let is_program = path.starts_with("/api/") || path == "/metrics";
    if route.method.is_safe() {
        return place.get(asker, path).await;
    }
    if !is_program {
        return place.post(asker, path, &[("action", "disable"), ("name", "mine")]).await;
    }
    let request = asker.request(route.method.clone(), path);
    let request = request.header("content-type", "application/json");
    place.send(request, Body::from("{\"name\": \"mine\"}")).await
}

#[tokio::test]
async fn what_belongs_to_another_account_is_not_there() {
    let place = Place::new().await;
    let belongings = furnish(&place).await;
    let before = known(&place).await;
    let program = place.program("other", "otto's key", Role::Administrator).await;
    let routes = routes::all();
    for (number, route) in routes.iter().filter(|route| route.right > Right::Public).enumerate() {
        let is_program = route.path.starts_with("/api/") || route.path == "/metrics";
        // A browser of its own for each, since one of them signs out.
        let browser = place.browser("other", &format!("otto{number}"), Role::Administrator).await;
        let asker = if is_program { &program } else { &browser };
        for belonging in &belongings {
            let parts = route.path.split('/').map(|part| match part {
                "{format}" => "csv",
                part if part.starts_with('{') => belonging.as_str(),
                part => part,
            });
            let path = parts.collect::<Vec<_>>().join("/");
            let told = ask(&place, asker, route, &path).await;
            let what = format!("{} {path}: {} {}", route.method, told.status, told.body);
            assert!(!told.status.is_server_error(), "{what}");
            if route.path.contains('{') {
                assert!(told.status.is_client_error(), "{what}");
            } else {
                assert!(!told.body.contains(MARK), "{what}");
                break;
            }
        }
    }
    assert_eq!(known(&place).await, before, "nothing was changed");
}
