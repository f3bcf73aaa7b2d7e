//! Whole numbers, seven bits a byte, the sign in the lowest bit, so that small ones are short.

use super::Unreadable;

/// Appends a number.
pub(super) fn append(number: i64, buffer: &mut Vec<u8>) {
    let mut rest = ((number << 1) ^ (number >> 63)).cast_unsigned();
    while rest >= 0x80 {
        buffer.push((rest & 0x7f) as u8 | 0x80);
        rest >>= 7;
    }
    buffer.push((rest & 0x7f) as u8);
}

/// Takes a number off the front.
pub(super) fn take(what: &'static str, bytes: &mut &[u8]) -> Result<i64, Unreadable> {
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
            return Ok((number >> 1).cast_signed() ^ -(number & 1).cast_signed());
        }
    }
}
