//! Volumes: forms, pages, and rows that are known already.

use axum::body::Body;
use axum::http::{Method, StatusCode, header};
use inflow_app::figures::contacts::{ContactPages, ContactWriter};
use inflow_app::figures::queues::queues;
use inflow_app::figures::volumes::all::full_buckets;
use inflow_app::figures::volumes::all_files::FullWriter;
use inflow_app::figures::volumes::files::{FileFormat, FileWriter};
use inflow_app::figures::volumes::{Fill, Shape, buckets};
use inflow_domain::IntervalLength;
use inflow_domain::time_zone::TimeZone;
use inflow_domain::{Target, Timestamp};

use super::imported::Imported;
use crate::support::Answer;

const VOLUMES: &str = "/api/v1/integrations/1/volumes";

/// The file that the program writes of all volumes.
async fn file(site: &Imported, format: FileFormat) -> String {
    let (context, integration) = (&site.place.context, &site.integration);
    let shape = Shape {
        length: IntervalLength::Day,
        zone: TimeZone::UTC,
        fill: Fill::None,
        from: Timestamp(i64::MIN),
        to: Timestamp(i64::MAX),
    };
    let mut file = Vec::new();
    let mut writer = FileWriter::new(format, shape.zone, &mut file).expect("a file");
    for queue in queues(context, integration).await.expect("queues") {
        let key = &queue.summary.key;
        let rows = buckets(context, integration, key, &shape).await.expect("volumes");
        writer.queue(&queue, rows).expect("rows");
    }
    writer.finish().expect("a file");
    String::from_utf8(file).expect("text")
}

/// The file that the program writes of all volumes with all figures.
async fn full_file(site: &Imported, format: FileFormat) -> String {
    let (context, integration) = (&site.place.context, &site.integration);
    let shape = Shape {
        length: IntervalLength::Day,
        zone: TimeZone::UTC,
        fill: Fill::None,
        from: Timestamp(i64::MIN),
        to: Timestamp(i64::MAX),
    };
    let mut file = Vec::new();
    let mut writer = FullWriter::new(format, shape.zone, false, &mut file).expect("a file");
    for queue in queues(context, integration).await.expect("queues") {
        let key = &queue.summary.key;
        let rows = full_buckets(context, integration, key, &shape, Target::parse("4h"));
        writer.queue(&queue, &mut rows.await.expect("volumes")).expect("rows");
    }
    writer.finish().expect("a file");
    String::from_utf8(file).expect("text")
}

/// The file that the program writes of all contacts.
async fn contact_file(site: &Imported, format: FileFormat) -> String {
    let (context, integration) = (&site.place.context, &site.integration);
    let mut file = Vec::new();
    let mut writer = ContactWriter::new(format, false, &mut file).expect("a file");
    for queue in queues(context, integration).await.expect("queues") {
        let range = (Timestamp(i64::MIN), Timestamp(i64::MAX));
        let mut pages = ContactPages::new(context, integration, &queue, range);
        while let Some(contacts) = pages.next().await.expect("contacts") {
            writer.write(contacts).expect("rows");
        }
    }
    writer.finish().expect("a file");
    String::from_utf8(file).expect("text")
}

async fn asked(site: &Imported, path: &str, name: header::HeaderName, value: &str) -> Answer {
    let request = site.viewer.request(Method::GET, path).header(name, value);
    site.place.send(request, Body::empty()).await
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn volumes_come_in_any_form_by_page_and_once() {
    let site = Imported::new().await;
    let path = format!("{VOLUMES}?interval=1d");
    let json = site.get(&path).await;
    assert_eq!(json.body, file(&site, FileFormat::Json).await);
    let csv = asked(&site, &path, header::ACCEPT, "text/csv").await;
    assert_eq!(csv.header("content-type"), "text/csv; charset=utf-8; header=present");
    assert_eq!(csv.body, file(&site, FileFormat::Csv).await);
    let refused = asked(&site, &path, header::ACCEPT, "application/xml").await;
    assert_eq!(refused.status, StatusCode::NOT_ACCEPTABLE);
    assert!(refused.body.contains("application/json or text/csv"), "{}", refused.body);

    let zipped = asked(&site, &path, header::ACCEPT_ENCODING, "gzip").await;
    assert_eq!(zipped.header("content-encoding"), "gzip");
    assert!(zipped.body.len() * 4 < json.body.len(), "{} bytes", zipped.body.len());

    let etag = json.header("etag");
    let known = asked(&site, &path, header::IF_NONE_MATCH, &format!("\"other\", {etag}")).await;
    assert_eq!((known.status, known.body.as_str()), (StatusCode::NOT_MODIFIED, ""));
    assert_ne!(csv.header("etag"), etag);
    let other = format!("{path}&from=2026-01-01");
    let changed = asked(&site, &other, header::IF_NONE_MATCH, etag).await;
    assert_eq!(changed.status, StatusCode::OK);

    for limit in [1, 7, 10_000] {
        let limit = if limit == 1 { json.body.lines().count() - 3 } else { limit };
        assert_eq!(by_page(&site, &path, limit).await, csv.body, "pages of {limit} rows");
    }
}

/// The rows of all pages, as CSV.
async fn by_page(site: &Imported, path: &str, limit: usize) -> String {
    let mut path = format!("{path}&limit={limit}");
    let mut rows = String::new();
    loop {
        let page = asked(site, &path, header::ACCEPT, "text/csv").await;
        assert_eq!(page.status, StatusCode::OK, "{path}: {}", page.body);
        let (head, body) = page.body.split_once('\n').expect("a header");
        if rows.is_empty() {
            rows = format!("{head}\n");
        }
        rows += body;
        let link = page.header("link");
        let Some((next, _)) = link.strip_prefix('<').and_then(|link| link.split_once('>')) else {
            return rows;
        };
        assert_eq!(body.lines().count(), limit);
        next.clone_into(&mut path);
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn all_figures_come_as_the_program_writes_them_by_page_and_once() {
    let site = Imported::new().await;
    let path = format!("{VOLUMES}?interval=1d&figures=all&target=14400");
    let json = site.get(&path).await;
    assert_eq!(json.body, full_file(&site, FileFormat::Json).await);
    let csv = asked(&site, &path, header::ACCEPT, "text/csv").await;
    assert_eq!(csv.body, full_file(&site, FileFormat::Csv).await);
    // What waits is told as well where a page begins in the middle of a queue.
    for limit in [17, json.body.lines().count() - 3] {
        assert_eq!(by_page(&site, &path, limit).await, csv.body, "pages of {limit} rows");
    }
    let etag = json.header("etag");
    let known = asked(&site, &path, header::IF_NONE_MATCH, etag).await;
    assert_eq!(known.status, StatusCode::NOT_MODIFIED);
    let other = path.replace("14400", "8h");
    let changed = asked(&site, &other, header::IF_NONE_MATCH, etag).await;
    assert_eq!(changed.status, StatusCode::OK);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn contacts_come_as_the_program_writes_them_and_by_page() {
    let site = Imported::new().await;
    let path = "/api/v1/integrations/1/contacts?from=2000-01-01";
    let json = site.get(path).await;
    assert_eq!(json.body, contact_file(&site, FileFormat::Json).await);
    let csv = asked(&site, path, header::ACCEPT, "text/csv").await;
    assert_eq!(csv.body, contact_file(&site, FileFormat::Csv).await);
    for limit in [53, json.body.lines().count() - 3] {
        assert_eq!(by_page(&site, path, limit).await, csv.body, "pages of {limit} rows");
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_etag_follows_what_is_counted() {
    let site = Imported::new().await;
    let path = "/api/v1/integrations/1/queues/calls-ungrouped/volumes";
    let before = site.get(path).await.header("etag").to_owned();
    assert_eq!(site.get(path).await.header("etag"), before);
    let (store, id) = (&site.place.context.store, site.integration.id);
    store.integrations.rename(id, "Other").await.expect("another name");
    assert_eq!(site.get(path).await.header("etag"), before, "the rows are the same");
}
