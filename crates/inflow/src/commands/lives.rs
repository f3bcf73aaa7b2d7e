//! `inflow integration pause`, `resume` and `delete`.

use std::io::{self, IsTerminal as _};

use inflow_app::{Context, accounts::integrations, accounts::lives};
use inflow_store::{Integration, Life};

use super::given::of_integration;
use crate::advice::command_to_resume;
use crate::cli::{DeleteArgs, OneArgs};
use crate::failure::InputError;
use crate::output::{hint, to_stdout};

pub(super) async fn pause(context: &Context, args: &OneArgs) -> anyhow::Result<()> {
    let integration = integrations::find(context, &args.name).await?;
    of_integration(&integration.name, lives::pause(context, &integration).await)?;
    said(&format!(
        "{} is paused: nothing is imported before `{}`, which brings what was missed",
        integration.name,
        command_to_resume(&integration.name)
    ))
}

pub(super) async fn resume(context: &Context, args: &OneArgs) -> anyhow::Result<()> {
    let integration = integrations::find(context, &args.name).await?;
    of_integration(&integration.name, lives::resume(context, &integration).await)?;
    let name = &integration.name;
    match integration.life {
        Life::Paused { since } => said(&format!(
            "{name} is imported again; the next import brings what was missed since {since}"
        )),
        Life::Active | Life::Deleted { .. } => said(&format!("{name} was not paused")),
    }
}

pub(super) async fn delete(context: &Context, args: &DeleteArgs) -> anyhow::Result<()> {
    let integration = integrations::find(context, &args.name).await?;
    let name = &integration.name;
    if args.purge {
        confirm(&integration, args.yes_purge.as_deref())?;
        of_integration(name, lives::purge(context, &integration).await)?;
        return said(&format!("{name} and everything that was kept of it is removed"));
    }
    of_integration(name, lives::delete(context, &integration).await)?;
    said(&format!(
        "{name} is deleted: it is imported no more and its credentials are erased. Its queues and \
         history can be read as before; connecting {} under this name again takes them up",
        integration.domain
    ))
}

/// Goes on only where the name was typed, since a purge cannot be undone.
fn confirm(integration: &Integration, typed: Option<&str>) -> anyhow::Result<()> {
    let name = integration.name.as_str();
    let typed = match typed {
        Some(typed) => typed.to_owned(),
        None if io::stdin().is_terminal() => {
            hint(&format!(
                "this removes all queues, figures and history of \"{name}\" for good; type the name to \
                 go on:"
            ));
            let mut line = String::new();
            io::stdin().read_line(&mut line)?;
            line
        }
        None => {
            return Err(InputError(format!(
                "a purge removes everything for good and has to be confirmed: --yes-purge \"{name}\""
            ))
            .into());
        }
    };
    if typed.trim() == name {
        Ok(())
    } else {
        Err(InputError(format!("that is not \"{name}\": nothing was removed")).into())
    }
}

fn said(text: &str) -> anyhow::Result<()> {
    to_stdout(|out| Ok(writeln!(out, "{text}")?))
}
