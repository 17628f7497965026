//! Short texts, compared and copied without a call.
//!
//! Names of fields have some ten bytes. For those a call of `memcmp` or `memcpy` takes
//! longer than its work; two numbers that overlap in the middle cover any length between
//! theirs and twice theirs.

/// Whether two names are the same.
#[inline]
pub fn is_same(a: &str, b: &str) -> bool {
    let (a, b) = (a.as_bytes(), b.as_bytes());
    if a.len() != b.len() {
        return false;
    }
    match a.len() {
        0..4 => a.iter().zip(b).all(|(a, b)| a == b),
        4..8 => ends::<4>(a) == ends::<4>(b),
        8..=16 => ends::<8>(a) == ends::<8>(b),
        17..=32 => ends::<16>(a) == ends::<16>(b),
        _ => a == b,
    }
}

/// The first and the last `N` bytes.
#[inline]
pub fn ends<const N: usize>(bytes: &[u8]) -> Option<(&[u8; N], &[u8; N])> {
    bytes.first_chunk::<N>().zip(bytes.last_chunk::<N>())
}

/// Copies bytes to the beginning of `room`, which must hold as many.
#[inline]
pub(crate) fn copy(bytes: &[u8], room: &mut [u8]) {
    let Some(room) = room.get_mut(..bytes.len()) else { return };
    match bytes.len() {
        0..4 => room.iter_mut().zip(bytes).for_each(|(to, from)| *to = *from),
        4..8 => copy_ends::<4>(bytes, room),
        8..=16 => copy_ends::<8>(bytes, room),
        17..=32 => copy_ends::<16>(bytes, room),
        _ => room.copy_from_slice(bytes),
    }
}

#[inline]
fn copy_ends<const N: usize>(bytes: &[u8], room: &mut [u8]) {
    let Some((first, last)) = ends::<N>(bytes) else { return };
    if let Some(to) = room.first_chunk_mut::<N>() {
        *to = *first;
    }
    if let Some(to) = room.last_chunk_mut::<N>() {
        *to = *last;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const TEXT: &str = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ";

    #[test]
    fn a_difference_anywhere_is_seen() {
        for length in 0..TEXT.len() {
            let text = &TEXT[..length];
            assert!(is_same(text, text));
            assert!(!is_same(text, &TEXT[..length + 1]));
            for at in 0..length {
                let mut other = text.to_owned();
                other.replace_range(at..=at, "-");
                assert!(!is_same(text, &other), "{other}");
            }
        }
    }

    #[test]
    fn as_much_is_copied_as_there_is() {
        for length in 0..TEXT.len() {
            let mut room = [b'-'; 60];
            copy(&TEXT.as_bytes()[..length], &mut room);
            assert_eq!(&room[..length], &TEXT.as_bytes()[..length]);
            assert!(room[length..].iter().all(|byte| *byte == b'-'));
        }
    }
}
