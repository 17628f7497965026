//! v2.10.4's handler takes its turn: after a roll-back, before an update.
//!
//! It is played after what it does. With `Managed: true`, as v2.10.4 has it, it puts the
//! stack's entries in place of the whole document, and reads nothing. With `false`, as the
//! same handler does in other stacks of the CDK, it knows the stack's former entries by their
//! content, whatever their ids are.

use aws_sdk_s3::Client;
use aws_sdk_s3::types::{Event, LambdaFunctionConfiguration, NotificationConfiguration};
use serde_json::json;
use test_support::moto;

use super::targets::{bucket, document, told};
use super::*;

/// The entry of v2.10.4's properties. S3 makes up an id.
fn entry() -> LambdaFunctionConfiguration {
    LambdaFunctionConfiguration::builder()
        .lambda_function_arn(LOADER)
        .events(Event::from("s3:ObjectCreated:*"))
        .build()
        .unwrap()
}

/// What the handler does with `Managed: true`.
async fn put_managed(s3: &Client, bucket: &str) {
    let document =
        NotificationConfiguration::builder().lambda_function_configurations(entry()).build();
    let put = s3.put_bucket_notification_configuration().bucket(bucket);
    put.skip_destination_validation(false)
        .notification_configuration(document)
        .send()
        .await
        .unwrap();
}

#[tokio::test]
async fn v2_10_4s_handler_finds_a_document_that_it_can_replace_and_ours_takes_it_over_again() {
    let Some(moto) = moto::shared() else { return };
    let aws = CloudFormation::with_s3_at(moto.url()).await;
    let s3 = aws.s3.s3();
    let bucket = bucket(&s3).await;
    let (old, new) = (original(&bucket, LOADER), ours(&bucket, LOADER));
    for _ in 0..2 {
        put_managed(&s3, &bucket).await;
        assert_eq!(told(&s3, &bucket).await, [LOADER]);
        let fields = json!({ "ResourceProperties": new, "OldResourceProperties": old });
        assert_success(&aws.ask("Update", fields).await);
        let found = document(&s3, &bucket).await;
        let [taken] = found.lambda_function_configurations() else { panic!("{found:?}") };
        assert!(taken.id().unwrap().starts_with("aes-siem-"), "{taken:?}");
    }
}

#[tokio::test]
async fn what_ours_writes_is_known_by_its_content_as_the_properties_have_it() {
    let Some(moto) = moto::shared() else { return };
    let aws = CloudFormation::with_s3_at(moto.url()).await;
    let s3 = aws.s3.s3();
    let bucket = bucket(&s3).await;
    let fields = json!({ "ResourceProperties": ours(&bucket, LOADER) });
    assert_success(&aws.ask("Create", fields).await);
    let found = document(&s3, &bucket).await;
    let [mut written] = found.lambda_function_configurations().to_vec().try_into().unwrap();
    written.id = None;
    assert_eq!(written, entry());
}

#[tokio::test]
async fn ours_with_v2_10_4s_properties_keeps_what_others_have_set() {
    let Some(moto) = moto::shared() else { return };
    let aws = CloudFormation::with_s3_at(moto.url()).await;
    let s3 = aws.s3.s3();
    let bucket = bucket(&s3).await;
    let before = told(&s3, &bucket).await;
    // CloudFormation rolls back before the function's code is v2.10.4's again.
    let (old, new) = (original(&bucket, LOADER), ours(&bucket, LOADER));
    for (properties, previous) in [(&new, &old), (&old, &new)] {
        let fields = json!({ "ResourceProperties": properties, "OldResourceProperties": previous });
        assert_success(&aws.ask("Update", fields).await);
        assert_eq!(told(&s3, &bucket).await.len(), before.len() + 1);
    }
    assert_success(&aws.ask("Delete", json!({ "ResourceProperties": old })).await);
    assert_eq!(told(&s3, &bucket).await, before);
}
