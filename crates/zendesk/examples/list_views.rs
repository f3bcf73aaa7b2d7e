//! Lists the views of an account, and how many tickets changed in the last hour.
//!
//! `ZENDESK_CLIENT=inflow ZENDESK_SECRET=… cargo run -p inflow-zendesk --example list_views -- acme`

#![expect(clippy::print_stdout, reason = "an example program prints")]
#![expect(clippy::disallowed_types, reason = "a program takes the machine's clock")]

use std::env;
use std::error::Error;

use futures::TryStreamExt as _;
use inflow_zendesk::{
    Client, ClientOptions, Clock as _, Credential, Domain, Endpoint, ExportOptions, RetryPolicy,
    SystemClock, TicketPosition,
};
use secrecy::SecretString;

#[tokio::main]
async fn main() -> Result<(), Box<dyn Error>> {
    let entered = env::args().nth(1).ok_or("name the account, such as acme")?;
    // A test server on this machine stands in for an account.
    let endpoint = if entered.starts_with("http://") {
        Endpoint::test_server(&entered)?
    } else {
        Endpoint::of_domain(&entered.parse::<Domain>()?)
    };
    let credential = Credential::OAuthClient {
        client_id: env::var("ZENDESK_CLIENT")?,
        client_secret: SecretString::from(env::var("ZENDESK_SECRET")?),
    };
    let options = ClientOptions::default().with_retry(RetryPolicy::quick());
    let client = Client::new(endpoint, &credential, options)?;

    client.me().await?.require_admin()?;
    for view in client.views().await? {
        let conditions = view.conditions.unwrap_or_default();
        println!("{} {}", view.id, view.title.unwrap_or_default());
        for condition in conditions.all.iter().chain(&conditions.any) {
            let operator = condition.operator.as_deref().unwrap_or("is");
            println!("    {} {operator} {}", condition.field, condition.value.value().json());
        }
    }

    let an_hour_ago = SystemClock.epoch_seconds() - 3_600;
    let export =
        client.ticket_export(TicketPosition::StartTime(an_hour_ago), ExportOptions::default());
    let counts: Vec<usize> =
        export.pages(|tickets| tickets.len()).map_ok(|page| page.value).try_collect().await?;
    println!("{} tickets changed in the last hour", counts.iter().sum::<usize>());
    Ok(())
}
