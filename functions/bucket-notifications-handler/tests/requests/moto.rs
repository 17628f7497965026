//! A stack that comes from v2.10.4, is updated to ours and rolled back, on moto's S3.
//!
//! moto does not give back a bucket's EventBridge flag, so `refusals` looks at it. The
//! document of a bucket without notifications it gives under another name, which the SDK
//! does not read, so here every bucket has one of somebody else's.

use aws_sdk_s3::Client;
use aws_sdk_s3::types::{Event, LambdaFunctionConfiguration, NotificationConfiguration};
use serde_json::json;
use test_support::{moto, names};

use super::*;

const THEIRS: &str = "arn:aws:lambda:us-east-1:111122223333:function:theirs";

fn function(arn: &str, event: &str) -> LambdaFunctionConfiguration {
    LambdaFunctionConfiguration::builder()
        .lambda_function_arn(arn)
        .events(Event::from(event))
        .build()
        .unwrap()
}

/// A bucket that tells `functions`.
async fn bucket(s3: &Client, functions: Vec<LambdaFunctionConfiguration>) -> String {
    let bucket = names::unique("notifications");
    s3.create_bucket().bucket(&bucket).send().await.unwrap();
    let document = NotificationConfiguration::builder()
        .set_lambda_function_configurations(Some(functions))
        .build();
    s3.put_bucket_notification_configuration()
        .bucket(&bucket)
        .notification_configuration(document)
        .send()
        .await
        .unwrap();
    bucket
}

/// The ARNs told, in order.
async fn told(s3: &Client, bucket: &str) -> Vec<String> {
    let found = s3.get_bucket_notification_configuration().bucket(bucket).send().await.unwrap();
    let functions = found.lambda_function_configurations().iter();
    let mut arns: Vec<_> = functions.map(|f| f.lambda_function_arn().to_owned()).collect();
    arns.sort();
    arns
}

#[tokio::test]
async fn a_stack_of_v2_10_4_is_taken_over_and_rolled_back() {
    let Some(moto) = moto::shared() else { return };
    let aws = CloudFormation::with_s3_at(moto.url()).await;
    let s3 = aws.s3.s3();
    let theirs = function(THEIRS, "s3:ObjectRemoved:*");
    let bucket = bucket(&s3, vec![function(LOADER, "s3:ObjectCreated:*"), theirs]).await;
    let (old, new) = (original(&bucket, LOADER), ours(&bucket, LOADER));
    for (properties, previous) in [(&new, &old), (&new, &new), (&old, &new), (&new, &old)] {
        let fields = json!({ "ResourceProperties": properties, "OldResourceProperties": previous });
        let answer = aws.ask("Update", fields).await;
        assert_success(&answer);
        assert_eq!(answer["PhysicalResourceId"], LOGICAL_ID);
        assert_eq!(told(&s3, &bucket).await, [LOADER, THEIRS]);
    }
    assert_success(&aws.ask("Delete", json!({ "ResourceProperties": new })).await);
    assert_eq!(told(&s3, &bucket).await, [THEIRS]);
    assert_success(&aws.ask("Delete", json!({ "ResourceProperties": new })).await);
}

#[tokio::test]
async fn a_loader_with_another_name_takes_the_place_of_the_old_one() {
    let Some(moto) = moto::shared() else { return };
    let aws = CloudFormation::with_s3_at(moto.url()).await;
    let s3 = aws.s3.s3();
    let old_loader = "arn:aws:lambda:us-east-1:111122223333:function:old-loader";
    let bucket = bucket(&s3, vec![function(old_loader, "s3:ObjectCreated:*")]).await;
    let fields = json!({
        "ResourceProperties": ours(&bucket, LOADER),
        "OldResourceProperties": original(&bucket, old_loader),
    });
    assert_success(&aws.ask("Update", fields).await);
    assert_eq!(told(&s3, &bucket).await, [LOADER]);
}

#[tokio::test]
async fn another_bucket_takes_the_notifications_with_it() {
    let Some(moto) = moto::shared() else { return };
    let aws = CloudFormation::with_s3_at(moto.url()).await;
    let s3 = aws.s3.s3();
    let functions =
        [function(LOADER, "s3:ObjectCreated:*"), function(THEIRS, "s3:ObjectRemoved:*")];
    let left = bucket(&s3, functions.into()).await;
    let next = bucket(&s3, vec![function(THEIRS, "s3:ObjectRemoved:*")]).await;
    let fields = json!({
        "ResourceProperties": ours(&next, LOADER),
        "OldResourceProperties": ours(&left, LOADER),
    });
    assert_success(&aws.ask("Update", fields).await);
    assert_eq!(told(&s3, &next).await, [LOADER, THEIRS]);
    assert_eq!(told(&s3, &left).await, [THEIRS]);
}

#[tokio::test]
async fn an_overlap_fails_and_changes_nothing() {
    let Some(moto) = moto::shared() else { return };
    let aws = CloudFormation::with_s3_at(moto.url()).await;
    let s3 = aws.s3.s3();
    let bucket = bucket(&s3, vec![function(THEIRS, "s3:ObjectCreated:Put")]).await;
    let fields = json!({ "ResourceProperties": ours(&bucket, LOADER) });
    let answer = aws.ask("Create", fields.clone()).await;
    let reason = reason(&answer);
    assert!(reason.contains(THEIRS) && reason.contains("s3:ObjectCreated:Put"), "{reason}");
    assert_eq!(told(&s3, &bucket).await, [THEIRS]);
    // CloudFormation rolls back what it could not create.
    let mut fields = fields;
    fields["PhysicalResourceId"] = answer["PhysicalResourceId"].clone();
    assert_success(&aws.ask("Delete", fields).await);
    assert_eq!(told(&s3, &bucket).await, [THEIRS]);
}

#[tokio::test]
async fn a_bucket_that_is_gone_fails_a_create_and_not_a_delete() {
    let Some(moto) = moto::shared() else { return };
    let aws = CloudFormation::with_s3_at(moto.url()).await;
    let properties = json!({ "ResourceProperties": ours(&names::unique("gone"), LOADER) });
    let reason = reason(&aws.ask("Create", properties.clone()).await);
    assert!(reason.contains("does not exist"), "{reason}");
    assert_success(&aws.ask("Delete", properties).await);
}
