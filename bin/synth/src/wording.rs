//! What the YAML reader says, in words for one who writes options and not Rust.
//!
//! The reader names Rust's types (`expected struct Names`) and no way out. Messages of the
//! options' own types are as they should be and pass unchanged.

use std::collections::BTreeSet;

use serde_json::Value as Json;

/// So many other places of an option are named.
const MOST_PLACES: usize = 3;

/// The message, in other words if it is one of the reader's own.
pub(crate) fn reworded(message: &str, line: &str) -> String {
    let kinds = [
        ("invalid type: ", wrong_type as fn(&str) -> Option<String>),
        ("unknown field ", unknown_option),
        ("unknown variant ", unknown_value),
        ("missing field ", missing),
        ("duplicate field ", twice),
    ];
    for (start, other_words) in kinds {
        // After the place in the options, if there is one: `names.log_bucket: invalid type: …`.
        let Some(at) = message.find(start) else { continue };
        let (place, rest) = (&message[..at], &message[at + start.len()..]);
        let is_place = place.is_empty()
            || place.strip_suffix(": ").is_some_and(|place| !place.contains([' ', '`']));
        if let Some(text) = is_place.then(|| other_words(rest)).flatten() {
            return format!("{place}{text}");
        }
    }
    if message.starts_with("found character that cannot start") && line.contains('\t') {
        return "a tab; YAML is indented with spaces: put spaces in its place".to_owned();
    }
    if message.contains("more than one document") {
        return "more than one document; wanted is one: leave out `---` and what follows"
            .to_owned();
    }
    message.to_owned()
}

/// `string "x", expected a sequence`
fn wrong_type(rest: &str) -> Option<String> {
    let (found, wanted) = rest.rsplit_once(", expected ")?;
    let way_out = match wanted {
        _ if wanted.starts_with("struct ") => {
            "wanted are options: write them below it, each as `name: value`"
        }
        "a sequence" => "wanted is a list: begin each item with `- `, or put them in `[` and `]`",
        "a map" => "wanted are names with values: write them below it, each as `name: value`",
        "a boolean" => "wanted is `true` or `false`, without quotes",
        "a whole number" if quoted_number(found) => "wanted is a number: leave out the quotes",
        "a whole number" => "wanted is a whole number, without quotes, such as 3",
        "text" => "wanted is text: put it in quotes if YAML takes it for something else",
        "field identifier" => "wanted is the name of an option",
        other => return Some(format!("{}; wanted is {other}", found_value(found))),
    };
    Some(format!("{}; {way_out}", found_value(found)))
}

fn quoted_number(found: &str) -> bool {
    let text = found.strip_prefix("string \"").and_then(|text| text.strip_suffix('"'));
    text.is_some_and(|text| !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit()))
}

fn found_value(found: &str) -> String {
    match found {
        "sequence" => "a list".to_owned(),
        "map" => "options below it".to_owned(),
        "unit value" => "nothing".to_owned(),
        _ => match found.split_once(' ') {
            Some(("string", text)) => format!("the text {text}"),
            Some(("integer" | "boolean", value)) => value.to_owned(),
            _ => found.trim_start_matches("floating point ").to_owned(),
        },
    }
}

/// `` `x`, expected one of `a`, `b` ``
fn unknown_option(rest: &str) -> Option<String> {
    let (found, known) = found_and_known(rest)?;
    let mut text = format!("`{found}` is no option here");
    if let Some(near) = nearest(found, &known) {
        text += &format!("; did you mean `{near}`?");
    } else {
        let places = places(found);
        let named: Vec<_> = places.iter().take(MOST_PLACES).map(|p| format!("`{p}`")).collect();
        if !named.is_empty() {
            text += &format!("; there is {}", named.join(", "));
        }
    }
    Some(text + &format!("; known here: {}", listed(&known)))
}

/// `` `x`, expected `a` or `b` ``
fn unknown_value(rest: &str) -> Option<String> {
    let (found, known) = found_and_known(rest)?;
    let near = nearest(found, &known).map(|near| format!("; did you mean `{near}`?"));
    let near = near.unwrap_or_default();
    Some(format!("`{found}` is unknown{near}; wanted is one of {}", listed(&known)))
}

fn missing(rest: &str) -> Option<String> {
    rest.starts_with('`').then(|| format!("{rest} is missing; it has no default: give it"))
}

fn twice(rest: &str) -> Option<String> {
    rest.starts_with('`').then(|| format!("{rest} is given twice: leave out one of the two"))
}

/// What is between backticks, the first of it being what was found.
fn found_and_known(rest: &str) -> Option<(&str, Vec<&str>)> {
    let mut names = rest.split('`').skip(1).step_by(2);
    Some((names.next()?, names.collect()))
}

fn listed(names: &[&str]) -> String {
    names.iter().map(|name| format!("`{name}`")).collect::<Vec<_>>().join(", ")
}

/// The name that was probably meant: it differs in two letters of five at most.
fn nearest<'a>(found: &str, known: &[&'a str]) -> Option<&'a str> {
    let plain = found.to_lowercase().replace('-', "_");
    let distances = known.iter().map(|name| (distance(&plain, name), *name));
    let (distance, name) = distances.min()?;
    (distance * 5 <= name.len() * 2).then_some(name)
}

/// How many letters have to be put in, taken out or changed (Levenshtein).
fn distance(one: &str, other: &str) -> usize {
    let other: Vec<char> = other.chars().collect();
    let mut row: Vec<usize> = (0..=other.len()).collect();
    for (above, letter) in one.chars().enumerate() {
        let mut diagonal = std::mem::replace(&mut row[0], above + 1);
        for (column, known) in other.iter().enumerate() {
            let changed = diagonal + usize::from(letter != *known);
            diagonal = row[column + 1];
            row[column + 1] = changed.min(diagonal + 1).min(row[column] + 1);
        }
    }
    row[other.len()]
}

/// Where there is an option of this name, as `domain.data_nodes`.
fn places(name: &str) -> BTreeSet<String> {
    let schema = serde_json::json!(siem::schema());
    let mut found = BTreeSet::new();
    walk(&schema, &schema, "", name, &mut found);
    found
}

fn walk(root: &Json, node: &Json, path: &str, name: &str, found: &mut BTreeSet<String>) {
    if let Some(target) = node["$ref"].as_str().and_then(|to| root.pointer(&to[1..])) {
        walk(root, target, path, name, found);
    }
    let variants = ["anyOf", "oneOf"].iter().filter_map(|key| node[*key].as_array()).flatten();
    for variant in variants {
        walk(root, variant, path, name, found);
    }
    for (key, option) in node["properties"].as_object().into_iter().flatten() {
        let dot = if path.is_empty() { "" } else { "." };
        let path = format!("{path}{dot}{key}");
        if key == name {
            found.insert(path.clone());
        }
        walk(root, option, &path, name, found);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn words(message: &str) -> String {
        reworded(message, "")
    }

    #[test]
    fn types_of_rust_are_not_mentioned() {
        assert_eq!(
            words("domain: invalid type: string \"big\", expected struct DomainOptions"),
            "domain: the text \"big\"; wanted are options: write them below it, each as \
             `name: value`"
        );
        let list = words("accounts: invalid type: integer `3`, expected a sequence");
        assert!(list.starts_with("accounts: `3`; wanted is a list"), "{list}");
        let number = words("invalid type: string \"3\", expected a whole number");
        assert!(number.ends_with("leave out the quotes"), "{number}");
    }

    #[test]
    fn an_option_that_is_meant_is_named() {
        let text = words("unknown field `nmaes`, expected one of `names`, `domain`");
        assert!(text.contains("did you mean `names`?"), "{text}");
        let text = words("names: unknown field `log-bucket`, expected one of `log_bucket`, `x`");
        assert!(text.contains("did you mean `log_bucket`?"), "{text}");
    }

    #[test]
    fn an_option_in_the_wrong_section_is_shown_its_place() {
        let text = words("unknown field `data_nodes`, expected one of `names`, `domain`");
        assert!(text.contains("there is `domain.data_nodes`"), "{text}");
    }

    #[test]
    fn what_is_missing_or_there_twice_has_a_way_out() {
        assert_eq!(
            words("organization: missing field `id`"),
            "organization: `id` is missing; it has no default: give it"
        );
        assert!(words("duplicate field `names`").contains("leave out one"));
    }

    #[test]
    fn messages_of_the_options_themselves_pass() {
        let own = "accounts[0]: `unknown field x` is no account id; wanted is twelve digits";
        assert_eq!(words(own), own);
    }

    #[test]
    fn the_distance_is_that_of_levenshtein() {
        assert_eq!(distance("kitten", "sitting"), 3);
        assert_eq!(distance("", "abc"), 3);
        assert_eq!(distance("abc", "abc"), 0);
    }
}
