//! The account's settings, and the addresses that its mail comes to.

use serde_json::{Value, json};

use super::HOST;
use super::lists::SINCE;
use crate::catalog::{Catalog, RECIPIENTS};

/// The settings, as far as clients look at them.
pub(crate) fn settings(catalog: &Catalog, has_talk: bool) -> Value {
    json!({
        "active_features": {
            "on_hold_status": true, "user_tagging": true, "ticket_tagging": true, "voice": has_talk,
            "customer_satisfaction": true, "ticket_forms": true, "user_org_fields": true,
            "business_hours": false, "explore": true, "chat": true,
        },
        "agents": {"agent_workspace": true, "focus_mode": false},
        "api": {
            "accepted_api_agreement": true, "api_password_access": "false",
            "api_token_access": "true",
        },
        "billing": {"backend": "zuora"},
        "brands": {
            "default_brand_id": catalog.brands.first(), "require_brand_on_new_tickets": false,
        },
        "branding": {
            "header_color": "03363D", "page_background_color": "333333",
            "tab_background_color": "7BA01E", "text_color": "FFFFFF", "header_logo_url": null,
            "favicon_url": null,
        },
        "chat": {"enabled": true, "available": true, "maximum_request_count": 1},
        "groups": {"check_group_name_uniqueness": true},
        "lotus": {"pod_id": 17, "prefer_lotus": true},
        "localization": {
            "locale_ids": [1], "time_zone": "Amsterdam", "iana_time_zone": "Europe/Amsterdam",
        },
        "rule": {"macro_most_used": true, "macro_order": "alphabetical"},
        "statistics": {"forum": false, "rule_usage": true, "search": true},
        "ticket_form": {
            "raw_ticket_forms_instructions": "Please choose a form.",
            "ticket_forms_instructions": "Please choose a form.",
        },
        "tickets": {
            "agent_collision": true, "allow_group_reset": true, "comments_public_by_default": true,
            "custom_statuses_enabled": true, "has_color_text": false, "is_first_comment_private_enabled": true,
            "list_empty_views": true, "list_newest_comments_first": true, "tagging": true,
            "rich_text_comments": true, "using_skill_based_routing": false,
        },
        "user": {"tagging": true, "language_selection": false, "time_zone_selection": true},
        "voice": {"enabled": has_talk, "logging": true, "outbound_enabled": has_talk},
    })
}

/// The addresses that mail comes to.
pub(crate) fn recipient_addresses(catalog: &Catalog) -> Vec<Value> {
    RECIPIENTS
        .iter()
        .zip(360_066_000_001_i64..)
        .enumerate()
        .map(|(place, (address, id))| {
            json!({
                "id": id,
                "url": format!("{HOST}/api/v2/recipient_addresses/{id}.json"),
                "name": address.split('@').next(),
                "email": address,
                "default": place == 0,
                "brand_id": catalog.brands.first(),
                "forwarding_status": "verified",
                "spf_status": "verified",
                "cname_status": "verified",
                "domain_verification_status": "verified",
                "created_at": SINCE,
                "updated_at": SINCE,
            })
        })
        .collect()
}
