//! The views of a contact: the differences between their sorted ids, seven bits a byte. An account
//! has as many contacts as events, so each byte here is worth it.

use inflow_domain::ViewId;

use super::Unreadable;

/// Appends sorted views; nothing where there are none.
pub(crate) fn append(views: &[ViewId], buffer: &mut Vec<u8>) {
    let mut previous = 0_i64;
    for view in views {
        let difference = view.0.wrapping_sub(previous);
        previous = view.0;
        // The sign goes into the lowest bit, so that small negative numbers stay short.
        let mut rest = ((difference << 1) ^ (difference >> 63)).cast_unsigned();
        while rest >= 0x80 {
            buffer.push((rest & 0x7f) as u8 | 0x80);
            rest >>= 7;
        }
        buffer.push((rest & 0x7f) as u8);
    }
}

/// The views of a blob.
pub(crate) fn read(bytes: &[u8]) -> Result<Vec<ViewId>, Unreadable> {
    let mut views = Vec::new();
    let mut previous = 0_i64;
    let mut bytes = bytes.iter();
    while bytes.len() > 0 {
        let (mut number, mut shift) = (0_u64, 0);
        loop {
            let byte =
                bytes.next().filter(|_| shift < 64).ok_or(Unreadable::new("list of views"))?;
            number |= u64::from(byte & 0x7f) << shift;
            shift += 7;
            if byte & 0x80 == 0 {
                break;
            }
        }
        let difference = (number >> 1).cast_signed() ^ -(number & 1).cast_signed();
        previous = previous.wrapping_add(difference);
        views.push(ViewId(previous));
    }
    Ok(views)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(ids: &[i64], length: usize) {
        let views: Vec<ViewId> = ids.iter().copied().map(ViewId).collect();
        let mut bytes = Vec::new();
        append(&views, &mut bytes);
        assert_eq!(bytes.len(), length, "{ids:?}");
        assert_eq!(read(&bytes).expect("views"), views);
    }

    #[test]
    fn views_come_back_as_they_were() {
        check(&[], 0);
        check(&[0, 1, 2], 3);
        check(&[360_000_000_001, 360_000_000_002], 7);
        check(&[i64::MIN, -1, i64::MAX], 30);
    }

    #[test]
    fn half_a_number_is_none() {
        assert!(read(&[0x80]).is_err());
        assert!(read(&[0x80; 11]).is_err());
    }
}
