//! One test for each rule of docs/counting.md, named by its number.

#[path = "../support/story.rs"]
mod story;

mod channels;
mod conditions;
mod contacts;
mod custom_fields;
mod ends;
mod erased;
mod explaining;
mod handling;
mod history;
mod hours;
mod incomplete;
mod order;
mod present;
mod verdicts;
mod views;
mod words;
mod workloads;
