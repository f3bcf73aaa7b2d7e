//! Contact volumes from Zendesk: the program.
