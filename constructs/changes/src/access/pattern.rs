//! Patterns with `*` (any text) and `?` (one character).
//!
//! <https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_resource.html>

/// Whether every text that `narrow` matches is matched by `wide`.
pub(crate) fn covers(wide: &str, narrow: &str) -> bool {
    let (wide, narrow): (Vec<_>, Vec<_>) = (wide.chars().collect(), narrow.chars().collect());
    // reached[i]: the first i characters of `wide` cover what of `narrow` has been read.
    let mut reached = vec![false; wide.len() + 1];
    reached[0] = true;
    skip_stars(&wide, &mut reached);
    for next in narrow {
        let mut after = vec![false; wide.len() + 1];
        for (index, pattern) in wide.iter().enumerate().filter(|(index, _)| reached[*index]) {
            match pattern {
                '*' => after[index] = true,
                '?' => after[index + 1] = next != '*',
                literal => after[index + 1] |= *literal == next,
            }
        }
        skip_stars(&wide, &mut after);
        reached = after;
    }
    reached[wide.len()]
}

/// Whether there is a text that both match.
pub(crate) fn overlap(one: &str, other: &str) -> bool {
    let (one, other): (Vec<_>, Vec<_>) = (one.chars().collect(), other.chars().collect());
    let mut row = vec![false; other.len() + 1];
    row[0] = true;
    skip_stars(&other, &mut row);
    for pattern in one {
        let mut next = vec![false; other.len() + 1];
        for index in 0..=other.len() {
            let last = index.checked_sub(1).map(|last| (last, other[last]));
            next[index] = match (pattern, last) {
                ('*', Some((last, _))) => row[index] || next[last],
                ('*', None) => row[0],
                (_, Some((last, '*'))) => row[index] || next[last] || row[last],
                (_, Some((last, character))) => {
                    row[last] && (pattern == '?' || character == '?' || pattern == character)
                }
                (_, None) => false,
            };
        }
        row = next;
    }
    row[other.len()]
}

fn skip_stars(pattern: &[char], reached: &mut [bool]) {
    for (index, character) in pattern.iter().enumerate() {
        if reached[index] && *character == '*' {
            reached[index + 1] = true;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_star_covers_any_text_and_any_pattern() {
        for narrow in ["", "s3:GetObject", "s3:*", "s3:Get?bject", "*"] {
            assert!(covers("*", narrow), "{narrow}");
        }
        assert!(covers("s3:*", "s3:GetObject"));
        assert!(covers("s3:*", "s3:Get*"));
        assert!(covers("s3:Get*", "s3:Get*Version"));
        assert!(covers("a*c*", "abcd"));
    }

    #[test]
    fn a_narrow_pattern_does_not_cover_a_wide_one() {
        assert!(!covers("s3:Get*", "s3:*"));
        assert!(!covers("s3:GetObject", "s3:Get*"));
        assert!(!covers("a?c", "a*c"));
        assert!(covers("a?c", "abc"));
        assert!(!covers("s3:Get*", "sqs:GetQueueUrl"));
        assert!(!covers("", "a"));
    }

    #[test]
    fn patterns_overlap_where_one_text_fits_both() {
        assert!(overlap("s3:Get*", "s3:*Object"));
        assert!(overlap("*", "a"));
        assert!(overlap("a?c", "ab*"));
        assert!(!overlap("s3:Get*", "s3:Put*"));
        assert!(!overlap("a", "ab"));
        assert!(overlap("", "*"));
    }
}
