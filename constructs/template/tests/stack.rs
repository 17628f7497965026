//! Stacks as a program that uses this crate sees them.

use serde_json::{Value as Json, json};
use template::{
    Check, Condition, ConditionHandle, Constraint, Expr, Handle, Handlers, LogicalId, Mapping,
    Object, Output, Parameter, Problem, Problems, Properties, RawHandle, Resource, Rule, Schema,
    Stack, TagForm, Value, pseudo, text,
};

/// A type as the generator would describe it.
struct Queue(Object);

impl Properties for Queue {
    const TYPE: &'static str = "Demo::Queue";
    const SCHEMA: &'static Schema = &Schema {
        attributes: &["Arn"],
        create_only: &["Name"],
        conditional_create_only: &[],
        tags: TagForm::List,
        constraints: &[Constraint { property: "Name", min_length: 1, max_length: 10 }],
        handlers: Handlers { create: &[], read: &[], update: &[], delete: &[], list: &[] },
    };
    type Handle = RawHandle;

    fn into_object(self) -> Object {
        self.0
    }
}

fn queue(name: &str) -> Queue {
    Queue(Object::new().with("Name", name))
}

fn json(stack: Stack) -> Json {
    serde_json::from_str(&stack.synthesise().unwrap().template.to_json()).unwrap()
}

fn problems(stack: Stack) -> Problems {
    stack.synthesise().unwrap_err()
}

#[test]
fn everything_that_is_wrong_is_reported_at_once() {
    let mut stack = Stack::new("demo");
    stack.add(Resource::new("Jobs", queue("jobs")));
    stack.add(Resource::new("Jobs", queue("again")));
    stack.add(Resource::new("Long", queue("a-name-too-long")));
    stack.add(Resource::raw("Uses", "Demo::Thing").property("Of", Expr::reference("Jbos")));
    stack.add(
        Resource::raw("When", "Demo::Thing").condition(&ConditionHandle::named("IsProduction")),
    );
    stack.add(Resource::raw("not valid", "Demo::Thing"));
    let problems = problems(stack);
    let text = problems.to_string();
    assert_eq!(problems.iter().len(), 5, "{text}");
    for part in [
        "stack `demo` has 5 problems:",
        "the logical id `Jobs` is already used by Jobs",
        "Long.Name is `a-name-too-long`, 15 characters; Demo::Queue takes 1 to 10",
        "Uses.Of refers to `Jbos`, which is neither a parameter nor a resource of this stack (did you mean `Jobs`?)",
        "When.Condition refers to the condition `IsProduction`, which is not in this stack",
        "not valid: the logical id `not valid` has 9 characters; wanted are 1 to 255 letters and digits",
    ] {
        assert!(text.contains(part), "`{part}` is not in:\n{text}");
    }
}

#[test]
fn resources_that_wait_for_each_other_are_named_in_order() {
    let mut stack = Stack::new("demo");
    stack.add(
        Resource::raw("A", "Demo::Thing").property("B", Value::<String>::sub("${B}/x").into_expr()),
    );
    stack.add(Resource::raw("B", "Demo::Thing").property("C", Expr::reference("C")));
    stack.add(Resource::raw("C", "Demo::Thing").depends_on(&RawHandle::from(id_of("A"))));
    let cycle = ["A", "B", "C", "A"].map(str::to_owned).to_vec();
    assert_eq!(problems(stack).iter().collect::<Vec<_>>(), [&Problem::Cycle { cycle }]);
}

/// The id of a resource that is made only to get at its id.
fn id_of(name: &str) -> LogicalId {
    Stack::new("elsewhere").add(Resource::raw(name, "Demo::Thing")).logical_id().clone()
}

#[test]
fn an_attribute_that_the_type_does_not_have_is_reported_with_those_it_has() {
    let mut stack = Stack::new("demo");
    let jobs = stack.add(Resource::new("Jobs", queue("jobs")));
    stack.output("Url", Output::new(jobs.attribute("Url")));
    assert!(problems(stack).to_string().contains("known attributes: Arn"));
}

#[test]
fn more_than_500_resources_are_refused() {
    let mut stack = Stack::new("demo");
    for n in 0..501 {
        stack.add(Resource::raw(format!("R{n}"), "Demo::Thing"));
    }
    let expected = Problem::TooMany { what: "resources", found: 501, limit: 500 };
    assert_eq!(problems(stack).iter().collect::<Vec<_>>(), [&expected]);
}

#[test]
fn a_template_over_a_megabyte_is_refused() {
    let mut stack = Stack::new("demo");
    stack.add(Resource::raw("Big", "Demo::Thing").property("Text", "x".repeat(1_000_000)));
    assert!(matches!(
        problems(stack).iter().next(),
        Some(Problem::TemplateTooLarge { limit: 1_000_000, .. })
    ));
}

#[test]
fn a_mapping_that_is_not_in_the_stack_is_reported() {
    let mut stack = Stack::new("demo");
    let account: Value<String> = Value::find_in_map("RegionMap", pseudo::region(), "Account");
    stack.output("Account", Output::new(account));
    assert!(matches!(problems(stack).iter().next(), Some(Problem::UnknownMapping { .. })));
}

#[test]
fn a_condition_over_a_resource_is_reported() {
    let mut stack = Stack::new("demo");
    let jobs = stack.add(Resource::new("Jobs", queue("jobs")));
    stack.condition("HasJobs", Condition::given(jobs.reference()));
    assert!(matches!(problems(stack).iter().next(), Some(Problem::ResourceNotAllowed { .. })));
}

#[test]
fn a_path_becomes_the_logical_id_unless_one_is_pinned() {
    let mut stack = Stack::new("demo");
    stack.pin(&[("Log/Policy", "LogPolicy546D5712")]);
    let mut scope = stack.scope("Log");
    let bucket = scope.add(Resource::raw("Bucket", "Demo::Bucket"));
    let policy = scope.add(Resource::raw("Policy", "Demo::Policy"));
    assert_eq!(bucket.logical_id().as_str(), "LogBucket");
    assert_eq!(policy.logical_id().as_str(), "LogPolicy546D5712");
}

#[test]
fn two_paths_that_give_one_id_are_reported_with_both_paths() {
    let mut stack = Stack::new("demo");
    stack.scope("Log").add(Resource::raw("Bucket", "Demo::Bucket"));
    stack.add(Resource::raw("LogBucket", "Demo::Bucket"));
    let text = problems(stack).to_string();
    assert!(
        text.contains("LogBucket: the logical id `LogBucket` is already used by Log/Bucket"),
        "{text}"
    );
}

#[test]
fn conditions_compose() {
    let mut stack = Stack::new("demo");
    let email = stack.parameter(Parameter::<String>::new("Email").default_value(""));
    let kind = stack.parameter(Parameter::<String>::new("Kind").default_value("a"));
    let has_email = stack.condition("HasEmail", Condition::given(email.clone()));
    let both = Condition::from(&has_email).and(Condition::equals(kind, "b"));
    stack.condition("Both", both.or(Condition::equals(email, "x").negate()));
    assert_eq!(
        json(with_something(stack))["Conditions"]["Both"],
        json!({"Fn::Or": [
            {"Fn::And": [{"Condition": "HasEmail"}, {"Fn::Equals": [{"Ref": "Kind"}, "b"]}]},
            {"Fn::Not": [{"Fn::Equals": [{"Ref": "Email"}, "x"]}]},
        ]})
    );
}

fn with_something(mut stack: Stack) -> Stack {
    stack.add(Resource::raw("Something", "Demo::Thing"));
    stack
}

#[test]
fn an_override_changes_one_property_and_leaves_a_trace() {
    let mut stack = Stack::new("demo");
    let thing = stack.add(
        Resource::raw("Thing", "Demo::Thing")
            .property("Rules", vec![Object::new().with("Days", 1_i64)])
            .property("Name", "x"),
    );
    stack.override_property(&thing, "Rules.0.Days", 30_i64);
    stack.override_property(&thing, "Deep.New.Flag", true);
    let resource = json(stack)["Resources"]["Thing"].take();
    assert_eq!(
        resource["Properties"],
        json!({"Rules": [{"Days": 30}], "Name": "x", "Deep": {"New": {"Flag": true}}})
    );
    assert_eq!(
        resource["Metadata"]["aes-siem:escape-hatch"],
        json!({"raw": true, "overrides": ["Rules.0.Days", "Deep.New.Flag"]})
    );
}

#[test]
fn an_override_that_leads_nowhere_is_reported() {
    let mut stack = Stack::new("demo");
    let thing = stack.add(Resource::raw("Thing", "Demo::Thing").property("Rules", vec!["a"]));
    stack.override_property(&thing, "Rules.3", "b");
    let text = problems(stack).to_string();
    assert!(
        text.contains("override of `Rules.3` at Thing: `3` is not an index of a list of 1"),
        "{text}"
    );
}

#[test]
fn parameters_are_grouped_in_the_order_of_their_groups() {
    let mut stack = Stack::new("demo");
    stack.parameter(Parameter::<String>::new("Zeta").group("Basic").label("The last letter"));
    stack.parameter(
        Parameter::<i64>::new("Count").group("Advanced").range(1, 5).default_value(2_i64),
    );
    stack.parameter(Parameter::<String>::new("Alpha").group("Basic").no_echo());
    let template = json(with_something(stack));
    assert_eq!(
        template["Metadata"]["AWS::CloudFormation::Interface"],
        json!({
            "ParameterGroups": [
                {"Label": {"default": "Basic"}, "Parameters": ["Zeta", "Alpha"]},
                {"Label": {"default": "Advanced"}, "Parameters": ["Count"]},
            ],
            "ParameterLabels": {"Zeta": {"default": "The last letter"}},
        })
    );
    assert_eq!(template["Parameters"]["Alpha"], json!({"Type": "String", "NoEcho": true}));
    assert_eq!(
        template["Parameters"]["Count"],
        json!({"Type": "Number", "MinValue": 1, "MaxValue": 5, "Default": 2})
    );
}

/// One stack with every section and every function in it.
fn everything() -> Stack {
    let mut stack = Stack::new("demo");
    stack.describe("everything");
    let email = stack.parameter(Parameter::<String>::new("Email").default_value(""));
    let has_email = stack.condition("HasEmail", Condition::given(email.clone()));
    stack.mapping("Accounts", Mapping::new().entry("eu-central-1", "Elb", "054676820928"));
    stack.rule(
        "Sane",
        Rule::always().assert(Condition::equals(email.clone(), "x").negate(), "not x"),
    );
    let jobs = stack.add(Resource::new("Jobs", queue("jobs")).condition(&has_email).retain_data());
    stack.add(
        Resource::raw("Thing", "Demo::Thing")
            .depends_on(&jobs)
            .property("Arn", jobs.attribute("Arn").into_expr())
            .property(
                "Sub",
                text!(jobs.attribute("Arn"), "/", email.clone().split("@").select(1)).into_expr(),
            )
            .property("If", Value::<String>::if_else(&has_email, email.clone(), "none").into_expr())
            .property(
                "Map",
                Value::<String>::find_in_map("Accounts", pseudo::region(), "Elb").into_expr(),
            )
            .property(
                "Import",
                Value::<String>::import(text!(pseudo::stack_name(), "-x")).into_expr(),
            )
            .property("Join", Value::from(vec![email.clone(), "b".into()]).join(",").into_expr())
            .property("Base64", email.base64().into_expr()),
    );
    stack.output("Jobs", Output::new(jobs.reference()).condition(&has_email).export("jobs"));
    stack
}

#[test]
fn the_yaml_says_what_the_json_says() {
    let template = everything().synthesise().unwrap().template;
    let long: Json = serde_json::from_str(&template.to_json()).unwrap();
    let short: serde_yaml::Value = serde_yaml::from_str(&template.to_yaml()).unwrap();
    assert_eq!(long_form(short), long);
}

/// YAML with tags as JSON with function names.
fn long_form(yaml: serde_yaml::Value) -> Json {
    use serde_yaml::Value as Yaml;
    match yaml {
        Yaml::Tagged(tagged) => {
            let argument = long_form(tagged.value);
            match tagged.tag.to_string().trim_start_matches('!') {
                name @ ("Ref" | "Condition") => json!({ name: argument }),
                "GetAtt" => {
                    let (resource, attribute) = argument.as_str().unwrap().split_once('.').unwrap();
                    json!({"Fn::GetAtt": [resource, attribute]})
                }
                name => json!({ format!("Fn::{name}"): argument }),
            }
        }
        Yaml::Sequence(items) => items.into_iter().map(long_form).collect(),
        Yaml::Mapping(entries) => entries
            .into_iter()
            .map(|(key, value)| (key.as_str().unwrap().to_owned(), long_form(value)))
            .collect::<serde_json::Map<_, _>>()
            .into(),
        other => serde_json::to_value(other).unwrap(),
    }
}

#[test]
fn two_syntheses_give_the_same_bytes() {
    let render = || {
        let template = everything().synthesise().unwrap().template;
        (template.to_json(), template.to_yaml())
    };
    assert_eq!(render(), render());
}

#[test]
fn a_finding_that_does_not_apply_is_noted_where_its_checker_looks() {
    let mut stack = Stack::new("demo");
    let jobs = stack.add(Resource::new("Jobs", queue("jobs")));
    stack.suppress(&jobs, Check::Guard("RULE"), "why");
    stack.suppress(&jobs, Check::Checkov("CKV_1"), "because");
    stack.suppress(&jobs, Check::Lint("W1"), "so");
    stack.suppress(&jobs, Check::Lint("W1"), "so");
    assert_eq!(
        json(stack)["Resources"]["Jobs"]["Metadata"],
        json!({
            "guard": {"SuppressedRules": ["RULE"]},
            "aes-siem:suppressions": {"RULE": "why", "CKV_1": "because", "W1": "so"},
            "checkov": {"skip": [{"id": "CKV_1", "comment": "because"}]},
            "cfn-lint": {"config": {"ignore_checks": ["W1"]}},
        })
    );
}

#[test]
fn a_check_of_a_resource_that_is_elsewhere_cannot_be_suppressed() {
    let mut stack = Stack::new("demo");
    let elsewhere = Stack::new("other").add(Resource::raw("Elsewhere", "Demo::Thing"));
    stack.suppress(&elsewhere, Check::Lint("W1"), "so");
    assert!(problems(stack).to_string().contains("`Elsewhere`"));
}

#[test]
fn tags_reach_what_is_in_the_scope_and_takes_tags() {
    let mut stack = Stack::new("demo");
    stack.add(Resource::new("Outside", queue("outside")));
    let mut scope = stack.scope("In");
    let own = Object::new().with("Key", "owner").with("Value", "us");
    scope.add(Resource::new("Own", Queue(Object::new().with("Tags", vec![own]))));
    scope.add(Resource::new("None", queue("none")));
    scope.add(Resource::raw("Raw", "Demo::Thing"));
    scope.tag("owner", "security");
    scope.amend_every("Demo::Thing", |properties| properties.set("Seen", true));
    let resources = json(stack)["Resources"].clone();
    let tags = |id: &str| resources[id]["Properties"]["Tags"].clone();
    assert_eq!(tags("Outside"), json!(null));
    assert_eq!(tags("InOwn"), json!([{"Key": "owner", "Value": "us"}]));
    assert_eq!(tags("InNone"), json!([{"Key": "owner", "Value": "security"}]));
    assert_eq!(resources["InRaw"]["Properties"], json!({"Seen": true}));
}

#[test]
fn the_resources_of_a_type_are_found_with_their_paths_and_conditions() {
    let mut stack = Stack::new("demo");
    let some = stack.condition("Some", Condition::equals::<i64>(1, 1));
    stack.add(Resource::new("Outside", queue("outside")));
    let mut scope = stack.scope("In");
    scope.add(Resource::raw("Raw", "Demo::Thing"));
    scope.add(Resource::new("Some", queue("some")).condition(&some));
    scope.child("Deep").add(Resource::new("Always", queue("always")));
    let found: Vec<_> = scope
        .all_of("Demo::Queue")
        .into_iter()
        .map(|placed| (placed.path, placed.handle.logical_id().to_string(), placed.condition))
        .collect();
    assert_eq!(
        found,
        [
            ("Deep/Always".to_owned(), "InDeepAlways".to_owned(), None),
            ("Some".to_owned(), "InSome".to_owned(), Some(some)),
        ]
    );
}

#[test]
fn a_resource_waits_for_one_that_is_added_after_it() {
    let mut stack = Stack::new("example");
    let first = stack.add(Resource::new("First", queue("first")));
    let second = stack.add(Resource::new("Second", queue("second")));
    stack.depend(&first, &second);
    stack.depend(&first, &second);
    assert_eq!(json(stack)["Resources"]["First"]["DependsOn"], json!(["Second"]));
}

#[test]
fn nothing_waits_that_is_in_another_stack() {
    let mut other = Stack::new("other");
    let elsewhere = other.add(Resource::new("Elsewhere", queue("elsewhere")));
    let mut stack = Stack::new("example");
    let here = stack.add(Resource::new("Here", queue("here")));
    stack.depend(&elsewhere, &here);
    let problems = problems(stack);
    assert!(problems.to_string().contains("`Elsewhere`"), "{problems}");
}

#[test]
fn settings_that_do_not_go_together_are_reported_with_the_rest() {
    let mut stack = Stack::new("example");
    let (place, why) = ("domain.zones".to_owned(), "`2` with standby; use 3".to_owned());
    stack.problem(Problem::Impossible { place, why });
    assert!(problems(stack).to_string().contains("domain.zones: `2` with standby; use 3"));
}
