//! Each format's file of one account, to the letter.

use inflow_domain::Channel;
use inflow_formats::assembled::{self, Conversation, End};
use inflow_formats::{Map, Options, Source, Target, write};

use crate::importers::text;
use crate::sample::{account, at, map, options, support, zone};

fn only_file(target: Target, options: &Options<'_>) -> String {
    let mut account = account();
    if target == Target::AmazonConnect {
        // It imports no e-mail.
        account.remove(0);
    }
    let written = write(target, &account, options).unwrap();
    let [file] = written.files.as_slice() else { panic!("one file") };
    format!("{}\n{}", file.name("acme"), text(file))
}

#[test]
fn injixo() {
    insta::assert_snapshot!("injixo", only_file(Target::Injixo, &options(&Map::default())));
}

#[test]
fn genesys_cloud() {
    let map = map(&account());
    insta::assert_snapshot!("genesys_cloud", only_file(Target::GenesysCloud, &options(&map)));
}

#[test]
fn calabrio() {
    let map = Map::default();
    let options = Options { zone: zone("Europe/Amsterdam"), ..options(&map) };
    insta::assert_snapshot!("calabrio", only_file(Target::Calabrio, &options));
}

#[test]
fn amazon_connect() {
    let account = account();
    let known: Vec<&Source> = account.iter().map(|series| &series.source).collect();
    let map = "[\"view-25-chat\"]\nname = \"Chat\"\nid = \"a-1\"\n\
               [\"calls-for-+49123\"]\nname = \"Hotline (DE)\"\nid = \"a-2\"";
    let map = Map::read(map, &known).unwrap();
    insta::assert_snapshot!("amazon_connect", only_file(Target::AmazonConnect, &options(&map)));
}

#[test]
fn assembled_conversations() {
    let mail = support("view-25-email", "Rückfragen, \"dringend\" (email)", Channel::Email);
    let social = support("view-25-social_media", "Netze (social_media)", Channel::SocialMedia);
    let sources = [&mail, &social];
    let map = Map::read("[\"view-25-social_media\"]\nchannel = \"sms\"", &sources).unwrap();
    let one = |source, end: Option<End>, handling_seconds| Conversation {
        created_at: at("2025-09-01T09:15:07Z"),
        import_id: "7-70".to_owned(),
        source,
        finished: end.is_some(),
        end,
        handling_seconds,
    };
    let end = |answered| Some(End { at: at("2025-09-02T10:00:00Z"), answered });
    let conversations =
        [one(0, end(true), Some(61)), one(0, end(false), Some(0)), one(1, None, None)];
    let file = assembled::write(&conversations, &sources, &map, zone("Europe/Amsterdam"));
    insta::assert_snapshot!("assembled", text(&file.unwrap().unwrap()));
    assert_eq!(assembled::write(&[], &sources, &map, zone("UTC")), Ok(None));
}
