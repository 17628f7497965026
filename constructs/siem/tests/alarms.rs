//! Who is told when something goes wrong.

use assertions::{Template, any};
use serde_json::{Value as Json, json};
use siem::{AlarmOption, Alarms, Siem};
use template::Stack;

use super::{default_template, template_of};

const FREE_STORAGE: &str = "TotalFreeStorageSpaceRemainsLowAlarm3888040E";

fn with(alarms: Alarms) -> Template {
    let mut stack = Stack::new("aes-siem");
    stack.add(Siem::default().alarms(alarms));
    Template::of(stack)
}

#[test]
fn the_domain_has_no_room_where_the_original_says_so() {
    let properties = json!({
        "Namespace": "AWS/ES",
        "MetricName": "FreeStorageSpace",
        "Dimensions": [
            {"Name": "ClientId", "Value": {"Ref": "AWS::AccountId"}},
            {"Name": "DomainName", "Value": {"Ref": "DomainOrCollectionName"}},
        ],
        "Statistic": "Sum",
        "Period": 60,
        "EvaluationPeriods": 30,
        "ComparisonOperator": "LessThanOrEqualToThreshold",
        "Threshold": 200.0,
    });
    for template in [default_template(), with(Alarms::OFF)] {
        let alarm = &template.resource(FREE_STORAGE)["Properties"];
        for (name, value) in properties.as_object().unwrap() {
            assert_eq!(alarm[name], *value, "{name}");
        }
    }
}

#[test]
fn every_alarm_tells_the_topic_and_says_what_to_do() {
    let template = default_template();
    for (id, alarm) in template.resources_of("AWS::CloudWatch::Alarm") {
        let properties = &alarm["Properties"];
        assert_eq!(properties["AlarmActions"], json!([{"Ref": "SnsTopic2C1570A4"}]), "{id}");
        assert!(properties["AlarmDescription"].as_str().unwrap().len() > 40, "{id}");
    }
}

#[test]
fn a_load_that_failed_is_told_at_once_and_stays_told_when_sqs_measures_nothing() {
    default_template().has_resource_properties(
        "AWS::CloudWatch::Alarm",
        &json!({
            "Namespace": "AWS/SQS",
            "MetricName": "ApproximateNumberOfMessagesVisible",
            "Dimensions": [{
                "Name": "QueueName",
                "Value": {"Fn::GetAtt": ["AesSiemDlq1CD8439D", "QueueName"]},
            }],
            "Threshold": 1.0,
            "TreatMissingData": "ignore",
        }),
    );
}

#[test]
fn what_is_counted_only_when_it_happens_is_well_while_nothing_is_counted() {
    let template = default_template();
    for metric in
        ["Errors", "Throttles", "UnrecognisedObjectCount", "ApproximateAgeOfOldestMessage"]
    {
        template.has_resource_properties(
            "AWS::CloudWatch::Alarm",
            &json!({"MetricName": metric, "TreatMissingData": "notBreaching", "Threshold": any()}),
        );
    }
}

#[test]
fn objects_that_nothing_recognises_are_counted_as_the_loader_counts_them() {
    default_template().has_resource_properties(
        "AWS::CloudWatch::Alarm",
        &json!({
            "Namespace": "SIEM",
            "MetricName": "UnrecognisedObjectCount",
            "Dimensions": [{"Name": "logtype", "Value": "unknown"}],
            "Statistic": "Sum",
        }),
    );
}

/// The functions whose errors have an alarm.
fn functions_watched(template: &Template) -> Vec<Json> {
    let alarms = template.resources_of("AWS::CloudWatch::Alarm");
    let errors = alarms.filter(|(_, alarm)| alarm["Properties"]["MetricName"] == "Errors");
    errors.map(|(_, alarm)| alarm["Properties"]["Dimensions"][0]["Value"].clone()).collect()
}

#[test]
fn every_function_has_an_alarm_for_its_errors() {
    let template = default_template();
    let watched = functions_watched(&template);
    let mut functions = 0;
    for (id, _) in template.resources_of("AWS::Lambda::Function") {
        assert!(watched.contains(&json!({"Ref": id})), "{id} is not among {watched:?}");
        functions += 1;
    }
    assert_eq!(watched.len(), functions);
    assert!(functions >= 8, "{functions} functions");
}

#[test]
fn a_source_with_a_function_of_its_own_has_one_too() {
    let siem: Siem = serde_json::from_value(json!({
        "region": "us-east-1",
        "sources": {"trusted_advisor": {}},
    }))
    .unwrap();
    let (template, without) = (template_of(siem), default_template());
    let functions = template.resources_of("AWS::Lambda::Function").count();
    assert_eq!(functions, without.resources_of("AWS::Lambda::Function").count() + 1);
    assert_eq!(functions_watched(&template).len(), functions);
}

#[test]
fn each_alarm_can_be_switched_off_alone() {
    let all = default_template().resources_of("AWS::CloudWatch::Alarm").count();
    let switches: [fn(&mut Alarms) -> &mut AlarmOption; 6] = [
        |alarms| &mut alarms.dead_letters,
        |alarms| &mut alarms.split_queue_age,
        |alarms| &mut alarms.loader_errors,
        |alarms| &mut alarms.loader_throttles,
        |alarms| &mut alarms.unrecognised_objects,
        |alarms| &mut alarms.function_errors,
    ];
    let mut gone = 0;
    for (n, switch) in switches.into_iter().enumerate() {
        let mut alarms = Alarms::default();
        *switch(&mut alarms) = AlarmOption::OFF;
        let left = with(alarms).resources_of("AWS::CloudWatch::Alarm").count();
        assert!(left < all, "switch {n} removes nothing");
        gone += all - left;
    }
    assert_eq!(gone, all - 1, "all but that of the storage have one switch");
}

#[test]
fn threshold_and_period_are_options() {
    let mut alarms = Alarms::default();
    alarms.loader_errors.threshold = Some(20.try_into().unwrap());
    alarms.loader_errors.period_minutes = Some(60.try_into().unwrap());
    with(alarms).has_resource_properties(
        "AWS::CloudWatch::Alarm",
        &json!({"MetricName": "Errors", "Threshold": 20.0, "Period": 3600}),
    );
}

#[test]
fn a_threshold_or_period_that_cannot_be_is_refused_with_the_way_out() {
    let read = |json: Json| serde_json::from_value::<Siem>(json).unwrap_err().to_string();
    let error = read(json!({"alarms": {"dead_letters": {"threshold": 0}}}));
    assert!(error.contains("`0`") && error.contains("enabled: false"), "{error}");
    let error = read(json!({"alarms": {"dead_letters": {"period_minutes": 1441}}}));
    assert!(error.contains("`1441`") && error.contains("1 to 1440"), "{error}");
    let siem: Siem =
        serde_json::from_value(json!({"alarms": {"dead_letters": {"period_minutes": null}}}))
            .unwrap();
    assert_eq!(siem.alarms, Alarms::default());
}

#[test]
fn only_alarms_of_this_account_may_publish_and_use_the_key() {
    let template = default_template();
    let policies = [
        &template.resource("SnsTopicPolicy520DD923")["Properties"]["PolicyDocument"],
        &template.resource("KmsAesSiemLog44B26597")["Properties"]["KeyPolicy"],
    ];
    for policy in policies {
        let statements = policy["Statement"].as_array().unwrap().iter();
        let of_alarms: Vec<_> = statements
            .filter(|s| s["Principal"]["Service"] == "cloudwatch.amazonaws.com")
            .map(|s| &s["Condition"]["StringEquals"]["aws:SourceAccount"])
            .collect();
        assert_eq!(of_alarms, [&json!([{"Ref": "AWS::AccountId"}])], "{policy:#}");
    }
}

/// v2.10.4 puts the number of the template's parameter back, which -1 is none.
#[test]
fn the_stopper_works_without_a_reservation() {
    let template = default_template();
    let stopper = template.resource("LambdaEsLoaderStopper35C1D57B");
    let variables = &stopper["Properties"]["Environment"]["Variables"];
    let parameter = variables["ES_LOADER_BEFORE_STOP_PARAMETER"]["Ref"].as_str().unwrap();
    let before = &template.resource(parameter)["Properties"];
    assert_eq!(before["Value"], "running");
    let policy = template.resource("LambdaEsLoaderStopperServiceRoleDefaultPolicyCC98CC06");
    let statements = &policy["Properties"]["PolicyDocument"]["Statement"];
    assert_eq!(
        statements[0],
        json!({
            "Effect": "Allow",
            "Action": [
                "lambda:GetFunctionConcurrency",
                "lambda:PutFunctionConcurrency",
                "lambda:DeleteFunctionConcurrency",
            ],
            "Resource": {"Fn::GetAtt": ["LambdaEsLoader4B1E2DD9", "Arn"]},
        })
    );
    assert_eq!(statements[1]["Action"], json!(["ssm:GetParameter", "ssm:PutParameter"]));
    let arn = statements[1]["Resource"]["Fn::Sub"].as_str().unwrap();
    assert!(arn.ends_with(&format!(":parameter/${{{parameter}}}")), "{arn}");
    let alarm = json!({"Fn::GetAtt": [FREE_STORAGE, "Arn"]});
    assert_eq!(variables["STORAGE_ALARM_ARN"], alarm);
    let described =
        json!({"Effect": "Allow", "Action": "cloudwatch:DescribeAlarms", "Resource": alarm});
    assert!(statements.as_array().unwrap().contains(&described), "{statements:#}");
}

#[test]
fn the_stopper_is_called_for_the_alarm_of_the_storage_only() {
    let template = default_template();
    template.has_resource_properties(
        "AWS::Events::Rule",
        &json!({
            "EventPattern": {
                "source": ["aws.cloudwatch"],
                "detail-type": ["CloudWatch Alarm State Change"],
                "resources": [{"Fn::GetAtt": [FREE_STORAGE, "Arn"]}],
            },
            "Targets": [{"Arn": {"Fn::GetAtt": ["LambdaEsLoaderStopper35C1D57B", "Arn"]}}],
        }),
    );
    template.has_resource_properties(
        "AWS::Lambda::Permission",
        &json!({
            "FunctionName": {"Fn::GetAtt": ["LambdaEsLoaderStopper35C1D57B", "Arn"]},
            "SourceArn": {"Fn::GetAtt": ["EsLoaderStopperRule2C1D9F30", "Arn"]},
        }),
    );
}

#[test]
fn a_run_of_the_metrics_exporter_that_fails_is_not_repeated() {
    let template = default_template();
    template.has_resource_properties(
        "AWS::Lambda::EventInvokeConfig",
        &json!({
            "FunctionName": {"Ref": "LambdaMetricsExporter2737F589"},
            "MaximumRetryAttempts": 0,
        }),
    );
}

#[test]
fn the_metrics_exporter_writes_below_its_own_folder_only() {
    let template = template_of(Siem::default());
    let policy = &template.resource("LambdaMetricsExporterServiceRoleDefaultPolicy5F0A7AC4")["Properties"]
        ["PolicyDocument"]["Statement"];
    let writes: Vec<_> = policy
        .as_array()
        .unwrap()
        .iter()
        .filter(|statement| statement["Action"].to_string().contains("s3:"))
        .collect();
    assert_eq!(
        writes,
        [&json!({
            "Effect": "Allow",
            "Action": "s3:PutObject",
            "Resource": {"Fn::Sub":
                "${S3BucketForLog20898FE4.Arn}/AWSLogs/${AWS::AccountId}/OpenSearch/metrics/*"},
        })]
    );
}
