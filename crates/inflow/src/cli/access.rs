//! Commands about who may sign in to the web page and ask the API.

use clap::{Args, Subcommand};

use super::FormatArgs;

/// `inflow user …`.
#[derive(Debug, Subcommand)]
pub enum UserCommand {
    /// Add a user and print a link for choosing a password
    Add(AddUserArgs),
    /// List the users
    List(FormatArgs),
    /// Print a new link for choosing a password, as for one that was forgotten; the old one works until then
    ResetLink(UserArgs),
    /// Stop a user from signing in, and end the user's sessions
    Disable(UserArgs),
}

/// `inflow user add`.
#[derive(Debug, Clone, Args)]
pub struct AddUserArgs {
    /// The user
    #[command(flatten)]
    pub user: UserArgs,
    /// Let the user change integrations, users and keys too, and not only look
    #[arg(long)]
    pub administrator: bool,
}

/// A user.
#[derive(Debug, Clone, Args)]
pub struct UserArgs {
    /// The user's name or e-mail address
    #[arg(long)]
    pub name: String,
}

/// `inflow api-key …`.
#[derive(Debug, Subcommand)]
pub enum ApiKeyCommand {
    /// Make a key and print it, this once
    Create(CreateKeyArgs),
    /// List the keys
    List(FormatArgs),
    /// Revoke a key: it works no longer
    Revoke(KeyArgs),
}

/// `inflow api-key create`.
#[derive(Debug, Clone, Args)]
pub struct CreateKeyArgs {
    /// The key
    #[command(flatten)]
    pub key: KeyArgs,
    /// Let it change integrations, users and keys too, and not only read
    #[arg(long)]
    pub administrator: bool,
}

/// A key.
#[derive(Debug, Clone, Args)]
pub struct KeyArgs {
    /// What the key is for
    #[arg(long)]
    pub name: String,
}
