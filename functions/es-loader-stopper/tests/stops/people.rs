//! What the alarm does, and what people do meanwhile.

use crate::*;

#[tokio::test]
async fn an_alarm_stops_the_loader_and_its_end_lets_it_run_as_before() {
    for before in [Before::Unreserved, Before::Reserved(10)] {
        let Some(stack) = Stack::new(before).await else { return };
        let (done, told) = stack.run("ALARM").await;
        assert_eq!(done.unwrap(), Done::Stopped);
        assert_eq!(stack.loader().await, Before::Reserved(0));
        assert_eq!(stack.remembered().await, before.to_string());
        let [notice] = told.as_slice() else { panic!("{told:?}") };
        assert!(notice.subject.contains("es-loader is stopped"), "{notice:?}");
        for part in [stack.name.as_str(), "dead-letter queue", "Threshold Crossed: 30 datapoints"] {
            assert!(notice.text.contains(part), "{part}: {notice:?}");
        }

        let (done, told) = stack.run("OK").await;
        assert_eq!(done.unwrap(), Done::Restored);
        assert_eq!(stack.loader().await, before);
        assert_eq!(stack.remembered().await, "running");
        let [notice] = told.as_slice() else { panic!("{told:?}") };
        assert!(notice.subject.contains("runs again"), "{notice:?}");
    }
}

#[tokio::test]
async fn an_alarm_that_comes_twice_does_not_remember_its_own_stop() {
    let Some(stack) = Stack::new(Before::Reserved(10)).await else { return };
    for _ in 0..2 {
        assert_eq!(stack.run("ALARM").await.0.unwrap(), Done::Stopped);
        assert_eq!(stack.remembered().await, "10");
    }
    for wanted in [Done::Restored, Done::NotStopped] {
        assert_eq!(stack.run("OK").await.0.unwrap(), wanted);
        assert_eq!(stack.loader().await, Before::Reserved(10));
    }
}

#[tokio::test]
async fn a_loader_that_was_not_stopped_is_left_alone_and_nobody_is_told() {
    for before in [Before::Unreserved, Before::Reserved(7), Before::Reserved(0)] {
        let Some(stack) = Stack::new(before).await else { return };
        for state in ["OK", "INSUFFICIENT_DATA"] {
            let (done, told) = stack.run(state).await;
            assert_eq!((done.unwrap(), told), (Done::NotStopped, vec![]), "{state}");
            assert_eq!(stack.loader().await, before);
        }
    }
}

#[tokio::test]
async fn a_loader_that_somebody_stopped_before_the_alarm_stays_stopped_after_it() {
    let Some(stack) = Stack::new(Before::Reserved(0)).await else { return };
    let (done, told) = stack.run("ALARM").await;
    assert_eq!(done.unwrap(), Done::Stopped);
    assert!(told[0].text.contains("stopped already, by somebody else"), "{told:?}");
    let (done, told) = stack.run("OK").await;
    assert_eq!(done.unwrap(), Done::Restored);
    assert!(told[0].subject.contains("stays stopped"), "{told:?}");
    assert_eq!(stack.loader().await, Before::Reserved(0));
    assert_eq!(stack.remembered().await, "running");
}

#[tokio::test]
async fn what_somebody_sets_while_the_loader_is_stopped_stays_after_the_alarm() {
    for meanwhile in [Before::Unreserved, Before::Reserved(5)] {
        let Some(stack) = Stack::new(Before::Reserved(10)).await else { return };
        stack.run("ALARM").await.0.unwrap();
        stack.set_loader(meanwhile).await;
        let (done, told) = stack.run("OK").await;
        assert_eq!(done.unwrap(), Done::LeftRunning);
        assert_eq!(stack.loader().await, meanwhile);
        assert_eq!(stack.remembered().await, "running");
        assert!(told[0].text.contains("Before the alarm it ran with a reserved"), "{told:?}");
    }
}

#[tokio::test]
async fn the_next_alarm_stops_again_and_remembers_what_somebody_had_set() {
    let Some(stack) = Stack::new(Before::Reserved(10)).await else { return };
    stack.run("ALARM").await.0.unwrap();
    stack.set_loader(Before::Reserved(5)).await;
    assert_eq!(stack.run("ALARM").await.0.unwrap(), Done::Stopped);
    assert_eq!(stack.loader().await, Before::Reserved(0));
    assert_eq!(stack.run("OK").await.0.unwrap(), Done::Restored);
    assert_eq!(stack.loader().await, Before::Reserved(5));
}

#[tokio::test]
async fn what_somebody_writes_into_the_parameter_is_what_the_loader_is_set_to() {
    let Some(stack) = Stack::new(Before::Reserved(10)).await else { return };
    stack.run("ALARM").await.0.unwrap();
    stack.remember("3").await;
    assert_eq!(stack.run("OK").await.0.unwrap(), Done::Restored);
    assert_eq!(stack.loader().await, Before::Reserved(3));
}

#[tokio::test]
async fn a_stopped_loader_without_figures_of_the_storage_is_told_and_stays_stopped() {
    let Some(stack) = Stack::new(Before::Unreserved).await else { return };
    stack.run("ALARM").await.0.unwrap();
    let (done, told) = stack.run("INSUFFICIENT_DATA").await;
    assert_eq!(done.unwrap(), Done::StillStopped);
    assert!(told[0].subject.contains("still stopped"), "{told:?}");
    assert_eq!(stack.loader().await, Before::Reserved(0));
    assert_eq!(stack.remembered().await, "unreserved");
}

#[tokio::test]
async fn a_parameter_that_is_gone_is_made_again() {
    let Some(stack) = Stack::new(Before::Reserved(10)).await else { return };
    stack.forget().await;
    assert_eq!(stack.run("OK").await.0.unwrap(), Done::NotStopped, "it runs");
    assert_eq!(stack.remembered().await, "running");
    stack.forget().await;
    assert_eq!(stack.run("ALARM").await.0.unwrap(), Done::Stopped);
    assert_eq!(stack.remembered().await, "10");
}

#[tokio::test]
async fn a_stopped_loader_whose_parameter_is_lost_is_an_error_and_a_notice() {
    let Some(stack) = Stack::new(Before::Reserved(10)).await else { return };
    stack.run("ALARM").await.0.unwrap();
    for (text, problem) in [(None, "does not exist"), (Some("often"), "holds `often`")] {
        match text {
            Some(text) => stack.remember(text).await,
            None => stack.forget().await,
        }
        let (failed, told) = stack.run("OK").await;
        let failed = failed.unwrap_err();
        assert_eq!(failed.error_type, "StopperForgotten");
        for part in [problem, stack.name.as_str(), "delete-function-concurrency"] {
            assert!(failed.message.contains(part), "{part}: {failed:?}");
            assert!(told[0].text.contains(part), "{part}: {told:?}");
        }
        assert_eq!(stack.loader().await, Before::Reserved(0));
    }
    stack.set_loader(Before::Reserved(4)).await;
    assert_eq!(stack.run("OK").await.0.unwrap(), Done::NotStopped, "somebody has set it going");
    assert_eq!(stack.remembered().await, "running");
}

#[tokio::test]
async fn an_event_that_the_alarm_has_overtaken_is_not_acted_on() {
    let Some(stack) = Stack::new(Before::Reserved(10)).await else { return };
    let mut late = stack.event("ALARM");
    late["detail"]["state"]["timestamp"] = json!("2026-01-01T00:00:00.985+0000");
    stack.alarm_is("OK").await;
    let peer = stack.peer(|_| None);
    assert_eq!(run(&peer, stack.settings(), late.clone()).await.unwrap(), Done::Outdated);
    assert_eq!(stack.loader().await, Before::Reserved(10));
    assert_eq!(messages(&peer), []);

    stack.alarm_is("ALARM").await;
    assert_eq!(run(&peer, stack.settings(), late).await.unwrap(), Done::Stopped, "still so");
    assert_eq!(stack.loader().await, Before::Reserved(0));
}

#[tokio::test]
async fn an_event_that_is_newer_than_what_the_alarm_says_is_acted_on() {
    let Some(stack) = Stack::new(Before::Reserved(10)).await else { return };
    stack.alarm_is("OK").await;
    let mut event = stack.event("ALARM");
    event["detail"]["state"]["timestamp"] = json!("2099-01-01T00:00:00.985+0000");
    let peer = stack.peer(|_| None);
    assert_eq!(run(&peer, stack.settings(), event).await.unwrap(), Done::Stopped);
}
