//! The sources that are one file.

use crate::*;

#[tokio::test]
async fn a_file_is_stored_once_and_replaced_when_it_is_another() {
    let Some(moto) = moto::shared() else { return };
    let world = World::new(moto).await;
    for (provider, address, [first, second]) in FEEDS {
        let key = provider.key().unwrap();
        let answer = world.feed(provider).await.unwrap();
        assert_eq!((&answer["ioc"], &answer["updated"]), (&json!(provider.name()), &json!(1)));
        assert_eq!(world.stored(key).await.as_deref(), Some(first));
        let written = world.head(key).await;
        let answer = world.feed(provider).await.unwrap();
        assert_eq!((&answer["updated"], &answer["unchanged"]), (&json!(0), &json!(1)));
        assert_eq!(world.head(key).await.version_id(), written.version_id());
        world.internet.put(address, second);
        assert_eq!(world.feed(provider).await.unwrap()["updated"], 1);
        assert_eq!(world.stored(key).await.as_deref(), Some(second));
        assert_eq!(world.measured()["IocFilesUpdated"], 1.0);
    }
}

#[tokio::test]
async fn sources_with_a_key_get_it_in_a_header() {
    let Some(moto) = moto::shared() else { return };
    let world = World::new(moto).await;
    for (provider, method) in [(Provider::Urlhaus, "GET"), (Provider::Threatfox, "POST")] {
        world.feed(provider).await.unwrap();
        let [request] = &world.internet.requests()[..] else { panic!() };
        assert_eq!((request.method.as_str(), request.header("auth-key")), (method, Some(KEY)));
        assert!(!request.path.contains("hunter2"));
        if method == "POST" {
            assert_eq!(request.json(), json!({ "query": "get_iocs", "days": 7 }));
        }
    }
}

#[tokio::test]
async fn the_copy_of_v2_10_4_is_replaced() {
    let Some(moto) = moto::shared() else { return };
    let world = World::new(moto).await;
    world.put("IOC/tmp/TOR/exit-addresses", "old").await;
    assert_eq!(world.feed(Provider::Tor).await.unwrap()["updated"], 1);
    let stored = world.stored("IOC/tmp/TOR/exit-addresses").await;
    assert_eq!(stored.as_deref(), Some(FEEDS[0].2[0]));
}

#[tokio::test]
async fn a_fault_that_passes_is_outlasted() {
    let Some(moto) = moto::shared() else { return };
    for (provider, address, [file, _]) in FEEDS {
        let world = World::new(moto).await;
        for fault in [
            Fault::Status(500),
            Fault::Status(503),
            Fault::Busy(0),
            Fault::Cut,
            Fault::HangUp,
            Fault::Silence,
        ] {
            world.internet.fail(address, &[fault.clone(), fault.clone()]);
            let answer = world.feed(provider).await;
            answer.unwrap_or_else(|failed| panic!("{provider:?} {fault:?}: {failed:?}"));
            assert_eq!(world.stored(provider.key().unwrap()).await.as_deref(), Some(file));
            // So that the next one has something to do.
            world.put(provider.key().unwrap(), "old").await;
        }
    }
}

#[tokio::test]
async fn a_fault_that_stays_has_a_name_and_leaves_the_last_good_copy() {
    let Some(moto) = moto::shared() else { return };
    for (provider, address, [first, second]) in FEEDS {
        let world = World::new(moto).await;
        world.feed(provider).await.unwrap();
        world.internet.put(address, second);
        for (fault, error_type) in [
            (Fault::Status(500), "FetchStatusUnexpected"),
            (Fault::Status(404), "FetchStatusUnexpected"),
            (Fault::Busy(3_600), "FetchStatusUnexpected"),
            (Fault::Cut, "HttpBodyCut"),
            (Fault::HangUp, "HttpNoAnswer"),
            (Fault::Silence, "HttpTimeout"),
            (Fault::Other("<html>down for maintenance</html>"), "IocFileUnusable"),
            (Fault::Other(""), "IocFileUnusable"),
        ] {
            world.internet.break_down(address, fault.clone());
            let failed = world.feed(provider).await.unwrap_err();
            assert_eq!(failed.error_type, error_type, "{provider:?} {fault:?}: {failed:?}");
            assert!(failed.message.contains(provider.name()), "{failed:?}");
            assert_eq!(world.stored(provider.key().unwrap()).await.as_deref(), Some(first));
            assert_eq!(world.measured()["IocSourceFailures"], 1.0);
            assert_eq!(world.measured()["error_type"], error_type);
        }
        world.internet.heal();
        assert_eq!(world.feed(provider).await.unwrap()["updated"], 1, "the next run finishes");
    }
}

#[tokio::test]
async fn a_wrong_key_is_told_with_the_way_out() {
    let Some(moto) = moto::shared() else { return };
    let wrong = "letmein".repeat(9);
    let world = World::with_key(moto, &wrong).await;
    for (provider, address) in [(Provider::Urlhaus, URLHAUS), (Provider::Threatfox, THREATFOX)] {
        for fault in [None, Some(Fault::Other(r#"{"query_status": "unknown_auth_key"}"#))] {
            world.internet.heal();
            if let Some(fault) = fault {
                world.internet.break_down(address, fault);
            }
            world.internet.asked();
            let failed = world.feed(provider).await.unwrap_err();
            assert_eq!(failed.error_type, "IocKeyRefused");
            assert!(failed.message.contains("update the stack"), "{failed:?}");
            assert!(!failed.message.contains("letmein"), "{failed:?}");
            assert_eq!(world.internet.asked().len(), 1, "it is not asked with again");
            assert_eq!(world.measured()["IocKeyRefused"], 1.0);
        }
    }
}

#[tokio::test]
async fn a_secret_without_a_key_is_told() {
    let Some(moto) = moto::shared() else { return };
    let mut world = World::new(moto).await;
    let gone = "arn:aws:secretsmanager:us-east-1:111122223333:secret:gone-AbCdEf".to_owned();
    for (arn, error_type) in [
        (Some(gone), "SecretUnreadable"),
        (Some(secret(&world.aws, "two words").await), "SecretKeyMalformed"),
        (Some(secret(&world.aws, "xxxx").await), "IocNoKey"),
        (None, "IocNoKey"),
    ] {
        world.settings.abuse_ch_secret_arn = arn;
        let failed = world.feed(Provider::Threatfox).await.unwrap_err();
        assert_eq!(failed.error_type, error_type);
        assert_eq!(world.measured()["IocKeyRefused"], 1.0, "somebody has to look after a key");
    }
    assert!(world.internet.asked().is_empty());
}

#[tokio::test]
async fn a_copy_that_is_still_of_use_is_renewed_before_it_expires() {
    let Some(moto) = moto::shared() else { return };
    for is_broken in [false, true] {
        let mut world = World::new(moto).await;
        let key = Provider::AbuseCh.key().unwrap();
        world.feed(Provider::AbuseCh).await.unwrap();
        let first = world.head(key).await;
        tokio::time::sleep(Duration::from_millis(1_100)).await;
        _ = world.feed(Provider::AbuseCh).await.unwrap();
        assert_eq!(world.head(key).await.last_modified(), first.last_modified(), "too young");
        world.settings.renew_after = Duration::from_secs(1);
        if is_broken {
            world.internet.break_down(FEODO, Fault::Status(500));
        }
        assert_eq!(world.feed(Provider::AbuseCh).await.is_err(), is_broken);
        let renewed = world.head(key).await;
        assert!(renewed.last_modified() > first.last_modified());
        assert_eq!(renewed.metadata(), first.metadata());
        assert!(renewed.metadata().unwrap().contains_key("source-etag"));
        assert_eq!(world.stored(key).await.as_deref(), Some("[]"));
    }
}

#[test]
fn the_keys_are_in_no_log_line_no_metric_and_no_failure() {
    let Some(moto) = moto::shared() else { return };
    let logged = Kept::default();
    let crates = ["ioc_download", "kit"];
    let subscriber = kit::logging::subscriber(Some("trace"), &crates, logged.clone());
    let _logging = tracing::subscriber::set_default(subscriber);
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    runtime.block_on(async {
        let world = World::new(moto).await;
        for (provider, address, _) in FEEDS {
            for fault in [
                Fault::Status(403),
                Fault::Status(500),
                Fault::Cut,
                Fault::HangUp,
                Fault::Other(r#"{"query_status": "unknown_auth_key"}"#),
            ] {
                world.internet.break_down(address, fault);
                let failed = world.feed(provider).await.unwrap_err();
                assert!(!failed.message.contains("hunter2"), "{failed:?}");
            }
        }
        assert!(!world.metrics.text().contains("hunter2"));
    });
    assert!(logged.text().contains("IocKeyRefused"), "{}", logged.text());
    assert!(logged.text().contains("trying again"), "{}", logged.text());
    assert!(!logged.text().contains("hunter2"), "{}", logged.text());
}
