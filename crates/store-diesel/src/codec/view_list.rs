//! The views of a contact, by the number that the integration gives each view. An account has as many
//! contacts as events, and a view's id takes six bytes where its number mostly takes one.

use super::{Unreadable, varint};

/// Appends numbers of views, sorted; nothing where there are none.
pub(crate) fn append(numbers: &[u32], buffer: &mut Vec<u8>) {
    for number in numbers {
        varint::append_unsigned(u64::from(*number), buffer);
    }
}

/// The numbers of a blob, one after the other.
pub(crate) fn read(mut bytes: &[u8]) -> impl Iterator<Item = Result<u32, Unreadable>> {
    let what = "list of views";
    std::iter::from_fn(move || {
        let more = !bytes.is_empty();
        more.then(|| {
            let number = varint::take_unsigned(what, &mut bytes);
            if number.is_err() {
                bytes = &[];
            }
            u32::try_from(number?).map_err(|_| Unreadable::new(what))
        })
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_come_back_as_they_were() {
        for (numbers, length) in [(&[][..], 0), (&[0, 1, 127], 3), (&[128, u32::MAX], 7)] {
            let mut bytes = Vec::new();
            append(numbers, &mut bytes);
            assert_eq!(bytes.len(), length);
            assert_eq!(read(&bytes).collect::<Result<Vec<u32>, _>>().expect("numbers"), numbers);
        }
    }

    #[test]
    fn half_a_number_is_none() {
        assert!(read(&[0x80]).next().is_some_and(|number| number.is_err()));
        assert!(read(&[0xff, 0xff, 0xff, 0xff, 0x7f]).any(|number| number.is_err()));
    }
}
