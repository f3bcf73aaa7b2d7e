//! What an account has besides tickets: people, groups, custom statuses and custom fields.

use crate::dice::Dice;

/// A custom status.
#[derive(Clone, Debug)]
pub(crate) struct CustomStatus {
    pub(crate) id: i64,
    pub(crate) category: &'static str,
    pub(crate) label: &'static str,
    pub(crate) default: bool,
}

/// A custom ticket field.
#[derive(Clone, Debug)]
pub(crate) struct CustomField {
    pub(crate) id: i64,
    pub(crate) kind: &'static str,
    pub(crate) title: &'static str,
    pub(crate) options: Vec<(i64, &'static str)>,
}

/// A user.
#[derive(Clone, Debug)]
pub(crate) struct User {
    pub(crate) id: i64,
    pub(crate) name: String,
    pub(crate) email: String,
    pub(crate) role: &'static str,
}

/// Everything that tickets and views refer to.
#[derive(Clone, Debug)]
pub(crate) struct Catalog {
    /// All users: admins and agents first, then former agents, then customers.
    pub(crate) users: Vec<User>,
    /// Ids of users that are agents or admins today.
    pub(crate) agents: Vec<i64>,
    /// Ids of users that were agents and are end users today.
    pub(crate) former_agents: Vec<i64>,
    /// Until when the former agents worked.
    pub(crate) former_until: i64,
    /// Ids of end users that never worked here.
    pub(crate) customers: Vec<i64>,
    pub(crate) groups: Vec<i64>,
    pub(crate) organizations: Vec<i64>,
    pub(crate) brands: Vec<i64>,
    pub(crate) forms: Vec<i64>,
    pub(crate) statuses: Vec<CustomStatus>,
    pub(crate) fields: Vec<CustomField>,
    /// The field in which an app for time tracking keeps the seconds spent; no view asks for it.
    pub(crate) time_field: CustomField,
}

/// Names of the groups, in the order of `Catalog::groups`.
pub(crate) const GROUP_NAMES: [&str; 5] =
    ["Support", "Billing", "Returns", "Tier 2", "Sales, EMEA"];

/// Names of the organizations, in the order of `Catalog::organizations`.
pub(crate) const ORGANIZATION_NAMES: [&str; 5] =
    ["Harbour Freight", "Lindqvist & Zonen", "Northern Light", "Café Größenwahn", "Tidewater"];

/// Names and subdomains of the brands, in the order of `Catalog::brands`.
pub(crate) const BRANDS: [(&str, &str); 2] =
    [("Simulated", "simulated"), ("Shop", "simulated-shop")];

/// Names of the ticket forms, in the order of `Catalog::forms`.
pub(crate) const FORM_NAMES: [&str; 3] = ["Default ticket form", "Orders", "Returns"];

/// Tags that tickets carry.
pub(crate) const TAGS: [&str; 10] = [
    "vip",
    "urgent_case",
    "refund",
    "bug",
    "shipping",
    "beta",
    "newsletter",
    "spam?",
    "größe",
    "follow-up",
];

/// Words of subjects and descriptions; views that judge text ask for these.
pub(crate) const WORDS: [&str; 16] = [
    "Refund", "invoice", "broken", "Delivery", "password", "login", "cancel", "order", "Straße",
    "late", "wrong", "size", "upgrade", "trial", "api2", "question",
];

/// Addresses that mail comes to.
pub(crate) const RECIPIENTS: [&str; 4] = [
    "support@simulated.zendesk.com",
    "billing@simulated.zendesk.com",
    "help@shop.example",
    "Sales@shop.example",
];

const STATUSES: [(&str, &str, bool); 9] = [
    ("new", "New", true),
    ("open", "Open", true),
    ("open", "In review", false),
    ("pending", "Pending", true),
    ("pending", "Waiting for parts", false),
    ("hold", "On-hold", true),
    ("solved", "Solved", true),
    ("solved", "Refunded", false),
    ("new", "Untriaged", false),
];

const FIELDS: [(&str, &str, &[&str]); 11] = [
    ("tagger", "Product", &["phone", "laptop", "tablet", "watch_pro"]),
    ("multiselect", "Topics", &["topic_price", "topic_quality", "topic_speed", "topic_staff"]),
    ("checkbox", "Escalated", &[]),
    ("date", "Promised on", &[]),
    ("integer", "Items", &[]),
    ("decimal", "Amount", &[]),
    ("regexp", "Order number", &[]),
    ("text", "Reference", &[]),
    ("textarea", "Remarks", &[]),
    ("tagger", "Region", &["emea", "apac", "latam"]),
    ("checkbox", "Warranty", &[]),
];

impl Catalog {
    /// The catalogue of a seed.
    pub(crate) fn new(seed: u64, former_until: i64) -> Self {
        let mut dice = Dice::new(seed, u64::MAX);
        let mut ids = Ids { next: 360_000_000_000 + dice.between(0, 999_999), dice };
        let mut users = vec![
            user(ids.small(), "Ada Admin", "admin@example.com", "admin"),
            user(ids.small(), "Abe Agent", "agent@example.com", "agent"),
        ];
        for number in 1..=9 {
            let role = if number == 9 { "admin" } else { "agent" };
            let id = if number % 4 == 0 { ids.large() } else { ids.small() };
            users.push(user(
                id,
                &format!("Agent {number}"),
                &format!("agent{number}@example.com"),
                role,
            ));
        }
        let agents: Vec<i64> = users.iter().map(|user| user.id).collect();
        let former_agents = vec![ids.small(), ids.large(), ids.small()];
        let customers: Vec<i64> =
            (0..60).map(|number| if number % 7 == 0 { ids.large() } else { ids.small() }).collect();
        for (number, id) in former_agents.iter().chain(&customers).enumerate() {
            users.push(user(
                *id,
                &format!("Person {number}"),
                &format!("person{number}@customer.example"),
                "end-user",
            ));
        }
        let mut catalog = Self {
            users,
            agents,
            former_agents,
            former_until,
            customers,
            groups: GROUP_NAMES.map(|_| ids.small()).to_vec(),
            organizations: (0..ORGANIZATION_NAMES.len())
                .map(|number| if number == 2 { ids.large() } else { ids.small() })
                .collect(),
            brands: BRANDS.map(|_| ids.small()).to_vec(),
            forms: FORM_NAMES.map(|_| ids.small()).to_vec(),
            statuses: STATUSES
                .iter()
                .map(|&(category, label, default)| CustomStatus {
                    id: ids.small(),
                    category,
                    label,
                    default,
                })
                .collect(),
            fields: FIELDS
                .iter()
                .map(|&(kind, title, options)| CustomField {
                    id: ids.small(),
                    kind,
                    title,
                    options: options.iter().map(|&option| (ids.small(), option)).collect(),
                })
                .collect(),
            time_field: CustomField {
                id: 0,
                kind: "integer",
                title: "Total time spent (sec)",
                options: Vec::new(),
            },
        };
        // Behind all other ids, so that those stay what they were.
        catalog.time_field.id = ids.small();
        catalog
    }

    /// The custom field with this id.
    pub(crate) fn field(&self, id: &str) -> Option<&CustomField> {
        let id: i64 = id.parse().ok()?;
        self.all_fields().find(|field| field.id == id)
    }

    /// Every custom field.
    pub(crate) fn all_fields(&self) -> impl Iterator<Item = &CustomField> {
        self.fields.iter().chain([&self.time_field])
    }

    /// Users that answer by themselves: of the team, and one who is none of it.
    pub(crate) fn robots(&self) -> Vec<i64> {
        vec![self.agents[4], self.customers[5]]
    }

    /// The id of the admin whose credentials serve by default.
    pub(crate) fn user_by_email(&self, email: &str) -> Option<&User> {
        self.users.iter().find(|user| user.email == email)
    }
}

struct Ids {
    next: i64,
    dice: Dice,
}

impl Ids {
    fn small(&mut self) -> i64 {
        self.next += self.dice.between(1, 999);
        self.next
    }

    /// Beyond 2^53, where floating point would lose the last digit.
    fn large(&mut self) -> i64 {
        9_007_199_254_740_993 + 2 * self.small()
    }
}

fn user(id: i64, name: &str, email: &str, role: &'static str) -> User {
    User { id, name: name.to_owned(), email: email.to_owned(), role }
}
