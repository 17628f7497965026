//! Against moto, where it plays the part.

use deploy_aes::DeployAes;
use kit::aws::{self, Aws};
use lambda_runtime::LambdaEvent;
use serde_json::{Value, json};
use test_support::aws_peer::AwsPeer;
use test_support::http::Reply;
use test_support::moto;

use crate::properties;
use crate::world::{context, settings};

#[tokio::test]
async fn motos_domain_is_made_and_found_again() {
    let Some(moto) = moto::own() else { return };
    let answers = std::sync::Arc::new(std::sync::Mutex::new(vec![]));
    let keep = std::sync::Arc::clone(&answers);
    let server = AwsPeer::before(&moto, move |call| {
        (call.operation == "PUT /answers").then(|| {
            keep.lock().unwrap().push(call.request.json());
            Reply::empty(200)
        })
    });
    let aws = Aws::load(aws::Settings::emulator(&server.url())).await;
    let mut settings = settings();
    settings.admin_secret_arn = secret(&aws).await;
    let function = DeployAes::new(settings, &aws);
    let event = json!({
        "RequestType": "Create", "ResponseURL": format!("{}/answers?x=y", server.url()),
        "StackId": "arn:aws:cloudformation:us-east-1:111122223333:stack/aes-siem/1",
        "RequestId": "r-1", "LogicalResourceId": "AesSiemDomainDeployedR2",
        "ResourceProperties": properties(json!({ "DataNodes": { "Count": "2" } })),
    });
    function.handle(LambdaEvent::new(event.clone(), context(60))).await.unwrap();
    // The schedule is moto's; its minute is up.
    let mut visit = event;
    visit["RevisitSince"] = json!(
        std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH).unwrap().as_secs()
    );
    for _ in 0..4 {
        if answers.lock().unwrap().is_empty() {
            function.handle(LambdaEvent::new(visit.clone(), context(60))).await.unwrap();
        }
    }
    let answers: Vec<Value> = answers.lock().unwrap().clone();
    let [answer] = &answers[..] else { panic!("{answers:?}: {:#?}", server.calls()) };
    assert_eq!(answer["Status"], "SUCCESS", "{answer}");
    assert_eq!(answer["Data"]["kibanaadmin"], "aesadmin");
    assert!(!server.calls_of("POST /schedules/aes-siem-deploy-aes-r-1").is_empty());
    assert!(!server.calls_of("DELETE /schedules/aes-siem-deploy-aes-r-1").is_empty());
}

async fn secret(aws: &Aws) -> String {
    let service = kit::aws_json::Service { name: "secretsmanager", target: "secretsmanager" };
    let client = kit::aws_json::Client::new(aws, service, "us-east-1");
    let text = json!({ "username": "aesadmin", "password": crate::PASSWORD }).to_string();
    let input = json!({ "Name": "admin", "SecretString": text, "ClientRequestToken": "0f0f0f0f-0000-4000-8000-000000000000" });
    let answer = client.call("CreateSecret", &input).await.unwrap();
    answer.body["ARN"].as_str().unwrap().to_owned()
}
