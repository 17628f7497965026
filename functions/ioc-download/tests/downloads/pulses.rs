//! Pulses of OTX.

use crate::*;

pub(crate) fn address(id: &str) -> String {
    format!("otx.alienvault.com/api/v1/pulses/{id}")
}

pub(crate) fn key(id: &str) -> String {
    format!("IOC/tmp/OTX/{id}.json")
}

pub(crate) fn pulse(id: &str, version: u32) -> String {
    json!({ "id": id, "indicators": [], "revision": version }).to_string()
}

/// Puts so many pulses; gives the download of them.
pub(crate) fn put_pulses(internet: &Internet, count: usize) -> Download {
    let ids: Vec<String> = (0..count).rev().map(|n| format!("6543210f{n:04}")).collect();
    for id in &ids {
        internet.put(&address(id), pulse(id, 1));
    }
    Download { ids, ..Download::of(Provider::Otx, now()) }
}

#[tokio::test]
async fn every_pulse_is_stored_and_only_what_is_new_comes_again() {
    let Some(moto) = moto::shared() else { return };
    let world = World::new(moto).await;
    let first = put_pulses(&world.internet, 12);
    let answer = world.download(&first).await.unwrap();
    assert_eq!((&answer["updated"], &answer["ids"]), (&json!(12), &json!(first.ids)));
    for id in &first.ids {
        assert_eq!(world.stored(&key(id)).await, Some(pulse(id, 1)));
    }
    let next = Download { planned: now() + 60, ..first.clone() };
    world.internet.put(&address(&first.ids[3]), pulse(&first.ids[3], 2));
    world.internet.asked();
    let answer = world.download(&next).await.unwrap();
    assert_eq!((&answer["updated"], &answer["unchanged"]), (&json!(1), &json!(11)));
    assert_eq!(world.internet.asked().len(), 12);
    assert_eq!(world.stored(&key(&first.ids[3])).await, Some(pulse(&first.ids[3], 2)));
}

/// The work is cut at each pulse, and begun again.
#[tokio::test]
async fn a_download_that_was_cut_goes_on_where_it_was() {
    let Some(moto) = moto::shared() else { return };
    for cut_at in 0..6 {
        let world = World::new(moto).await;
        // A second before: what comes within the plan's own second is asked for again.
        let download = put_pulses(&world.internet, 6);
        let download = Download { planned: download.planned - 2, ..download };
        for id in &download.ids[cut_at..] {
            world.internet.break_down(&address(id), Fault::HangUp);
        }
        let failed = world.download(&download).await.unwrap_err();
        let left = 6 - cut_at;
        assert!(failed.message.contains(&format!("{left} of 6 pulses")), "{failed:?}");
        world.internet.heal();
        world.internet.asked();
        let answer = world.download(&download).await.unwrap();
        assert_eq!((&answer["updated"], &answer["unchanged"]), (&json!(left), &json!(cut_at)));
        assert_eq!(world.internet.asked().len(), left, "what has come is not asked for again");
        for id in &download.ids {
            assert_eq!(world.stored(&key(id)).await, Some(pulse(id, 1)));
        }
    }
}

#[tokio::test]
async fn pulses_without_a_copy_come_first_and_then_those_with_the_oldest() {
    let Some(moto) = moto::shared() else { return };
    let world = World::new(moto).await;
    let download = put_pulses(&world.internet, 30);
    let group = |from: usize| download.ids.iter().skip(from).step_by(3);
    for from in [1, 0] {
        for id in group(from) {
            world.put(&key(id), "old").await;
        }
        tokio::time::sleep(Duration::from_millis(1_100)).await;
    }
    world.download(&Download { planned: now() + 60, ..download.clone() }).await.unwrap();
    let asked = world.internet.asked();
    let places = |from: usize| -> Vec<usize> {
        let place = |id: &String| asked.iter().position(|asked| *asked == address(id)).unwrap();
        group(from).map(place).collect()
    };
    // Four are on their way at a time and may overtake each other.
    assert!(places(2).iter().all(|place| *place < 10 + 4), "those without: {asked:?}");
    assert!(places(1).iter().all(|place| (10 - 4..20 + 4).contains(place)), "old: {asked:?}");
    assert!(places(0).iter().all(|place| *place >= 20 - 4), "newer: {asked:?}");
}

#[tokio::test]
async fn a_pulse_that_is_gone_is_no_failure() {
    let Some(moto) = moto::shared() else { return };
    let world = World::new(moto).await;
    let download = put_pulses(&world.internet, 3);
    world.internet.remove(&address(&download.ids[1]));
    let answer = world.download(&download).await.unwrap();
    assert_eq!((&answer["updated"], &answer["gone"]), (&json!(2), &json!(1)));
}

#[tokio::test]
async fn a_pulse_that_fails_costs_none_of_the_others_and_keeps_its_copy() {
    let Some(moto) = moto::shared() else { return };
    for (fault, error_type) in [
        (Fault::Status(500), "FetchStatusUnexpected"),
        (Fault::Other("<html>"), "IocFileUnusable"),
        (Fault::Other("{\"id\": 1}"), "IocFileUnusable"),
        (Fault::Cut, "HttpBodyCut"),
    ] {
        let world = World::new(moto).await;
        let download = put_pulses(&world.internet, 8);
        let bad = &download.ids[3];
        world.put(&key(bad), "the last good copy").await;
        world.internet.break_down(&address(bad), fault);
        let failed = world
            .download(&Download { planned: now() + 60, ..download.clone() })
            .await
            .unwrap_err();
        assert_eq!(failed.error_type, error_type);
        assert!(failed.message.starts_with("1 of 8 pulses"), "{failed:?}");
        assert_eq!(world.stored(&key(bad)).await.as_deref(), Some("the last good copy"));
        assert_eq!(world.measured()["IocFilesUpdated"], 7.0);
    }
}

#[tokio::test]
async fn a_fault_that_passes_is_outlasted() {
    let Some(moto) = moto::shared() else { return };
    for fault in [Fault::Status(500), Fault::Busy(0), Fault::Cut, Fault::HangUp, Fault::Silence] {
        let world = World::new(moto).await;
        let download = put_pulses(&world.internet, 5);
        for id in &download.ids {
            world.internet.fail(&address(id), std::slice::from_ref(&fault));
        }
        let answer = world.download(&download).await;
        assert_eq!(answer.unwrap()["updated"], 5, "{fault:?}");
    }
}

#[tokio::test]
async fn a_wrong_key_is_told_and_not_tried_on_every_pulse() {
    let Some(moto) = moto::shared() else { return };
    let wrong = "letmein".repeat(9);
    let world = World::with_key(moto, &wrong).await;
    let download = put_pulses(&world.internet, 50);
    let failed = world.download(&download).await.unwrap_err();
    assert_eq!(failed.error_type, "IocKeyRefused");
    assert!(failed.message.contains("status 403") && !failed.message.contains("letmein"));
    assert!(world.internet.asked().len() < 10);
    assert_eq!(world.measured()["IocKeyRefused"], 1.0);
}

#[tokio::test]
async fn a_source_that_is_down_is_not_asked_for_every_pulse() {
    let Some(moto) = moto::shared() else { return };
    let world = World::new(moto).await;
    let download = put_pulses(&world.internet, 100);
    for id in &download.ids {
        world.internet.break_down(&address(id), Fault::Status(503));
    }
    let failed = world.download(&download).await.unwrap_err();
    assert!(failed.message.contains("100 of 100"), "{failed:?}");
    assert!(world.internet.asked().len() < 30, "three tries of a few");
}

#[tokio::test]
async fn a_download_ends_before_the_functions_time_does() {
    let Some(moto) = moto::shared() else { return };
    let mut world = World::new(moto).await;
    world.settings.timeouts.response = Duration::from_secs(30);
    world.settings.timeouts.body = Duration::from_secs(30);
    let download = put_pulses(&world.internet, 3);
    world.internet.break_down(&address(&download.ids[0]), Fault::Silence);
    // Of these, twenty are kept back.
    let started = std::time::Instant::now();
    let event = json!({ "mapped": download });
    let failed = world.call(event.clone(), 21).await.unwrap_err();
    assert!(started.elapsed() < Duration::from_secs(5));
    assert!(["IocOutOfTime", "FetchOutOfTime"].contains(&failed.error_type), "{failed:?}");
    assert!(failed.message.contains("1 of 3 pulses"), "{failed:?}");
    world.internet.heal();
    world.call(event, 60).await.unwrap();
}
