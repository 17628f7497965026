//! Regular expressions and formats of times as Python reads them, in the words of this
//! loader.
//!
//! Python: <https://docs.python.org/3/library/re.html#regular-expression-syntax>,
//! <https://docs.python.org/3/library/datetime.html#format-codes>

use regex::Regex;

/// What this loader's regular expressions do not have, as it shows in Python's.
const NOT_THERE: &[(&str, &str)] = &[
    ("(?=", "a look ahead"),
    ("(?!", "a look ahead"),
    ("(?<=", "a look behind"),
    ("(?<!", "a look behind"),
    ("(?P=", "a reference to a group"),
    ("(?(", "a condition"),
    ("(?>", "an atomic group"),
    ("(?#", "a comment"),
];

/// A regular expression that means the same here.
///
/// # Errors
///
/// Why there is none.
pub(super) fn pattern(python: &str) -> Result<String, String> {
    let found = NOT_THERE.iter().find(|(sign, _)| is_in(python, sign));
    if let Some((sign, what)) = found {
        return Err(format!(
            "its regular expression has {what}, `{sign}…)`, which there is none of here; say it \
             otherwise, or take the field apart in a program"
        ));
    }
    let pattern = translated(python);
    match Regex::new(&pattern) {
        Ok(_) => Ok(pattern),
        Err(error) => Err(format!("its regular expression is none here: {error}")),
    }
}

/// Whether a sign that begins with `(` is in an expression, and is not `\(`.
fn is_in(python: &str, sign: &str) -> bool {
    python.match_indices(sign).any(|(place, _)| {
        let before = python.get(..place).unwrap_or_default();
        (before.len() - before.trim_end_matches('\\').len()).is_multiple_of(2)
    })
}

/// Escapes differ in few places, and within `[…]` some characters mean more here.
fn translated(python: &str) -> String {
    let mut text = String::with_capacity(python.len());
    let mut in_class = false;
    let mut characters = python.chars().peekable();
    while let Some(character) = characters.next() {
        match character {
            '\\' => match characters.next() {
                Some('Z') if !in_class => text.push_str(r"\z"),
                // Here these are the ends of a word.
                Some(angle @ ('<' | '>')) => text.push(angle),
                Some(escaped) => text.extend(['\\', escaped]),
                None => text.push('\\'),
            },
            '[' if in_class => text.push_str(r"\["),
            '&' | '~' if in_class => text.extend(['\\', character]),
            '[' => {
                in_class = true;
                text.push('[');
                if let Some(not) = characters.next_if_eq(&'^') {
                    text.push(not);
                }
                // As the first, it is one of the class.
                if characters.next_if_eq(&']').is_some() {
                    text.push_str(r"\]");
                }
            }
            ']' => {
                in_class = false;
                text.push(']');
            }
            _ => text.push(character),
        }
    }
    text
}

/// The format of a time, as a value of `formats`.
///
/// # Errors
///
/// A part of it that this loader does not read.
pub(super) fn time(python: &str) -> Result<serde_yaml::Value, String> {
    // In this order, and as a part of the text: so does v2.10.4.
    let known = [("epoch", "epoch_auto"), ("syslog", "syslog"), ("iso8601", "iso8601")];
    if let Some((_, format)) = known.iter().find(|(name, _)| python.contains(name)) {
        return Ok((*format).into());
    }
    let mut codes = python.split('%').skip(1);
    while let Some(code) = codes.next() {
        match code.chars().next() {
            // `%%`: what follows is text.
            None => drop(codes.next()),
            Some(code) if "aAbBdHIjmMpSfyYz".contains(code) => {}
            Some(code) => {
                return Err(format!("this loader does not read `%{code}` in a time"));
            }
        }
    }
    let mut format = serde_yaml::Mapping::new();
    // With the point, decimals may be missing and be more than six.
    format.insert("pattern".into(), python.replace(".%f", "%.f").into());
    Ok(format.into())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_differs_is_translated() {
        for (python, ours) in [
            (r"^(?P<a>[^\]]+)\Z", r"^(?P<a>[^\]]+)\z"),
            (r"[[&~]\<", r"[\[\&\~]<"),
            (r"[]a]", r"[\]a]"),
            (r"\(?=", r"\(?="),
        ] {
            assert_eq!(pattern(python).as_deref(), Ok(ours));
        }
    }

    #[test]
    fn what_there_is_none_of_is_named() {
        for (python, what) in
            [("a(?!b)", "look ahead"), ("(?<=a)b", "look behind"), (r"(a)\1", "none here")]
        {
            let why = pattern(python).unwrap_err();
            assert!(why.contains(what), "{why}");
        }
        assert!(time("%d %Z").unwrap_err().contains("`%Z`"));
        assert!(time("%d%%Z").is_ok());
    }
}
