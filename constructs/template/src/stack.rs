//! Stacks, the scopes within them, and constructs.

use std::collections::{BTreeMap, HashMap};

use crate::asset::{Asset, AssetLocation, AssetStore};
use crate::check;
use crate::condition::{Condition, ConditionHandle};
use crate::expr::{Expr, Object};
use crate::logical_id::LogicalId;
use crate::parameter::{Parameter, ParameterType};
use crate::problem::{Problem, Problems};
use crate::resource::{ESCAPE_HATCH, Handle};
use crate::template::{Mapping, Output, ResourceDefinition, Rule, Template};
use crate::value::Value;

/// Something that can be added to a stack: one resource or many.
pub trait Construct {
    /// What `add` returns: typed references to what was added.
    type Handle;

    /// Adds the resources.
    fn build(self, scope: &mut Scope<'_>) -> Self::Handle;
}

/// A stack in the making.
///
/// Adding never fails: what is wrong is collected, and [`synthesise`](Self::synthesise)
/// reports all of it.
#[derive(Debug)]
pub struct Stack {
    name: String,
    template: Template,
    /// The construct path of each logical id.
    paths: BTreeMap<LogicalId, String>,
    pinned: HashMap<String, String>,
    groups: Vec<(String, Vec<String>)>,
    labels: BTreeMap<String, String>,
    store: AssetStore,
    assets: BTreeMap<String, Asset>,
    problems: Vec<Problem>,
}

/// A stack that passed every check.
#[derive(Debug)]
pub struct Synthesised {
    /// The stack's name.
    pub name: String,
    /// Its template.
    pub template: Template,
    /// The files that its resources need, by content.
    pub assets: Vec<Asset>,
    /// Where the files go.
    pub store: AssetStore,
}

impl Stack {
    /// An empty stack.
    pub fn new(name: impl Into<String>) -> Self {
        Self {
            name: name.into(),
            template: Template::default(),
            paths: BTreeMap::new(),
            pinned: HashMap::new(),
            groups: vec![],
            labels: BTreeMap::new(),
            store: AssetStore::default(),
            assets: BTreeMap::new(),
            problems: vec![],
        }
    }

    /// What the stack is, as CloudFormation shows it.
    pub fn describe(&mut self, description: impl Into<String>) {
        self.template.description = Some(description.into());
    }

    /// Where the stack's files go. The CDK bootstrap bucket if this is not called.
    pub fn store_assets_in(&mut self, store: AssetStore) {
        self.store = store;
    }

    /// Gives the constructs at these paths the logical ids beside them, so that a stack
    /// that another program has made is updated in place.
    pub fn pin(&mut self, table: &[(&str, &str)]) {
        self.pinned.extend(table.iter().map(|(path, id)| ((*path).to_owned(), (*id).to_owned())));
    }

    /// Adds a construct at the top of the stack.
    pub fn add<C: Construct>(&mut self, construct: C) -> C::Handle {
        self.root().add(construct)
    }

    /// A scope at the top of the stack.
    pub fn scope(&mut self, id: &str) -> Scope<'_> {
        self.root().into_child(id)
    }

    fn root(&mut self) -> Scope<'_> {
        Scope { stack: self, path: String::new() }
    }

    /// The scope with this path, from [`Scope::path`].
    pub fn scope_at(&mut self, path: &str) -> Scope<'_> {
        Scope { stack: self, path: path.to_owned() }
    }

    /// Whether a resource is in the stack.
    pub fn contains(&self, resource: &impl Handle) -> bool {
        self.template.resources.contains_key(resource.logical_id().as_str())
    }

    /// Adds a parameter and gives its value.
    pub fn parameter<T: ParameterType>(&mut self, parameter: Parameter<T>) -> Value<T> {
        let Parameter { name, definition, group, label, .. } = parameter;
        let value = Value::from_expr(Expr::reference(&name));
        match self.template.parameters.get(&name) {
            Some(existing) if *existing == definition => return value,
            Some(_) => self.duplicate("parameter", &name),
            None => {}
        }
        if let Some(label) = label {
            self.labels.insert(name.clone(), label);
        }
        if let Some(group) = group {
            match self.groups.iter_mut().find(|(title, _)| *title == group) {
                Some((_, members)) => members.push(name.clone()),
                None => self.groups.push((group, vec![name.clone()])),
            }
        }
        self.template.parameters.insert(name, definition);
        value
    }

    /// Adds a condition. The same one may be added again.
    pub fn condition(&mut self, name: &str, condition: Condition) -> ConditionHandle {
        match self.template.conditions.get(name) {
            Some(existing) if *existing != condition => self.duplicate("condition", name),
            _ => {
                self.template.conditions.insert(name.to_owned(), condition);
            }
        }
        ConditionHandle::named(name)
    }

    /// Adds a mapping; [`Value::find_in_map`] reads it.
    pub fn mapping(&mut self, name: &str, mapping: Mapping) {
        match self.template.mappings.get(name) {
            Some(existing) if *existing != mapping => self.duplicate("mapping", name),
            _ => {
                self.template.mappings.insert(name.to_owned(), mapping);
            }
        }
    }

    /// Adds a rule over parameters.
    pub fn rule(&mut self, name: &str, rule: Rule) {
        if self.template.rules.insert(name.to_owned(), rule).is_some() {
            self.duplicate("rule", name);
        }
    }

    /// Adds an output.
    pub fn output(&mut self, name: &str, output: Output) {
        if self.template.outputs.insert(name.to_owned(), output).is_some() {
            self.duplicate("output", name);
        }
    }

    /// Registers a file that a resource needs, and says where it will be.
    pub fn asset(&mut self, asset: Asset) -> AssetLocation {
        let location = self.store.locate(&asset);
        self.assets.insert(asset.id().to_owned(), asset);
        location
    }

    /// Changes the properties of a resource that is in the stack: for constructs whose
    /// resource grows, such as a policy that gains statements. One that is not in this
    /// stack is a problem.
    pub fn amend(&mut self, resource: &impl Handle, change: impl FnOnce(&mut Object)) {
        let name = resource.logical_id().to_string();
        if let Some(definition) = self.template.resources.get_mut(&name) {
            change(&mut definition.properties);
        } else {
            let place = "something added to a resource".to_owned();
            self.problems.push(Problem::UnknownReference { place, name, nearest: None });
        }
    }

    /// Sets one property of a resource that is in the stack, past its types.
    ///
    /// `property` is a dotted path; numbers count the items of a list from 0. The
    /// resource's metadata names each path that was set so.
    pub fn override_property(
        &mut self,
        resource: &impl Handle,
        property: &str,
        value: impl Into<Expr>,
    ) {
        let id = resource.logical_id();
        let outcome = match self.template.resources.get_mut(id.as_str()) {
            None => Err("the resource is not in this stack".to_owned()),
            Some(definition) => set_at(&mut definition.properties, property, value.into())
                .map(|()| note_override(&mut definition.common.metadata, property)),
        };
        if let Err(why) = outcome {
            let resource = id.to_string();
            self.problems.push(Problem::Override { resource, property: property.into(), why });
        }
    }

    /// The metadata of a resource of this name, to change.
    pub(crate) fn metadata_of(&mut self, name: &str) -> Option<&mut Object> {
        self.template.resources.get_mut(name).map(|definition| &mut definition.common.metadata)
    }

    /// Makes CloudFormation finish `other` before a resource that is in the stack already.
    pub fn depend(&mut self, resource: &impl Handle, other: &impl Handle) {
        let name = resource.logical_id().to_string();
        if let Some(definition) = self.template.resources.get_mut(&name) {
            let id = other.logical_id();
            if !definition.common.depends_on.contains(id) {
                definition.common.depends_on.push(id.clone());
            }
        } else {
            let place = "something that waits for another".to_owned();
            self.problems.push(Problem::UnknownReference { place, name, nearest: None });
        }
    }

    /// Says that something cannot be deployed as it is described, and why: the value found,
    /// the value wanted and the way out.
    pub fn refuse(&mut self, place: impl Into<String>, why: impl Into<String>) {
        self.problem(Problem::Impossible { place: place.into(), why: why.into() });
    }

    /// Adds to what is wrong with the stack, for constructs whose settings do not go
    /// together: [`synthesise`](Self::synthesise) reports it with all else.
    pub fn problem(&mut self, problem: Problem) {
        self.problems.push(problem);
    }

    /// Checks everything and gives the template.
    ///
    /// # Errors
    ///
    /// All that is wrong with the stack.
    pub fn synthesise(mut self) -> Result<Synthesised, Problems> {
        self.template.metadata = self.interface();
        let mut problems = std::mem::take(&mut self.problems);
        check::check(&self.template, &mut problems);
        Problems::check(&self.name, problems)?;
        Ok(Synthesised {
            name: self.name,
            template: self.template,
            assets: self.assets.into_values().collect(),
            store: self.store,
        })
    }

    /// How the console arranges the parameters.
    fn interface(&self) -> Object {
        if self.groups.is_empty() && self.labels.is_empty() {
            return Object::new();
        }
        let named = |name: &str| Object::new().with("default", name);
        let groups: Vec<Object> = self
            .groups
            .iter()
            .map(|(title, members)| {
                Object::new().with("Label", named(title)).with("Parameters", members.clone())
            })
            .collect();
        let labels: Object = self.labels.iter().map(|(name, label)| (name, named(label))).collect();
        let mut interface = Object::new().with("ParameterGroups", groups);
        if !labels.is_empty() {
            interface.set("ParameterLabels", labels);
        }
        Object::new().with("AWS::CloudFormation::Interface", interface)
    }

    fn duplicate(&mut self, section: &'static str, name: &str) {
        self.problems.push(Problem::DuplicateName { section, name: name.to_owned() });
    }
}

/// A place in a stack; its path comes before the ids of what is added to it.
#[derive(Debug)]
pub struct Scope<'a> {
    stack: &'a mut Stack,
    path: String,
}

impl Scope<'_> {
    /// Adds a construct here.
    pub fn add<C: Construct>(&mut self, construct: C) -> C::Handle {
        construct.build(self)
    }

    /// A scope within this one.
    pub fn child(&mut self, id: &str) -> Scope<'_> {
        let path = self.path_of(id);
        Scope { stack: self.stack, path }
    }

    /// Gives the resources at these paths within the scope the logical ids beside them, so
    /// that a stack that another program has made is updated in place.
    pub fn pin(&mut self, table: &[(&str, &str)]) {
        for (path, id) in table {
            let path = self.path_of(path);
            self.stack.pinned.insert(path, (*id).to_owned());
        }
    }

    /// The ids of the scopes around this one and its own, with `/` between them.
    pub fn path(&self) -> &str {
        &self.path
    }

    /// The logical id that a resource with this id would have here.
    pub fn logical_id_of(&self, id: &str) -> LogicalId {
        let path = self.path_of(id);
        match self.stack.pinned.get(&path) {
            Some(pinned) => LogicalId::new(pinned),
            None => LogicalId::of_path(&path),
        }
    }

    /// The stack around this scope, for what has no place in it: parameters, conditions,
    /// assets.
    pub fn stack(&mut self) -> &mut Stack {
        self.stack
    }

    /// Every resource that is in this scope so far: its path seen from here, its id, and what
    /// it is.
    pub(crate) fn resources(
        &self,
    ) -> impl Iterator<Item = (&str, &LogicalId, &ResourceDefinition)> {
        let inside = if self.path.is_empty() { String::new() } else { format!("{}/", self.path) };
        self.stack.paths.iter().filter_map(move |(id, path)| {
            let path = path.strip_prefix(&inside)?;
            Some((path, id, self.stack.template.resources.get(id.as_str())?))
        })
    }

    /// Calls `change` for every resource that is in this scope so far.
    pub(crate) fn for_each_resource(&mut self, mut change: impl FnMut(&mut ResourceDefinition)) {
        let inside = format!("{}/", self.path);
        let Stack { paths, template, .. } = &mut *self.stack;
        for (id, definition) in &mut template.resources {
            let path = paths.get(&LogicalId::new(id));
            if self.path.is_empty() || path.is_some_and(|path| path.starts_with(&inside)) {
                change(definition);
            }
        }
    }

    /// Adds a resource; for implementations of [`Construct`] outside generated code.
    pub(crate) fn define(&mut self, id: &str, definition: ResourceDefinition) -> LogicalId {
        let path = self.path_of(id);
        let logical_id = self.logical_id_of(id);
        if !LogicalId::is_valid(logical_id.as_str()) {
            let id = logical_id.clone();
            self.stack.problems.push(Problem::InvalidId { path, id });
        } else if let Some(first) = self.stack.paths.get(&logical_id) {
            let (id, first) = (logical_id.clone(), first.clone());
            self.stack.problems.push(Problem::DuplicateId { id, first, second: path });
        } else {
            self.stack.paths.insert(logical_id.clone(), path);
            self.stack.template.resources.insert(logical_id.to_string(), definition);
        }
        logical_id
    }

    fn path_of(&self, id: &str) -> String {
        if self.path.is_empty() { id.to_owned() } else { format!("{}/{id}", self.path) }
    }
}

impl<'a> Scope<'a> {
    fn into_child(self, id: &str) -> Scope<'a> {
        let path = self.path_of(id);
        Scope { stack: self.stack, path }
    }
}

/// Sets the property at a dotted path; objects on the way are made.
fn set_at(properties: &mut Object, path: &str, value: Expr) -> Result<(), String> {
    let Some((first, rest)) = path.split_once('.') else {
        properties.set(path, value);
        return Ok(());
    };
    if properties.get(first).is_none() {
        properties.set(first, Object::new());
    }
    match properties.get_mut(first) {
        Some(expr) => set_in(expr, rest, value),
        None => Ok(()),
    }
}

fn set_in(expr: &mut Expr, path: &str, value: Expr) -> Result<(), String> {
    match expr {
        Expr::Object(object) => set_at(object, path, value),
        Expr::List(items) => {
            let (index, rest) = path.split_once('.').map_or((path, None), |(i, r)| (i, Some(r)));
            let length = items.len();
            let item = index.parse().ok().and_then(|index: usize| items.get_mut(index));
            match (item, rest) {
                (None, _) => Err(format!("`{index}` is not an index of a list of {length}")),
                (Some(item), Some(rest)) => set_in(item, rest, value),
                (Some(item), None) => {
                    *item = value;
                    Ok(())
                }
            }
        }
        Expr::Intrinsic(_) => {
            Err(format!("`{path}` lies within a function; override the whole property instead"))
        }
        _ => Err(format!("`{path}` lies within a single value, which has no parts")),
    }
}

fn note_override(metadata: &mut Object, property: &str) {
    let mut hatch = match metadata.get(ESCAPE_HATCH) {
        Some(Expr::Object(object)) => object.clone(),
        _ => Object::new(),
    };
    let mut overrides = match hatch.get("overrides") {
        Some(Expr::List(items)) => items.clone(),
        _ => vec![],
    };
    overrides.push(property.into());
    hatch.set("overrides", overrides);
    metadata.set(ESCAPE_HATCH, hatch);
}
