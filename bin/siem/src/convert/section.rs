//! A section of `user.ini` as a log type, or as changes to a built-in one: what can be said of
//! both. How records are read, which only the former says, is in [`reading`].

use std::collections::{BTreeMap, BTreeSet};

use log_types::LogType;
use serde_yaml::{Mapping, Value};

use super::{LeftOut, ini, python};

mod reading;

/// Fields that are lists in v2.10.4 even where they have one value.
const LISTS: &[&str] = &[
    "container.image.tag",
    "dns.answers",
    "dns.header_flags",
    "dns.resolved_ip",
    "dns.type",
    "event.category",
    "event.type",
    "file.attributes",
    "host.ip",
    "host.mac",
    "observer.ip",
    "observer.mac",
    "process.args",
    "related.hash",
    "related.hosts",
    "related.ip",
    "related.user",
    "rule.author",
    "threat.tactic.id",
    "threat.tactic.name",
    "threat.tactic.reference",
    "threat.technique.id",
    "threat.technique.name",
    "threat.technique.reference",
    "user.roles",
    "vulnerability.category",
];

/// What needs no option here: it is told by a log's content, or has no bound.
const NO_OPTION: &[&str] =
    &["via_cwl", "via_firelens", "loggroup", "max_log_count", "ecs_version", "timestamp_nano"];

/// What of a log type cannot be changed where it is built in.
const FIXED: &str = "how a built-in log type is read and mapped is part of the loader; write a \
program for it, or a log type of your own under another name";

/// A section that is being converted.
pub(super) struct Section<'s> {
    name: &'s str,
    values: BTreeMap<&'s str, &'s str>,
    used: BTreeSet<String>,
    left_out: Vec<LeftOut>,
}

impl<'s> Section<'s> {
    /// A section, with the keys of `[DEFAULT]` that it does not have itself.
    pub(super) fn new(section: &'s ini::Section, default: Option<&'s ini::Section>) -> Self {
        let values = default.into_iter().chain([section]).flat_map(|section| &section.values);
        Self {
            name: &section.name,
            values: values.map(|(key, value)| (key.as_str(), value.as_str())).collect(),
            used: BTreeSet::new(),
            left_out: vec![],
        }
    }

    /// The log type that it describes, as far as it can be said.
    pub(super) fn own(mut self) -> (Mapping, Vec<LeftOut>) {
        let mut spec = Mapping::new();
        put(&mut spec, "name", self.name);
        self.required(&mut spec, "index_name", "index_name", Ok);
        self.naming(&mut spec);
        self.required(&mut spec, "key_pattern", "s3_key", |text| python::pattern(&text));
        self.pattern(&mut spec, "ignored_keys", "s3_key_ignored");
        if let Some(format) = self.format() {
            put(&mut spec, "format", format);
        }
        self.renames(&mut spec);
        let timestamp = self.timestamp();
        put(&mut spec, "timestamp", timestamp);
        self.document_id(&mut spec);
        put_list(&mut spec, "kept_as_text", self.words("json_to_text").unwrap_or_default());
        let ecs = self.ecs();
        put_list(&mut spec, "ecs", ecs);
        let fields = self.static_fields();
        put_list(&mut spec, "static_fields", fields);
        self.script();
        self.enrichment(&mut spec, &Mapping::new());
        if let Some(prefix) = self.text("field_prefix") {
            put(&mut spec, "prefix", prefix);
        }
        self.rest("neither v2.10.4 nor this loader knows such a key; is it misspelled?");
        (spec, self.left_out)
    }

    /// The changes that it makes to a built-in log type.
    pub(super) fn changes(mut self, built_in: &LogType) -> (Mapping, Vec<LeftOut>) {
        let mut changes = Mapping::new();
        self.pattern(&mut changes, "key_pattern", "s3_key");
        self.pattern(&mut changes, "ignored_keys", "s3_key_ignored");
        if let Some(name) = self.text("index_name") {
            put(&mut changes, "index_name", name);
        }
        self.naming(&mut changes);
        self.document_id(&mut changes);
        let fields = self.static_fields();
        put_list(&mut changes, "static_fields", fields);
        self.script();
        let enrichment = serde_yaml::to_value(&built_in.spec().enrichment).ok();
        let enrichment = enrichment.and_then(|value| value.as_mapping().cloned());
        self.enrichment(&mut changes, &enrichment.unwrap_or_default());
        self.rest(FIXED);
        (changes, self.left_out)
    }

    /// The value of a key that is there, if it can be read.
    fn take(&mut self, key: &str) -> Option<String> {
        let value = *self.values.get(key)?;
        self.used.insert(key.to_owned());
        ini::meant(value).map_err(|why| self.leave_out(key, why)).ok()
    }

    /// The value of a key that is there and not empty.
    fn text(&mut self, key: &str) -> Option<String> {
        self.take(key).filter(|value| !value.is_empty())
    }

    /// The values of a list, which may be empty.
    fn words(&mut self, key: &str) -> Option<Vec<String>> {
        self.take(key).map(|value| words(&value))
    }

    fn leave_out(&mut self, key: &str, why: impl Into<String>) {
        let (section, key) = (self.name.to_owned(), key.to_owned());
        self.left_out.push(LeftOut { section, key, why: why.into() });
    }

    fn required(
        &mut self,
        spec: &mut Mapping,
        name: &str,
        key: &str,
        convert: impl Fn(String) -> Result<String, String>,
    ) {
        match self.text(key).map(convert) {
            Some(Ok(value)) => put(spec, name, value),
            Some(Err(why)) => self.leave_out(key, why),
            None => self.leave_out(key, "a log type of your own needs it, and it is not there"),
        }
    }

    fn pattern(&mut self, spec: &mut Mapping, name: &str, key: &str) {
        match self.text(key).map(|text| python::pattern(&text)) {
            Some(Ok(value)) => put(spec, name, value),
            Some(Err(why)) => self.leave_out(key, why),
            None => {}
        }
    }

    fn naming(&mut self, spec: &mut Mapping) {
        let mut naming = Mapping::new();
        if let Some(suffix) = self.text("index_suffix") {
            put(&mut naming, "suffix", suffix);
        }
        // As v2.10.4 looks for them.
        let rotations = ["auto", "daily", "weekly", "monthly", "yearly"];
        if let Some(value) = self.text("index_rotation") {
            match rotations.iter().find(|rotation| value.contains(**rotation)) {
                Some(rotation) => put(&mut naming, "rotation", *rotation),
                None => self.leave_out("index_rotation", format!("`{value}` is no rotation")),
            }
        }
        if let Some(time) = self.text("index_time") {
            let ingested = time.contains("event_ingested");
            put(&mut naming, "time", if ingested { "ingested" } else { "event" });
        }
        self.offset(&mut naming, "index_tz");
        if !naming.is_empty() {
            put(spec, "index_naming", naming);
        }
    }

    fn offset(&mut self, into: &mut Mapping, key: &str) {
        let Some(offset) = self.text(key) else { return };
        match offset.parse::<contract::log_spec::UtcOffset>() {
            Ok(_) => put(into, "offset", offset),
            Err(why) => self.leave_out(key, why.to_string()),
        }
    }

    /// The value of a key that a list names.
    fn named_in(&mut self, list: &str, key: &str) -> Option<String> {
        if !self.values.contains_key(key) {
            self.leave_out(key, format!("`{list}` names it, and it has no value in this file"));
        }
        self.text(key)
    }

    fn document_id(&mut self, spec: &mut Mapping) {
        let (id, suffix) = (self.text("doc_id"), self.text("doc_id_suffix"));
        match (id, suffix) {
            (Some(id), suffix) => {
                let fields: Vec<String> = [id].into_iter().chain(suffix).collect();
                put(spec, "document_id", mapping([("fields", fields.into())]));
            }
            (None, Some(_)) => {
                self.leave_out(
                    "doc_id_suffix",
                    "a suffix stands behind a `doc_id`, and there is none",
                );
            }
            (None, None) => {}
        }
    }

    fn static_fields(&mut self) -> Vec<Value> {
        let mut fields = vec![];
        for field in self.words("static_ecs").unwrap_or_default() {
            let Some(value) = self.named_in("static_ecs", &field) else { continue };
            let list = LISTS.contains(&field.as_str());
            let value: Value = if list { words(&value).into() } else { value.into() };
            fields.push(mapping([("field", field.into()), ("value", value)]));
        }
        match self.take("cloud_provider").as_deref() {
            None | Some("aws") => {}
            Some("") => {
                self.leave_out("cloud_provider", "a document that names no cloud gets `aws`");
            }
            Some(cloud) => {
                let field = ("field", "cloud.provider".into());
                fields.push(mapping([field, ("value", cloud.into())]));
            }
        }
        fields
    }

    fn script(&mut self) {
        if self.text("script_ecs").is_some() {
            let module = format!("sf_{}.py", self.name.replace('-', "_"));
            let why = format!("`{module}` is Python; write what it does as a `program` in VRL");
            self.leave_out("script_ecs", why);
        }
    }

    /// What is looked up, beginning with what is looked up as it is.
    fn enrichment(&mut self, spec: &mut Mapping, before: &Mapping) {
        let mut enrichment = before.clone();
        let lists =
            [("geo", "geoip"), ("indicator_ips", "ioc_ip"), ("indicator_domains", "ioc_domain")];
        for (name, key) in lists {
            if let Some(words) = self.words(key) {
                put(&mut enrichment, name, words);
            }
        }
        match self.take("user_agent_enrichment_field").as_deref() {
            None => {}
            Some("") => put(&mut enrichment, "user_agent", false),
            Some("user_agent") => put(&mut enrichment, "user_agent", true),
            Some(_) => self.leave_out(
                "user_agent_enrichment_field",
                "what is taken apart here is `user_agent.original`; map to it",
            ),
        }
        match self.words("clientip_xff").as_deref() {
            None => {}
            Some([]) => drop(enrichment.remove("forwarded_for")),
            Some([client, chain]) if client == "source.ip" => {
                put(&mut enrichment, "forwarded_for", chain.as_str());
            }
            Some(_) => self.leave_out("clientip_xff", "wanted are `source.ip` and one path"),
        }
        if enrichment != *before {
            put(spec, "enrichment", enrichment);
        }
    }

    /// Names each key that nothing has asked for.
    fn rest(&mut self, why: &str) {
        let keys: Vec<_> = self.values.keys().copied().collect();
        for key in keys {
            match key {
                _ if self.used.contains(key) || NO_OPTION.contains(&key) => {}
                _ if is_of_default(key) => {}
                "ignore_container_stderr" => self.leave_out(
                    key,
                    "what a container writes to \
                    stderr is loaded, too; `exclude` leaves out what you do not want",
                ),
                _ => self.leave_out(key, why),
            }
        }
    }
}

/// Whether a key is about the whole loader, and so counts in `[DEFAULT]` alone.
pub(super) fn is_of_default(key: &str) -> bool {
    ["custom_user_agent", "ignore_own_logs", "exclude_log_patterns_filename", "bump_version"]
        .contains(&key)
}

/// Whether a key needs no option here.
pub(super) fn needs_no_option(key: &str) -> bool {
    NO_OPTION.contains(&key) || key == "bump_version"
}

/// `a b` or `[a, b]`.
fn words(value: &str) -> Vec<String> {
    if value.starts_with('[') {
        let inner = value.trim_matches(|character| "[|]".contains(character));
        return inner.split(',').map(|word| word.trim().to_owned()).collect();
    }
    value.split_whitespace().map(ToOwned::to_owned).collect()
}

fn put(mapping: &mut Mapping, name: &str, value: impl Into<Value>) {
    mapping.insert(name.into(), value.into());
}

fn put_list(mapping: &mut Mapping, name: &str, list: Vec<impl Into<Value>>) {
    if !list.is_empty() {
        put(mapping, name, list);
    }
}

fn mapping<const N: usize>(entries: [(&str, Value); N]) -> Value {
    let mut mapping = Mapping::new();
    for (name, value) in entries {
        put(&mut mapping, name, value);
    }
    mapping.into()
}
