//! Circles: resources that wait for each other, conditions defined by each other.

use std::collections::{BTreeMap, BTreeSet};

use super::references::resources_in;
use crate::condition::Condition;
use crate::expr::Expr;
use crate::problem::Problem;
use crate::template::Template;

type Graph = BTreeMap<String, BTreeSet<String>>;

pub(super) fn check(template: &Template, problems: &mut Vec<Problem>) {
    for cycle in cycles(&resources(template)) {
        problems.push(Problem::Cycle { cycle });
    }
    for cycle in cycles(&conditions(template)) {
        problems.push(Problem::ConditionCycle { cycle });
    }
}

fn resources(template: &Template) -> Graph {
    let edges = template.resources.iter().map(|(id, resource)| {
        let properties = Expr::Object(resource.properties.clone());
        let referred = resources_in(&properties, template).into_iter();
        let depends = resource.common.depends_on.iter().map(ToString::to_string);
        (id.clone(), referred.chain(depends).collect())
    });
    edges.collect()
}

fn conditions(template: &Template) -> Graph {
    let edges = template.conditions.iter().map(|(name, condition)| {
        let mut named = BTreeSet::new();
        condition.walk(&mut |part| {
            if let Condition::Named(other) = part {
                named.insert(other.clone());
            }
        });
        (name.clone(), named)
    });
    edges.collect()
}

/// One circle for each group of nodes that reach each other, closed: `A → B → A`.
fn cycles(graph: &Graph) -> Vec<Vec<String>> {
    let mut state = Search { graph, done: BTreeSet::new(), path: vec![], found: vec![] };
    for node in graph.keys() {
        state.visit(node);
    }
    state.found
}

struct Search<'a> {
    graph: &'a Graph,
    done: BTreeSet<&'a str>,
    path: Vec<&'a str>,
    found: Vec<Vec<String>>,
}

impl<'a> Search<'a> {
    fn visit(&mut self, node: &'a str) {
        if let Some(start) = self.path.iter().position(|on_path| *on_path == node) {
            let circle = self.path[start..].iter().chain([&node]);
            self.found.push(circle.map(|name| (*name).to_owned()).collect());
            return;
        }
        let Some(next) = self.graph.get(node) else {
            return;
        };
        if self.done.contains(node) {
            return;
        }
        self.path.push(node);
        for other in next {
            self.visit(other);
        }
        self.path.pop();
        self.done.insert(node);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn graph(edges: &[(&str, &[&str])]) -> Graph {
        edges
            .iter()
            .map(|(from, to)| ((*from).to_owned(), to.iter().map(|t| (*t).to_owned()).collect()))
            .collect()
    }

    #[test]
    fn a_circle_is_reported_once_and_closed() {
        let found = cycles(&graph(&[("A", &["B"]), ("B", &["C"]), ("C", &["A"]), ("D", &["A"])]));
        assert_eq!(found, [["A", "B", "C", "A"]]);
    }

    #[test]
    fn a_resource_that_refers_to_itself_is_a_circle() {
        assert_eq!(cycles(&graph(&[("A", &["A"])])), [["A", "A"]]);
    }

    #[test]
    fn two_ways_to_one_place_are_no_circle() {
        assert!(cycles(&graph(&[("A", &["B", "C"]), ("B", &["D"]), ("C", &["D"])])).is_empty());
    }
}
