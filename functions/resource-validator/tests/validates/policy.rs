//! The log bucket's policy is kept and put back.

use crate::*;

/// Serves a validation; gives the key under which the policy is kept.
async fn keep(account: &Account, request: Value) -> String {
    let answer = account.serve(request).await;
    assert_success(&answer);
    answer["Data"]["bucket_policy_key"].as_str().unwrap().to_owned()
}

#[tokio::test]
async fn a_policy_is_kept_before_the_deployment_and_put_back_after_the_stacks_own() {
    let Some(account) = Account::new().await else { return };
    account.set_policy(&policy("people's")).await;
    let key = keep(&account, create(validation(""))).await;
    assert!(key.starts_with(&format!("s3_bucket_policy/{}-", account.log_bucket)), "{key}");
    assert_eq!(account.object(&key).await, policy("people's"));
    assert_eq!(account.policy().await.unwrap(), policy("people's"), "nothing is written yet");

    account.set_policy(&policy("the stack's")).await;
    assert_success(&account.serve(create(account.kept(&key))).await);
    assert_eq!(account.policy().await.unwrap(), policy("people's"));
}

#[tokio::test]
async fn the_next_deployment_keeps_what_people_have_changed_since() {
    let Some(account) = Account::new().await else { return };
    account.set_policy(&policy("one")).await;
    let first = keep(&account, create(validation(""))).await;
    account.set_policy(&policy("two")).await;
    let request = update("ExecCustomResourceValidator", validation(""), validation(""));
    let second = keep(&account, request).await;
    assert_ne!(first, second);
    account.set_policy(&policy("the stack's")).await;
    let request = update("LogBucketPolicyKept", account.kept(&first), account.kept(&second));
    assert_success(&account.serve(request).await);
    assert_eq!(account.policy().await.unwrap(), policy("two"));
}

#[tokio::test]
async fn a_request_that_comes_again_does_not_keep_the_stacks_own_policy() {
    let Some(account) = Account::new().await else { return };
    account.set_policy(&policy("people's")).await;
    let request = create(validation(""));
    let key = keep(&account, request.clone()).await;
    account.set_policy(&policy("the stack's")).await;
    assert_eq!(keep(&account, request).await, key);
    assert_eq!(account.object(&key).await, policy("people's"));
}

#[tokio::test]
async fn a_bucket_without_a_policy_keeps_that_of_the_stack() {
    let Some(account) = Account::new().await else { return };
    let key = keep(&account, create(validation(""))).await;
    assert_eq!(key, "");
    account.set_policy(&policy("the stack's")).await;
    assert_success(&account.serve(create(account.kept(&key))).await);
    assert_eq!(account.policy().await.unwrap(), policy("the stack's"));
}

#[tokio::test]
async fn before_there_is_a_log_bucket_nothing_is_kept() {
    let Some(mut account) = Account::new().await else { return };
    account.log_bucket = unique("not-yet");
    assert_eq!(keep(&account, create(validation(""))).await, "");
}

#[tokio::test]
async fn a_policy_that_is_there_already_is_not_written_again() {
    let Some(account) = Account::new().await else { return };
    account.set_policy(&policy("people's")).await;
    let key = keep(&account, create(validation(""))).await;
    let peer = account.peer(|_| None);
    assert_success(&account.serve_at(&peer.url(), create(account.kept(&key))).await);
    assert!(peer.calls().iter().all(|call| call.request.method == "GET"), "only looked at");
}

#[tokio::test]
async fn a_kept_policy_that_is_lost_is_told_with_the_way_out() {
    let Some(account) = Account::new().await else { return };
    let s3 = account.aws.s3();
    let odd = "s3_bucket_policy/odd.json";
    let put = s3.put_object().bucket(&account.snapshot_bucket).key(odd).body(b"[]".to_vec().into());
    put.send().await.unwrap();
    for (key, problem) in
        [("s3_bucket_policy/gone.json", "is not there any more"), (odd, "holds no policy")]
    {
        let answer = account.serve(create(account.kept(key))).await;
        let reason = reason(&answer);
        for part in [problem, key, "update_and_override"] {
            assert!(reason.contains(part), "{part}: {reason}");
        }
    }
}

#[tokio::test]
async fn a_kept_policy_that_s3_does_not_take_again_is_told_and_stays_where_it_is() {
    let Some(account) = Account::new().await else { return };
    account.set_policy(&policy("people's")).await;
    let key = keep(&account, create(validation(""))).await;
    account.set_policy(&policy("the stack's")).await;
    let body = b"<Error><Code>MalformedPolicy</Code><Message>Invalid principal</Message></Error>";
    let peer = account.peer(|call| {
        let is_put = call.request.method == "PUT" && call.request.path.contains("policy");
        is_put.then(|| Reply::Answer { status: 400, headers: vec![], body: body.to_vec() })
    });
    let answer = account.serve_at(&peer.url(), create(account.kept(&key))).await;
    let reason = reason(&answer);
    for part in ["Invalid principal", &key, "update_and_override"] {
        assert!(reason.contains(part), "{part}: {reason}");
    }
    assert_eq!(account.object(&key).await, policy("people's"));
}

#[tokio::test]
async fn only_the_log_bucket_and_only_kept_policies_are_written() {
    let Some(account) = Account::new().await else { return };
    let mut other = account.kept("s3_bucket_policy/x.json");
    other["BucketName"] = json!("other");
    assert!(reason(&account.serve(create(other)).await).contains("BucketName is `other`"));
    let answer = account.serve(create(account.kept("saved_objects/x.json"))).await;
    assert!(reason(&answer).contains("BucketPolicyKey is `saved_objects/x.json`"), "{answer:#}");
}

#[tokio::test]
async fn a_delete_changes_nothing() {
    let Some(account) = Account::new().await else { return };
    account.set_policy(&policy("people's")).await;
    let key = keep(&account, create(validation(""))).await;
    let before = account.object(&key).await;
    for properties in [validation(""), account.kept(&key)] {
        let mut request = create(properties);
        request["RequestType"] = json!("Delete");
        request["PhysicalResourceId"] = json!("some-id");
        let peer = account.peer(|_| None);
        let answer = account.serve_at(&peer.url(), request).await;
        assert_success(&answer);
        assert_eq!(answer["PhysicalResourceId"], "some-id");
        assert!(peer.calls().is_empty());
    }
    assert_eq!(account.policy().await.unwrap(), policy("people's"));
    assert_eq!(account.object(&key).await, before);
}
