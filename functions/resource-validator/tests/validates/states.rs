//! From the state that v2.10.4 leaves to ours and back, and cut off at every call.

use std::sync::atomic::{AtomicUsize, Ordering};

use crate::*;

/// As v2.10.4 makes it, with a suffix of its own each time.
const ID_OF_V2_10_4: &str = "vpc-config-2.10.4-ABCDEFGH";

/// As v2.10.4's template has it.
fn validation_of_v2_10_4(update: &str) -> Value {
    json!({
        "ServiceToken": "arn:aws:lambda:us-east-1:111122223333:function:aes-siem-resource-validator",
        "ConfigVersion": "2.10.4",
        "vpce": "",
        "DeploymentTarget": "opensearch_managed_cluster",
        "BucketPolicyUpdate": update,
    })
}

#[tokio::test]
async fn the_first_update_from_v2_10_4_keeps_its_id_and_gives_every_attribute() {
    let Some(account) = Account::new().await else { return };
    account.set_policy(&policy("people's")).await;
    for mode in ["keep", "update_and_override"] {
        let request = update(ID_OF_V2_10_4, validation_of_v2_10_4(mode), validation(""));
        let answer = account.serve(request).await;
        assert_success(&answer);
        assert_eq!(answer["PhysicalResourceId"], ID_OF_V2_10_4);
        assert_eq!(answer["Data"].as_object().unwrap().len(), 8);
        let key = answer["Data"]["bucket_policy_key"].as_str().unwrap();
        assert_eq!(account.object(key).await, policy("people's"));
    }
}

#[tokio::test]
async fn a_roll_back_to_v2_10_4s_properties_succeeds_and_leaves_the_policy_to_its_template() {
    let Some(account) = Account::new().await else { return };
    account.set_policy(&policy("people's")).await;
    let request = update(ID_OF_V2_10_4, validation(""), validation_of_v2_10_4("keep"));
    let answer = account.serve(request).await;
    assert_success(&answer);
    assert_eq!(answer["PhysicalResourceId"], ID_OF_V2_10_4);
    assert_eq!(account.policy().await.unwrap(), policy("people's"));
    let mut request = create(validation_of_v2_10_4("keep"));
    request["RequestType"] = json!("Delete");
    request["PhysicalResourceId"] = json!(ID_OF_V2_10_4);
    assert_success(&account.serve(request).await);
}

#[tokio::test]
async fn cut_off_at_any_call_the_next_request_finishes() {
    for n in 0.. {
        let Some(account) = Account::new().await else { return };
        account.set_policy(&policy("people's")).await;
        // All calls from the nth on are lost, in the validation and in what puts back.
        let seen = AtomicUsize::new(0);
        let peer = account
            .peer(move |_| (seen.fetch_add(1, Ordering::SeqCst) >= n).then_some(Reply::HangUp));
        let request = create(validation(""));
        let cut = account.serve_at(&peer.url(), request.clone()).await;
        let answer =
            if cut["Status"] == "FAILED" { account.serve(request).await } else { cut.clone() };
        assert_success(&answer);
        let key = answer["Data"]["bucket_policy_key"].as_str().unwrap();
        assert_eq!(account.object(key).await, policy("people's"), "cut at {n}");

        account.set_policy(&policy("the stack's")).await;
        let put_back = create(account.kept(key));
        let second = account.serve_at(&peer.url(), put_back.clone()).await;
        if second["Status"] == "FAILED" {
            assert_success(&account.serve(put_back).await);
        }
        assert_eq!(account.policy().await.unwrap(), policy("people's"), "cut at {n}");
        if cut["Status"] == "SUCCESS" && second["Status"] == "SUCCESS" {
            // Two calls that keep, three that put back.
            assert_eq!(n, 5);
            return;
        }
    }
}
