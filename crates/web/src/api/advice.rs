//! What can be done for better figures, in sentences that name what they are about.

use inflow_app::accounts::channels::NO_CHANNEL;
use inflow_app::accounts::integrations::api_token_days_left;
use inflow_app::figures::quality::QualityReport;
use inflow_domain::Timestamp;
use inflow_store::Integration;
use serde::Serialize;
use utoipa::ToSchema;

const DAY_SECONDS: i64 = 86_400;

/// What to do about a fact.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct Advice {
    /// The member of the answer that it is about, or of the integration's.
    about: &'static str,
    /// What to do.
    advice: String,
}

/// What can be done, in the order of the answer's members.
pub(super) fn advice(
    integration: &Integration,
    found: &QualityReport,
    now: Timestamp,
) -> Vec<Advice> {
    let mut told = Vec::new();
    let mut tell = |about, advice: String| told.push(Advice { about, advice });
    let quality = &found.quality;
    if let Some(days) = api_token_days_left(&integration.credential_kind, now) {
        let sentence = format!(
            "Zendesk ends all API tokens on 2027-04-30, in {days} days: change the credentials to an OAuth \
             client"
        );
        tell("api_token_days_left", sentence);
    }
    if integration.last_success.is_none_or(|last| now.0 - last.0 >= DAY_SECONDS) {
        let sentence =
            "the last import that ended well is a day old, or there was none: the status says why";
        tell("last_success", sentence.to_owned());
    }
    if let Some(days) = found.quiet_days {
        let sentence = format!(
            "no ticket had an event in the last {days} imported days: check that this account is the one \
             in use"
        );
        tell("last_event", sentence);
    }
    if found.provisional_intervals.is_some_and(|number| number > 0) {
        let sentence =
            "nothing: calls younger than three hours may still change, later imports settle them";
        tell("provisional_intervals", sentence.to_owned());
    }
    if quality.contacts_outside_views > 0 {
        let sentence = "a view in Zendesk that holds them makes them count; the explanation of a ticket \
                        says why it is in none";
        tell("contacts_outside_views", sentence.to_owned());
    }
    for (channel, count) in &quality.unmapped_channels {
        let sentence = if channel == NO_CHANNEL {
            format!("{count} contacts name no channel, and count as case")
        } else {
            format!(
                "{count} contacts came as \"{channel}\" and count as case: place it elsewhere if they should not"
            )
        };
        tell("unmapped_channels", sentence);
    }
    if !quality.inexact_tickets.is_empty() {
        let sentence =
            "they are counted by what is known of them, and tried again when they change";
        tell("inexact_tickets", sentence.to_owned());
    }
    if quality.waiting_for_repair > 0 {
        let sentence = "nothing: the next imports ask for their audits, and count them again";
        tell("waiting_for_repair", sentence.to_owned());
    }
    if !quality.changed_fields.is_empty() {
        let sentence = "look whether views still name these fields as they should: the fields, or options \
                        of them, were renamed or removed";
        tell("changed_fields", sentence.to_owned());
    }
    if quality.odd_rows.iter().any(|odd| odd.set_aside) {
        let sentence = "tickets that rows set aside may belong to are repaired from their audits, or counted as \
                        inexact";
        tell("odd_rows", sentence.to_owned());
    }
    if found.unsupported_views > 0 {
        tell(
            "unsupported_views",
            "the views say why; each is no queue before it is changed".to_owned(),
        );
    }
    if found.is_recount_due {
        let sentence =
            "the next import counts again; the preview of a recount shows what that changes";
        tell("recount_due", sentence.to_owned());
    }
    match &found.reconciliation {
        None => {
            tell("drift_percent", "compare with Zendesk's own views".to_owned());
        }
        Some(last) if last.differing > 0 => {
            let sentence = "a comparison with Zendesk's own views names the tickets that differ";
            tell("drift_percent", sentence.to_owned());
        }
        Some(_) => {}
    }
    told
}
