//! What became of a contact in each of its views, as one blob beside their numbers: most contacts end
//! alike everywhere, and soon.

use inflow_domain::{Contact, ContactView, End, EventId, HandlingTime, Outcome, Side, Timestamp};

use super::{Unreadable, varint};

const WHAT: &str = "end of a contact";

/// Lowest bits of a blob: whether the contact is a reopening, and took time anywhere.
const REOPENING: u64 = 1;
const TOOK_TIME: u64 = 2;
/// Then the author's side, and the number of ways in which it ended.
const SIDE_SHIFT: u32 = 2;
const WAYS_SHIFT: u32 = 4;

const SIDES: [Side; 3] = [Side::Customer, Side::Staff, Side::System];

/// Lowest bits of an end: how, 0 where the contact is unfinished, and whether an event ended it.
const OUTCOMES: [Option<Outcome>; 5] = [
    None,
    Some(Outcome::Answered),
    Some(Outcome::Settled),
    Some(Outcome::Moved),
    Some(Outcome::Dropped),
];
const BY_EVENT: u64 = 8;

/// Appends what became of a contact whose views are in this order.
pub(crate) fn append(contact: &Contact, views: &[ContactView], buffer: &mut Vec<u8>) {
    let mut ways: Vec<Option<End>> = Vec::with_capacity(1);
    for counted in views {
        if !ways.contains(&counted.end) {
            ways.push(counted.end);
        }
    }
    let took_time = views.iter().any(|counted| !counted.handling.is_zero());
    let side = SIDES.iter().position(|side| *side == contact.author_side).unwrap_or_default();
    let flags =
        if contact.reopening { REOPENING } else { 0 } | if took_time { TOOK_TIME } else { 0 };
    let head = flags | (side as u64) << SIDE_SHIFT | (ways.len() as u64) << WAYS_SHIFT;
    varint::append_unsigned(head, buffer);
    for end in &ways {
        append_end(contact, *end, buffer);
    }
    for counted in views {
        if ways.len() > 1 {
            let way = ways.iter().position(|end| *end == counted.end).unwrap_or_default();
            varint::append_unsigned(way as u64, buffer);
        }
        if took_time {
            varint::append(counted.handling.micros(), buffer);
        }
    }
}

fn append_end(contact: &Contact, end: Option<End>, buffer: &mut Vec<u8>) {
    let outcome = end.map(|end| end.outcome);
    let code = OUTCOMES.iter().position(|known| *known == outcome).unwrap_or_default() as u64;
    let event = end.and_then(|end| end.event);
    varint::append_unsigned(code | if event.is_some() { BY_EVENT } else { 0 }, buffer);
    if let Some(end) = end {
        varint::append(end.at.0.wrapping_sub(contact.at.0), buffer);
    }
    if let Some(event) = event {
        varint::append(event.0.wrapping_sub(contact.event.0), buffer);
    }
}

/// Reads what became of a contact, whose views are in the order in which they were written.
pub(crate) fn read(contact: &mut Contact, mut bytes: &[u8]) -> Result<(), Unreadable> {
    let unreadable = || Unreadable::new(WHAT);
    let head = varint::take_unsigned(WHAT, &mut bytes)?;
    contact.reopening = head & REOPENING != 0;
    let side = usize::try_from(head >> SIDE_SHIFT & 3).ok().and_then(|side| SIDES.get(side));
    contact.author_side = *side.ok_or_else(unreadable)?;
    let number = usize::try_from(head >> WAYS_SHIFT).map_err(|_| unreadable())?;
    if number > contact.views.len() || (number == 0 && !contact.views.is_empty()) {
        return Err(unreadable());
    }
    let ways: Vec<Option<End>> =
        (0..number).map(|_| take_end(contact, &mut bytes)).collect::<Result<_, _>>()?;
    for counted in &mut contact.views {
        let way = if number > 1 { varint::take_unsigned(WHAT, &mut bytes)? } else { 0 };
        let end = usize::try_from(way).ok().and_then(|way| ways.get(way));
        counted.end = *end.ok_or_else(unreadable)?;
        if head & TOOK_TIME != 0 {
            counted.handling = HandlingTime::from_micros(varint::take(WHAT, &mut bytes)?);
        }
    }
    if bytes.is_empty() { Ok(()) } else { Err(unreadable()) }
}

fn take_end(contact: &Contact, bytes: &mut &[u8]) -> Result<Option<End>, Unreadable> {
    let code = varint::take_unsigned(WHAT, bytes)?;
    let outcome = usize::try_from(code & !BY_EVENT).ok().and_then(|code| OUTCOMES.get(code));
    let outcome = outcome.ok_or(Unreadable::new(WHAT))?;
    let Some(outcome) = *outcome else { return Ok(None) };
    let at = Timestamp(contact.at.0.wrapping_add(varint::take(WHAT, bytes)?));
    let event = if code & BY_EVENT == 0 {
        None
    } else {
        Some(EventId(contact.event.0.wrapping_add(varint::take(WHAT, bytes)?)))
    };
    Ok(Some(End { outcome, at, event }))
}

#[cfg(test)]
mod tests {
    use inflow_domain::{Channel, ContactKind, TicketId, ViewId};
    use proptest::prelude::*;

    use super::*;

    fn contact(views: Vec<ContactView>, reopening: bool, author_side: Side) -> Contact {
        Contact {
            ticket: TicketId(1),
            event: EventId(9_007_199_254_740_993),
            at: Timestamp(1_756_684_800),
            kind: ContactKind::Reply,
            reopening,
            author_side,
            channel: Channel::Email,
            unmapped_channel: None,
            views,
        }
    }

    fn end() -> impl Strategy<Value = Option<End>> {
        let outcome = prop::sample::select(&Outcome::ALL[..]);
        let event = prop::option::of(any::<i64>().prop_map(EventId));
        let at = prop_oneof![1_756_684_800..1_756_690_000_i64, any::<i64>()];
        let end = (outcome, at, event).prop_map(|(outcome, at, event)| End {
            outcome,
            at: Timestamp(at),
            event,
        });
        prop::option::of(end)
    }

    fn views() -> impl Strategy<Value = Vec<ContactView>> {
        let handling = prop_oneof![3 => Just(0_i64), 1 => any::<i64>()];
        prop::collection::vec((end(), handling), 0..6).prop_map(|ends| {
            let counted = |(view, (end, micros))| ContactView {
                view: ViewId(view),
                end,
                handling: HandlingTime::from_micros(micros),
            };
            (1..).zip(ends).map(counted).collect()
        })
    }

    proptest! {
        #[test]
        fn ends_come_back_as_they_were(
            views in views(),
            reopening in any::<bool>(),
            side in prop::sample::select(&Side::ALL[..]),
        ) {
            let written = contact(views, reopening, side);
            let mut bytes = Vec::new();
            append(&written, &written.views, &mut bytes);
            let unfinished = |counted: &ContactView| ContactView::unfinished(counted.view);
            let blank = written.views.iter().map(unfinished).collect();
            let mut found = contact(blank, false, Side::Customer);
            read(&mut found, &bytes).expect("ends");
            prop_assert_eq!(found, written);
        }

        #[test]
        fn any_bytes_are_read_or_refused(
            bytes in prop::collection::vec(any::<u8>(), 0..30),
            number in 0..4_i64,
        ) {
            let views = (0..number).map(|view| ContactView::unfinished(ViewId(view))).collect();
            let mut found = contact(views, false, Side::Customer);
            // It never panics, and keeps the views.
            let _ = read(&mut found, &bytes);
            prop_assert_eq!(found.views.len(), usize::try_from(number).expect("few"));
        }
    }

    #[test]
    fn a_usual_contact_takes_few_bytes() {
        let end = End {
            outcome: Outcome::Answered,
            at: Timestamp(1_756_684_800 + 7200),
            event: Some(EventId(9_007_199_254_741_500)),
        };
        let view = |view| ContactView { end: Some(end), ..ContactView::unfinished(ViewId(view)) };
        let contact = contact(vec![view(1), view(2), view(3)], false, Side::Customer);
        let mut bytes = Vec::new();
        append(&contact, &contact.views, &mut bytes);
        assert_eq!(bytes.len(), 6);
    }
}
