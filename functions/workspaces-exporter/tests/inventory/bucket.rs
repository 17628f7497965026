//! Runs to a bucket in which nothing goes wrong.

use contract::sources::matching;
use kit::aws_json::{Client, Service};
use test_support::moto::{self, Moto};
use test_support::names;

use crate::*;

#[tokio::test]
async fn each_page_is_a_record_in_the_form_of_an_event() {
    let peer = account(60, |_| None);
    let status = run(&peer, BUCKET).await.unwrap();
    assert_eq!((&status["workspaces"], &status["records"]), (&json!(60), &json!(3)));
    let [(_, records)] = &objects(&peer)[..] else { panic!("one object") };
    assert_eq!(ids(records), (0..60).map(id).collect::<Vec<_>>());
    let mut first = records[0].clone();
    let detail = first.as_object_mut().unwrap().remove("detail").unwrap();
    let time = first["time"].as_str().unwrap().to_owned();
    assert_eq!(time.replace(|c: char| c.is_ascii_digit(), "0"), "0000-00-00T00:00:00Z");
    let envelope = json!({
        "id": "request-0",
        "time": time,
        "detail-type": "WorkSpaces Fake",
        "source": "aws.fake.workspaces",
        "account": "111122223333",
        "region": "us-east-1",
        "resources": [],
    });
    assert_eq!(first, envelope);
    assert_eq!(detail["Workspaces"].as_array().unwrap().len(), 25);
    assert_eq!(records[1]["id"], "request-25");
}

#[tokio::test]
async fn a_workspace_has_the_fields_of_its_connection() {
    let peer = account(60, |_| None);
    run(&peer, BUCKET).await.unwrap();
    let [(_, records)] = &objects(&peer)[..] else { panic!("one object") };
    // Of the last page, so that all pages of connections were read before.
    let workspaces = records[2]["detail"]["Workspaces"].as_array().unwrap();
    let mut connected = workspace(58);
    connected.as_object_mut().unwrap().extend(
        json!({
            "ConnectionState": "DISCONNECTED",
            "ConnectionStateCheckTimestamp": "2026-11-24T06:00:00.500000+00:00",
            "LastKnownUserConnectionTimestamp": "2026-11-23T02:13:20+00:00",
        })
        .as_object()
        .unwrap()
        .clone(),
    );
    assert_eq!(workspaces[8], connected);
    assert_eq!(workspaces[9], workspace(59), "its connection is not known");
}

#[tokio::test]
async fn the_key_is_one_by_which_the_loader_knows_the_log() {
    let peer = account(1, |_| None);
    let status = run(&peer, BUCKET).await.unwrap();
    let [(key, _)] = &objects(&peer)[..] else { panic!("one object") };
    assert_eq!(status["to"], format!("s3://aes-siem-111122223333-log/{key}"));
    let digits = key.replace(|c: char| c.is_ascii_digit(), "0");
    let wanted = "AWSLogs/000000000000/WorkSpaces/Inventory/us-east-0/0000/00/00/\
                  workspaces-inventory-00000000_000000.json.gz";
    assert_eq!(digits, wanted);
    let types: Vec<_> = matching(key).map(|source| source.log_type).collect();
    assert_eq!(types, ["workspaces-inventory"], "this one and no other");
}

#[tokio::test]
async fn an_account_without_workspaces_gives_no_object() {
    let peer = account(0, |_| None);
    let status = run(&peer, BUCKET).await.unwrap();
    assert_eq!(status, json!({ "workspaces": 0, "records": 0, "to": "" }));
    assert!(objects(&peer).is_empty());
}

#[tokio::test]
async fn calls_name_the_service_in_the_functions_own_region() {
    let peer = account(1, |_| None);
    run(&peer, BUCKET).await.unwrap();
    for operation in [WORKSPACES, CONNECTIONS] {
        let [call] = &peer.calls_of(operation)[..] else { panic!("{operation}") };
        let target = call.request.header("x-amz-target");
        assert_eq!(target, Some(format!("WorkspacesService.{operation}").as_str()));
        let signature = call.request.header("authorization").unwrap();
        assert!(signature.contains("/us-east-1/workspaces/aws4_request"), "{signature}");
    }
}

#[tokio::test]
async fn an_object_arrives_in_motos_bucket() {
    let Some(moto) = moto::shared() else { return };
    let bucket = names::unique("log");
    let s3 = Aws::load(aws::Settings::emulator(moto.url())).await.s3();
    s3.create_bucket().bucket(&bucket).send().await.unwrap();
    let peer = AwsPeer::before(moto, |call| match call.operation.as_str() {
        WORKSPACES | CONNECTIONS => usual(call, 30),
        _ => None,
    });
    let status = run(&peer, &format!("arn:aws:s3:::{bucket}")).await.unwrap();
    let key = status["to"].as_str().unwrap().strip_prefix(&format!("s3://{bucket}/")).unwrap();
    let object = s3.get_object().bucket(&bucket).key(key).send().await.unwrap();
    let object = object.body.collect().await.unwrap().to_vec();
    assert_eq!(ids(&records(&object)), (0..30).map(id).collect::<Vec<_>>());
}

/// Makes a WorkSpace in moto, which wants a directory first, and returns its id.
async fn workspace_in(moto: &Moto) -> String {
    let aws = Aws::load(aws::Settings::emulator(moto.url())).await;
    let call = async |name, target, operation, input: Value| {
        let client = Client::new(&aws, Service { name, target }, "us-east-1");
        client.call(operation, &input).await.unwrap().body
    };
    let subnets = moto.request("ec2", "POST", "/", b"Action=DescribeSubnets&Version=2016-11-15");
    let subnets = subnets.text();
    let all = |element: &str| -> Vec<String> {
        let element = format!("<{element}>");
        let parts = subnets.split(&element).skip(1);
        parts.map(|part| part.split('<').next().unwrap().to_owned()).collect()
    };
    let (vpcs, ids) = (all("vpcId"), all("subnetId"));
    let vpc = json!({ "VpcId": vpcs[0], "SubnetIds": &ids[..2] });
    let name = format!("{}.example.com", names::unique("directory"));
    let directory = json!({
        "Name": name, "Password": "Hunter2!!", "Size": "Small", "VpcSettings": vpc,
    });
    let directory = call("ds", "DirectoryService_20150416", "CreateDirectory", directory).await;
    let directory = &directory["DirectoryId"];
    let input = json!({ "DirectoryId": directory, "EnableWorkDocs": false });
    call("workspaces", "WorkspacesService", "RegisterWorkspaceDirectory", input).await;
    let workspace = json!({
        "DirectoryId": directory, "UserName": "alice", "BundleId": "wsb-bh8rsxt14",
    });
    let input = json!({ "Workspaces": [workspace] });
    let made = call("workspaces", "WorkspacesService", "CreateWorkspaces", input).await;
    made["PendingRequests"][0]["WorkspaceId"].as_str().unwrap().to_owned()
}

#[tokio::test]
async fn a_workspace_of_motos_is_in_the_inventory() {
    let Some(moto) = moto::shared() else { return };
    let id = workspace_in(moto).await;
    let peer = AwsPeer::before(moto, move |call| match call.operation.as_str() {
        WORKSPACES => None,
        // moto does not know it.
        CONNECTIONS => Some(Reply::json(200, &json!({ "WorkspacesConnectionStatus": [] }))),
        _ => usual(call, 0),
    });
    run(&peer, BUCKET).await.unwrap();
    let [(_, records)] = &objects(&peer)[..] else { panic!("one object") };
    let mut all = records.iter().flat_map(|r| r["detail"]["Workspaces"].as_array().unwrap());
    let found = all.find(|workspace| workspace["WorkspaceId"] == id.as_str()).unwrap();
    assert_eq!((&found["UserName"], &found["State"]), (&json!("alice"), &json!("AVAILABLE")));
    assert_ne!(records[0]["id"], "", "moto gives each request an id");
}
