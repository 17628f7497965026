use serde_json::json;

use super::*;
use crate::object::{Ask, Mark, Needs};

struct Thing;

impl Kind for Thing {
    fn what(&self) -> &'static str {
        "thing"
    }

    fn needs(&self) -> Needs {
        Needs::ANY
    }

    fn list(&self) -> Ask {
        Ask::get("/things")
    }

    fn entries(&self, _: Value) -> Vec<Entry> {
        vec![]
    }

    fn mark(&self) -> Mark {
        Mark::Field(&["mark"])
    }

    fn put(&self, name: &str, body: Value, _: Option<&Entry>) -> Ask {
        Ask::put(format!("/things/{name}"), body)
    }

    fn delete(&self, entry: &Entry) -> Ask {
        Ask::delete(format!("/things/{}", entry.id))
    }

    /// The domain adds the time.
    fn normal(&self, mut body: Value) -> Value {
        if let Some(fields) = body.as_object_mut() {
            fields.remove("time");
        }
        body
    }

    fn originals(&self, name: &str) -> &'static [&'static str] {
        // Of `{"size": 0}`.
        if name == "old" { &["52956becf15a24ba"] } else { &[] }
    }
}

fn object(name: &str, size: u32) -> Object {
    Object { name: name.to_owned(), body: json!({"size": size}) }
}

/// What is there after an object was written.
fn written(object: &Object) -> Entry {
    let mut body = marked(&Thing, &object.body);
    body["time"] = json!("now");
    Entry::named(&object.name, body)
}

fn plan(entries: Vec<Entry>, object: &Object) -> Plan {
    Inventory::new(entries).plan(&Thing, object)
}

#[test]
fn what_is_missing_is_written_and_what_was_written_stays() {
    let wanted = object("a", 1);
    let expected = Plan { write: Some(wanted.clone()), kept: None };
    assert_eq!(plan(vec![], &wanted), expected);
    let expected = Plan { write: None, kept: None };
    assert_eq!(plan(vec![written(&wanted)], &wanted), expected);
}

#[test]
fn what_an_earlier_release_wrote_is_replaced() {
    let wanted = object("a", 2);
    let expected = Plan { write: Some(wanted.clone()), kept: None };
    assert_eq!(plan(vec![written(&object("a", 1))], &wanted), expected);
}

#[test]
fn what_the_original_wrote_is_replaced_and_what_a_user_made_of_it_is_kept() {
    assert_eq!(digest(&json!({"size": 0})), Thing.originals("old")[0]);
    let wanted = object("old", 2);
    let found = |size: u32| vec![Entry::named("old", json!({"size": size}))];
    assert_eq!(plan(found(0), &wanted).write, Some(wanted.clone()));
    assert_eq!(plan(found(7), &wanted).kept.as_deref(), Some("old-aes-siem"));
}

#[test]
fn a_users_change_is_kept_and_ours_stands_beside_it_once() {
    let wanted = object("a", 2);
    let mut changed = written(&object("a", 1));
    changed.body["size"] = json!(5);
    let first = plan(vec![changed.clone()], &wanted);
    let beside = object("a-aes-siem", 2);
    let expected = Plan { write: Some(beside.clone()), kept: Some("a-aes-siem".to_owned()) };
    assert_eq!(first, expected);
    let second = plan(vec![changed.clone(), written(&beside)], &wanted);
    assert_eq!(second, Plan { write: None, ..expected.clone() });
    // The next release's takes the place of ours, not of the user's.
    let third = plan(vec![changed, written(&beside)], &object("a", 3));
    assert_eq!(third, Plan { write: Some(object("a-aes-siem", 3)), ..expected });
}

#[test]
fn a_change_of_what_stands_beside_is_kept_too() {
    let user = |name: &str| Entry::named(name, json!({"size": 9}));
    let found = plan(vec![user("a"), user("a-aes-siem")], &object("a", 2));
    assert_eq!(found, Plan { write: None, kept: Some("a-aes-siem".to_owned()) });
}

#[test]
fn what_stood_beside_is_obsolete_when_the_object_is_ours_again() {
    let (wanted, beside) = (object("a", 2), object("a-aes-siem", 2));
    let names = BTreeSet::from(["a".to_owned()]);
    let obsolete =
        |beside: Entry| Inventory::new(vec![written(&wanted), beside]).obsolete(&Thing, &names);
    assert_eq!(obsolete(written(&beside)), ["a-aes-siem"]);
    let users = Entry::named("a-aes-siem", json!({"size": 2}));
    assert_eq!(obsolete(users), Vec::<String>::new());
}

#[test]
fn what_is_as_wanted_but_bears_no_mark_gets_one() {
    let wanted = object("a", 2);
    let found = Entry::named("a", wanted.body.clone());
    assert_eq!(plan(vec![found], &wanted).write, Some(wanted));
}

#[test]
fn only_what_is_ours_unchanged_and_unwanted_is_obsolete() {
    let mut changed = written(&object("changed", 1));
    changed.body["size"] = json!(2);
    let users = Entry::named("users", json!({"size": 1}));
    let (wanted, unwanted) = (written(&object("wanted", 1)), written(&object("unwanted", 1)));
    let inventory = Inventory::new(vec![changed, users, wanted, unwanted]);
    let names = BTreeSet::from(["wanted".to_owned()]);
    assert_eq!(inventory.obsolete(&Thing, &names), ["unwanted"]);
}
