//! Whole numbers, seven bits a byte, so that small ones are short.

use super::Unreadable;

/// Appends a number with its sign in the lowest bit.
pub(super) fn append(number: i64, buffer: &mut Vec<u8>) {
    append_unsigned(((number << 1) ^ (number >> 63)).cast_unsigned(), buffer);
}

/// Appends a number that has no sign.
pub(super) fn append_unsigned(mut rest: u64, buffer: &mut Vec<u8>) {
    while rest >= 0x80 {
        buffer.push((rest & 0x7f) as u8 | 0x80);
        rest >>= 7;
    }
    buffer.push((rest & 0x7f) as u8);
}

/// Takes a number with a sign off the front.
pub(super) fn take(what: &'static str, bytes: &mut &[u8]) -> Result<i64, Unreadable> {
    let number = take_unsigned(what, bytes)?;
    Ok((number >> 1).cast_signed() ^ -(number & 1).cast_signed())
}

/// Takes a number without a sign off the front.
pub(super) fn take_unsigned(what: &'static str, bytes: &mut &[u8]) -> Result<u64, Unreadable> {
    let (mut number, mut shift) = (0_u64, 0);
    loop {
        let (byte, rest) = bytes.split_first().ok_or(Unreadable::new(what))?;
        *bytes = rest;
        if shift >= 64 {
            return Err(Unreadable::new(what));
        }
        number |= u64::from(byte & 0x7f) << shift;
        shift += 7;
        if byte & 0x80 == 0 {
            return Ok(number);
        }
    }
}
