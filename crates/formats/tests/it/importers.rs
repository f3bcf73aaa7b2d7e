//! What the makers' importers do with a file: refuse it for what their pages name, or read it.

use std::collections::BTreeSet;

use chrono::{NaiveDate, NaiveDateTime, NaiveTime};
use inflow_domain::Timestamp;
use inflow_domain::time_zone::TimeZone;
use inflow_formats::{File, Target};

/// A line as an importer understands it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Taken {
    pub(crate) queue: String,
    pub(crate) channel: String,
    pub(crate) time: NaiveDateTime,
    pub(crate) offered: i64,
    pub(crate) handled: i64,
    /// Seconds: an average or a sum, as the format has it.
    pub(crate) handling: Option<i64>,
}

pub(crate) fn text(file: &File) -> String {
    String::from_utf8(file.bytes.clone()).unwrap()
}

/// Reads a file as the maker's importer does.
pub(crate) fn import(target: Target, file: &File, zone: TimeZone) -> Result<Vec<Taken>, String> {
    match target {
        Target::Injixo => injixo(&file.bytes, zone),
        Target::GenesysCloud => genesys_cloud(&file.bytes, &file.name("acme")),
        Target::Calabrio => calabrio(&file.bytes),
        Target::AmazonConnect => amazon_connect(&file.bytes),
    }
}

fn records(bytes: &[u8], separator: u8) -> Result<Vec<Vec<String>>, String> {
    let text = std::str::from_utf8(bytes).map_err(|_| "not UTF-8")?;
    if text.contains('\r') {
        return Err("two kinds of line ends".to_owned());
    }
    let mut reader = csv::ReaderBuilder::new();
    let mut reader = reader.delimiter(separator).has_headers(false).from_reader(bytes);
    let line = |line: Result<csv::StringRecord, csv::Error>| {
        let line = line.map_err(|error| error.to_string())?;
        Ok(line.iter().map(str::to_owned).collect())
    };
    reader.records().map(line).collect()
}

fn whole(text: &str) -> Result<i64, String> {
    let number: i64 = text.parse().map_err(|_| format!("\"{text}\" is no whole number"))?;
    if number < 0 { Err(format!("{number} is negative")) } else { Ok(number) }
}

fn once(seen: &mut BTreeSet<Vec<String>>, key: &[&str]) -> Result<(), String> {
    let key: Vec<String> = key.iter().map(|&part| part.to_owned()).collect();
    if seen.insert(key.clone()) { Ok(()) } else { Err(format!("{key:?} comes twice")) }
}

fn lines(bytes: &[u8], separator: u8, header: &[&str]) -> Result<Vec<Vec<String>>, String> {
    let mut lines = records(bytes, separator)?;
    if lines.is_empty() || lines.remove(0) != header {
        return Err("another header".to_owned());
    }
    if lines.is_empty() { Err("no rows".to_owned()) } else { Ok(lines) }
}

pub(crate) fn injixo(bytes: &[u8], zone: TimeZone) -> Result<Vec<Taken>, String> {
    if bytes.len() > 7_000_000 {
        return Err("more than 7 MB".to_owned());
    }
    let header = ["Queue", "Date", "Time", "Offered", "Handled", "AHT", "Channel"];
    let mut seen = BTreeSet::new();
    let mut taken = Vec::new();
    for line in lines(bytes, b';', &header)? {
        let [queue, date, time, offered, handled, aht, channel] = line.as_slice() else {
            return Err(format!("{} fields", line.len()));
        };
        if line.iter().any(|value| value.chars().count() > 255) {
            return Err("more than 255 characters".to_owned());
        }
        once(&mut seen, &[queue, channel, date, time])?;
        let date =
            NaiveDate::parse_from_str(date, "%Y-%m-%d").map_err(|error| error.to_string())?;
        let time = NaiveTime::parse_from_str(time, "%H:%M").map_err(|error| error.to_string())?;
        let time = date.and_time(time);
        if !zone.has_local(time) {
            return Err(format!("{time} does not exist"));
        }
        if time.and_utc().timestamp() % 900 != 0 {
            return Err(format!("{time} is off the grid"));
        }
        let channels = ["calls", "emails", "chats", "documents", "cases", "social_media"];
        if !channels.contains(&channel.as_str()) || queue.is_empty() {
            return Err(format!("no channel {channel}, or no name"));
        }
        taken.push(Taken {
            queue: queue.clone(),
            channel: channel.clone(),
            time,
            offered: whole(offered)?,
            handled: whole(handled)?,
            handling: if aht.is_empty() { None } else { Some(whole(aht)?) },
        });
    }
    let times = || taken.iter().map(|line| line.time);
    if let (Some(first), Some(last)) = (times().min(), times().max())
        && (last - first).num_days() >= 366
    {
        return Err("more than a year".to_owned());
    }
    Ok(taken)
}

fn utc_time(text: &str) -> Result<NaiveDateTime, String> {
    if !text.ends_with('Z') {
        return Err(format!("{text} is not UTC"));
    }
    let at = Timestamp::parse(text).ok_or_else(|| format!("{text} is no time"))?;
    Ok(TimeZone::UTC.local(at))
}

pub(crate) fn genesys_cloud(bytes: &[u8], name: &str) -> Result<Vec<Taken>, String> {
    if name.chars().any(|c| c.is_whitespace() || "{^}%`]\">/:[~<#|".contains(c)) {
        return Err(format!("the file's name {name}"));
    }
    let header = "Interval Start UTC Date,Queue,Media Type,Skill Set,Language,Offered,\
                  Interactions Handled,Total Handle Time (Seconds)";
    let header: Vec<&str> = header.split(',').collect();
    let mut seen = BTreeSet::new();
    let mut taken = Vec::new();
    for line in lines(bytes, b',', &header)? {
        let [start, queue, media, _skills, _language, offered, handled, seconds] = line.as_slice()
        else {
            return Err(format!("{} fields", line.len()));
        };
        once(&mut seen, &[queue, media, start])?;
        let time = utc_time(start)?;
        if time.and_utc().timestamp() % 900 != 0 {
            return Err(format!("{time} is off the grid"));
        }
        if !["Voice", "Message", "Chat", "Email", "Callback"].contains(&media.as_str()) {
            return Err(format!("no media type {media}"));
        }
        taken.push(Taken {
            queue: queue.clone(),
            channel: media.clone(),
            time,
            offered: whole(offered)?,
            handled: whole(handled)?,
            handling: Some(whole(seconds)?),
        });
    }
    Ok(taken)
}

pub(crate) fn calabrio(bytes: &[u8]) -> Result<Vec<Taken>, String> {
    let mut taken: Vec<Taken> = Vec::new();
    let mut seen = BTreeSet::new();
    for line in records(bytes, b';')? {
        if line.len() != 21 {
            return Err(format!("{} fields", line.len()));
        }
        let minutes = whole(&line[0])?;
        let date =
            NaiveDate::parse_from_str(&line[1], "%Y%m%d").map_err(|error| error.to_string())?;
        let time =
            NaiveTime::parse_from_str(&line[2], "%H:%M").map_err(|error| error.to_string())?;
        let time = date.and_time(time);
        if time.and_utc().timestamp() % (minutes * 60) != 0 {
            return Err(format!("{time} is off the grid"));
        }
        let numbers: Result<Vec<i64>, String> = line[5..].iter().map(|text| whole(text)).collect();
        let numbers = numbers?;
        once(&mut seen, &[&line[3], &line[1], &line[2]])?;
        whole(&line[3])?;
        taken.push(Taken {
            queue: line[4].clone(),
            channel: String::new(),
            time,
            offered: numbers[0],
            handled: numbers[4],
            handling: Some(numbers[7] + numbers[8]),
        });
    }
    if taken.is_empty() {
        return Err("no rows".to_owned());
    }
    if !taken.is_sorted_by_key(|line| line.time) {
        return Err("not sorted by time".to_owned());
    }
    Ok(taken)
}

pub(crate) fn amazon_connect(bytes: &[u8]) -> Result<Vec<Taken>, String> {
    let header = "QueueName,QueueId,ChannelType,TimeStamp,IntervalDuration,IncomingContactVolume,\
                  AverageHandleTime,ContactsHandled";
    let header: Vec<&str> = header.split(',').collect();
    let mut seen = BTreeSet::new();
    let mut taken = Vec::new();
    for line in lines(bytes, b',', &header)? {
        let [queue, id, channel, start, duration, offered, aht, handled] = line.as_slice() else {
            return Err(format!("{} fields", line.len()));
        };
        once(&mut seen, &[queue, id, channel, start, duration])?;
        let allowed = |c: char| c.is_ascii_alphanumeric() || " -_.()".contains(c);
        if [queue, id].iter().any(|value| value.is_empty() || !value.chars().all(allowed)) {
            return Err(format!("{queue}, {id}"));
        }
        let seconds = match duration.as_str() {
            "15mins" => 900,
            "30mins" => 1800,
            "daily" => 86_400,
            other => return Err(format!("no duration {other}")),
        };
        let time = utc_time(start)?;
        if time.and_utc().timestamp() % seconds != 0
            || !["VOICE", "CHAT"].contains(&channel.as_str())
        {
            return Err(format!("{time}, {channel}"));
        }
        taken.push(Taken {
            queue: queue.clone(),
            channel: channel.clone(),
            time,
            offered: whole(offered)?,
            handled: whole(handled)?,
            handling: Some(whole(aht)?),
        });
    }
    Ok(taken)
}

#[test]
fn importers_refuse_what_their_makers_name() {
    let injixo_line = |line: &str| {
        let file = format!("Queue;Date;Time;Offered;Handled;AHT;Channel\n{line}\n");
        injixo(file.as_bytes(), crate::sample::zone("Europe/Amsterdam"))
    };
    assert!(injixo_line("A;2025-09-01;09:15;3;2;151;emails").is_ok());
    for line in [
        "A;2025-09-01;09:15;3;2;emails",
        "A;2025-03-30;02:15;3;2;;emails",
        "A;2025-09-01;09:20;3;2;;emails",
        "A;2025-09-01;09:15;-3;2;;emails",
        "A;2025-09-01;09:15;3;2;;email",
        "A;2025-09-01;09:15;3;2;1.5;emails",
        "A;2025-09-01;09:15;3;2;;emails\r",
        "A;2025-09-01;09:15;3;2;;emails\nA;2025-09-01;09:15;1;1;;emails",
        "A;2025-09-01;09:15;3;2;;emails\nA;2026-09-03;09:15;1;1;;emails",
    ] {
        assert!(injixo_line(line).is_err(), "{line}");
    }
    assert!(calabrio(b"15;20250901;09:15;1;A;3").is_err());
    assert!(genesys_cloud(b"Queue\nA", "a.csv").is_err());
    assert!(amazon_connect(b"Queue\nA").is_err());
}
