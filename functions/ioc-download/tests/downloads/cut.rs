//! Runs in which a call of S3 or Secrets Manager fails, each of them once, and the run after.

use std::sync::atomic::{AtomicUsize, Ordering};

use test_support::aws_peer::AwsPeer;
use test_support::http::Reply;

use crate::pulses::{key, pulse, put_pulses};
use crate::*;

/// Refuses the call with this number, and all that follow.
async fn failing_from(moto: &Moto, number: usize) -> (AwsPeer, Aws) {
    let calls = AtomicUsize::new(0);
    let peer = AwsPeer::before(moto, move |call| {
        let is_refused = calls.fetch_add(1, Ordering::SeqCst) >= number;
        let is_json = call.request.header("x-amz-target").is_some();
        is_refused.then(|| match is_json {
            true => {
                Reply::json(400, &json!({ "__type": "AccessDeniedException", "message": "no" }))
            }
            false => Reply::Answer {
                status: 403,
                headers: vec![],
                body: b"<Error><Code>AccessDenied</Code><Message>no</Message></Error>".to_vec(),
            },
        })
    });
    let aws = Aws::load(aws::Settings::emulator(&peer.url())).await;
    (peer, aws)
}

#[tokio::test]
async fn a_run_that_is_refused_at_any_call_is_made_good_by_the_next() {
    let Some(moto) = moto::shared() else { return };
    let mut failures = 0;
    for number in 0..12 {
        let mut world = World::new(moto).await;
        let (_peer, aws) = failing_from(moto, number).await;
        world.endpoint = Some(aws);
        let pulses = put_pulses(&world.internet, 2);
        for download in [pulses.clone(), Download::of(Provider::Threatfox, now())] {
            if let Err(failed) = world.download(&download).await {
                failures += 1;
                let types = ["IocStoreFailed", "SecretUnreadable"];
                assert!(types.contains(&failed.error_type), "{number}: {failed:?}");
                assert!(failed.message.contains("AccessDenied"), "{failed:?}");
                assert!(failed.message.contains("needs s"), "the way out: {failed:?}");
            }
        }
        world.endpoint = None;
        let again = Download { planned: now() + 60, ..pulses.clone() };
        world.download(&again).await.unwrap();
        world.feed(Provider::Threatfox).await.unwrap();
        for id in &pulses.ids {
            assert_eq!(world.stored(&key(id)).await, Some(pulse(id, 1)));
        }
        assert!(world.stored(Provider::Threatfox.key().unwrap()).await.is_some());
    }
    assert!(failures > 10, "{failures}");
}

#[tokio::test]
async fn a_bucket_that_is_not_there_is_told() {
    let Some(moto) = moto::shared() else { return };
    let mut world = World::new(moto).await;
    world.settings.geo_bucket = names::unique("gone");
    let failed = world.feed(Provider::Tor).await.unwrap_err();
    assert_eq!(failed.error_type, "IocStoreFailed");
    assert!(failed.message.contains(&world.settings.geo_bucket), "{failed:?}");
}

#[tokio::test]
async fn a_folder_without_room_is_told() {
    let Some(moto) = moto::shared() else { return };
    let mut world = World::new(moto).await;
    world.settings.spool = std::env::temp_dir().join("there-is-no-such-folder");
    let failed = world.feed(Provider::Tor).await.unwrap_err();
    assert_eq!(failed.error_type, "IocSpoolFailed");
}
