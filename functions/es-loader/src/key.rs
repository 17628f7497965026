//! S3 keys as they are written in event notifications.
//!
//! S3's own notifications encode the key as a form does: space becomes `+`, most other
//! characters `%XX`; `/` stays. EventBridge delivers the key as it is.
//!
//! <https://docs.aws.amazon.com/AmazonS3/latest/userguide/notification-content-structure.html>

/// The key that a notification means.
///
/// A `%` that no two hexadecimal digits follow stays; a key that would not be UTF-8
/// stays as a whole, since S3 has no such key.
pub fn decode(encoded: &str) -> String {
    let mut bytes = Vec::with_capacity(encoded.len());
    let mut rest = encoded.bytes();
    while let Some(byte) = rest.next() {
        match byte {
            b'+' => bytes.push(b' '),
            b'%' => {
                let mut ahead = rest.clone();
                match (ahead.next().and_then(hex), ahead.next().and_then(hex)) {
                    (Some(high), Some(low)) => {
                        bytes.push(high << 4 | low);
                        rest = ahead;
                    }
                    _ => bytes.push(b'%'),
                }
            }
            other => bytes.push(other),
        }
    }
    String::from_utf8(bytes).unwrap_or_else(|_| encoded.to_owned())
}

/// The key as S3 writes it into a notification.
pub fn encode(key: &str) -> String {
    let mut encoded = String::with_capacity(key.len());
    for byte in key.bytes() {
        match byte {
            b'A'..=b'Z' | b'a'..=b'z' | b'0'..=b'9' | b'/' | b'-' | b'_' | b'.' | b'*' => {
                encoded.push(char::from(byte));
            }
            b' ' => encoded.push('+'),
            other => encoded.push_str(&format!("%{other:02X}")),
        }
    }
    encoded
}

fn hex(digit: u8) -> Option<u8> {
    match digit {
        b'0'..=b'9' => Some(digit - b'0'),
        b'a'..=b'f' => Some(digit - b'a' + 10),
        b'A'..=b'F' => Some(digit - b'A' + 10),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_form_encoded_key_is_decoded() {
        assert_eq!(decode("AWSLogs/a+b%2Bc%25d/%E3%83%AD%E3%82%B0.gz"), "AWSLogs/a b+c%d/ログ.gz");
    }

    #[test]
    fn what_is_not_encoding_stays() {
        assert_eq!(decode("100%/a%zz%4"), "100%/a%zz%4");
        assert_eq!(decode("%FF"), "%FF", "not UTF-8, so no key of S3");
    }

    #[test]
    fn encoding_and_decoding_give_the_same_key() {
        for key in ["a b/c+d%e", "ログ/=&?#.json", "%2B", "plain/key-1_2.gz*"] {
            assert_eq!(decode(&encode(key)), key);
        }
    }
}
