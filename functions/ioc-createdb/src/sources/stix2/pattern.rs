//! The addresses and domains of a STIX pattern: `[ipv4-addr:value = '198.51.100.7' OR
//! domain-name:value IN ('a.example', 'b.example')]`.
//!
//! Not what a pattern means is asked, but what it names: with an address in it that is to be
//! seen together with a port, the address alone is what logs can be searched for. What a
//! pattern excludes (`!=`, `NOT`) is no indicator.
//!
//! Grammar: <https://docs.oasis-open.org/cti/stix/v2.1/os/stix-v2.1-os.html#_e8slinrhxcc9>

/// A value that a pattern compares with.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Compared {
    Address(String),
    Domain(String),
}

/// A piece of a pattern.
#[derive(Debug, PartialEq)]
enum Token {
    /// A text within quotation marks, unescaped.
    Text(String),
    /// Whatever else stands between blanks and signs.
    Word(String),
    /// `=`, `!=`, `(`, `,` and the like.
    Sign(String),
}

/// The values, in their order.
pub(super) fn compared(pattern: &str) -> Vec<Compared> {
    let tokens = tokens(pattern);
    let mut found = vec![];
    let mut rest = tokens.as_slice();
    while let Some((token, behind)) = rest.split_first() {
        rest = behind;
        let Token::Word(path) = token else { continue };
        let make: fn(String) -> Compared = match path.as_str() {
            "ipv4-addr:value" | "ipv6-addr:value" => Compared::Address,
            "domain-name:value" => Compared::Domain,
            _ => continue,
        };
        match behind {
            [Token::Sign(sign), Token::Text(value), ..] if sign == "=" || sign == "==" => {
                found.push(make(value.clone()));
            }
            [Token::Word(word), Token::Text(value), ..] if word == "ISSUBSET" => {
                found.push(make(value.clone()));
            }
            [Token::Word(word), Token::Sign(open), list @ ..] if word == "IN" && open == "(" => {
                let texts = list.iter().take_while(|token| match token {
                    Token::Text(_) => true,
                    Token::Sign(sign) => sign == ",",
                    Token::Word(_) => false,
                });
                found.extend(texts.filter_map(|token| match token {
                    Token::Text(value) => Some(make(value.clone())),
                    _ => None,
                }));
            }
            _ => {}
        }
    }
    found
}

fn tokens(pattern: &str) -> Vec<Token> {
    let mut tokens = vec![];
    let mut chars = pattern.chars().peekable();
    while let Some(first) = chars.next() {
        match first {
            '\'' => {
                let mut text = String::new();
                while let Some(next) = chars.next() {
                    match next {
                        '\'' => break,
                        '\\' => text.extend(chars.next()),
                        other => text.push(other),
                    }
                }
                tokens.push(Token::Text(text));
            }
            blank if blank.is_whitespace() => {}
            sign if is_sign(sign) => {
                let mut text = String::from(sign);
                while let Some(next) = chars.next_if(|next| *next == '=') {
                    text.push(next);
                }
                tokens.push(Token::Sign(text));
            }
            other => {
                let mut text = String::from(other);
                while let Some(next) =
                    chars.next_if(|next| !next.is_whitespace() && !is_sign(*next) && *next != '\'')
                {
                    text.push(next);
                }
                tokens.push(Token::Word(text));
            }
        }
    }
    tokens
}

fn is_sign(c: char) -> bool {
    matches!(c, '[' | ']' | '(' | ')' | ',' | '=' | '!' | '<' | '>')
}

#[cfg(test)]
mod tests {
    use super::*;

    fn address(text: &str) -> Compared {
        Compared::Address(text.to_owned())
    }

    fn domain(text: &str) -> Compared {
        Compared::Domain(text.to_owned())
    }

    #[test]
    fn what_a_pattern_compares_with_is_found() {
        for (pattern, expected) in [
            ("[ipv4-addr:value = '198.51.100.7']", vec![address("198.51.100.7")]),
            ("[ipv4-addr:value='198.51.100.7']", vec![address("198.51.100.7")]),
            ("[ipv6-addr:value = '2001:db8::/32']", vec![address("2001:db8::/32")]),
            ("[ipv4-addr:value ISSUBSET '198.51.100.0/24']", vec![address("198.51.100.0/24")]),
            (
                "[domain-name:value = 'a.example' OR domain-name:value IN ('b.example','c.example')]",
                vec![domain("a.example"), domain("b.example"), domain("c.example")],
            ),
            (
                "([ipv4-addr:value = '198.51.100.7' AND network-traffic:dst_port = 443]) WITHIN 5 SECONDS",
                vec![address("198.51.100.7")],
            ),
            (r"[domain-name:value = 'it\'s.example']", vec![domain("it's.example")]),
        ] {
            assert_eq!(compared(pattern), expected, "{pattern}");
        }
    }

    #[test]
    fn what_a_pattern_excludes_or_says_of_something_else_is_not_found() {
        for pattern in [
            "[ipv4-addr:value != '198.51.100.7']",
            "[ipv4-addr:value NOT = '198.51.100.7']",
            "[domain-name:value NOT IN ('a.example')]",
            "[url:value = 'http://a.example/domain-name:value']",
            "[file:hashes.MD5 = '00000000000000000000000000000000']",
            "[domain-name:value LIKE '%.example']",
            "ipv4-addr:value",
            "[ipv4-addr:value = ",
            "[domain-name:value IN (]",
            "'never ends",
            "",
        ] {
            assert_eq!(compared(pattern), [], "{pattern}");
        }
    }
}
