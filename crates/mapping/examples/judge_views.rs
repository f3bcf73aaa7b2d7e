//! Says of a few views whether they can be counted for the past, and which of a view's definitions counts.
//!
//! `cargo run -p inflow-mapping --example judge_views`

#![expect(clippy::print_stdout, reason = "an example shows what it found")]

use inflow_domain::{Condition, ConditionValue, Timestamp, View, ViewId};
use inflow_mapping::{Verdict, ViewHistory, ViewVersion, verdict};

fn main() {
    for view in [
        View::new(ViewId(1), "Open").with_all([condition("status", "less_than", "solved")]),
        View::new(ViewId(2), "Vip or urgent").with_any([
            condition("current_tags", "includes", "vip"),
            condition("priority", "is", "urgent"),
        ]),
        View::new(ViewId(3), "By mail").with_all([condition("via_id", "is", "4")]),
    ] {
        match verdict(&view) {
            Verdict::Supported => println!("{}: can be counted", view.title),
            Verdict::Unsupported(offences) => {
                for offence in offences {
                    println!("{}: cannot be counted, it {}", view.title, offence.reason);
                }
            }
        }
    }

    // A view that was edited into one that cannot be counted keeps what it had counted before.
    let version = |condition, changed, last_seen| ViewVersion {
        view: View {
            updated_at: Timestamp(changed),
            ..View::new(ViewId(4), "Support").with_all([condition])
        },
        last_seen: Timestamp(last_seen),
    };
    let history = ViewHistory {
        versions: vec![
            version(condition("status", "is", "open"), 1_756_684_800, 1_759_276_800),
            version(
                condition("sla_next_breach_at", "less_than", "1"),
                1_759_280_400,
                1_761_955_200,
            ),
        ],
        discovered_at: Timestamp(1_761_955_200),
    };
    if let Some(counted) = history.counted() {
        let until = counted.until.map_or("now".to_owned(), |until| until.to_string());
        println!("{}: {:?}, counts up to {until}", counted.view.title, counted.state());
    }
}

fn condition(field: &str, operator: &str, value: &str) -> Condition {
    Condition::new(field, operator, ConditionValue::One(value.to_owned()))
}
