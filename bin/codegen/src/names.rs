//! Names: from CloudFormation's spelling to Rust's.
//!
//! CloudFormation spells acronyms in every way there is (`KmsMasterKeyId`, `KMSKeyArn`,
//! `SSEAlgorithm`, `BufferSizeInMBs`), so words are found by their letters and by a short
//! list of those that letters tell wrongly.

/// Words that would be cut in the wrong place.
const WORDS: &[&str] = &[
    "ARNs", "CIDRs", "DNs", "FSx", "GBs", "GiB", "IDs", "IPs", "IPv4", "IPv6", "IoT", "KBs", "MBs",
    "MiB", "OAuth2", "OAuth", "OCUs", "OUs", "TBs", "TiB", "URIs", "URLs", "VPCs",
];

/// Keywords of edition 2024 that may stand as a name after `r#`.
const KEYWORDS: &[&str] = &[
    "abstract", "as", "async", "await", "become", "box", "break", "const", "continue", "do", "dyn",
    "else", "enum", "extern", "false", "final", "fn", "for", "gen", "if", "impl", "in", "let",
    "loop", "macro", "match", "mod", "move", "mut", "override", "priv", "pub", "ref", "return",
    "static", "struct", "trait", "true", "try", "type", "typeof", "unsafe", "unsized", "use",
    "virtual", "where", "while", "yield",
];

/// Keywords that may not, even so.
const STUBBORN_KEYWORDS: &[&str] = &["crate", "self", "super"];

/// `SSEAlgorithm` gives `sse_algorithm`, `Type` gives `r#type`.
pub(crate) fn snake_case(name: &str) -> String {
    escape_keyword(plain_snake_case(name))
}

/// [`snake_case`] without care for keywords: for parts of names.
pub(crate) fn plain_snake_case(name: &str) -> String {
    words(name).iter().map(|word| word.to_ascii_lowercase()).collect::<Vec<_>>().join("_")
}

/// A file's and module's name. Raw identifiers would do, but look odd as file names.
pub(crate) fn module_name(name: &str) -> String {
    let snake = plain_snake_case(name);
    let taken = KEYWORDS.contains(&snake.as_str()) || STUBBORN_KEYWORDS.contains(&snake.as_str());
    if taken { snake + "_" } else { snake }
}

/// The name of a type, which keeps CloudFormation's spelling as far as Rust allows.
pub(crate) fn type_name(name: &str) -> String {
    let mut letters = name.chars().filter(char::is_ascii_alphanumeric);
    let first = letters.next().map(|first| first.to_ascii_uppercase());
    first.into_iter().chain(letters).collect()
}

/// `aws:kms` gives `AwsKms`, `SYMMETRIC_DEFAULT` gives `SymmetricDefault`.
pub(crate) fn variant_name(value: &str) -> String {
    let spelled = value.replace("/Second", "PerSecond").replace('%', "Percent");
    let mut name = String::new();
    for word in words(&spelled) {
        let follows_digit = name.ends_with(|last: char| last.is_ascii_digit());
        if follows_digit && word.starts_with(|first: char| first.is_ascii_digit()) {
            name.push('_');
        }
        name.push_str(&capitalised(&word));
    }
    match name.chars().next() {
        None => "Empty".to_owned(),
        Some(first) if first.is_ascii_digit() => format!("V{name}"),
        Some(_) if name == "Self" => "Self_".to_owned(),
        Some(_) => name,
    }
}

/// The name, with `_` after it as often as it takes to be another than those taken.
pub(crate) fn free(mut name: String, taken: &mut Vec<String>) -> String {
    while taken.contains(&name) {
        name.push('_');
    }
    taken.push(name.clone());
    name
}

/// `Architectures` gives `Architecture`: the name of one item of a list.
pub(crate) fn singular(name: &str) -> String {
    if let Some(stem) = name.strip_suffix("ies") {
        return format!("{stem}y");
    }
    for (plural, singular) in [("sses", "ss"), ("ches", "ch"), ("xes", "x")] {
        if let Some(stem) = name.strip_suffix(plural) {
            return format!("{stem}{singular}");
        }
    }
    match name.strip_suffix('s') {
        Some(stem) if !stem.ends_with('s') && !stem.ends_with("tatu") => stem.to_owned(),
        _ => name.to_owned(),
    }
}

fn escape_keyword(name: String) -> String {
    if KEYWORDS.contains(&name.as_str()) {
        format!("r#{name}")
    } else if STUBBORN_KEYWORDS.contains(&name.as_str()) {
        name + "_"
    } else {
        name
    }
}

fn capitalised(word: &str) -> String {
    let mut letters = word.chars();
    letters.next().map_or_else(String::new, |first| {
        first.to_ascii_uppercase().to_string() + &letters.as_str().to_ascii_lowercase()
    })
}

/// Cuts a name into words.
fn words(name: &str) -> Vec<String> {
    let mut words = vec![];
    for part in name.split(|c: char| !c.is_ascii_alphanumeric()) {
        let mut rest = part;
        while !rest.is_empty() {
            let (word, after) = rest.split_at(word_length(rest));
            words.push(word.to_owned());
            rest = after;
        }
    }
    words
}

/// How many bytes of `text`, which is ASCII, its first word has.
fn word_length(text: &str) -> usize {
    if let Some(length) = listed_word(text) {
        return length;
    }
    let bytes = text.as_bytes();
    let kind = |at: usize| bytes.get(at).copied().map_or(Kind::End, Kind::of);
    (1..bytes.len())
        .find(|&at| {
            let ends = match (kind(at - 1), kind(at)) {
                (Kind::Lower | Kind::Digit, Kind::Upper) => true,
                // `SSEAlgorithm`: the last capital begins the next word.
                (Kind::Upper, Kind::Upper) => kind(at + 1) == Kind::Lower,
                _ => false,
            };
            ends || (kind(at) == Kind::Upper && listed_word(&text[at..]).is_some())
        })
        .unwrap_or(bytes.len())
}

/// The length of the listed word that `text` begins with, if that word ends there.
fn listed_word(text: &str) -> Option<usize> {
    WORDS
        .iter()
        .find(|word| text.starts_with(**word))
        .map(|word| word.len())
        .filter(|length| text.as_bytes().get(*length).is_none_or(|next| !next.is_ascii_lowercase()))
}

#[derive(PartialEq)]
enum Kind {
    Upper,
    Lower,
    Digit,
    End,
}

impl Kind {
    fn of(byte: u8) -> Self {
        match byte {
            b'A'..=b'Z' => Self::Upper,
            b'0'..=b'9' => Self::Digit,
            _ => Self::Lower,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn acronyms_are_one_word_however_they_are_spelled() {
        for (name, expected) in [
            ("QueueName", "queue_name"),
            ("KmsMasterKeyId", "kms_master_key_id"),
            ("KMSMasterKeyID", "kms_master_key_id"),
            ("KMSKeyArn", "kms_key_arn"),
            ("SSEAlgorithm", "sse_algorithm"),
            ("VPCOptions", "vpc_options"),
            ("SizeInMBs", "size_in_mbs"),
            ("IntervalInSeconds", "interval_in_seconds"),
            ("RoleARNs", "role_arns"),
            ("CidrIpv6", "cidr_ipv6"),
            ("Ipv6AllowedForDualStack", "ipv6_allowed_for_dual_stack"),
            ("IPv6CidrBlock", "ipv6_cidr_block"),
            ("AssignIPv6Address", "assign_ipv6_address"),
            ("S3BucketName", "s3_bucket_name"),
            ("s3BackupMode", "s3_backup_mode"),
            ("DomainEndpointV2", "domain_endpoint_v2"),
            ("HECEndpointType", "hec_endpoint_type"),
            ("deadLetterTargetArn", "dead_letter_target_arn"),
            ("EC2SecurityGroup", "ec2_security_group"),
        ] {
            assert_eq!(snake_case(name), expected, "{name}");
        }
    }

    #[test]
    fn a_listed_word_inside_a_longer_one_is_left_alone() {
        assert_eq!(snake_case("OAuthorized"), "o_authorized");
    }

    #[test]
    fn keywords_are_escaped() {
        assert_eq!(snake_case("Type"), "r#type");
        assert_eq!(snake_case("Self"), "self_");
        assert_eq!(module_name("Macro"), "macro_");
    }

    #[test]
    fn values_become_variants() {
        for (value, expected) in [
            ("Enabled", "Enabled"),
            ("aws:kms:dsse", "AwsKmsDsse"),
            ("AES256", "Aes256"),
            ("SSE-C", "SseC"),
            ("SYMMETRIC_DEFAULT", "SymmetricDefault"),
            ("RSA_2048", "Rsa2048"),
            ("x86_64", "X86_64"),
            ("arm64", "Arm64"),
            ("provided.al2023", "ProvidedAl2023"),
            ("nodejs22.x", "Nodejs22X"),
            ("Bytes/Second", "BytesPerSecond"),
            ("notBreaching", "NotBreaching"),
            ("ReportBatchItemFailures", "ReportBatchItemFailures"),
            ("2012-10-17", "V2012_10_17"),
            ("http/s", "HttpS"),
            ("*", "Empty"),
        ] {
            assert_eq!(variant_name(value), expected, "{value}");
        }
    }

    #[test]
    fn one_item_of_a_list_is_singular() {
        for (name, expected) in [
            ("Architectures", "Architecture"),
            ("Policies", "Policy"),
            ("Addresses", "Address"),
            ("Access", "Access"),
            ("Status", "Status"),
            ("OptionalFields", "OptionalField"),
        ] {
            assert_eq!(singular(name), expected, "{name}");
        }
    }
}
