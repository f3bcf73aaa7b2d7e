//! Talk calls (rule 7).

use smol_str::SmolStr;

use crate::clock::Timestamp;
use crate::fates::CallFates;
use crate::ids::{CallId, UserId};
use crate::integration::Grouping;
use crate::interval::Figures;
use crate::queue::CallQueue;

/// A Talk call.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Call {
    /// The call.
    pub id: CallId,
    /// When it began.
    pub created_at: Timestamp,
    /// When Zendesk last changed the record; the newest one counts (rule 7.1).
    pub updated_at: Timestamp,
    /// Whether a customer called us.
    pub inbound: bool,
    /// How it ended, as Zendesk says it.
    pub completion_status: SmolStr,
    /// The agent who answered; 0 is none.
    pub agent: Option<UserId>,
    /// Whether it ended in a voicemail.
    pub voicemail: bool,
    /// The group that the IVR sent it to.
    pub ivr_group: Option<SmolStr>,
    /// The number that was called, or the nickname of a digital line.
    pub number: Option<SmolStr>,
    /// Seconds talked.
    pub talk_seconds: i64,
    /// Seconds on hold.
    pub hold_seconds: i64,
    /// Seconds of wrap-up.
    pub wrap_up_seconds: i64,
    /// How it was answered; nothing of a call that was read before this was kept.
    pub answering: Option<Answering>,
}

/// What Zendesk tells of how a call was answered (rule 9.6).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Answering {
    /// Seconds until an agent answered, from the beginning of the call on.
    pub time_to_answer: Option<i64>,
    /// Seconds that the customer waited, from the queue on.
    pub wait_time: Option<i64>,
    /// Whether the customer was called back.
    pub callback: bool,
    /// Whether it came outside business hours.
    pub outside_business_hours: bool,
    /// Whether the customer waited longer than the queue allows.
    pub exceeded_queue_wait_time: bool,
}

impl Answering {
    /// Seconds to the answer of a handled call (rule 9.6).
    pub fn answer_seconds(&self) -> i64 {
        self.wait_time.or(self.time_to_answer).unwrap_or(0)
    }
}

impl CallQueue {
    /// The queue of the calls to a number or line (rule 7.2).
    pub fn of_number(number: Option<&str>) -> Self {
        Self::of(number.map(without_decoration))
    }

    fn of(value: Option<SmolStr>) -> Self {
        match value {
            Some(value) if !value.trim().is_empty() => Self::For(value),
            _ => Self::Ungrouped,
        }
    }
}

impl Call {
    /// The queue it counts in (rule 7.2).
    pub fn queue(&self, grouping: Grouping) -> CallQueue {
        match grouping {
            Grouping::Ivr => CallQueue::of(self.ivr_group.as_deref().map(SmolStr::new)),
            Grouping::PhoneNumber => CallQueue::of_number(self.number.as_deref()),
        }
    }

    /// Whether an agent handled it (rule 7.3).
    pub fn handled(&self) -> bool {
        self.agent.is_some_and(|agent| agent.0 != 0) && self.talk_seconds > 0 && !self.voicemail
    }

    /// Whether the customer gave up (rule 7.3).
    pub fn abandoned(&self) -> bool {
        self.completion_status.starts_with("abandoned")
    }

    /// What it adds to its interval (rules 7.3 and 7.4); nothing where it is not inbound.
    pub fn figures(&self) -> Option<Figures> {
        let handling = self.talk_seconds + self.hold_seconds + self.wrap_up_seconds;
        let handled = self.handled();
        self.inbound.then_some(Figures {
            offered: 1,
            handled: Some(i64::from(handled)),
            abandoned: Some(i64::from(self.abandoned())),
            handling_seconds: Some(if handled { handling } else { 0 }),
        })
    }

    /// Seconds to the answer; absent where it was not handled, or where that is not known (rule 9.6).
    pub fn answer_seconds(&self) -> Option<i64> {
        self.answering.filter(|_| self.handled()).map(|answering| answering.answer_seconds())
    }

    /// What became of it (rule 9.6); nothing where it is not inbound.
    pub fn fates(&self) -> Option<CallFates> {
        let is = |status: &str| i64::from(self.completion_status == status);
        let answering = self.answering.unwrap_or_default();
        let mut fates = CallFates {
            answered: i64::from(self.handled()),
            abandoned_in_ivr: is("abandoned_in_ivr"),
            abandoned_in_queue: is("abandoned_in_queue"),
            voicemails: i64::from(self.voicemail),
            callbacks: i64::from(answering.callback),
            outside_business_hours: i64::from(answering.outside_business_hours),
            untold: i64::from(self.answering.is_none()),
            ..CallFates::default()
        };
        if let Some(seconds) = self.answer_seconds() {
            fates.answer_seconds = seconds;
            fates.within.count(seconds);
        }
        if self.abandoned() {
            fates.abandoned_wait_seconds = answering.wait_time.unwrap_or(0);
        }
        self.inbound.then_some(fates)
    }
}

/// A telephone number in E.164: `+49 (123) 456-789` is `+49123456789`, and so are `0049 123 456789` and,
/// since it stands where only numbers stand, `49123456789`. What holds anything else stays as it is.
pub fn e164(number: &str) -> SmolStr {
    let bare = bare(number);
    let digits = bare.strip_prefix('+').or_else(|| bare.strip_prefix("00")).unwrap_or(&bare);
    if !digits.is_empty() && digits.bytes().all(|byte| byte.is_ascii_digit()) {
        smol_str::format_smolstr!("+{digits}")
    } else {
        SmolStr::new(number)
    }
}

/// A number in E.164. Only what begins as one is a number: the nickname of a digital line may consist
/// of digits, and stays as it is (rule 7.2).
fn without_decoration(number: &str) -> SmolStr {
    let bare = bare(number);
    if bare.starts_with('+') || bare.starts_with("00") {
        e164(number)
    } else {
        SmolStr::new(number)
    }
}

fn bare(number: &str) -> String {
    number.chars().filter(|c| !c.is_whitespace() && !"()-./\u{200e}".contains(*c)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn call() -> Call {
        Call {
            id: CallId(1),
            created_at: Timestamp(0),
            updated_at: Timestamp(0),
            inbound: true,
            completion_status: "completed".into(),
            agent: Some(UserId(7)),
            voicemail: false,
            ivr_group: Some("Senior Agents".into()),
            number: Some("+49 (123) 456-789".into()),
            talk_seconds: 60,
            hold_seconds: 5,
            wrap_up_seconds: 10,
            answering: Some(Answering { time_to_answer: Some(31), ..Answering::default() }),
        }
    }

    #[test]
    fn the_wait_in_the_queue_comes_before_the_time_to_answer() {
        let answered = |time_to_answer, wait_time| {
            let told = Answering { time_to_answer, wait_time, ..Answering::default() };
            let call = Call { answering: Some(told), ..call() };
            call.fates().map(|fates| (fates.answered, fates.answer_seconds))
        };
        assert_eq!(answered(Some(31), Some(8)), Some((1, 8)));
        assert_eq!(answered(Some(31), Some(0)), Some((1, 0)));
        assert_eq!(answered(Some(31), None), Some((1, 31)));
        assert_eq!(answered(None, None), Some((1, 0)));
    }

    #[test]
    fn flags_are_counted_of_every_inbound_call() {
        let told = Answering {
            wait_time: Some(40),
            callback: true,
            outside_business_hours: true,
            ..Answering::default()
        };
        let given_up = Call {
            completion_status: "abandoned_in_queue".into(),
            agent: None,
            answering: Some(told),
            ..call()
        };
        let expected = CallFates {
            abandoned_in_queue: 1,
            callbacks: 1,
            outside_business_hours: 1,
            abandoned_wait_seconds: 40,
            ..CallFates::default()
        };
        assert_eq!((given_up.fates(), given_up.answer_seconds()), (Some(expected), None));
        let in_ivr = Call { completion_status: "abandoned_in_ivr".into(), ..given_up.clone() };
        assert_eq!(in_ivr.fates().map(|fates| fates.abandoned_in_ivr), Some(1));
        let outbound = Call { inbound: false, ..given_up };
        assert_eq!(outbound.fates(), None);
        let older = Call { answering: None, ..call() };
        assert_eq!(older.answer_seconds(), None);
        let expected = CallFates { answered: 1, untold: 1, ..CallFates::default() };
        assert_eq!(older.fates(), Some(expected));
    }

    #[test]
    fn queues_follow_the_grouping() {
        assert_eq!(call().queue(Grouping::Ivr), CallQueue::For("Senior Agents".into()));
        assert_eq!(call().queue(Grouping::PhoneNumber), CallQueue::For("+49123456789".into()));
        let blank = Call { ivr_group: Some(" ".into()), number: None, ..call() };
        assert_eq!(blank.queue(Grouping::Ivr), CallQueue::Ungrouped);
        assert_eq!(blank.queue(Grouping::PhoneNumber), CallQueue::Ungrouped);
        assert_eq!(e164("0049123"), "+49123");
        assert_eq!(e164("49 123"), "+49123");
        assert_eq!(e164("Front desk"), "Front desk");
    }

    #[test]
    fn nicknames_of_lines_stay_as_they_are() {
        for (line, queue) in [
            ("24/7", "24/7"),
            ("2024", "2024"),
            ("0800 Free", "0800 Free"),
            ("+49 Germany", "+49 Germany"),
            ("+49 (0) 123", "+490123"),
            ("0049 123", "+49123"),
            ("(+49) 123", "+49123"),
            ("00", "00"),
            ("+", "+"),
        ] {
            let call = Call { number: Some(line.into()), ..call() };
            assert_eq!(call.queue(Grouping::PhoneNumber), CallQueue::For(queue.into()));
        }
    }

    #[test]
    fn completed_alone_is_not_handled() {
        assert_eq!(call().figures().and_then(|figures| figures.handling_seconds), Some(75));
        assert!(!Call { agent: None, ..call() }.handled());
        assert!(!Call { agent: Some(UserId(0)), ..call() }.handled());
        assert!(!Call { talk_seconds: 0, ..call() }.handled());
        let voicemail = Call { voicemail: true, ..call() };
        assert_eq!(
            voicemail.figures(),
            Some(Figures {
                offered: 1,
                handled: Some(0),
                abandoned: Some(0),
                handling_seconds: Some(0)
            }),
        );
        assert!(Call { completion_status: "abandoned_in_ivr".into(), ..call() }.abandoned());
        assert_eq!(Call { inbound: false, ..call() }.figures(), None);
    }
}
