//! The dashboards that come with the function.

use serde_json::{Value, json};

use crate::object::Object;

/// The files below `dashboards/`, each with `include_str!`.
pub(crate) const BUNDLED: &[&str] = &[];

/// What is imported, in the order in which one thing needs another.
const ORDER: [&str; 4] = ["index-pattern", "search", "visualization", "dashboard"];

/// The objects in the files, by `type/id`. A line that is none is left out; a test sees that
/// there is none in the bundle.
pub(super) fn objects(files: &[&str]) -> Vec<Object> {
    let lines = files.iter().flat_map(|file| file.lines());
    let mut objects: Vec<(usize, Object)> = lines.filter_map(read).collect();
    objects.sort_by_key(|(order, _)| *order);
    objects.into_iter().map(|(_, object)| object).collect()
}

fn read(line: &str) -> Option<(usize, Object)> {
    let mut found: Value = serde_json::from_str(line).ok()?;
    let of = |name: &str| found.get(name).and_then(Value::as_str);
    let (kind, id) = (of("type")?.to_owned(), of("id")?.to_owned());
    let order = ORDER.iter().position(|known| *known == kind)?;
    let mut take = |name: &str| found.get_mut(name).map(Value::take);
    let mut body = json!({"attributes": take("attributes")?});
    if let Some(fields) = body.as_object_mut() {
        for name in ["references", "migrationVersion"] {
            fields.extend(take(name).map(|value| (name.to_owned(), value)));
        }
    }
    Some((order, Object { name: format!("{kind}/{id}"), body }))
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    use super::*;

    #[test]
    fn every_file_of_the_folder_is_bundled_and_can_be_imported() {
        let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("dashboards");
        let files = std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path());
        let files = files.filter(|file| file.extension().is_some_and(|end| end == "ndjson"));
        let mut files: Vec<String> =
            files.map(|file| std::fs::read_to_string(file).unwrap()).collect();
        files.sort();
        let mut bundled = BUNDLED.to_vec();
        bundled.sort_unstable();
        assert_eq!(files, bundled);
        let objects = objects(BUNDLED);
        let lines = BUNDLED.iter().flat_map(|file| file.lines()).filter(|line| !line.is_empty());
        assert_eq!(objects.len(), lines.count(), "a line is no object that can be imported");
        for object in &objects {
            assert!(object.body["attributes"]["title"].is_string(), "{}", object.name);
            for reference in object.body["references"].as_array().into_iter().flatten() {
                let of = |name: &str| reference[name].as_str().unwrap();
                let name = format!("{}/{}", of("type"), of("id"));
                assert!(objects.iter().any(|o| o.name == name), "{}: {name}", object.name);
            }
        }
    }

    #[test]
    fn what_is_needed_comes_first() {
        let line = |kind: &str| format!(r#"{{"type":"{kind}","id":"a","attributes":{{}}}}"#);
        let file = [line("dashboard"), line("search"), line("index-pattern")].join("\n");
        let names: Vec<_> = objects(&[&file]).into_iter().map(|object| object.name).collect();
        assert_eq!(names, ["index-pattern/a", "search/a", "dashboard/a"]);
    }

    #[test]
    fn a_type_that_is_nobodys_to_bring_is_left_out() {
        assert!(objects(&[r#"{"type":"config","id":"2.19.0","attributes":{}}"#]).is_empty());
        assert!(objects(&["no JSON", r#"{"exportedCount":3}"#]).is_empty());
    }
}
