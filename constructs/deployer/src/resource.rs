//! A resource of a stack, with its properties as the template has them.

use serde_json::Value as Json;
use template::Synthesised;

use crate::needed;

pub(crate) struct Resource {
    pub(crate) stack: String,
    pub(crate) id: String,
    pub(crate) resource_type: String,
    pub(crate) properties: Json,
    /// `None` where the registry says nothing of the type.
    pub(crate) actions: Option<Vec<String>>,
}

pub(crate) fn all(stacks: &[Synthesised]) -> Vec<Resource> {
    let resources = stacks.iter().flat_map(|stack| {
        stack.template.resources().map(|(id, resource)| {
            let properties = serde_json::to_value(resource.properties()).unwrap_or_default();
            Resource {
                stack: stack.name.clone(),
                id: id.to_owned(),
                resource_type: resource.resource_type().to_owned(),
                actions: needed::actions(resource, &properties),
                properties,
            }
        })
    });
    resources.collect()
}

impl Resource {
    /// The resource with this logical id in the same stack.
    pub(crate) fn neighbour<'a>(&self, all: &'a [Self], id: &str) -> Option<&'a Self> {
        all.iter().find(|other| other.id == id && other.stack == self.stack)
    }

    /// Whether CloudFormation has a function deal with it.
    pub(crate) fn is_custom(&self) -> bool {
        self.resource_type.starts_with("Custom::")
            || self.resource_type == "AWS::CloudFormation::CustomResource"
    }
}
