//! Maps: by id or by name, and what is wrong with one.

use inflow_domain::Channel;
use inflow_formats::{Map, MapError, Source};

use crate::sample::support;

fn known() -> [Source; 3] {
    [
        support("view-1-email", "Open (email)", Channel::Email),
        support("view-2-email", "Open (email)", Channel::Email),
        support("view-3-chat", "Chat; (chat)", Channel::Chat),
    ]
}

fn refused(text: &str) -> String {
    let known = known();
    let known: Vec<&Source> = known.iter().collect();
    Map::read(text, &known).unwrap_err().to_string()
}

#[test]
fn tables_are_found_by_id_or_name() {
    let known = known();
    let all: Vec<&Source> = known.iter().collect();
    let map = "[\"view-1-email\"]\nname = \"A\"\nid = 0x10\n[\"Chat; (chat)\"]\nskill = \"German\"";
    let map = Map::read(map, &all).unwrap();
    let entry = map.entry(&known[0]).unwrap();
    assert_eq!((entry.name.as_deref(), entry.id.as_deref()), (Some("A"), Some("16")));
    assert_eq!(map.entry(&known[1]), None);
    assert_eq!(map.entry(&known[2]).unwrap().skills, ["German"]);
}

#[test]
fn a_map_that_is_wrong_is_refused_with_the_place() {
    for (text, says) in [
        ("[\"Nobody\"]\nname = \"A\"", "[\"Nobody\"]: there is no queue"),
        ("[\"view-3-chat\"]\nnames = \"A\"", "no key \"names\""),
        ("[\"view-3-chat\"]\nname = 3", "name is to be a text"),
        ("[\"view-3-chat\"]\nname = \" \"", "name is to be a text"),
        ("[\"view-3-chat\"]\nid = 1.5", "id is to be"),
        ("[\"view-3-chat\"]\nskill = [\"a|||b\"]", "skill is to be"),
        ("[\"Open (email)\"]\nname = \"A\"", "view-1-email and view-2-email"),
        ("[\"view-3-chat\"]\nname = \"A\"\n[\"Chat; (chat)\"]\nname = \"B\"", "another table"),
        ("name = \"A\"", "outside any table"),
        ("[\"view-3-chat\"]\nname = ", "line 2"),
    ] {
        let refused = refused(text);
        assert!(refused.contains(says), "{text}: {refused}");
    }
    assert!(matches!(Map::read("[\"x\"", &[]), Err(MapError::Syntax(_))));
}
