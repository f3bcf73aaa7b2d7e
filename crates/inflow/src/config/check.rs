//! What options have against values that come from elsewhere.

use std::env;
use std::error::Error as _;

use clap::builder::{OsStr, Resettable};
use clap::error::{ContextKind, ContextValue, ErrorKind};
use clap::{Arg, Command};

use super::{Key, keys_of};

/// The options without the environment, whose mistakes are its own.
pub(super) struct Check {
    command: Command,
}

impl Check {
    pub(super) fn new(command: &Command) -> Self {
        let alone = |arg: Arg| arg.env(Resettable::<OsStr>::Reset);
        let command = command.clone().mut_args(alone);
        Self { command: command.mut_subcommands(|command| command.mut_args(alone)) }
    }

    /// What the option's own parser says against a value, without the value: it may be a secret.
    pub(super) fn fault(&self, key: &Key, value: &str) -> Option<String> {
        let option = format!("--{}={value}", key.name);
        let arguments = ["inflow"].into_iter().chain(key.section).chain([option.as_str()]);
        let error = self.command.clone().try_get_matches_from(arguments).err()?;
        let values = match error.get(ContextKind::ValidValue) {
            Some(ContextValue::Strings(values)) if !values.is_empty() => Some(values.join(" or ")),
            _ => None,
        };
        match error.kind() {
            ErrorKind::ValueValidation => Some(error.source()?.to_string()),
            ErrorKind::InvalidValue => {
                Some(values.map_or_else(
                    || "it needs a value".to_owned(),
                    |values| format!("it is {values}"),
                ))
            }
            // What else a command needs is another matter.
            _ => None,
        }
    }
}

/// What is wrong with variables, each with its name.
pub(super) fn faults_of_the_environment(command: &Command) -> Vec<String> {
    let check = Check::new(command);
    let fault = |key: Key| {
        let variable = key.variable.as_ref()?;
        let value = env::var_os(variable)?;
        let fault = match value.to_str() {
            Some(value) => check.fault(&key, value)?,
            None => "it is no Unicode text".to_owned(),
        };
        Some(format!("{variable}: {fault}"))
    };
    let mut faults: Vec<String> = keys_of(command).into_iter().filter_map(fault).collect();
    // Several commands take the same variable.
    faults.sort();
    faults.dedup();
    faults
}
