//! What is done to every item of AWS Config.

use contract::log_spec::{IndexSettings, TimestampFormat};
use ecs::{Document, Value};

use super::{addresses, one_kind};
use crate::identity::md5_hex;
use crate::notes::Notes;
use crate::time::Timestamp;

pub(crate) const SETTINGS: IndexSettings =
    IndexSettings { refresh_interval_seconds: None, shards: Some(1), alias: None };

/// An item is a state of a resource, known as v2.10.4 knows it: the resource by all that
/// tells it from others, the state by its time and, where one resource can have several
/// states in a second, by the number at `state`.
pub(crate) fn identify(document: &Document<'_>, notes: &mut Notes, state: Option<&str>) {
    let parts = ["awsAccountId", "awsRegion", "resourceType", "resourceId"];
    let parts: Vec<&str> = parts.iter().filter_map(|part| document.text_at(part)).collect();
    let time = document.text_at("@timestamp");
    let time = time.and_then(|text| Timestamp::read(text, &TimestampFormat::Iso8601));
    let (4, Some(time)) = (parts.len(), time) else { return };
    let module = document.text_at(ecs::EVENT_MODULE.path).unwrap_or_default();
    let rule = document.text_at("configRuleARN").unwrap_or_default();
    let kind = md5_hex(&[module, rule].concat());
    let kind = kind.get(..4).unwrap_or_default();
    let mut version = format!("{}_{kind}", time.strftime("%Y%m%d_%H%M%S"));
    if let Some(Value::Text(state) | Value::Number(state)) = state.and_then(|s| document.get(s)) {
        version.extend(["_", state]);
    }
    notes.identify(md5_hex(&parts.concat()), version);
}

/// All that is done to an item beside [`identify`].
pub(crate) fn refine(document: &mut Document<'_>) {
    one_kind::refine(document);
    related(document);
}

/// The instance, user and addresses that an item is about.
pub(crate) fn related(document: &mut Document<'_>) {
    let own = |path| document.text_at(path).unwrap_or_default().to_owned();
    let (kind, id, name) = (own("resourceType"), own("resourceId"), own("resourceName"));
    match kind.as_str() {
        "AWS::EC2::Instance" | "AWS::SSM::ManagedInstanceInventory" => instance(document, &id),
        "AWS::SSM::AssociationCompliance" | "AWS::SSM::PatchCompliance" => {
            instance(document, id.rsplit('/').next().unwrap_or_default());
        }
        "AWS::IAM::User" | "AWS::IAM::Role" => user(document, &id, &name),
        // The id is type and id of what complies.
        "AWS::Config::ResourceCompliance" => match id.split_once('/') {
            Some(("AWS::EC2::Instance", id)) => instance(document, id),
            Some(("AWS::IAM::User" | "AWS::IAM::Role", id)) => user(document, id, ""),
            _ => {}
        },
        _ => {}
    }
    let addresses = addresses::of(document, &kind, &name);
    if !addresses.is_empty() {
        let addresses = addresses.into_iter().map(Value::from).collect();
        document.set(ecs::RELATED_IP, Value::List(addresses));
    }
}

fn instance(document: &mut Document<'_>, id: &str) {
    if !id.is_empty() {
        document.set(ecs::CLOUD_INSTANCE_ID, id.to_owned());
        document.set(ecs::RELATED_HOSTS, Value::List(vec![id.to_owned().into()]));
    }
}

fn user(document: &mut Document<'_>, id: &str, name: &str) {
    let mut both = Vec::new();
    for (field, value) in [(ecs::USER_NAME, name), (ecs::USER_ID, id)] {
        if !value.is_empty() {
            document.set(field, value.to_owned());
            both.push(Value::from(value.to_owned()));
        }
    }
    if !both.is_empty() {
        document.set(ecs::RELATED_USER, Value::List(both));
    }
}
