//! `siem explain`: which log type a key or a line is of, and why it is no other.

use std::io::{self, Read, Write};

use contract::sources;
use formats::Record;
use log_types::{Aids, LogType, Origin, Outcome, Recognition, Timestamp, Why, recognise, registry};
use serde::Serialize;

use crate::End;
use crate::args::{Explain, Form};

/// What can be said of one log type and a key or a line.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Candidate {
    /// The log type.
    pub log_type: String,
    /// Whether it matches.
    pub matches: bool,
    /// Why it does, or does not.
    pub why: String,
}

/// What can be said of a key or a line.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Answer {
    /// The key, or the start of the line.
    pub subject: String,
    /// The log type, if there is one.
    pub log_type: Option<String>,
    /// Others that make as much of the line: Apache and nginx write the same, and Windows
    /// writes one form whoever collects it. Only the key tells them apart.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub as_likely: Vec<String>,
    /// The answer in a sentence.
    pub answer: String,
    /// What can be said of every log type, the likeliest first.
    pub candidates: Vec<Candidate>,
}

/// Explains keys or a line.
///
/// # Errors
///
/// Standard input cannot be read, or standard output is closed.
pub fn run(args: &Explain) -> anyhow::Result<End> {
    let mut answers: Vec<Answer> = args.keys.iter().map(|key| of_key(key)).collect();
    match args.line.as_deref() {
        Some("-") => {
            let mut text = String::new();
            io::stdin().read_to_string(&mut text)?;
            answers.push(of_line(text.trim_end_matches(['\r', '\n'])));
        }
        Some(line) => answers.push(of_line(line)),
        None => {}
    }
    let mut out = io::stdout().lock();
    if args.list {
        list(&mut out, args.format)?;
    }
    for answer in &answers {
        match args.format {
            Form::Text => out.write_all(in_words(answer).as_bytes())?,
            Form::Json => {
                serde_json::to_writer(&mut out, answer)?;
                out.write_all(b"\n")?;
            }
        }
    }
    let all_known = answers.iter().all(|answer| answer.log_type.is_some());
    Ok(if all_known { End::Good } else { End::Bad })
}

/// What can be said of an S3 key.
pub fn of_key(key: &str) -> Answer {
    let recognition = recognise(key);
    let first = sources::recognise(key);
    let mut candidates: Vec<Candidate> = sources::ALL
        .iter()
        .map(|source| {
            let matched = sources::matching(key).any(|other| other == source);
            let is_first = first == Some(source);
            let why = match (matched, first) {
                (true, _) if is_first => format!("the key matches `{}`", source.pattern),
                (true, Some(first)) => format!(
                    "the key matches `{}`, but `{}` is asked first",
                    source.pattern, first.log_type
                ),
                _ if source.marks.is_empty() => {
                    format!("the key does not match `{}`", source.pattern)
                }
                _ => format!("the key does not hold `{}`", source.marks.join("` or `")),
            };
            Candidate { log_type: source.log_type.to_owned(), matches: is_first, why }
        })
        .collect();
    let nearest = match &recognition {
        Recognition::Unknown(unknown) => match unknown.why {
            Why::Like(nearest) => Some(nearest.source.log_type),
            _ => None,
        },
        _ => None,
    };
    candidates.sort_by_key(|candidate| {
        let is_nearest = Some(candidate.log_type.as_str()) == nearest;
        (!candidate.matches, !candidate.why.contains("asked first"), !is_nearest)
    });
    let (log_type, answer) = match recognition {
        Recognition::Type(log_type) => {
            let spec = log_type.spec();
            let words = format!(
                "the key is that of a log of type `{}`, loaded into `{}-*`",
                spec.name, spec.index_name
            );
            (Some(spec.name.to_string()), words)
        }
        Recognition::Ignored(why) => (None, format!("the loader takes no notice of it: {why}")),
        Recognition::Unknown(why) => (None, why.to_string()),
    };
    Answer { subject: key.to_owned(), log_type, as_likely: vec![], answer, candidates }
}

/// What can be said of a line, or another record.
pub fn of_line(line: &str) -> Answer {
    let mut fits: Vec<(Fit, &LogType)> =
        registry().iter().map(|log_type| (Fit::of(log_type, line), log_type.as_ref())).collect();
    fits.sort_by(|(a, _), (b, _)| b.share().total_cmp(&a.share()));
    let best = fits.first().filter(|(fit, _)| fit.matches());
    let as_likely: Vec<String> = fits
        .iter()
        .skip(1)
        .take_while(|(fit, _)| {
            best.is_some_and(|(best, _)| fit.mapped >= best.mapped && fit.matches())
        })
        .map(|(_, log_type)| log_type.name().to_owned())
        .collect();
    let (log_type, answer) = match best {
        Some((fit, log_type)) => {
            let name = log_type.name();
            let found = fit.in_words();
            let mut words = format!("the line is likely of a log of type `{name}`: {found}");
            if !as_likely.is_empty() {
                words += &format!("; `{}` as likely, the key decides", as_likely.join("`, `"));
            }
            (Some(name.to_owned()), words)
        }
        None => (None, "no log type makes sense of the line".to_owned()),
    };
    let candidates = fits.iter().map(|(fit, log_type)| Candidate {
        log_type: log_type.name().to_owned(),
        matches: fit.matches(),
        why: fit.in_words(),
    });
    let subject = line.chars().take(120).collect();
    Answer { subject, log_type, as_likely, answer, candidates: candidates.collect() }
}

/// How well a log type makes sense of a line.
#[derive(Debug, Clone, Default)]
struct Fit {
    problem: Option<String>,
    mapped: usize,
    mappings: usize,
}

impl Fit {
    fn of(log_type: &LogType, line: &str) -> Self {
        let origin = Origin::new("bucket", "key", Timestamp::from_unix_micros(0));
        let mut json = Vec::new();
        // As it is told in an object: fields by name are a record of any type.
        let is_json = serde_json::from_str::<serde_json::Map<_, _>>(line).is_ok();
        let record = Record { is_json, ..Record::new(1, line.as_bytes()) };
        let outcome = log_type.normalise(&record, Aids::only(&origin), &mut json);
        let Outcome::Document(normalised, _) = outcome else { return Self::default() };
        let document: serde_json::Value = serde_json::from_slice(&json).unwrap_or_default();
        let mappings = log_type.spec().ecs.iter();
        let mapped = mappings.clone().filter(|mapping| {
            document.pointer(&format!("/{}", mapping.field.replace('.', "/"))).is_some()
        });
        Self { problem: normalised.problem, mapped: mapped.count(), mappings: mappings.count() }
    }

    /// Two fields are few, but a flow log without data has no more.
    fn matches(&self) -> bool {
        self.problem.is_none() && self.mapped >= 2
    }

    /// The share of the ECS fields that are there, less if there is a problem.
    #[expect(clippy::cast_precision_loss, reason = "counts of fields are small")]
    fn share(&self) -> f64 {
        let share = self.mapped as f64 / self.mappings.max(1) as f64;
        if self.problem.is_some() { share - 1.0 } else { share }
    }

    fn in_words(&self) -> String {
        let found = format!("{} of {} ECS fields are found", self.mapped, self.mappings);
        match &self.problem {
            Some(problem) => format!("{problem}; {found}"),
            None => found,
        }
    }
}

fn in_words(answer: &Answer) -> String {
    let mut text = format!("{}\n  {}\n", answer.subject, answer.answer);
    if answer.log_type.is_none() {
        text += "  Of the log types:\n";
    } else {
        text += "  Not of the others:\n";
    }
    for candidate in
        answer.candidates.iter().filter(|c| Some(&c.log_type) != answer.log_type.as_ref())
    {
        text += &format!("    {}: {}\n", candidate.log_type, candidate.why);
    }
    text
}

fn list(out: &mut impl Write, form: Form) -> io::Result<()> {
    for source in sources::ALL {
        let loaded = registry().iter().find(|log_type| log_type.name() == source.log_type);
        let example = source.examples.first().copied().unwrap_or_default();
        let line = match (form, loaded) {
            (Form::Text, Some(_)) => format!("{}: {} ({example})", source.log_type, source.name),
            (Form::Text, None) => {
                format!("{}: {}, not loaded by this version", source.log_type, source.name)
            }
            (Form::Json, _) => serde_json::json!({
                "log_type": source.log_type, "name": source.name,
                "index_name": loaded.map(|log_type| &log_type.spec().index_name),
                "example": example,
            })
            .to_string(),
        };
        writeln!(out, "{line}")?;
    }
    Ok(())
}
