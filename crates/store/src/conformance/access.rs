//! Users, sessions, keys, attempts and the log of changes.

use secrecy::{ExposeSecret as _, SecretString};

use super::StoreFactory;
use super::sample::at;
use crate::{
    Actor, ActorKind, AuditEntry, Guessed, NewApiKey, NewUser, OneTimeLink, Role, SecretHash,
    Store, StoreError, User,
};

fn hash(number: u8) -> SecretHash {
    [number; 32]
}

fn new_user(account: &str, name: &str, role: Role) -> NewUser {
    NewUser { account: account.to_owned(), name: name.to_owned(), role, created_at: at(1) }
}

/// A user with a password.
async fn added(store: &Store, account: &str, name: &str, role: Role) -> User {
    let user = store.users.add_user(new_user(account, name, role)).await.expect("a user");
    store.users.set_password(user.id, "a hash".into(), None).await.expect("a password");
    store.users.user(account, name).await.expect("a look").expect("the user")
}

fn new_key(account: &str, name: &str, number: u8) -> NewApiKey {
    NewApiKey {
        account: account.to_owned(),
        name: name.to_owned(),
        role: Role::Viewer,
        created_at: at(2),
        hash: hash(number),
    }
}

/// A name is free once per account, and nothing of another account is found or changed.
pub async fn users_belong_to_an_account(factory: &impl StoreFactory) {
    let store = factory.store().await;
    let ann = added(&store, "default", "ann", Role::Administrator).await;
    let bob = added(&store, "default", "bob", Role::Viewer).await;
    let other = added(&store, "other", "ann", Role::Viewer).await;
    let taken = store.users.add_user(new_user("default", "ann", Role::Viewer)).await;
    assert!(matches!(taken, Err(StoreError::AccessNameTaken { name }) if name == "ann"));
    assert_eq!(store.users.users("default").await.expect("a list"), [ann.clone(), bob.clone()]);
    assert_eq!(store.users.users("other").await.expect("a list"), std::slice::from_ref(&other));
    assert_eq!(store.users.user("other", "bob").await.expect("a look"), None);
    let foreign = store.users.set_role("other", bob.id, Role::Administrator).await;
    assert!(matches!(foreign, Err(StoreError::NoSuchUser)), "{foreign:?}");
    let foreign = store.users.set_disabled("other", bob.id, Some(at(2))).await;
    assert!(matches!(foreign, Err(StoreError::NoSuchUser)), "{foreign:?}");
    assert_eq!(store.users.users("default").await.expect("a list"), [ann, bob]);
}

/// The last administrator who can sign in stays one; where there is none, none is missed.
pub async fn an_account_keeps_an_administrator(factory: &impl StoreFactory) {
    let store = factory.store().await;
    let users = &store.users;
    let invited = new_user("default", "invited", Role::Administrator);
    users.add_user(invited).await.expect("a user");
    let vera = added(&store, "default", "vera", Role::Viewer).await;
    assert!(!users.has_administrator("default").await.expect("a look"), "without a password");
    users.set_disabled("default", vera.id, Some(at(1))).await.expect("no administrator is missed");
    let ann = added(&store, "default", "ann", Role::Administrator).await;
    assert!(users.has_administrator("default").await.expect("a look"));
    assert!(!users.has_administrator("other").await.expect("a look"));
    let refused = users.set_role("default", ann.id, Role::Viewer).await;
    assert!(matches!(refused, Err(StoreError::LastAdministrator)), "{refused:?}");
    let refused = users.set_disabled("default", ann.id, Some(at(2))).await;
    assert!(matches!(refused, Err(StoreError::LastAdministrator)), "{refused:?}");
    let found = users.user("default", "ann").await.expect("a look").expect("the user");
    assert_eq!(found, ann, "nothing was changed");
    let bob = added(&store, "default", "bob", Role::Viewer).await;
    users.set_role("default", bob.id, Role::Administrator).await.expect("a second one");
    users.set_disabled("default", ann.id, Some(at(2))).await.expect("bob is left");
    users.set_disabled("default", ann.id, None).await.expect("again");
}

/// A link works once, until it is too old or a newer one takes its place; those that make the first
/// administrator work beside each other, until there is one.
pub async fn a_link_works_once(factory: &impl StoreFactory) {
    let store = factory.store().await;
    let users = &store.users;
    let link = |user, expires_at| OneTimeLink { account: "default".to_owned(), user, expires_at };
    users.add_link(hash(1), link(None, at(100))).await.expect("a link");
    users.add_link(hash(2), link(None, at(100))).await.expect("a link");
    for made in [hash(1), hash(2)] {
        assert_eq!(users.link(made, at(1)).await.expect("a look"), Some(link(None, at(100))));
    }
    assert_eq!(users.link(hash(2), at(100)).await.expect("a look"), None, "too old");
    let late = users.use_link(hash(2), at(100), "ann", "a hash".into()).await;
    assert!(matches!(late, Err(StoreError::LinkUsed)), "{late:?}");
    let ann = users.use_link(hash(2), at(5), "ann", "a hash".into()).await.expect("used");
    assert_eq!((&*ann.name, ann.role, ann.has_password), ("ann", Role::Administrator, true));
    let again = users.use_link(hash(2), at(5), "eve", "a hash".into()).await;
    assert!(matches!(again, Err(StoreError::LinkUsed)), "{again:?}");
    let other = users.use_link(hash(1), at(5), "eve", "a hash".into()).await;
    assert!(matches!(other, Err(StoreError::LinkUsed)), "there is an administrator: {other:?}");
    users.add_link(hash(6), link(None, at(100))).await.expect("a link");
    assert_eq!(users.link(hash(6), at(5)).await.expect("a look"), None, "there is one");

    let bob = users.add_user(new_user("default", "bob", Role::Viewer)).await.expect("a user");
    store.sessions.begin_session(hash(9), bob.id, at(1)).await.expect("a session");
    users.add_link(hash(5), link(Some(bob.id), at(100))).await.expect("a link");
    users.add_link(hash(3), link(Some(bob.id), at(100))).await.expect("a link");
    assert_eq!(users.link(hash(5), at(5)).await.expect("a look"), None, "replaced");
    let used = users.use_link(hash(3), at(5), "", "another hash".into()).await.expect("used");
    assert_eq!((used.id, used.role, used.has_password), (bob.id, Role::Viewer, true));
    let kept = users.password_hash(bob.id).await.expect("a look").expect("a hash");
    assert_eq!(kept.expose_secret(), "another hash");
    assert_eq!(store.sessions.session(hash(9)).await.expect("a look"), None, "ended");

    // A name that is taken uses no link up.
    added(&store, "other", "bob", Role::Viewer).await;
    let first = OneTimeLink { account: "other".to_owned(), ..link(None, at(100)) };
    users.add_link(hash(4), first).await.expect("a link");
    let taken = users.use_link(hash(4), at(5), "bob", "a hash".into()).await;
    assert!(matches!(taken, Err(StoreError::AccessNameTaken { .. })), "{taken:?}");
    assert!(users.link(hash(4), at(5)).await.expect("a look").is_some());
}

/// A session lasts until it is ended: by itself, with a new password, or with its user.
pub async fn sessions_end(factory: &impl StoreFactory) {
    let store = factory.store().await;
    let sessions = &store.sessions;
    let ann = added(&store, "default", "ann", Role::Administrator).await;
    let bob = added(&store, "default", "bob", Role::Viewer).await;
    for number in 1..=3 {
        sessions.begin_session(hash(number), ann.id, at(10)).await.expect("a session");
    }
    sessions.begin_session(hash(4), bob.id, at(10)).await.expect("a session");
    sessions.see_session(hash(1), at(20)).await.expect("seen");
    let first = sessions.session(hash(1)).await.expect("a look").expect("a session");
    assert_eq!((first.user, first.created_at, first.seen_at), (ann.clone(), at(10), at(20)));
    sessions.end_session(hash(1)).await.expect("ended");
    sessions.end_session(hash(1)).await.expect("nothing to end");
    let new = SecretString::from("a new hash");
    store.users.set_password(ann.id, new, Some(hash(2))).await.expect("a password");
    let alive = async |number| sessions.session(hash(number)).await.expect("a look").is_some();
    assert_eq!([alive(1).await, alive(2).await, alive(3).await], [false, true, false]);
    store.users.set_disabled("default", bob.id, Some(at(3))).await.expect("disabled");
    store.users.set_disabled("default", bob.id, None).await.expect("enabled");
    assert!(!alive(4).await, "ended with its user");
    sessions.begin_session(hash(5), bob.id, at(50)).await.expect("a session");
    sessions.clear_away(at(5), at(30), at(60)).await.expect("cleared");
    assert_eq!([alive(2).await, alive(5).await], [false, true], "long unused");
    sessions.clear_away(at(51), at(30), at(60)).await.expect("cleared");
    assert!(!alive(5).await, "began long ago");
}

/// Wrong attempts wait longer and longer, each name and address by itself, until one is right.
pub async fn attempts_are_slowed(factory: &impl StoreFactory) {
    let store = factory.store().await;
    let sessions = &store.sessions;
    let guessed = |number, free| Guessed { key: hash(number), free, longest_wait_seconds: 60 };
    let both = [guessed(1, 2), guessed(2, 100)];
    let attempt = async |of: &[Guessed], seconds| {
        sessions.begin_attempt(of, at(seconds)).await.expect("counted")
    };
    assert_eq!(attempt(&both, 0).await, None);
    assert_eq!(attempt(&both, 0).await, None);
    assert_eq!(attempt(&both, 0).await, Some(at(1)));
    assert_eq!(attempt(&both, 1).await, None);
    assert_eq!(attempt(&both, 1).await, Some(at(3)), "twice as long");
    assert_eq!(attempt(&both, 2).await, Some(at(3)), "asking counts nothing");
    assert_eq!(attempt(&both[1..], 2).await, None, "another name from there");
    for _ in 0..10 {
        let until = attempt(&both[..1], 1_000_000).await;
        assert_eq!(until, None, "a day later nothing is remembered");
        sessions.forget_attempts(&both).await.expect("forgotten");
    }
    for _ in 0..3 {
        assert_eq!(attempt(&both[..1], 2_000_000).await, None, "taken back each time");
        sessions.take_back_attempt(&both[..1]).await.expect("taken back");
    }
    assert_eq!(attempt(&both[..1], 2_000_000).await, None);
    assert_eq!(attempt(&both[..1], 2_000_000).await, None);
    sessions.take_back_attempt(&both[..1]).await.expect("taken back");
    assert_eq!(attempt(&both[..1], 2_000_000).await, None, "the one before stays");
    assert_eq!(attempt(&both[..1], 2_000_000).await, Some(at(2_000_001)));
    sessions.forget_attempts(&both).await.expect("forgotten");
    sessions.take_back_attempt(&both).await.expect("nothing to take back");
    let mut now = 0;
    for _ in 0..20 {
        now = attempt(&both[..1], now).await.map_or(now, |until| until.0 - at(0).0);
    }
    let until = attempt(&both[..1], now).await.or(attempt(&both[..1], now).await);
    assert_eq!(until, Some(at(now + 60)), "no longer than that");
}

/// A key is found by its hash while it works; its account alone lists and revokes it.
pub async fn api_keys_work_until_they_are_revoked(factory: &impl StoreFactory) {
    let store = factory.store().await;
    let keys = &store.api_keys;
    let key = keys.add_api_key(new_key("default", "script", 1)).await.expect("a key");
    let other = keys.add_api_key(new_key("other", "script", 2)).await.expect("a key");
    let taken = keys.add_api_key(new_key("default", "script", 3)).await;
    assert!(matches!(taken, Err(StoreError::AccessNameTaken { .. })), "{taken:?}");
    assert_eq!(keys.api_key(hash(1)).await.expect("a look").as_ref(), Some(&key));
    assert_eq!(keys.api_key(hash(9)).await.expect("a look"), None);
    keys.see_api_key(key.id, at(0)).await.expect("seen");
    assert_eq!(keys.api_keys("other").await.expect("a list"), [other]);
    let foreign = keys.revoke_api_key("other", key.id, at(5)).await;
    assert!(matches!(foreign, Err(StoreError::NoSuchApiKey)), "{foreign:?}");
    keys.revoke_api_key("default", key.id, at(5)).await.expect("revoked");
    let again = keys.revoke_api_key("default", key.id, at(6)).await;
    assert!(matches!(again, Err(StoreError::NoSuchApiKey)), "{again:?}");
    assert_eq!(keys.api_key(hash(1)).await.expect("a look"), None);
    let next = keys.add_api_key(new_key("default", "script", 3)).await.expect("its name is free");
    let listed = keys.api_keys("default").await.expect("a list");
    let told: Vec<_> =
        listed.iter().map(|key| (key.id, key.last_used_day, key.revoked_at)).collect();
    assert_eq!(told, [(key.id, Some(at(0)), Some(at(5))), (next.id, None, None)]);
}

/// Changes are listed newest first, page by page, each account's alone.
pub async fn changes_are_logged(factory: &impl StoreFactory) {
    let store = factory.store().await;
    let entry = |account: &str, subject: &str| AuditEntry {
        account: account.to_owned(),
        at: at(7),
        actor: Actor { kind: ActorKind::User, name: "ann".to_owned() },
        action: "integration.pause".to_owned(),
        subject: subject.to_owned(),
        details: "why \u{fc}".to_owned(),
    };
    for (account, subject) in [("default", "a"), ("other", "x"), ("default", "b"), ("default", "c")]
    {
        store.audit_log.add_entry(entry(account, subject)).await.expect("an entry");
    }
    let page =
        async |below, most| store.audit_log.entries("default", below, most).await.expect("entries");
    let first = page(None, 2).await;
    let told: Vec<&AuditEntry> = first.iter().map(|(_, entry)| entry).collect();
    assert_eq!(told, [&entry("default", "c"), &entry("default", "b")]);
    let rest = page(Some(first[1].0), 2).await;
    assert_eq!(rest.iter().map(|(_, entry)| &*entry.subject).collect::<Vec<_>>(), ["a"]);
}
