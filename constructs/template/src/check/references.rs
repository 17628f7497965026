//! Everything that is referred to must be in the stack.

use crate::condition::Condition;
use crate::expr::{Expr, Intrinsic};
use crate::problem::Problem;
use crate::template::Template;
use crate::value::pseudo;

/// A name within `${…}` of a `Fn::Sub`.
pub(super) struct SubName<'a> {
    pub(super) name: &'a str,
    pub(super) attribute: Option<&'a str>,
}

/// The names that a `Fn::Sub` refers to, without its own variables.
pub(super) fn sub_names<'a>(
    text: &'a str,
    variables: &[(String, Expr)],
) -> Result<Vec<SubName<'a>>, ()> {
    let mut names = vec![];
    let mut rest = text;
    while let Some((_, after)) = rest.split_once("${") {
        let (inside, after) = after.split_once('}').ok_or(())?;
        rest = after;
        if inside.starts_with('!') || variables.iter().any(|(name, _)| name == inside) {
            continue;
        }
        let (name, attribute) = match inside.split_once('.') {
            Some((name, attribute)) => (name, Some(attribute)),
            None => (inside, None),
        };
        names.push(SubName { name, attribute });
    }
    Ok(names)
}

pub(super) fn check(template: &Template, problems: &mut Vec<Problem>) {
    let mut checker = Checker { template, problems };
    checker.conditions();
    checker.rules();
    for (id, resource) in &template.resources {
        for (name, expr) in resource.properties.iter() {
            checker.expr(&format!("{id}.{name}"), expr);
        }
        for (name, expr) in resource.common.metadata.iter() {
            checker.expr(&format!("{id}.Metadata.{name}"), expr);
        }
        if let Some(condition) = &resource.common.condition {
            checker.condition_name(&format!("{id}.Condition"), condition);
        }
        for other in &resource.common.depends_on {
            checker.resource(&format!("{id}.DependsOn"), other.as_str());
        }
    }
    for (name, output) in &template.outputs {
        let place = format!("output {name}");
        checker.expr(&place, &output.value);
        if let Some(export) = &output.export {
            let place = format!("{place}, export");
            checker.expr(&place, export);
            let why = "the name of an export must be known before any resource exists: use \
                text, parameters and pseudo parameters";
            checker.no_resources(&place, export, why);
        }
        if let Some(condition) = &output.condition {
            checker.condition_name(&place, condition);
        }
    }
}

struct Checker<'a> {
    template: &'a Template,
    problems: &'a mut Vec<Problem>,
}

impl Checker<'_> {
    fn expr(&mut self, place: &str, expr: &Expr) {
        expr.walk(&mut |node| {
            if let Expr::Intrinsic(intrinsic) = node {
                self.intrinsic(place, intrinsic);
            }
        });
    }

    fn intrinsic(&mut self, place: &str, intrinsic: &Intrinsic) {
        match intrinsic {
            Intrinsic::Ref(name) => self.name(place, name),
            Intrinsic::GetAtt { resource, attribute } => self.attribute(place, resource, attribute),
            Intrinsic::Sub { text, variables } => match sub_names(text, variables) {
                Err(()) => {
                    let (place, text) = (place.to_owned(), text.clone());
                    self.problems.push(Problem::UnclosedSub { place, text });
                }
                Ok(names) => {
                    for SubName { name, attribute } in names {
                        match attribute {
                            Some(attribute) => self.attribute(place, name, attribute),
                            None => self.name(place, name),
                        }
                    }
                }
            },
            Intrinsic::If { condition, .. } => self.condition_name(place, condition),
            Intrinsic::FindInMap { mapping, .. } => {
                if !self.template.mappings.contains_key(mapping) {
                    let (place, name) = (place.to_owned(), mapping.clone());
                    self.problems.push(Problem::UnknownMapping { place, name });
                }
            }
            Intrinsic::Join { .. }
            | Intrinsic::Select { .. }
            | Intrinsic::Split { .. }
            | Intrinsic::ImportValue(_)
            | Intrinsic::Base64(_)
            | Intrinsic::GetAZs(_)
            | Intrinsic::Cidr { .. } => {}
        }
    }

    /// What `Ref` may name.
    fn name(&mut self, place: &str, name: &str) {
        let known = pseudo::NAMES.contains(&name)
            || self.template.parameters.contains_key(name)
            || self.template.resources.contains_key(name);
        if !known {
            self.unknown(place, name);
        }
    }

    fn resource(&mut self, place: &str, name: &str) {
        if !self.template.resources.contains_key(name) {
            self.unknown(place, name);
        }
    }

    fn attribute(&mut self, place: &str, name: &str, attribute: &str) {
        let Some(resource) = self.template.resources.get(name) else {
            return self.unknown(place, name);
        };
        let Some(schema) = resource.schema else {
            return;
        };
        if !schema.attributes.contains(&attribute) {
            self.problems.push(Problem::UnknownAttribute {
                place: place.to_owned(),
                resource: name.to_owned(),
                resource_type: resource.resource_type.clone(),
                attribute: attribute.to_owned(),
                known: schema.attributes.to_vec(),
            });
        }
    }

    fn unknown(&mut self, place: &str, name: &str) {
        let known = self.template.resources.keys().chain(self.template.parameters.keys());
        let nearest = nearest(name, known.map(String::as_str));
        let (place, name) = (place.to_owned(), name.to_owned());
        self.problems.push(Problem::UnknownReference { place, name, nearest });
    }

    fn condition_name(&mut self, place: &str, name: &str) {
        if !self.template.conditions.contains_key(name) {
            let nearest = nearest(name, self.template.conditions.keys().map(String::as_str));
            let (place, name) = (place.to_owned(), name.to_owned());
            self.problems.push(Problem::UnknownCondition { place, name, nearest });
        }
    }

    fn conditions(&mut self) {
        for (name, condition) in &self.template.conditions {
            self.condition(
                &format!("condition {name}"),
                condition,
                "conditions are decided \
                before any resource exists: use a parameter",
            );
        }
    }

    fn rules(&mut self) {
        let why = "rules are decided before any resource exists: use a parameter";
        for (name, rule) in &self.template.rules {
            let place = format!("rule {name}");
            let tests = rule.when.iter().chain(rule.assertions.iter().map(|(test, _)| test));
            for test in tests {
                self.condition(&place, test, why);
                test.walk(&mut |part| {
                    if let Condition::Named(condition) = part {
                        let (rule, name) = (name.clone(), condition.clone());
                        self.problems.push(Problem::ConditionInRule { rule, name });
                    }
                });
            }
        }
    }

    /// A test may refer to parameters and pseudo parameters, not to resources.
    fn condition(&mut self, place: &str, condition: &Condition, why: &'static str) {
        condition.walk(&mut |part| match part {
            Condition::Named(name) => self.condition_name(place, name),
            Condition::Equals(left, right) => {
                for side in [left, right] {
                    self.expr(place, side);
                    self.no_resources(place, side, why);
                }
            }
            Condition::And(_) | Condition::Or(_) | Condition::Not(_) => {}
        });
    }

    fn no_resources(&mut self, place: &str, expr: &Expr, why: &'static str) {
        for name in resources_in(expr, self.template) {
            let place = place.to_owned();
            self.problems.push(Problem::ResourceNotAllowed { place, name, why });
        }
    }
}

/// The resources that an expression refers to, in order.
pub(super) fn resources_in(expr: &Expr, template: &Template) -> Vec<String> {
    let mut found = vec![];
    let mut note = |name: &str| {
        if template.resources.contains_key(name) {
            found.push(name.to_owned());
        }
    };
    expr.walk(&mut |node| {
        let Expr::Intrinsic(intrinsic) = node else {
            return;
        };
        match &**intrinsic {
            Intrinsic::Ref(name) => note(name),
            Intrinsic::GetAtt { resource, .. } => note(resource),
            Intrinsic::Sub { text, variables } => {
                for name in sub_names(text, variables).unwrap_or_default() {
                    note(name.name);
                }
            }
            _ => {}
        }
    });
    found
}

/// The known name that is most like the given one, if any is alike at all.
fn nearest<'a>(name: &str, known: impl Iterator<Item = &'a str>) -> Option<String> {
    known
        .map(|candidate| (distance(name, candidate), candidate))
        .min()
        .filter(|(distance, _)| {
            let length = name.chars().count();
            *distance < length && *distance <= (length / 3).max(2)
        })
        .map(|(_, candidate)| candidate.to_owned())
}

/// Levenshtein distance, without regard to case.
fn distance(left: &str, right: &str) -> usize {
    let right: Vec<char> = right.to_lowercase().chars().collect();
    let mut row: Vec<usize> = (0..=right.len()).collect();
    for (i, a) in left.to_lowercase().chars().enumerate() {
        let mut diagonal = i;
        row[0] = i + 1;
        for (j, b) in right.iter().enumerate() {
            let substituted = diagonal + usize::from(a != *b);
            diagonal = row[j + 1];
            row[j + 1] = substituted.min(diagonal + 1).min(row[j] + 1);
        }
    }
    row[right.len()]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_typing_mistake_has_a_nearest_name() {
        assert_eq!(
            nearest("LogBuket", ["Queue", "LogBucket"].into_iter()).as_deref(),
            Some("LogBucket")
        );
        assert_eq!(nearest("Zebra", ["Queue", "LogBucket"].into_iter()), None);
    }

    #[test]
    fn names_in_a_sub_are_found_without_its_variables_and_escapes() {
        let variables = [("Part1".to_owned(), Expr::from("x"))];
        let names = sub_names("${A.Arn}/${!user}/${Part1}/${AWS::Region}", &variables).unwrap();
        let found: Vec<_> = names.iter().map(|n| (n.name, n.attribute)).collect();
        assert_eq!(found, [("A", Some("Arn")), ("AWS::Region", None)]);
    }
}
