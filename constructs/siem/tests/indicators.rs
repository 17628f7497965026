//! The pipeline of indicators.

use std::collections::BTreeSet;

use assertions::Template;
use serde_json::{Value as Json, json};

use super::default_template;

/// The definition of the state machine, with the names of what CloudFormation puts in.
fn definition(template: &Template) -> Json {
    let machine = template.resource("IocStateMachine01BE6E56");
    let text = machine["Properties"]["DefinitionString"]["Fn::Sub"].as_str().unwrap();
    serde_json::from_str(text).unwrap()
}

/// Where a state goes to.
fn next(state: &Json) -> Vec<&str> {
    let choices = state["Choices"].as_array().into_iter().flatten().map(|choice| &choice["Next"]);
    let catches = state["Catch"].as_array().into_iter().flatten().map(|catch| &catch["Next"]);
    let all = choices.chain(catches).chain([&state["Next"], &state["Default"]]);
    all.filter_map(Json::as_str).collect()
}

/// Checks a list of states, and those within them; gives their number.
fn check(machine: &Json) -> usize {
    let states = machine["States"].as_object().unwrap();
    let mut reached = BTreeSet::new();
    let mut to_visit = vec![machine["StartAt"].as_str().unwrap()];
    while let Some(name) = to_visit.pop() {
        let state = states.get(name).unwrap_or_else(|| panic!("no state is called `{name}`"));
        if reached.insert(name) {
            to_visit.extend(next(state));
        }
        let goes_on =
            !next(state).is_empty() && state["Type"] != "Task" || state["Next"].is_string();
        assert_ne!(goes_on, state["End"] == true, "{name} both ends and goes on, or neither");
    }
    assert_eq!(reached.len(), states.len(), "only {reached:?} can be reached");
    let inner = states.values().filter(|state| state["Type"] == "Map");
    states.len() + inner.map(|map| check(&map["ItemProcessor"])).sum::<usize>()
}

#[test]
fn every_state_is_there_and_can_be_reached() {
    assert_eq!(check(&definition(&default_template())), 7);
}

#[test]
fn the_whole_definition() {
    let _bound = test_support::snapshots::bind();
    let definition = serde_json::to_string_pretty(&definition(&default_template())).unwrap();
    insta::assert_snapshot!("indicators@definition", definition);
}

#[test]
fn the_plan_is_downloaded_four_at_a_time_and_made_into_the_database() {
    let definition = definition(&default_template());
    let states = &definition["States"];
    assert_eq!(definition["StartAt"], "IocPlan");
    assert_eq!(states["IocPlan"]["Next"], "AnythingToDownload");
    assert_eq!(states["AnythingToDownload"]["Default"], "DownloadAll");
    let downloads = &states["DownloadAll"];
    assert_eq!(downloads["MaxConcurrency"], 4);
    assert_eq!(downloads["ItemsPath"], "$.mapped");
    assert_eq!(downloads["ItemSelector"], json!({"mapped.$": "$$.Map.Item.Value"}));
    assert_eq!(downloads["Next"], "IocCreatedb");
    for (state, function) in [
        (&states["IocPlan"], "LambdaIocPlan6E369BFB"),
        (&downloads["ItemProcessor"]["States"]["IocDownload"], "LambdaIocDownload5519716E"),
        (&states["IocCreatedb"], "LambdaIocCreatedb04F35777"),
    ] {
        assert_eq!(state["Parameters"]["FunctionName"], format!("${{{function}.Arn}}"));
        assert_eq!(state["Resource"], "arn:${AWS::Partition}:states:::lambda:invoke");
        assert_eq!(state["Retry"][0]["MaxAttempts"], 6);
    }
}

#[test]
fn a_download_that_fails_does_not_stop_the_others() {
    let definition = definition(&default_template());
    let states = &definition["States"]["DownloadAll"]["ItemProcessor"]["States"];
    let catch = &states["IocDownload"]["Catch"][0];
    assert_eq!(catch["ErrorEquals"], json!(["States.Timeout", "States.TaskFailed"]));
    assert_eq!(states[catch["Next"].as_str().unwrap()]["End"], true);
}

#[test]
fn it_runs_as_often_as_asked_where_anything_is_to_be_fetched() {
    let template = default_template();
    let rule = &template.resource("EventBridgeRuleStepFunctionsIoc6CE991F5")["Properties"];
    assert_eq!(
        rule["ScheduleExpression"],
        json!({"Fn::Sub": "rate(${IocDownloadInterval} minutes)"})
    );
    assert_eq!(rule["State"], json!({"Fn::If": ["EnableIOC", "ENABLED", "DISABLED"]}));
    let enabled = template.section("Conditions")["EnableIOC"].to_string();
    for parameter in ["OtxApiKey", "EnableTor", "EnableAbuseCh"] {
        assert!(enabled.contains(parameter), "{parameter} is not in {enabled}");
    }
}

/// The parameters of keys, and the only resource that may mention each.
const KEYS: &[(&str, &str)] = &[
    ("GeoLite2LicenseKey", "GeoLite2License"),
    ("OtxApiKey", "OtxApiKeySecret"),
    ("AbuseChAuthKey", "AbuseChAuthKeySecret"),
];

#[test]
fn each_key_goes_into_a_secret_that_the_siems_key_encrypts_and_nowhere_else() {
    let template = default_template();
    for (parameter, secret) in KEYS {
        assert_eq!(template.section("Parameters")[parameter]["NoEcho"], true, "{parameter}");
        let mention = format!("\"Ref\":\"{parameter}\"");
        let in_text = format!("${{{parameter}}}");
        let resources = template.section("Resources").as_object().unwrap().iter();
        let holders: Vec<_> = resources
            .filter(|(_, resource)| {
                let text = resource.to_string();
                text.contains(&mention) || text.contains(&in_text)
            })
            .map(|(id, _)| id.as_str())
            .collect();
        assert_eq!(holders, [*secret], "{parameter}");
        let key = &template.resource(secret)["Properties"]["KmsKeyId"];
        assert_eq!(*key, json!({"Fn::GetAtt": ["KmsAesSiemLog44B26597", "Arn"]}), "{secret}");
        assert!(template.resource(secret)["Condition"].is_string(), "{secret}");
    }
}

/// Actions and resources of a role's policy on S3.
fn on_s3(template: &Template, policy: &str) -> Vec<String> {
    let policy = template.resource(policy);
    let statements = policy["Properties"]["PolicyDocument"]["Statement"].as_array().unwrap();
    let on_s3 = statements.iter().filter(|s| s["Action"].to_string().contains("s3:"));
    on_s3.map(|s| format!("{} {}", s["Action"], s["Resource"])).collect()
}

#[test]
fn each_step_may_do_to_the_bucket_what_it_does_and_no_more() {
    let template = default_template();
    let plan = on_s3(&template, "LambdaIocPlanServiceRoleDefaultPolicyBAE5ADEE");
    let download = on_s3(&template, "LambdaIocDownloadServiceRoleDefaultPolicy9EDF8942");
    let createdb = on_s3(&template, "LambdaIocCreatedbServiceRoleDefaultPolicyA06805A4");
    assert!(plan.iter().all(|allowed| allowed.contains("\"s3:ListBucket\"")), "{plan:?}");
    for (name, allowed) in [("download", download), ("createdb", createdb)] {
        let written: Vec<_> = allowed.iter().filter(|a| a.contains("s3:PutObject")).collect();
        let end = if name == "download" { "/IOC/tmp/*" } else { "/IOC/ioc.db*" };
        assert_eq!(written.len(), 1, "{name}: {allowed:?}");
        assert!(written[0].contains(end), "{name}: {written:?}");
    }
}

/// CloudWatch Logs knows no narrower resource for delivering logs.
#[test]
fn only_the_delivery_of_its_log_is_allowed_on_every_resource() {
    let template = default_template();
    let mut checked = 0;
    for (id, policy) in template.resources_of("AWS::IAM::Policy") {
        if !id.contains("Ioc") {
            continue;
        }
        for statement in policy["Properties"]["PolicyDocument"]["Statement"].as_array().unwrap() {
            let on_everything = statement["Resource"].to_string().contains("\"*\"");
            let delivers = statement["Action"][0] == "logs:CreateLogDelivery";
            assert_eq!(on_everything, delivers, "{id}: {statement:#}");
        }
        checked += 1;
    }
    assert_eq!(checked, 5);
}

#[test]
fn what_is_asked_for_is_asked_for_as_in_the_original() {
    let template = default_template();
    let parameters = template.section("Parameters");
    assert_eq!(parameters["OtxApiKey"]["AllowedPattern"], "^([0-9a-f,x]{64}|)$");
    assert_eq!(parameters["IocDownloadInterval"]["Default"], 720);
    assert_eq!(parameters["IocDownloadInterval"]["MinValue"], 30);
    assert_eq!(parameters["IocDownloadInterval"]["MaxValue"], 10_080);
    for switch in ["EnableTor", "EnableAbuseCh"] {
        assert_eq!(parameters[switch]["Default"], "false");
        assert_eq!(parameters[switch]["AllowedValues"], json!(["true", "false"]));
    }
    assert_eq!(
        parameters["TrustedProxyIpList"]["Default"],
        "127.0.0.1/8 10.0.0.0/8 172.16.0.0/12 192.168.0.0/16"
    );
}

#[test]
fn geoip_downloader_runs_for_a_licence_or_for_trusted_proxies() {
    let template = default_template();
    let condition = template.section("Conditions")["HasGeoipLicense"].to_string();
    assert!(condition.contains("GeoLite2LicenseKey"), "{condition}");
    assert!(condition.contains("TrustedProxyIpList"), "{condition}");
    let function = template.resource("LambdaGeoipDownloaderA5EFF97E");
    assert_eq!(
        function["Properties"]["Environment"]["Variables"]["TRUSTED_PROXY_LIST"],
        json!({"Ref": "TrustedProxyIpList"})
    );
}
