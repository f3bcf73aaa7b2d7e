//! Pages of queues, over a simulated account that was imported.

use std::collections::BTreeSet;
use std::sync::Arc;

use axum::body::Body;
use axum::http::{Method, StatusCode};
use chrono::NaiveDate;
use inflow_app::Stop;
use inflow_app::accounts::integrations::{self, Entered};
use inflow_app::figures::queues::{self, Queue};
use inflow_app::figures::volumes::files::{FileFormat, FileWriter};
use inflow_app::figures::volumes::{Bucket, Fill, Shape, buckets};
use inflow_app::figures::waiting::waiting_now;
use inflow_app::import::import;
use inflow_app::import::leases::with_lease;
use inflow_app::import::progress::Silent;
use inflow_domain::time_zone::TimeZone;
use inflow_domain::{Call, CallId, Grouping, IntervalLength, Outcome, Timestamp};
use inflow_simulator::{Account, Options, Simulator};
use inflow_store::{Credentials, Integration, Role};
use tokio::net::TcpListener;

use crate::support::{Answer, Asker, Place, access};

/// A site with a simulated account, and somebody who looks at it.
pub(crate) struct Shown {
    pub(crate) place: Place,
    pub(crate) asker: Asker,
    pub(crate) integration: Integration,
    pub(crate) queues: Vec<Queue>,
}

impl Shown {
    pub(crate) async fn new() -> Self {
        let place = Place::new().await;
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port");
        let address = listener.local_addr().expect("an address");
        // It arrives until now.
        let end = place.context.clock.now().0;
        let options = Options { tickets: 400, end, ..Options::demo(3) };
        let access = access();
        let simulator = Simulator::new(Account::generate(&options), access.clone());
        // It is served until the test ends.
        tokio::spawn(async move { simulator.serve(listener).await });
        let since = Timestamp::parse("2024-09-01").expect("a day");
        let entered = Entered {
            name: "acme".to_owned(),
            domain: "acme.zendesk.com".to_owned(),
            base_url: Some(format!("http://{address}")),
            grouping: Grouping::Ivr,
            since,
            credentials: Credentials::OAuthClient {
                client_id: access.oauth_client_id,
                client_secret: access.oauth_client_secret.into(),
            },
        };
        let context = &place.context;
        let (saved, _) = integrations::add(context, entered).await.expect("an integration");
        let (stop, _handle) = Stop::new();
        import(context, &saved, Arc::new(Silent), &stop).await.expect("an import");
        let integration = integrations::find(context, "acme").await.expect("the integration");
        let queues = queues::queues(context, &integration).await.expect("queues");
        let asker = place.browser("default", "vera", Role::Viewer).await;
        Self { place, asker, integration, queues }
    }

    pub(crate) fn queue(&self, is_talk: bool) -> &Queue {
        let busy = self.queues.iter().filter(|queue| queue.summary.key.view().is_none() == is_talk);
        busy.max_by_key(|queue| queue.summary.offered).expect("a queue")
    }

    pub(crate) fn of_queue(&self, queue: &Queue, rest: &str) -> String {
        let id = queue.id().replace('%', "%25").replace(' ', "%20").replace(',', "%2C");
        format!("/integrations/{}/queues/{id}{rest}", self.integration.id)
    }

    pub(crate) async fn get(&self, path: &str) -> Answer {
        self.place.get(&self.asker, path).await
    }

    /// The page in a language.
    pub(crate) async fn get_in(&self, language: &str, path: &str) -> Answer {
        let request = self.asker.request(Method::GET, path).header("accept-language", language);
        self.place.send(request, Body::empty()).await
    }

    pub(crate) async fn days(&self, queue: &Queue) -> Vec<Bucket> {
        let shape = Shape {
            length: IntervalLength::Day,
            zone: TimeZone::UTC,
            fill: Fill::None,
            from: Timestamp(i64::MIN),
            to: Timestamp(i64::MAX),
        };
        let found = buckets(&self.place.context, &self.integration, &queue.summary.key, &shape);
        found.await.expect("figures").collect()
    }
}

/// The texts between two others.
pub(crate) fn between<'a>(text: &'a str, begin: &'a str, end: &'a str) -> Vec<&'a str> {
    text.split(begin).skip(1).filter_map(|rest| rest.split(end).next()).collect()
}

#[tokio::test]
async fn queues_are_listed_drawn_and_explained() {
    let shown = Shown::new().await;
    the_list_finds_queues(&shown).await;
    a_page_shows_every_figure(&shown).await;
    a_chart_is_compared_with_earlier_days(&shown).await;
    a_figure_leads_to_as_many_contacts(&shown).await;
    downloads_are_the_files_of_the_command_line(&shown).await;
    an_export_has_every_queue(&shown).await;
    what_cannot_be_understood_is_said_and_never_an_error_of_ours(&shown).await;
    every_language_has_its_words(&shown).await;
    nobody_sees_the_queues_of_another_account(&shown).await;
    long_lists_have_pages(&shown).await;
    what_waits_is_told_at_a_glance(&shown).await;
    the_overview_tells_what_arrived(&shown).await;
    workloads_are_made_and_shown(&shown).await;
}

/// One file of all queues: as CSV with the separator of the reader's spreadsheets it holds what the command line
/// writes, and what cannot be made is told beside its field.
async fn an_export_has_every_queue(shown: &Shown) {
    let here = format!("/integrations/{}/export", shown.integration.id);
    let form = shown.get(&here).await;
    assert!(form.body.contains("value=\"2026-11-22\"") && form.body.contains("value=\"injixo\""));
    let days = "first=2026-10-01&last=2026-11-21&interval=1h&time_zone=Europe/Amsterdam";
    let shape = Shape {
        length: IntervalLength::Hour,
        zone: TimeZone::from_name("Europe/Amsterdam").expect("a zone"),
        fill: Fill::None,
        from: Timestamp::parse("2026-09-30T22:00:00Z").expect("an instant"),
        to: Timestamp::parse("2026-11-21T23:00:00Z").expect("an instant"),
    };
    let mut expected = Vec::new();
    let mut writer = FileWriter::new(FileFormat::Csv, shape.zone, &mut expected).expect("a writer");
    for queue in &shown.queues {
        let key = &queue.summary.key;
        let rows = buckets(&shown.place.context, &shown.integration, key, &shape).await;
        writer.queue(queue, rows.expect("figures")).expect("rows");
    }
    writer.finish().expect("a file");
    let expected = String::from_utf8(expected).expect("a text");
    assert!(expected.lines().count() > shown.queues.len(), "there are rows");
    let plain = shown.get(&format!("{here}/file?{days}&format=csv&separator=comma")).await;
    assert_eq!((plain.status, plain.body.as_str()), (StatusCode::OK, expected.as_str()));
    assert!(plain.header("content-disposition").contains("acme.csv"));
    let other = shown.get(&format!("{here}/file?{days}&format=csv&separator=semicolon")).await;
    let other = other.body.strip_prefix('\u{feff}').expect("a mark of UTF-8").to_owned();
    let read = |text: &str, delimiter: u8| -> Vec<Vec<String>> {
        let rows = csv::ReaderBuilder::new().delimiter(delimiter).from_reader(text.as_bytes());
        let rows = rows.into_records().map(|row| row.expect("a row"));
        rows.map(|row| row.iter().map(|cell| cell.replace(',', ".")).collect()).collect()
    };
    assert_eq!(read(&other, b';'), read(&expected, b','));
    assert!(other.lines().next().is_some_and(|line| line.starts_with("queue_id;queue;")));

    let queue = shown.queue(false);
    let id = queue.id();
    let one = format!("{here}/file?{days}&queue={id}&format=csv&figures=all&target=4h");
    let one = shown.get(&one).await;
    assert!(one.body.lines().next().is_some_and(|line| line.contains("within_target")));
    assert!(one.body.lines().skip(1).all(|line| line.starts_with(&format!("{id},"))));
    for (format, begin) in [("xlsx", "PK"), ("parquet", "PAR1"), ("injixo", "Queue")] {
        let path = format!("{here}/file?{days}&queue={id}&format={format}&unfinished=true");
        let file = shown.get(&path).await;
        assert_eq!(file.status, StatusCode::OK, "{format}: {}", file.body);
        assert!(file.body.starts_with(begin) && file.body.len() > 200, "{format}");
    }
    let early = "first=2001-01-01&last=2001-01-02&interval=15m&time_zone=UTC&format=injixo";
    let nothing = shown.get(&format!("{here}/file?{early}&queue={id}")).await;
    assert_eq!(nothing.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(nothing.body.contains("There is nothing to write"), "{}", nothing.body);
    for (wrong, told) in [
        ("first=x&last=2026-11-21&interval=1h&time_zone=UTC&format=csv", "id=\"first-error-1\""),
        ("first=2026-11-02&last=2026-11-01&interval=1h&time_zone=UTC&format=csv", "first-error-1"),
        ("first=2026-11-01&last=2026-11-01&interval=7m&time_zone=Mars&format=x", "format-error-1"),
        ("first=2026-11-01&last=2026-11-01&interval=7m&time_zone=Mars&format=x", "value=\"Mars\""),
        (
            "first=2026-11-01&last=2026-11-01&interval=1h&time_zone=UTC&format=xlsx&figures=all&target=4h",
            "figures-error-1",
        ),
        // Two views have one title, and one product knows queues by their names.
        (
            "first=2026-11-01&last=2026-11-22&interval=15m&time_zone=UTC&format=injixo",
            "<p class=\"lines\" lang=\"en\">",
        ),
        (
            "first=2026-11-01&last=2026-11-22&interval=15m&time_zone=UTC&format=injixo&map=no",
            "the map: ",
        ),
    ] {
        let answer = shown.get(&format!("{here}/file?{wrong}")).await;
        assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY, "{wrong}");
        assert!(answer.body.contains(told), "{told}: {}", answer.body);
    }
}

/// Rules 9.4 and 9.5: what waits, since when, and what share was answered within the target.
async fn what_waits_is_told_at_a_glance(shown: &Shown) {
    let queue = shown.queue(false);
    let key = &queue.summary.key;
    let now = waiting_now(&shown.place.context, &shown.integration, key).await.expect("a store");
    let now = now.expect("contacts with ends");
    let answer = shown.get(&shown.of_queue(queue, "?target=8h")).await;
    let told = between(&answer.body, "<dl class=\"glance\">", "</dl>");
    let told = told.first().expect("a glance");
    assert!(told.contains(&format!("<dd>{}</dd>", now.waiting.contacts)), "{told}");
    assert!(told.contains("within 8h"), "{told}");
    if let Some((_, ticket)) = now.oldest {
        assert!(told.contains(&format!("/tickets/{ticket}\"")), "{told}");
    }
    let mut shares = 0;
    for queue in shown.queues.iter().filter(|queue| !queue.summary.key.is_talk()) {
        let Some(share) = share_of_the_week(shown, queue).await else { continue };
        let answer = shown.get(&shown.of_queue(queue, "?target=8h")).await;
        let told = between(&answer.body, "<dl class=\"glance\">", "</dl>");
        assert!(told[0].contains(&format!("<dd>{share}</dd>")), "{share}: {}", told[0]);
        shares += 1;
    }
    assert!(shares > 0, "something was answered");
    let wrong = shown.get(&shown.of_queue(queue, "?target=5h")).await;
    assert_eq!(wrong.status, StatusCode::UNPROCESSABLE_ENTITY);
}

/// The last whole week: what share of its answered contacts was answered within eight hours.
async fn share_of_the_week(shown: &Shown, queue: &Queue) -> Option<String> {
    let until = shown.integration.coverage.expect("figures").until;
    let monday = (until.0 - 4 * 86_400).div_euclid(7 * 86_400) * 7 * 86_400 + 4 * 86_400;
    let last = if monday + 7 * 86_400 > until.0 { monday - 7 * 86_400 } else { monday };
    let (from, to) = (Timestamp(last), Timestamp(last + 7 * 86_400));
    let reports = &shown.place.context.store.reports;
    let key = &queue.summary.key;
    let found = reports.contacts(shown.integration.id, key, from, to).await.expect("contacts");
    let view = key.view().expect("a view");
    let (mut answered, mut within) = (0, 0);
    for contact in &found {
        let end = contact.in_view(view).and_then(|counted| counted.end);
        if let Some(end) = end.filter(|end| end.outcome == Outcome::Answered) {
            answered += 1;
            within += i64::from(end.at.0 - contact.at.0 <= 8 * 3600);
        }
    }
    // To the nearest whole number.
    (answered > 0).then(|| format!("{}%", (within * 200 + answered) / (answered * 2)))
}

/// Today and this week against the same days before, each contact once (rule 4.4): beside the contacts
/// themselves, looked through one by one.
async fn the_overview_tells_what_arrived(shown: &Shown) {
    let id = shown.integration.id;
    let reports = &shown.place.context.store.reports;
    let until = shown.integration.coverage.expect("figures").until.0.div_euclid(900) * 900;
    let day = (until - 1).div_euclid(86_400) * 86_400;
    let monday = (day - 4 * 86_400).div_euclid(7 * 86_400) * 7 * 86_400 + 4 * 86_400;
    let week = 7 * 86_400;
    let mut expected = Vec::new();
    for is_talk in [false, true] {
        for (from, to) in [(day, until), (monday, until)] {
            let mut sums = [0; 2];
            for (sum, back) in sums.iter_mut().zip([0, week]) {
                let (from, to) = (Timestamp(from - back), Timestamp(to - back));
                let mut once = BTreeSet::new();
                for queue in &shown.queues {
                    let key = &queue.summary.key;
                    if is_talk {
                        let calls = reports.calls(id, key, from, to).await.expect("calls");
                        once.extend(calls.iter().map(|call| call.id.0));
                    } else {
                        let contacts = reports.contacts(id, key, from, to).await.expect("contacts");
                        once.extend(contacts.iter().map(|contact| contact.event.0));
                    }
                }
                *sum = i64::try_from(once.len()).expect("a number");
            }
            expected.push(sums);
        }
    }
    assert!(expected[1].iter().all(|sum| *sum > 0), "something arrived: {expected:?}");
    let answer = shown.get(&format!("/integrations/{id}")).await;
    let cards = between(&answer.body, "<dl class=\"numbers\">", "</dl>");
    let cards = between(cards.first().expect("cards"), "<dd>", "</dd>");
    assert_eq!(cards.len(), expected.len(), "{}", answer.body);
    for (card, [now, before]) in cards.into_iter().zip(expected) {
        let change = now - before;
        let sign = match change.signum() {
            1 => "+",
            -1 => "\u{2212}",
            _ => "",
        };
        let mut told = format!("{now} <small>{sign}{}", change.abs());
        if before > 0 {
            told += " (";
        }
        assert!(card.starts_with(&told), "{card}: {now}, before {before}");
    }
    let largest = shown.queues.iter().max_by_key(|queue| queue.summary.offered).expect("a queue");
    assert!(answer.body.contains(&format!("href=\"{}\"", shown.of_queue(largest, ""))));
    assert!(answer.body.matches("class=\"spark\"").count() >= 3);
    let paths = ["/queues", "/workloads", "/views"];
    assert!(paths.iter().all(|path| answer.body.contains(&format!("/integrations/{id}{path}\""))));
}

/// Rule 10: a workload has a page as a queue has one.
async fn workloads_are_made_and_shown(shown: &Shown) {
    let administrator = shown.place.browser("default", "maker", Role::Administrator).await;
    let all = format!("/integrations/{}/workloads", shown.integration.id);
    let queue = shown.queue(false);
    let view = queue.summary.key.view().expect("a view").to_string();
    let channel = queue.summary.key.channel().as_str();
    let form = shown.place.get(&administrator, &format!("{all}/new?channel={channel}")).await;
    assert!(form.body.contains(&format!("name=\"view\" value=\"{view}\"")), "{}", form.body);
    let typed = [("name", "Care <1>"), ("channel", channel), ("view", view.as_str())];
    let made = shown.place.post(&administrator, &all, &typed).await;
    assert_eq!(made.status, StatusCode::SEE_OTHER, "{}", made.body);
    let page = shown.get(made.header("location")).await;
    assert!(page.body.contains("Care &#60;1&#62;") && page.body.contains("class=\"glance\""));
    let again = shown.place.post(&administrator, &all, &typed).await;
    assert_eq!(again.status, StatusCode::UNPROCESSABLE_ENTITY);
    let listed = shown.get(&all).await;
    assert!(
        listed.body.contains("Care &#60;1&#62;")
            && !listed.body.contains("maxlength=\"200\" required")
    );
    let overlap = shown.get(&format!("{all}/overlap?channel={channel}")).await;
    assert_eq!(overlap.status, StatusCode::OK);
}

async fn the_list_finds_queues(shown: &Shown) {
    for queue in &shown.queues {
        let found = queues::queue(&shown.place.context, &shown.integration, &queue.id()).await;
        assert_eq!(found.expect("a queue").as_ref(), Some(queue));
    }
    let path = format!("/integrations/{}/queues", shown.integration.id);
    let rows = |answer: &Answer| answer.body.matches("<th scope=\"row\">").count();
    let all = shown.get(&path).await;
    assert_eq!((all.status, rows(&all)), (StatusCode::OK, shown.queues.len()));
    assert!(all.body.contains("rule 7.5"), "calls count twice");
    assert_eq!(all.body.matches("class=\"spark\"").count(), shown.queues.len());
    let of_calls =
        shown.queues.iter().filter(|queue| queue.summary.key.channel().as_str() == "call").count();
    let calls = shown.get(&format!("{path}?channel=call")).await;
    assert_eq!(rows(&calls), of_calls);
    let found = shown.get(&format!("{path}?search=inbound%20UNGROUPED&state=active")).await;
    assert_eq!(rows(&found), 1);
    let none = shown.get(&format!("{path}?search=%3Cscript%3E&state=inactive")).await;
    assert_eq!(rows(&none), 0);
    assert!(none.body.contains("&#60;script&#62;") && !none.body.contains("<script>"));
}

async fn a_page_shows_every_figure(shown: &Shown) {
    for is_talk in [false, true] {
        let queue = shown.queue(is_talk);
        let answer = shown.get(&shown.of_queue(queue, "?range=all&interval=1d")).await;
        assert_eq!(answer.status, StatusCode::OK);
        // Every interval of the chart says how many there were.
        let titles = between(&answer.body, "tabindex=\"-1\"><title>", "</title>");
        let offered = |title: &&str| {
            let figure = title.rsplit_once(": ").map_or("", |(_, figure)| figure);
            let digits = figure.split([',', ' ']).next().unwrap_or_default();
            digits.parse::<i64>().unwrap_or(0)
        };
        let drawn: i64 = titles.iter().map(offered).sum();
        let charts = if is_talk { 2 } else { 1 };
        assert_eq!(drawn, queue.summary.offered * charts, "{}", queue.name);
        assert_eq!(answer.body.contains("Average handling time"), is_talk, "rule 7.6");
        assert_eq!(answer.body.contains(">Handled<"), is_talk, "rule 7.6");
    }
}

/// A chart beside the same days a week and 52 weeks before.
async fn a_chart_is_compared_with_earlier_days(shown: &Shown) {
    let queue = shown.queue(false);
    let days = shown.days(queue).await;
    let first = NaiveDate::from_ymd_opt(2026, 10, 5).expect("a day");
    for (name, words, earlier) in [("week", "the week before", 7), ("year", "the year before", 364)]
    {
        let path = "?first=2026-10-05&last=2026-11-01&interval=1d&time_zone=UTC&compare=";
        let answer = shown.get(&shown.of_queue(queue, &format!("{path}{name}"))).await;
        assert_eq!(answer.status, StatusCode::OK);
        let begin = format!("; {words}: ");
        let told = between(&answer.body, &begin, "</title>");
        let told: Vec<i64> = told.iter().map(|told| told.parse().expect("a number")).collect();
        let expected: Vec<i64> = (0..28)
            .map(|day| {
                let then = first + chrono::Duration::days(day - earlier);
                let of = days.iter().find(|one| one.start.to_utc().date_naive() == then);
                of.map_or(0, |day| day.figures.offered)
            })
            .collect();
        assert!(expected.iter().sum::<i64>() > 0, "{expected:?}");
        assert_eq!(told, expected, "{name}");
        assert!(answer.body.contains("<path class=\"before\""));
    }
    let wrong = shown.get(&shown.of_queue(queue, "?compare=month")).await;
    assert_eq!(wrong.status, StatusCode::UNPROCESSABLE_ENTITY);
}

async fn a_figure_leads_to_as_many_contacts(shown: &Shown) {
    for is_talk in [false, true] {
        let queue = shown.queue(is_talk);
        let days = shown.days(queue).await;
        let day = days.iter().max_by_key(|day| day.figures.offered).expect("a busy day");
        let week = shown.of_queue(queue, &format!("?week={}", &day.start.to_string()[..10]));
        let answer = shown.get(&week).await;
        let links = between(&answer.body, "<td><a href=\"", "\"");
        assert!(!links.is_empty());
        for link in links {
            let link = link.replace("&#38;", "&");
            let explained = shown.get(&link).await;
            assert_eq!(explained.status, StatusCode::OK, "{link}");
            let number = between(&explained.body, "<h1>", " ").first().map(|number| number.parse());
            let rows = if is_talk {
                explained.body.matches("<td class=\"figure\"></td></tr>").count()
                    + explained.body.matches(" s</td></tr>").count()
                    + explained.body.matches(" min</td></tr>").count()
            } else {
                explained.body.matches("https://acme.zendesk.com/agent/tickets/").count()
            };
            assert_eq!(number, Some(Ok(rows)), "{link}");
        }
    }
    // A whole week is explained a part at a time.
    let queue = shown.queue(false);
    let last = queue.summary.last.start();
    let week = shown.of_queue(queue, &format!("/figure?at={last}&interval=1w"));
    let first = shown.get(&week).await;
    let tickets = first.body.matches("https://acme.zendesk.com/agent/tickets/").count();
    assert!(tickets <= 20, "{tickets}");
    assert!(first.body.contains("When they arrived"));
}

async fn downloads_are_the_files_of_the_command_line(shown: &Shown) {
    let queue = shown.queue(true);
    let shape = Shape {
        length: IntervalLength::Hour,
        zone: TimeZone::from_name("Asia/Kolkata").expect("a zone"),
        fill: Fill::Zero,
        from: Timestamp::parse("2026-07-31T18:30:00Z").expect("an instant"),
        to: Timestamp::parse("2026-08-31T18:30:00Z").expect("an instant"),
    };
    for (format, ending) in [(FileFormat::Csv, "csv"), (FileFormat::Json, "json")] {
        let rest = "?first=2026-08-01&last=2026-08-31&interval=1h&time_zone=Asia/Kolkata";
        let path = shown.of_queue(queue, &format!("/download/{ending}{rest}"));
        let answer = shown.get(&path).await;
        let context = &shown.place.context;
        let rows = buckets(context, &shown.integration, &queue.summary.key, &shape).await;
        let mut expected = Vec::new();
        let mut writer = FileWriter::new(format, shape.zone, &mut expected).expect("a writer");
        writer.queue(queue, rows.expect("figures")).expect("rows");
        writer.finish().expect("a file");
        assert_eq!(answer.status, StatusCode::OK);
        assert_eq!(answer.body, String::from_utf8(expected).expect("UTF-8"), "{ending}");
        assert!(answer.header("content-disposition").contains("2026-08-01_2026-08-31"));
    }
    let parquet = shown.get(&shown.of_queue(queue, "/download/parquet?range=1w")).await;
    assert_eq!(parquet.header("content-type"), "application/vnd.apache.parquet");
    assert!(parquet.body.starts_with("PAR1") && parquet.body.ends_with("PAR1"));
    let path = shown.of_queue(queue, "/download/csv?range=2y");
    let request = shown.asker.request(Method::GET, &path).header("accept-encoding", "gzip");
    let zipped = shown.place.send(request, Body::empty()).await;
    assert_eq!(zipped.header("content-encoding"), "gzip");
    assert!(zipped.body.starts_with("\u{1f}\u{fffd}"), "browsers ask for it like this");
}

async fn what_cannot_be_understood_is_said_and_never_an_error_of_ours(shown: &Shown) {
    let queue = shown.queue(false);
    let long = "9".repeat(2000);
    let unprocessable = [
        "?range=1y",
        "?interval=2h",
        "?first=2026-02-30&last=2026-03-01",
        "?first=1990-01-01&last=2099-12-31",
        "?time_zone=Mars/Olympus",
        "?week=2026-W07",
        "?figure=sla",
        "?rows=-1",
        "/download/csv?range=%00",
        "/figure?at=yesterday",
        "/figure?at=9999-12-31T00:00:00Z",
        "/figure?at=2026-08-01T00:00:00Z&interval=5m",
        "/figure?at=2026-08-01T00:00:00Z&time_zone=%F0%9F%93%A6",
    ];
    for rest in unprocessable.map(str::to_owned).into_iter().chain([format!("?rows={long}")]) {
        let answer = shown.get(&shown.of_queue(queue, &rest)).await;
        assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY, "{rest}");
        assert!(answer.body.contains("<h1>"), "{rest}");
    }
    for (rest, status) in [
        ("/figure?at=2020-01-01T00:00:00Z", StatusCode::NOT_FOUND),
        ("/download/xlsx", StatusCode::NOT_FOUND),
        ("x", StatusCode::NOT_FOUND),
        ("/figure", StatusCode::BAD_REQUEST),
        ("/figure?at=2026-08-01T00:00:00Z&contacts=many", StatusCode::BAD_REQUEST),
        ("?rows=18446744073709551615", StatusCode::OK),
        ("?week=2099-12-31", StatusCode::OK),
        ("?first=2099-01-01&last=2099-12-31", StatusCode::OK),
        ("/figure?at=2026-08-01T00:00:00Z&contacts=18446744073709551615", StatusCode::OK),
    ] {
        assert_eq!(shown.get(&shown.of_queue(queue, rest)).await.status, status, "{rest}");
    }
    let beyond = shown.get(&shown.of_queue(queue, "?first=2099-01-01&last=2099-12-31")).await;
    assert!(beyond.body.contains("Nothing of these days is imported"));
    assert!(beyond.body.contains("?range=all\">Show everything that is imported</a>"));
    let nowhere = format!("/integrations/{}/queues", i64::MAX);
    assert_eq!(shown.get(&nowhere).await.status, StatusCode::NOT_FOUND);
    assert_eq!(shown.get("/integrations/x/queues").await.status, StatusCode::BAD_REQUEST);
}

async fn every_language_has_its_words(shown: &Shown) {
    let path = shown.of_queue(shown.queue(true), "?range=13w");
    for (language, words) in [
        ("en", ["Source queues", "Average handling time"]),
        ("nl", ["Bronqueues", "Gemiddelde afhandeltijd"]),
        ("de", ["Quell-Queues", "Durchschnittliche Bearbeitungszeit"]),
        ("fr", ["Files source", "Durée moyenne de traitement"]),
    ] {
        let answer = shown.get_in(language, &path).await;
        assert_eq!(answer.status, StatusCode::OK);
        for word in words {
            assert!(answer.body.contains(word), "{language}: {word}");
        }
    }
}

async fn nobody_sees_the_queues_of_another_account(shown: &Shown) {
    let other = shown.place.browser("other", "olga", Role::Administrator).await;
    let queue = shown.queue(false);
    let list = format!("/integrations/{}/queues", shown.integration.id);
    let paths = ["", "/figure?at=2026-08-01T00:00:00Z", "/download/csv"];
    for path in paths.map(|rest| shown.of_queue(queue, rest)).into_iter().chain([list]) {
        let answer = shown.place.get(&other, &path).await;
        assert_eq!(answer.status, StatusCode::NOT_FOUND, "{path}");
        assert!(!answer.body.contains(&queue.name), "{path}");
    }
}

async fn long_lists_have_pages(shown: &Shown) {
    let context = &shown.place.context;
    let call = |number: i64| Call {
        id: CallId(1_000_000 + number),
        created_at: Timestamp(1_756_684_800),
        updated_at: Timestamp(1_756_684_800),
        inbound: true,
        completion_status: "completed".into(),
        agent: None,
        voicemail: false,
        ivr_group: Some(format!("Team & <{number:03}>").into()),
        number: None,
        talk_seconds: 0,
        hold_seconds: 0,
        wrap_up_seconds: 0,
        answering: None,
    };
    let saved = with_lease(context, shown.integration.id, async |lease| {
        let calls = (0..230).map(call).collect();
        Ok(context.store.imports.save_calls(lease, calls, Timestamp(1_756_684_800)).await?)
    });
    saved.await.expect("calls");
    let list = format!("/integrations/{}/queues", shown.integration.id);
    let (mut names, mut address) = (Vec::new(), format!("{list}?search=TEAM+%26&state=active"));
    for (rows, has_before, has_after) in [(100, false, true), (100, true, true), (30, true, false)]
    {
        let page = shown.get(&address).await;
        let shown = between(&page.body, "Calls Inbound For Team", "</a>");
        assert_eq!((page.status, shown.len()), (StatusCode::OK, rows), "{address}");
        names.extend(shown.into_iter().map(ToOwned::to_owned));
        let of = |rel: &str| {
            let begin = format!("rel=\"{rel}\" href=\"");
            let found = between(&page.body, &begin, "\"");
            found.first().map(|address| address.replace("&#38;", "&"))
        };
        assert_eq!((of("prev").is_some(), of("next").is_some()), (has_before, has_after));
        address = of("next").unwrap_or_default();
    }
    let mut sorted = names.clone();
    sorted.sort();
    sorted.dedup();
    assert_eq!((names.len(), &names), (230, &sorted));
    for page in ["0", "999", "-1", "x", "%3Cscript%3E"] {
        let found = shown.get(&format!("{list}?search=team&page={page}")).await;
        assert_eq!(found.status, StatusCode::OK, "{page}");
        assert!(found.body.contains("Calls Inbound For Team"), "{page}");
    }
}

/// What is typed wrong is said beside its field, and nothing that was typed is lost.
#[tokio::test]
async fn a_question_that_cannot_be_understood_is_told_beside_its_field() {
    let shown = Shown::new().await;
    let queue = &shown.queues[0];
    let typed = "?first=2026-08-01&last=2026-08-31&interval=1h&time_zone=Europe/Amsterdm";
    let told = shown.get(&shown.of_queue(queue, typed)).await;
    assert_eq!(told.status, StatusCode::UNPROCESSABLE_ENTITY);
    for part in [
        "<details class=\"choose\" open>",
        "value=\"2026-08-01\"",
        "value=\"2026-08-31\"",
        "<option value=\"1h\" selected>",
        "value=\"Europe/Amsterdm\"",
        "aria-invalid=\"true\" aria-describedby=\"time_zone-error-1\"",
        "id=\"time_zone-error-1\"",
        "class=\"legend\"",
    ] {
        assert!(told.body.contains(part), "{part} is not in {}", told.body);
    }
    for (wrong, field, typed) in [
        ("first=2026-02-30&last=2026-03-01", "first", "2026-02-30"),
        ("first=2026-03-01&last=yesterday", "last", "yesterday"),
        ("first=2026-03-02&last=2026-03-01", "last", "2026-03-02"),
        ("first=2026-03-02", "last", "2026-03-02"),
        ("first=1990-01-01&last=2099-12-31", "last", "2099-12-31"),
        ("interval=2h", "interval", "2h"),
        ("first=2026-03-01&last=2026-03-02&time_zone=%22%3Cb%3E", "time_zone", "&#34;&#60;b&#62;"),
    ] {
        let told = shown.get(&shown.of_queue(queue, &format!("?{wrong}"))).await;
        assert_eq!(told.status, StatusCode::UNPROCESSABLE_ENTITY, "{wrong}");
        assert!(told.body.contains(&format!("id=\"{field}-error-1\"")), "{wrong}: {}", told.body);
        assert!(told.body.contains(&format!("value=\"{typed}\"")), "{wrong}: {}", told.body);
    }
    let told = shown.get(&shown.of_queue(queue, "?range=1y&interval=1h")).await;
    assert!(told.body.contains("role=\"alert\""), "{}", told.body);
    assert!(told.body.contains("name=\"time_zone\""), "{}", told.body);
}
