use super::*;

/// What v2.10.4 makes of user agents, one on each line.
const EXPECTED: &str = include_str!("../../fixtures/user_agents.txt");

fn json(agents: &UserAgents, original: Value<'_>) -> String {
    let mut document = Document::new();
    document.set(ecs::USER_AGENT_ORIGINAL, original);
    agents.add_to(&mut document);
    let Some(Value::Object(fields)) = document.get_mut("user_agent") else { panic!() };
    fields.fields_mut().sort_by(|a, b| a.0.cmp(&b.0));
    let mut json = vec![];
    fields.write(&mut json);
    String::from_utf8(json).unwrap()
}

#[test]
fn user_agents_come_to_what_v2_10_4_says() {
    let agents = UserAgents::default();
    for line in EXPECTED.lines() {
        let (original, expected) = line.split_once('\t').unwrap();
        for what in ["read", "remembered"] {
            assert_eq!(json(&agents, original.into()), expected, "{what}: {original}");
        }
    }
}

#[test]
fn needles_leave_out_no_rule_that_matches() {
    let all = Rules::get().candidates_of_all();
    for line in EXPECTED.lines().step_by(5) {
        let (text, _) = line.split_once('\t').unwrap();
        let some = Rules::get().candidates(text);
        let names = |candidates| {
            let name = |named: Option<rules::Named>| named.map(|named| named.name);
            let rules = Rules::get();
            let browser = name(rules.browser(text, candidates));
            (browser, name(rules.system(text, candidates)), rules.device(text, candidates))
        };
        assert_eq!(names(&some), names(&all), "{text}");
    }
}

#[test]
fn a_list_is_its_first_element() {
    let agents = UserAgents::default();
    let list = Value::List(vec!["curl/8.0.1".into(), "other".into()]);
    assert_eq!(json(&agents, list), json(&agents, "curl/8.0.1".into()));
}

#[test]
fn what_is_no_user_agent_is_let_be() {
    let agents = UserAgents::default();
    for nothing in ["", "-"] {
        assert_eq!(json(&agents, nothing.into()), format!(r#"{{"original":"{nothing}"}}"#));
    }
    assert_eq!(json(&agents, Value::List(vec![])), r#"{"original":[]}"#);
    assert_eq!(json(&agents, Value::Null), r#"{"original":null}"#);
}

#[test]
fn long_and_strange_texts_do_no_harm() {
    let agents = UserAgents::default();
    for text in ["é".repeat(50_000), "; ".repeat(20_000), "%20%".repeat(9), "%".into()] {
        assert!(json(&agents, text.as_str().into()).contains(r#""device.name""#));
    }
}

#[test]
fn more_texts_than_can_be_remembered_are_still_read() {
    let agents = UserAgents::default();
    for n in 0..2 * REMEMBERED {
        let text = format!("x{n}");
        let mut document = Document::new();
        document.set(ecs::USER_AGENT_ORIGINAL, text.as_str());
        agents.add_to(&mut document);
        assert_eq!(
            document.get("user_agent").and_then(|o| o.as_object()?.get("name")),
            Some(&OTHER.into())
        );
    }
    assert!(agents.renewed().is_some());
}
