//! Moving an installation from SQLite to PostgreSQL.

use inflow_domain::{Field, FieldChange, TicketEvent, Value};
use inflow_store::conformance::sample::{
    add, at, call, count, creation, held, new_integration, reply, save_events, worker,
};
use inflow_store::{CountScope, StoreError};
use inflow_store_diesel::{OpenOptions, move_to_postgres};

use crate::database::Database;

#[tokio::test]
async fn everything_comes_over_once() {
    let Some(server) = Database::postgres() else { return };
    let file = Database::sqlite();
    let store = file.open().await;
    let odd = "a \"quoted\", comma'd\nname \\N \\. \u{1f4e6}";
    let id = add(&store, odd).await;
    let renamed = FieldChange {
        field: Field::Subject,
        value: Value::text(odd),
        previous: Value::text(""),
        ..creation(1, 1, 0, 99, 3).changes[0].clone()
    };
    let event = TicketEvent { changes: vec![renamed], ..reply(1, 2, 900, 99) };
    save_events(&store, id, vec![creation(1, 1, 0, 99, 3), event]).await;
    let calls = vec![call(1, 0, Some(odd)), call(2, 950, Some("")), call(3, 990, None)];
    store.imports.save_calls(held(id), calls, at(0)).await.expect("saved calls");
    count(&store, id, CountScope::All).await;
    let gone = store.integrations.add(new_integration("gone")).await.expect("another").id;
    store.lives.purge(gone).await.expect("it goes");

    // The secrets stay sealed with the file's key.
    let to = OpenOptions { key_file: file.options().key_file, ..server.options() };
    let moved = move_to_postgres(&file.options(), &to).await.expect("everything moves");
    let rows = |name: &str| moved.iter().find(|table| table.name == name).map(|table| table.rows);
    assert_eq!(
        (rows("integration"), rows("ticket_event"), rows("call")),
        (Some(1), Some(2), Some(3))
    );

    let there = inflow_store_diesel::open(&to).await.expect("a store");
    assert_eq!(
        there.integrations.by_id(id).await.expect("found"),
        store.integrations.by_id(id).await.expect("found"),
    );
    there.integrations.credentials(id).await.expect("the same key opens them");
    let queues = store.reports.queues(id).await.expect("queues");
    assert!(queues.len() == 3, "{queues:?}");
    assert_eq!(there.reports.queues(id).await.expect("queues"), queues);
    for queue in &queues {
        let (from, to) = (queue.first.start(), queue.last.end());
        assert_eq!(
            there.reports.volumes(id, &queue.key, from, to).await.expect("volumes"),
            store.reports.volumes(id, &queue.key, from, to).await.expect("volumes"),
        );
    }
    assert_eq!(
        there.reports.quality(id).await.expect("quality"),
        store.reports.quality(id).await.expect("quality"),
    );
    there.leases.take(id, &worker("there")).await.expect("it can be imported at once");
    let next = there.integrations.add(new_integration("next")).await.expect("a new one").id;
    assert!(next > gone, "the number of a purged integration is not given again");

    let again = move_to_postgres(&file.options(), &to).await;
    assert!(matches!(again, Err(StoreError::Occupied)), "{again:?}");
}

#[tokio::test]
async fn nothing_moves_beside_an_importer() {
    let Some(server) = Database::postgres() else { return };
    let file = Database::sqlite();
    let store = file.open().await;
    let _claim = store.imports.claim().await.expect("the right to import");
    let moved = move_to_postgres(&file.options(), &server.options()).await;
    assert!(matches!(moved, Err(StoreError::Claimed)), "{moved:?}");
}

#[tokio::test]
async fn only_a_file_moves_and_only_to_a_server() {
    let (one, other) = (Database::sqlite(), Database::sqlite());
    let moved = move_to_postgres(&one.options(), &other.options()).await;
    assert!(matches!(moved, Err(StoreError::NoWay)), "{moved:?}");
}
