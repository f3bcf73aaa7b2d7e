//! The answers that columns gave, so that each value is judged once.

use inflow_domain::{Timestamp, Value};
use rustc_hash::FxHashMap;
use smol_str::SmolStr;

use super::classes::Classes;
use super::{Column, Index, Place, Question, clear, set};
use crate::conditions::{Predicate, Source, TextMatch, searched, words};
use crate::judge::Ticket;

/// Where an answer begins among the words of all of them.
pub(super) type Answer = usize;

/// No answer yet.
const UNKNOWN: Answer = Answer::MAX;

/// When the answers, with what they are found by, have grown to this many words (16 MB) they are
/// forgotten before the next ticket: values that never come again must not fill the memory.
pub(super) const MOST_WORDS: usize = 1 << 21;

/// About how many words it takes to find an answer by its value.
const WORDS_FOR_A_VALUE: usize = 16;

/// Every answer that was given.
#[derive(Debug)]
pub(super) struct Memory {
    /// How many words have a bit for each view.
    words: usize,
    /// Answers, each in two parts: a bit for each view that the column does not deny, and one for
    /// each that it grants. The second part is missing where the column has no `any` condition.
    answers: Vec<u64>,
    columns: Vec<Remembered>,
    /// The last two answers about text are kept where one is written anew: a text never comes again.
    texts: [Answer; 2],
    /// The classes of the tags that a ticket has.
    tags: Vec<usize>,
    /// How many words the answers take, and may take.
    filled: usize,
    most_words: usize,
}

/// The answers of one column.
#[derive(Debug, Default)]
struct Remembered {
    classes: Vec<Answer>,
    values: FxHashMap<Value, Answer>,
    tags: FxHashMap<Box<[usize]>, Answer>,
}

impl Memory {
    pub(super) fn new(index: &Index, most_words: usize) -> Self {
        let mut memory = Self {
            words: index.words,
            answers: Vec::new(),
            columns: Vec::new(),
            texts: [UNKNOWN; 2],
            tags: Vec::new(),
            filled: 0,
            most_words,
        };
        memory.forget(index);
        memory
    }

    /// To be called when no answer is in use.
    pub(super) fn forget_if_full(&mut self, index: &Index) {
        if self.filled > self.most_words {
            self.forget(index);
        }
    }

    fn forget(&mut self, index: &Index) {
        self.answers.clear();
        self.filled = 0;
        self.texts = [UNKNOWN; 2];
        let remembered = |column: &Column| Remembered {
            classes: vec![UNKNOWN; column.classes.numbered()],
            ..Remembered::default()
        };
        self.columns = index.columns.iter().map(remembered).collect();
    }

    /// The views of a word that an answer does not deny.
    pub(super) fn allowed(&self, answer: Answer, word: usize) -> u64 {
        self.answers[answer + word]
    }

    /// The views of a word that an answer of a column with `any` conditions grants.
    pub(super) fn granted(&self, answer: Answer, word: usize) -> u64 {
        self.answers[answer + self.words + word]
    }

    /// What a column that time does not change says of a ticket.
    pub(super) fn look_up(&mut self, index: &Index, place: Place, ticket: Ticket<'_>) -> Answer {
        let column = &index.columns[place];
        let truth =
            |question: &Question| question.asked.holds(ticket.state, ticket.facts, ticket.at);
        match &column.classes {
            Classes::Named { classes, looks_into_lists } => match value(column.source, ticket) {
                list @ Value::List(_) if *looks_into_lists => {
                    self.by_value(index, place, list, truth)
                }
                value => {
                    let class = classes.get(value).copied().unwrap_or_default();
                    self.by_class(index, place, class, truth)
                }
            },
            Classes::Tags(named) => {
                self.by_tags(index, place, named, value(column.source, ticket), truth)
            }
            Classes::Values => self.by_value(index, place, value(column.source, ticket), truth),
            Classes::Steps(steps) => {
                let class = class_among(steps, Some(ticket.facts.created_at.0));
                self.by_class(index, place, class, truth)
            }
            Classes::Same(left, right) => {
                let class = usize::from(ticket.state.get(*left) == ticket.state.get(*right));
                self.by_class(index, place, class, truth)
            }
            Classes::Text(asking) => self.text(index, column, asking, ticket),
        }
    }

    /// What a column of hours says at an instant, where they are counted from another.
    pub(super) fn look_up_hours(
        &mut self,
        index: &Index,
        place: Place,
        instant: Option<Timestamp>,
        at: Timestamp,
    ) -> Answer {
        let column = &index.columns[place];
        let (Source::Hours(moment), Classes::Steps(steps)) = (column.source, &column.classes)
        else {
            return UNKNOWN;
        };
        let hours = instant.map(|instant| moment.hours_between(instant, at));
        self.by_class(index, place, class_among(steps, hours), |question| {
            question.asked.predicate.holds_for_hours(hours) != question.asked.negated
        })
    }

    fn by_class(
        &mut self,
        index: &Index,
        place: Place,
        class: usize,
        truth: impl Fn(&Question) -> bool,
    ) -> Answer {
        let known = self.columns[place].classes[class];
        if known != UNKNOWN {
            return known;
        }
        let answer = self.judge(index, &index.columns[place], truth);
        self.columns[place].classes[class] = answer;
        answer
    }

    fn by_value(
        &mut self,
        index: &Index,
        place: Place,
        value: &Value,
        truth: impl Fn(&Question) -> bool,
    ) -> Answer {
        if let Some(known) = self.columns[place].values.get(value) {
            return *known;
        }
        let answer = self.judge(index, &index.columns[place], truth);
        self.columns[place].values.insert(value.clone(), answer);
        answer
    }

    fn by_tags(
        &mut self,
        index: &Index,
        place: Place,
        named: &FxHashMap<SmolStr, usize>,
        value: &Value,
        truth: impl Fn(&Question) -> bool,
    ) -> Answer {
        let tags = if let Value::List(tags) = value { tags.as_slice() } else { &[] };
        self.tags.clear();
        self.tags.extend(tags.iter().filter_map(|tag| named.get(tag)));
        if let Some(known) = self.columns[place].tags.get(self.tags.as_slice()) {
            return *known;
        }
        let answer = self.judge(index, &index.columns[place], truth);
        self.columns[place].tags.insert(self.tags.as_slice().into(), answer);
        answer
    }

    fn text(
        &mut self,
        index: &Index,
        column: &Column,
        asking: &FxHashMap<String, Vec<Place>>,
        ticket: Ticket<'_>,
    ) -> Answer {
        let text = searched(ticket.state, ticket.facts);
        let asked = words(&text).filter_map(|word| asking.get(word)).flatten();
        let mut found = vec![false; column.questions.len()];
        asked.for_each(|question| found[*question] = true);
        for (found, question) in found.iter_mut().zip(&column.questions) {
            if let Predicate::Text(whole @ TextMatch::Whole(_)) = &question.asked.predicate {
                *found = whole.found_in(&text);
            }
        }
        self.texts.swap(0, 1);
        if self.texts[0] == UNKNOWN {
            self.texts[0] = self.blank_answer(index, column);
        }
        let truths = found.iter().zip(&column.questions);
        let truths = truths.map(|(found, question)| *found != question.asked.negated);
        self.write(self.texts[0], index, column, truths);
        self.texts[0]
    }

    fn judge(
        &mut self,
        index: &Index,
        column: &Column,
        truth: impl Fn(&Question) -> bool,
    ) -> Answer {
        let answer = self.blank_answer(index, column);
        self.write(answer, index, column, column.questions.iter().map(truth));
        answer
    }

    fn blank_answer(&mut self, index: &Index, column: &Column) -> Answer {
        let parts = if column.grants() { 2 } else { 1 };
        let answer = self.answers.len();
        self.answers.resize(answer + parts * index.words, 0);
        self.filled += parts * index.words + WORDS_FOR_A_VALUE;
        answer
    }

    /// Writes which views a column allows and grants where its conditions are true or not.
    fn write(
        &mut self,
        answer: Answer,
        index: &Index,
        column: &Column,
        truths: impl Iterator<Item = bool>,
    ) {
        let (allowed, granted) = self.answers[answer..].split_at_mut(index.words);
        allowed.copy_from_slice(&index.every);
        if column.grants() {
            granted[..index.words].fill(0);
        }
        for (question, is_true) in column.questions.iter().zip(truths) {
            if is_true {
                question.any.iter().for_each(|view| set(granted, *view));
            } else {
                question.all.iter().for_each(|view| clear(allowed, *view));
            }
        }
    }
}

/// The value that a column reads.
fn value(source: Source, ticket: Ticket<'_>) -> &Value {
    match source {
        Source::Field(field) => ticket.state.get(field),
        Source::SupportType => &ticket.facts.support_type,
        Source::Recipient => &ticket.facts.recipient,
        Source::Same(..) | Source::Text | Source::Created | Source::Hours(_) => &Value::Blank,
    }
}

/// The class of a number.
fn class_among(steps: &[i64], number: Option<i64>) -> usize {
    number.map_or(0, |number| 1 + steps.partition_point(|step| *step <= number))
}
