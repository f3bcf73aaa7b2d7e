//! The views of a contact: the differences between their sorted ids. An account
//! has as many contacts as events, so each byte here is worth it.

use inflow_domain::ViewId;

use super::{Unreadable, varint};

/// Appends sorted views; nothing where there are none.
pub(crate) fn append(views: &[ViewId], buffer: &mut Vec<u8>) {
    let mut previous = 0_i64;
    for view in views {
        varint::append(view.0.wrapping_sub(previous), buffer);
        previous = view.0;
    }
}

/// The views of a blob.
pub(crate) fn read(mut bytes: &[u8]) -> Result<Vec<ViewId>, Unreadable> {
    let mut views = Vec::new();
    let mut previous = 0_i64;
    while !bytes.is_empty() {
        previous = previous.wrapping_add(varint::take("list of views", &mut bytes)?);
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
