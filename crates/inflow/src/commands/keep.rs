//! `inflow backup` and `inflow key rotate`: what an operator does to a database as a whole.

use anyhow::bail;
use inflow_app::Context;

use crate::cli::{BackupArgs, RotateArgs};
use crate::failure::InputError;
use crate::output::{hint, to_stdout};

pub(super) async fn backup(context: &Context, args: &BackupArgs) -> anyhow::Result<()> {
    let file = args.to.display();
    if args.to.exists() {
        bail!(InputError(format!("{file} is there already: name a new file")));
    }
    context.store.upkeep.backup(&args.to).await?;
    to_stdout(|out| Ok(writeln!(out, "{file} holds everything as of now, and was checked")?))?;
    hint("the key file is not in it: keep that too, in another place");
    Ok(())
}

pub(super) async fn rotate_key(context: &Context, args: RotateArgs) -> anyhow::Result<()> {
    if args.lost {
        return replace_lost_key(context).await;
    }
    let number = context.store.upkeep.rotate_key().await?;
    if number == 0 {
        return to_stdout(|out| Ok(writeln!(out, "no credentials are saved: nothing to encrypt")?));
    }
    to_stdout(|out| {
        Ok(writeln!(out, "the credentials of {number} integrations are encrypted with a new key")?)
    })?;
    hint(
        "the old key is gone: credentials in backups made before now cannot be decrypted with the new \
         one, so make a new backup, and keep the new key",
    );
    Ok(())
}

async fn replace_lost_key(context: &Context) -> anyhow::Result<()> {
    let number = context.store.upkeep.replace_lost_key().await?;
    to_stdout(|out| {
        Ok(writeln!(
            out,
            "a new key was made; enter the credentials of {number} integrations again, each with `inflow \
             integration credentials`"
        )?)
    })
}
