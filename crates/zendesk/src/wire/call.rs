//! A Talk call.

use std::borrow::Cow;

use super::shape;
use crate::page::Row;

/// A call, as the Talk export gives it.
#[derive(Debug, Clone, PartialEq, Eq, serde::Deserialize)]
#[non_exhaustive]
pub struct Call<'a> {
    /// The call's id.
    #[serde(deserialize_with = "shape::required_integer")]
    pub id: i64,
    /// When it began, epoch seconds.
    #[serde(default, deserialize_with = "shape::row_instant")]
    pub created_at: Option<i64>,
    /// When it last changed, epoch seconds: calls come again when they change.
    #[serde(default, deserialize_with = "shape::instant")]
    pub updated_at: Option<i64>,
    /// `inbound` or `outbound`.
    #[serde(borrow, default, deserialize_with = "shape::text")]
    pub direction: Option<Cow<'a, str>>,
    /// How it ended. "completed" alone does not mean answered.
    #[serde(borrow, default, deserialize_with = "shape::text")]
    pub completion_status: Option<Cow<'a, str>>,
    /// The last or only agent who answered.
    #[serde(default, deserialize_with = "shape::integer")]
    pub agent_id: Option<i64>,
    /// The account's number that was called, not the caller's.
    #[serde(borrow, default, deserialize_with = "shape::text")]
    pub phone_number: Option<Cow<'a, str>>,
    /// The line that was called: a number or a digital line's name.
    #[serde(borrow, default, deserialize_with = "shape::text")]
    pub line: Option<Cow<'a, str>>,
    /// The group that the IVR sent the call to.
    #[serde(borrow, default, deserialize_with = "shape::text")]
    pub ivr_destination_group_name: Option<Cow<'a, str>>,
    /// Seconds of talk between customer and agents.
    #[serde(default, deserialize_with = "shape::seconds")]
    pub talk_time: Option<i64>,
    /// Seconds on hold.
    #[serde(default, deserialize_with = "shape::seconds")]
    pub hold_time: Option<i64>,
    /// Seconds of wrap-up after the call; comes late.
    #[serde(default, deserialize_with = "shape::seconds")]
    pub wrap_up_time: Option<i64>,
    /// Whether the caller left a voicemail.
    #[serde(default, deserialize_with = "shape::boolean")]
    pub voicemail: Option<bool>,
    /// Seconds until an agent answered, from the beginning of the call on.
    #[serde(default, deserialize_with = "shape::seconds")]
    pub time_to_answer: Option<i64>,
    /// Seconds that the customer waited, from the queue on.
    #[serde(default, deserialize_with = "shape::seconds")]
    pub wait_time: Option<i64>,
    /// Whether the customer was called back.
    #[serde(default, deserialize_with = "shape::boolean")]
    pub callback: Option<bool>,
    /// Whether it came outside business hours.
    #[serde(default, deserialize_with = "shape::boolean")]
    pub outside_business_hours: Option<bool>,
    /// Whether the customer waited longer than the queue allows.
    #[serde(default, deserialize_with = "shape::boolean")]
    pub exceeded_queue_wait_time: Option<bool>,
}

impl<'a> Row<'a> for Call<'a> {
    fn lacks(&self) -> Option<&'static str> {
        let times = [self.created_at, self.updated_at];
        times.iter().all(Option::is_none).then_some("expected created_at, found a blank")
    }
}
