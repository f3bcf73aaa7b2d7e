//! How to sign in: the options of every command that takes credentials.

use std::path::PathBuf;

use clap::Args;

/// `inflow integration credentials`.
#[derive(Debug, Clone, Args)]
pub struct CredentialsArgs {
    /// The integration's name
    #[arg(long)]
    pub name: String,
    /// How to sign in
    #[command(flatten)]
    pub credentials: CredentialArgs,
}

const SIGN_IN: &str = "Credentials, an OAuth client or an API token";

/// How to sign in.
#[derive(Debug, Clone, Args)]
#[command(next_help_heading = SIGN_IN)]
pub struct CredentialArgs {
    /// The identifier of a confidential OAuth client
    #[arg(
        long,
        value_name = "ID",
        conflicts_with = "username",
        required_unless_present = "username"
    )]
    pub oauth_client_id: Option<String>,
    /// The environment variable that holds the OAuth client's secret
    #[arg(
        long,
        value_name = "VAR",
        requires = "oauth_client_id",
        conflicts_with = "oauth_client_secret_file"
    )]
    pub oauth_client_secret_env: Option<String>,
    /// The file that holds the OAuth client's secret
    #[arg(long, value_name = "FILE", requires = "oauth_client_id")]
    pub oauth_client_secret_file: Option<PathBuf>,
    /// The e-mail address of an admin with an API token, which Zendesk ends on 2027-04-30
    #[arg(long, value_name = "USER")]
    pub username: Option<String>,
    /// The environment variable that holds the API token
    #[arg(long, value_name = "VAR", requires = "username", conflicts_with = "api_token_file")]
    pub api_token_env: Option<String>,
    /// The file that holds the API token
    #[arg(long, value_name = "FILE", requires = "username")]
    pub api_token_file: Option<PathBuf>,
}
