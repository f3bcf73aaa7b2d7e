//! Reads the whole ticket export page by page, keeps the position of each page beside what it read, and asks
//! for something that the client has no method for.
//!
//! `ZENDESK_USER=you@acme.com ZENDESK_SECRET=… cargo run -p inflow-zendesk --example read_tickets -- acme`

#![expect(clippy::print_stdout, reason = "an example program prints")]

use std::collections::BTreeMap;
use std::env;
use std::error::Error;

use inflow_zendesk::{
    ApiShare, Client, ClientOptions, Credential, Domain, Endpoint, ExportOptions, Pacers,
    TicketPosition,
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
    let credential = Credential::ApiToken {
        username: env::var("ZENDESK_USER")?,
        token: SecretString::from(env::var("ZENDESK_SECRET")?),
    };
    // Other programs of the account keep four fifths of its requests.
    let share = ApiShare::new(0.2).ok_or("a share is above 0 and up to 1")?;
    let options = ClientOptions::default().with_pacers(Pacers::new(share));
    let client = Client::new(endpoint, &credential, options)?;

    let mut by_channel: BTreeMap<String, usize> = BTreeMap::new();
    let mut export = client.ticket_export(TicketPosition::StartTime(0), ExportOptions::default());
    loop {
        let channels = export.next_page(|tickets| {
            let channel = |via: &inflow_zendesk::Via<'_>| {
                via.channel.as_deref().or(via.label.as_deref()).unwrap_or("unknown").to_owned()
            };
            tickets.iter().map(|ticket| channel(&ticket.via)).collect::<Vec<_>>()
        });
        let page = channels.await?;
        for channel in page.value {
            *by_channel.entry(channel).or_default() += 1;
        }
        // A program that keeps its rows would now commit them together with `page.position`.
        println!("{} tickets, {} odd rows, then {:?}", page.rows, page.odd.len(), page.position);
        if page.last {
            break;
        }
    }
    for (channel, tickets) in by_channel {
        println!("{channel}: {tickets}");
    }

    let settings = client.get("account/settings", &[], &[]).await?;
    println!("the settings of the account take {} bytes", settings.value().json().len());
    Ok(())
}
