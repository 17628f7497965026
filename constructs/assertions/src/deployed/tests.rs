use super::*;
use serde_json::json;

fn template() -> Template {
    Template(json!({
        "Parameters": {
            "Size": {"Type": "Number", "Default": 1},
            "Name": {"Type": "String"},
        },
        "Mappings": {"Map": {"eu-west-1": {"Kind": "big"}, "cn-north-1": {"Kind": "small"}}},
        "Conditions": {
            "Large": {"Fn::Not": [{"Fn::Equals": [{"Ref": "Size"}, 1]}]},
            "Small": {"Fn::Not": [{"Condition": "Large"}]},
        },
        "Rules": {"China": {
            "RuleCondition": {"Fn::Equals": [{"Ref": "AWS::Partition"}, "aws-cn"]},
            "Assertions": [{
                "Assert": {"Fn::Equals": [{"Ref": "Size"}, "1"]},
                "AssertDescription": "in China the size is 1",
            }],
        }},
        "Resources": {
            "Queue": {"Type": "Demo::Queue", "Properties": {
                "Name": {"Fn::Sub": ["${Name}-${Kind}-${!x}-${AWS::Region}", {
                    "Kind": {"Fn::FindInMap": ["Map", {"Ref": "AWS::Region"}, "Kind"]},
                }]},
                "Size": {"Fn::If": ["Large", {"Ref": "Size"}, {"Ref": "AWS::NoValue"}]},
            }},
            "Extra": {"Type": "Demo::Queue", "Condition": "Large", "Properties": {
                "Of": {"Fn::GetAtt": ["Queue", "Arn"]},
            }},
        },
    }))
}

#[test]
fn functions_become_values() {
    let small = template().deployed(&Deployment::in_region("eu-west-1").with("Name", "a"));
    assert_eq!(small.resource("Queue")["Properties"], json!({"Name": "a-big-${x}-eu-west-1"}));
    assert!(small.section("Resources").get("Extra").is_none());
    let large = Deployment::in_region("eu-west-1").with("Name", "a").with("Size", "2");
    let large = template().deployed(&large);
    assert_eq!(large.resource("Queue")["Properties"]["Size"], "2");
    assert_eq!(large.resource("Extra")["Properties"]["Of"], "Queue.Arn");
}

#[test]
fn what_cloudformation_would_refuse_is_said() {
    let deployment = Deployment::in_region("us-east-1").with("Nmae", "a");
    assert_eq!(
        template().try_deployed(&deployment).unwrap_err(),
        [
            "`Name` is neither a parameter with a value nor a resource",
            "parameter `Name` has no value",
            "there is no parameter `Nmae`",
            "unable to get mapping for Map::us-east-1::Kind",
        ]
    );
}

#[test]
fn a_rule_counts_where_its_condition_holds() {
    let in_region = |region| Deployment::in_region(region).with("Name", "a").with("Size", 2);
    assert!(template().try_deployed(&in_region("eu-west-1")).is_ok());
    let refused = template().try_deployed(&in_region("cn-north-1")).unwrap_err();
    assert_eq!(refused, ["in China the size is 1"]);
}

#[test]
fn a_region_is_in_its_partition() {
    for (region, partition) in
        [("us-gov-west-1", "aws-us-gov"), ("us-isob-east-1", "aws-iso-b"), ("us-east-1", "aws")]
    {
        assert_eq!(Deployment::in_region(region).values["AWS::Partition"], partition);
    }
}
