//! Assertions on synthesised templates, for tests.
//!
//! A pattern is JSON of which the resource must have at least so much: an object may have
//! more entries than the pattern; a list must have the same items, each matching its
//! pattern; [`any`] matches anything. An assertion that fails shows the resources that
//! come nearest, and where they differ.

mod deployed;
mod matching;

pub use deployed::Deployment;
use matching::mismatches;
use serde_json::Value as Json;
use template::{Stack, Synthesised};

/// How many of the nearest resources a failure shows.
const NEAREST: usize = 3;

/// Matches anything that is there.
pub fn any() -> Json {
    matching::ANY.into()
}

/// A template to be looked at.
#[derive(Debug, Clone)]
pub struct Template(Json);

impl Template {
    /// The template of a stack.
    ///
    /// # Panics
    ///
    /// With all that is wrong with the stack, if something is.
    #[track_caller]
    pub fn of(stack: Stack) -> Self {
        match stack.synthesise() {
            Ok(synthesised) => Self::synthesised(&synthesised),
            Err(problems) => panic!("{problems}"),
        }
    }

    /// The template of a stack that is synthesised.
    pub fn synthesised(stack: &Synthesised) -> Self {
        Self(serde_json::to_value(&stack.template).expect("a template has text keys"))
    }

    /// A template that has been written.
    pub fn written(template: Json) -> Self {
        Self(template)
    }

    /// A section, such as `Parameters`; null if there is none.
    pub fn section(&self, name: &str) -> &Json {
        &self.0[name]
    }

    /// The whole template.
    pub fn as_json(&self) -> &Json {
        &self.0
    }

    /// The resource with this logical id.
    ///
    /// # Panics
    ///
    /// If there is none.
    #[track_caller]
    pub fn resource(&self, logical_id: &str) -> &Json {
        let resource = &self.0["Resources"][logical_id];
        assert!(!resource.is_null(), "no resource `{logical_id}`; there are: {}", self.ids());
        resource
    }

    /// Logical id and definition of the resources of a type.
    pub fn resources_of<'a>(&'a self, kind: &'a str) -> impl Iterator<Item = (&'a str, &'a Json)> {
        let all = self.0["Resources"].as_object().into_iter().flatten();
        let of_type = all.filter(move |(_, resource)| resource["Type"] == kind);
        of_type.map(|(id, resource)| (id.as_str(), resource))
    }

    /// There is a resource of the type with at least these properties.
    ///
    /// # Panics
    ///
    /// If there is none; shows the nearest.
    #[track_caller]
    pub fn has_resource_properties(&self, kind: &str, properties: &Json) {
        self.has_resource(kind, &serde_json::json!({ "Properties": properties }));
    }

    /// There is a resource of the type with at least these properties, policies, metadata.
    ///
    /// # Panics
    ///
    /// If there is none; shows the nearest.
    #[track_caller]
    pub fn has_resource(&self, kind: &str, pattern: &Json) {
        let mut misses: Vec<_> = self
            .resources_of(kind)
            .map(|(id, resource)| (mismatches(pattern, resource), id, resource))
            .collect();
        misses.sort_by_key(|(mismatches, ..)| mismatches.len());
        if misses.first().is_some_and(|(mismatches, ..)| mismatches.is_empty()) {
            return;
        }
        let mut report = format!("no {kind} matches {pattern:#}");
        if misses.is_empty() {
            report += &format!("\nthere is none at all; there are: {}", self.ids());
        }
        for (mismatches, id, resource) in misses.iter().take(NEAREST) {
            report += &format!("\n\n{id} comes near, but\n  {}", mismatches.join("\n  "));
            report += &format!("\nit is {resource:#}");
        }
        panic!("{report}");
    }

    /// There are so many resources of the type.
    ///
    /// # Panics
    ///
    /// If there are more or fewer.
    #[track_caller]
    pub fn resource_count_is(&self, kind: &str, count: usize) {
        let found: Vec<_> = self.resources_of(kind).map(|(id, _)| id).collect();
        assert_eq!(found.len(), count, "{kind}: found {found:?}");
    }

    fn ids(&self) -> String {
        let resources = self.0["Resources"].as_object().into_iter().flatten();
        let named = resources.map(|(id, resource)| format!("{id} ({})", resource["Type"]));
        named.collect::<Vec<_>>().join(", ")
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;
    use template::Resource;

    fn template() -> Template {
        let mut stack = Stack::new("demo");
        stack.add(
            Resource::raw("Near", "Demo::Queue").property("Name", "a").property("Days", 4_i64),
        );
        stack.add(Resource::raw("Far", "Demo::Queue").property("Name", "b"));
        Template::of(stack)
    }

    #[test]
    fn a_resource_may_have_more_than_the_pattern() {
        template().has_resource_properties("Demo::Queue", &json!({"Name": "a"}));
        template().has_resource_properties("Demo::Queue", &json!({"Name": any(), "Days": 4}));
    }

    #[test]
    #[should_panic(expected = "Near comes near, but\n  Properties.Days: wanted 14, found 4")]
    fn a_failure_shows_the_nearest_resource_first() {
        template().has_resource_properties("Demo::Queue", &json!({"Name": "a", "Days": 14}));
    }

    #[test]
    #[should_panic(expected = "there is none at all; there are: Far (\"Demo::Queue\")")]
    fn a_type_that_is_not_there_lists_what_is() {
        template().has_resource_properties("Demo::Topic", &json!({}));
    }
}
