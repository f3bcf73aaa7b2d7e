//! Groups and their members, organizations, brands and ticket forms: what tickets refer to by an id.

use serde_json::{Value, json};

use super::HOST;
use super::lists::{SINCE, ticket_fields};
use crate::catalog::{BRANDS, Catalog, FORM_NAMES, GROUP_NAMES, ORGANIZATION_NAMES};

/// All groups.
pub(crate) fn groups(catalog: &Catalog) -> Vec<Value> {
    let group = |(place, (id, name)): (usize, (&i64, &str))| {
        json!({
            "id": id,
            "url": format!("{HOST}/api/v2/groups/{id}.json"),
            "name": name,
            "description": "",
            "default": place == 0,
            "deleted": false,
            "is_public": true,
            "created_at": SINCE,
            "updated_at": SINCE,
        })
    };
    catalog.groups.iter().zip(GROUP_NAMES).enumerate().map(group).collect()
}

/// Who belongs to which group: tickets of any group go to any agent, so all of them to all.
pub(crate) fn group_memberships(catalog: &Catalog) -> Vec<Value> {
    let pairs = catalog
        .agents
        .iter()
        .flat_map(|agent| catalog.groups.iter().enumerate().map(move |group| (agent, group)));
    pairs
        .zip(360_055_000_001_i64..)
        .map(|((agent, (place, group)), id)| {
            json!({
                "id": id,
                "url": format!("{HOST}/api/v2/group_memberships/{id}.json"),
                "user_id": agent,
                "group_id": group,
                "default": place == 0,
                "created_at": SINCE,
                "updated_at": SINCE,
            })
        })
        .collect()
}

/// All organizations.
pub(crate) fn organizations(catalog: &Catalog) -> Vec<Value> {
    let organization = |(id, name): (&i64, &str)| {
        json!({
            "id": id,
            "url": format!("{HOST}/api/v2/organizations/{id}.json"),
            "name": name,
            "external_id": null,
            "group_id": null,
            "shared_tickets": false,
            "shared_comments": false,
            "domain_names": [],
            "details": "",
            "notes": "",
            "tags": [],
            "organization_fields": {},
            "deleted_at": null,
            "created_at": SINCE,
            "updated_at": SINCE,
        })
    };
    catalog.organizations.iter().zip(ORGANIZATION_NAMES).map(organization).collect()
}

/// All brands.
pub(crate) fn brands(catalog: &Catalog) -> Vec<Value> {
    let brand = |(place, (id, (name, subdomain))): (usize, (&i64, (&str, &str)))| {
        json!({
            "id": id,
            "url": format!("{HOST}/api/v2/brands/{id}.json"),
            "name": name,
            "subdomain": subdomain,
            "brand_url": format!("https://{subdomain}.zendesk.com"),
            "host_mapping": null,
            "active": true,
            "default": place == 0,
            "is_deleted": false,
            "has_help_center": false,
            "help_center_state": "disabled",
            "logo": null,
            "signature_template": "{{agent.signature}}",
            "ticket_form_ids": catalog.forms,
            "created_at": SINCE,
            "updated_at": SINCE,
        })
    };
    catalog.brands.iter().zip(BRANDS).enumerate().map(brand).collect()
}

/// All ticket forms; each shows every field.
pub(crate) fn ticket_forms(catalog: &Catalog) -> Vec<Value> {
    let fields: Vec<Value> =
        ticket_fields(catalog).iter().map(|field| field["id"].clone()).collect();
    let form = |(place, (id, name)): (usize, (&i64, &str))| {
        json!({
            "id": id,
            "url": format!("{HOST}/api/v2/ticket_forms/{id}.json"),
            "name": name,
            "raw_name": name,
            "display_name": name,
            "raw_display_name": name,
            "position": place,
            "active": true,
            "default": place == 0,
            "deleted_at": null,
            "end_user_visible": true,
            "in_all_brands": true,
            "restricted_brand_ids": [],
            "ticket_field_ids": fields,
            "agent_conditions": [],
            "end_user_conditions": [],
            "created_at": SINCE,
            "updated_at": SINCE,
        })
    };
    catalog.forms.iter().zip(FORM_NAMES).enumerate().map(form).collect()
}
