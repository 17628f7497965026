//! Definitions of state machines, in the Amazon States Language.
//!
//! A state owns the one that follows it, so that every state that is named is there and can
//! be reached: a wrong transition has no spelling. In return no two states lead to the same
//! one, and nothing leads back.
//!
//! Language: <https://states-language.net/spec.html>

use template::{Expr, Json, Object, Value, pseudo, text};

use crate::iam::Permission;
use crate::lambda::FunctionHandle;

/// A state and all that follow it.
#[derive(Debug, Clone)]
#[must_use = "a State is only described; make a Definition of it"]
pub struct State {
    name: &'static str,
    body: Object,
    next: Vec<State>,
    permissions: Vec<Permission>,
}

/// How a task that failed is tried again.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Retry {
    /// The errors, by name.
    pub errors: &'static [&'static str],
    /// Seconds before the first try; each later one waits twice as long.
    pub first_wait: u32,
    /// How often it is tried again.
    pub times: u32,
}

/// Errors of Lambda itself, which pass.
///
/// <https://docs.aws.amazon.com/step-functions/latest/dg/bp-lambda-serviceexception.html>
pub const LAMBDA_ERRORS: &[&str] = &[
    "Lambda.ClientExecutionTimeoutException",
    "Lambda.ServiceException",
    "Lambda.AWSLambdaException",
    "Lambda.SdkClientException",
    "Lambda.TooManyRequestsException",
];

impl Retry {
    /// Six more tries, within two minutes or so, where Lambda could not run the function.
    pub const LAMBDA: Self = Self { errors: LAMBDA_ERRORS, first_wait: 2, times: 6 };

    fn into_object(self) -> Object {
        Object::new()
            .with("ErrorEquals", self.errors.to_vec())
            .with("IntervalSeconds", i64::from(self.first_wait))
            .with("MaxAttempts", i64::from(self.times))
            .with("BackoffRate", 2_i64)
    }
}

impl State {
    fn new(name: &'static str, kind: &str) -> Self {
        let body = Object::new().with("Type", kind);
        Self { name, body, next: vec![], permissions: vec![] }
    }

    /// Calls a function with the state's input, and goes on with its answer. What it needs
    /// is granted to the state machine.
    pub fn invoke(name: &'static str, function: &FunctionHandle) -> Self {
        let resource = text!("arn:", pseudo::partition(), ":states:::lambda:invoke");
        let mut state = Self::new(name, "Task");
        state.body = state
            .body
            .with("Resource", resource.into_expr())
            .with(
                "Parameters",
                Object::new()
                    .with("FunctionName", function.arn().into_expr())
                    .with("Payload.$", "$"),
            )
            .with("OutputPath", "$.Payload");
        state.permissions.push(function.invoke());
        state
    }

    /// Does nothing.
    pub fn pass(name: &'static str) -> Self {
        Self::new(name, "Pass")
    }

    /// Goes to one state where the input has nothing at a path, and to another where it has.
    pub fn choose_by_absence(
        name: &'static str,
        path: &str,
        if_absent: State,
        otherwise: State,
    ) -> Self {
        let absent = Object::new()
            .with("Variable", path)
            .with("IsPresent", false)
            .with("Next", if_absent.name);
        let mut state = Self::new(name, "Choice");
        state.body = state
            .body
            .with("Choices", Expr::List(vec![absent.into()]))
            .with("Default", otherwise.name);
        state.adopt(if_absent);
        state.adopt(otherwise);
        state
    }

    /// Runs states for each item of the list at a path, so many at a time. Each run gets its
    /// item under `item` and nothing else.
    pub fn map(name: &'static str, items: &str, item: &str, at_a_time: u32, each: State) -> Self {
        let mut state = Self::new(name, "Map");
        state.permissions.extend(each.all_permissions());
        let processor = Object::new()
            .with("ProcessorConfig", Object::new().with("Mode", "INLINE"))
            .with("StartAt", each.name)
            .with("States", each.into_states());
        state.body = state
            .body
            .with("ItemsPath", items)
            .with("ItemSelector", Object::new().with(format!("{item}.$"), "$$.Map.Item.Value"))
            .with("MaxConcurrency", i64::from(at_a_time))
            .with("ItemProcessor", processor);
        state
    }

    /// How it is tried again when it fails.
    pub fn retry(mut self, retry: Retry) -> Self {
        self.body.set("Retry", Expr::List(vec![retry.into_object().into()]));
        self
    }

    /// How long it may take, in seconds.
    pub fn timeout_seconds(mut self, seconds: u32) -> Self {
        self.body.set("TimeoutSeconds", i64::from(seconds));
        self
    }

    /// Where it goes when it has failed in the end: with its input, and the error added to
    /// that under `$.error`.
    pub fn catch(mut self, errors: &[&str], next: State) -> Self {
        let catch = Object::new()
            .with("ErrorEquals", errors.to_vec())
            .with("ResultPath", "$.error")
            .with("Next", next.name);
        self.body.set("Catch", Expr::List(vec![catch.into()]));
        self.adopt(next);
        self
    }

    /// The state that follows; without one, this is the last.
    pub fn then(mut self, next: State) -> Self {
        self.body.set("Next", next.name);
        self.adopt(next);
        self
    }

    fn adopt(&mut self, next: State) {
        self.next.push(next);
    }

    fn all_permissions(&self) -> Vec<Permission> {
        let later = self.next.iter().flat_map(Self::all_permissions);
        self.permissions.iter().cloned().chain(later).collect()
    }

    fn into_states(self) -> Object {
        let mut states = Object::new();
        self.collect(&mut states);
        states
    }

    fn collect(mut self, states: &mut Object) {
        assert!(states.get(self.name).is_none(), "two states are called `{}`", self.name);
        let goes_on = self.body.get("Next").is_some() || self.body.get("Default").is_some();
        if !goes_on {
            self.body.set("End", true);
        }
        states.set(self.name, self.body);
        for next in self.next {
            next.collect(states);
        }
    }
}

/// What a state machine does.
#[derive(Debug, Clone)]
#[must_use = "a Definition is only described; give it to a StateMachine"]
pub struct Definition {
    first: State,
    timeout_seconds: u32,
}

impl Definition {
    /// Begins with this state. An execution that takes longer is ended.
    pub fn starting_at(first: State, timeout_seconds: u32) -> Self {
        Self { first, timeout_seconds }
    }

    /// All that the functions it calls need.
    pub(super) fn permissions(&self) -> Vec<Permission> {
        self.first.all_permissions()
    }

    /// # Panics
    ///
    /// If two states have one name.
    pub(super) fn into_text(self) -> Value<String> {
        let definition = Object::new()
            .with("StartAt", self.first.name)
            .with("States", self.first.into_states())
            .with("TimeoutSeconds", i64::from(self.timeout_seconds));
        Value::<Json>::from(definition).into_text()
    }
}

#[cfg(test)]
mod tests {
    use serde_json::{Value as Literal, json};

    use super::*;

    fn literal(first: State) -> Literal {
        let text = Definition::starting_at(first, 60).into_text();
        serde_json::from_str(text.known().unwrap()).unwrap()
    }

    #[test]
    fn the_last_state_ends_and_the_others_go_on() {
        let definition = literal(State::pass("A").then(State::pass("B")));
        assert_eq!(
            definition,
            json!({
                "StartAt": "A",
                "States": {
                    "A": {"Type": "Pass", "Next": "B"},
                    "B": {"Type": "Pass", "End": true},
                },
                "TimeoutSeconds": 60,
            })
        );
    }

    #[test]
    fn a_choice_has_two_ways_and_no_end() {
        let definition = literal(State::choose_by_absence(
            "Any",
            "$.items[0]",
            State::pass("None"),
            State::pass("Some"),
        ));
        assert_eq!(
            definition["States"]["Any"],
            json!({
                "Type": "Choice",
                "Choices": [{"Variable": "$.items[0]", "IsPresent": false, "Next": "None"}],
                "Default": "Some",
            })
        );
        assert_eq!(definition["States"]["None"]["End"], true);
        assert_eq!(definition["States"]["Some"]["End"], true);
    }

    #[test]
    fn a_map_keeps_its_states_to_itself() {
        let failed = State::pass("Failed");
        let each = State::pass("Each").retry(Retry::LAMBDA).catch(&["States.ALL"], failed);
        let definition = literal(State::map("All", "$.items", "item", 4, each));
        let all = &definition["States"]["All"];
        assert_eq!(all["ItemSelector"], json!({"item.$": "$$.Map.Item.Value"}));
        assert_eq!(all["ItemProcessor"]["States"]["Each"]["Catch"][0]["Next"], "Failed");
        assert_eq!(all["ItemProcessor"]["States"]["Failed"], json!({"Type": "Pass", "End": true}));
        assert!(definition["States"].get("Each").is_none());
    }

    #[test]
    #[should_panic(expected = "two states are called `A`")]
    fn two_states_of_one_name_are_refused() {
        let _ = literal(State::pass("A").then(State::pass("A")));
    }
}
