use serde_json::{Value as Json, json};

use crate::testing;

fn finding(product: &str, kind: &str, more: &Json) -> Json {
    let mut record = json!({
        "Id": "x", "Types": [kind], "Title": "CVE-2026-0001 - a title.",
        "UpdatedAt": "2026-11-24T05:59:30.123Z", "Workflow": {"Status": "NEW"},
        "ProductFields": {"aws/securityhub/ProductName": product},
    });
    for (name, value) in more.as_object().unwrap() {
        record[name] = value.clone();
    }
    testing::document("securityhub", &record)
}

#[test]
fn the_module_is_the_product() {
    let found = finding("IAM Access Analyzer", "Effects/x", &json!({}));
    assert_eq!(found["event"]["module"], "iam access analyzer");
    assert_eq!(found["rule"]["name"], "CVE-2026-0001 - a title");
}

#[test]
fn a_type_is_taken_apart_in_each_of_its_forms() {
    for (product, kind, parts) in [
        ("GuardDuty", "TTPs/Discovery/Recon:EC2-PortProbe", ["Recon", "EC2", "PortProbe"]),
        ("GuardDuty", "TTPs/UnauthorizedAccess:IAMUser-Sign.B", ["UnauthorizedAccess", "IAMUser", "Sign"]),
        ("GuardDuty", "Recon:EC2/PortProbe", ["Recon", "EC2", "PortProbe"]),
        ("GuardDuty", "TTPs/Command and Control/EC2-Call", ["CommandandControl", "EC2", "Call"]),
        ("Macie", "Sensitive Data/PII/SensitiveData:S3Object/Personal", ["SensitiveData", "S3Object", "Personal"]),
    ] {
        let found = finding(product, kind, &json!({}));
        let names = ["ThreatPurpose", "ResourceTypeAffected", "ThreatFamilyName"];
        assert_eq!(names.map(|name| found[name].as_str().unwrap()), parts, "{kind}");
    }
}

#[test]
fn an_odd_type_costs_nothing_else() {
    let found = finding("GuardDuty", "odd", &json!({}));
    assert_eq!(found["event"]["module"], "guardduty");
    assert!(found["error"]["message"].as_str().unwrap().contains("`Types`"));
}

#[test]
fn a_package_is_one_in_both_generations_of_inspector() {
    let kind = "Software and Configuration Checks/Vulnerabilities/CVE";
    let second = finding("Inspector", kind, &json!({}));
    assert_eq!(
        second["rule"]["id"],
        "Software and Configuration Checks/Vulnerabilities/CVE-2026-0001"
    );
    let first = json!({"ProductFields":
        {"aws/securityhub/ProductName": "Inspector", "aws/inspector/id": "CVE-2019-0001"}});
    let first = finding("Inspector", kind, &first);
    assert_eq!(first["rule"]["name"], "CVE-2019-0001");
    assert_eq!(first["rule"]["id"][0], kind);
    for found in [first, second] {
        assert_eq!(found["event"]["category"], "package");
    }
}

#[test]
fn a_control_says_what_generated_it() {
    let more = json!({"GeneratorId": "security-control/IAM.1",
        "Compliance": {"SecurityControlId": "IAM.1"}});
    let found = finding("Security Hub", "x", &more);
    assert_eq!(found["rule"]["id"], "security-control/IAM.1");
    assert_eq!(found["consolidated_controls_view"], true);
    assert_eq!(found["consolidated_control_findings"], true);
}

#[test]
fn a_resource_is_an_instance_or_a_user() {
    let key = |id: &str| {
        json!({"Type": "AwsIamAccessKey", "Id": id, "Details": {"AwsIamAccessKey":
            {"PrincipalId": "AROAEXAMPLE:session", "PrincipalName": "example"}}})
    };
    let volume = json!({"Type": "AwsEc2Volume", "Details":
        {"AwsEc2Volume": {"Attachments": [{"InstanceId": "i-01234567"}]}}});
    for (resource, path, value) in [
        (key("AWS::IAM::AccessKey:AKIAIOSFODNN7EXAMPLE"), "/user/id", "AKIAIOSFODNN7EXAMPLE"),
        (key("AWS::IAM::AccessKey:null"), "/user/id", "AROAEXAMPLE"),
        (key("AWS::IAM::AccessKey:null"), "/user/name", "example"),
        (json!({"Type": "AwsIamRole", "Id": "arn:aws:iam::1:role/x/y"}), "/user/name", "y"),
        (json!({"Type": "AwsEc2Instance", "Id": "x/i-01234567"}), "/related/hosts/0", "i-01234567"),
        (volume, "/cloud/instance/id", "i-01234567"),
    ] {
        let found = finding("Macie", "x", &json!({"Resources": [resource]}));
        assert_eq!(found.pointer(path).unwrap(), value);
    }
}

#[test]
fn each_state_of_the_work_on_a_finding_is_a_document_about_it() {
    let id = |status: &str| {
        let record = json!({"Id": "x", "UpdatedAt": "2026-11-24T05:59:30.123Z",
            "Workflow": {"Status": status}});
        let found = testing::loaded("securityhub", "SecurityHub/x", &record);
        assert_eq!(found["document"]["@id"], "x");
        found["id"].as_str().unwrap().to_owned()
    };
    // md5 of `2026-11-24T05:59:30.123+00:00NEW`
    assert_eq!(id("NEW"), "x_03e9d91a913995c9ff4d9cc0410388ac");
    assert_ne!(id("NEW"), id("RESOLVED"));
}

/// What the dashboard of v2.10.4 counts, groups and filters by, of the record's own fields.
#[test]
fn every_field_of_the_dashboard_is_indexed() {
    for path in [
        "Compliance.Status",
        "GeneratorId",
        "ProductFields.aws/securityhub/ProductName",
        "RecordState",
        "ResourceTypeAffected",
        "Severity.Label",
        "Severity.Normalized",
        "ThreatFamilyName",
        "ThreatPurpose",
        "Title",
        "Types",
        "Workflow.Status",
    ] {
        let field = super::fields::FIELDS.iter().find(|field| field.path == path);
        assert!(field.is_some(), "{path}");
    }
}
