//! The pulses of OTX.

use test_support::internet::Fault;

use crate::*;

const FIRST: &str = "otx.alienvault.com/api/v1/pulses/subscribed_pulse_ids";

fn page_address(number: usize) -> String {
    if number == 1 { FIRST.to_owned() } else { format!("{FIRST}?page={number}") }
}

/// Ids as OTX makes them, a later one for a larger number.
fn id(number: usize) -> String {
    format!("6543210fedcba98765{number:06x}")
}

/// Puts so many pages of ten ids each.
fn put_pages(internet: &Internet, pages: usize) {
    for page in 1..=pages {
        let ids: Vec<String> = ((page - 1) * 10..page * 10).map(id).collect();
        let next = (page < pages).then(|| format!("https://{}", page_address(page + 1)));
        let body = json!({ "results": ids, "count": pages * 10, "next": next, "previous": null });
        internet.put(&page_address(page), body.to_string());
    }
}

async fn world(moto: &Moto, key: &str) -> World {
    let mut world = World::new(moto).await;
    world.settings.otx_secret_arn = Some(secret(&world.aws, key).await);
    world.settings.tor = true;
    world
}

/// All ids of a plan, and the reasons in it.
fn ids(plan: &Plan) -> (Vec<String>, Vec<String>) {
    let otx = plan.mapped.iter().filter(|download| download.provider == Provider::Otx);
    let ids = otx.clone().flat_map(|download| download.ids.clone()).collect();
    (ids, otx.filter_map(|download| download.unplanned.clone()).collect())
}

#[tokio::test]
async fn the_pulses_of_all_pages_are_planned_two_hundred_at_a_time_the_newest_first() {
    let Some(moto) = moto::shared() else { return };
    let world = world(moto, KEY).await;
    put_pages(&world.internet, 45);
    let plan = world.plan().await;
    let counts: Vec<_> = plan.mapped.iter().map(|download| download.ids.len()).collect();
    assert_eq!(counts, [0, 200, 200, 50], "Tor, and three of OTX");
    assert_eq!(plan.summary, [(Provider::Tor, 1), (Provider::Otx, 3)].into());
    let (planned, reasons) = ids(&plan);
    assert_eq!(planned, (0..450).rev().map(id).collect::<Vec<_>>());
    assert!(reasons.is_empty());
    assert!(plan.mapped.iter().all(|download| download.planned > 1_700_000_000));
}

#[tokio::test]
async fn the_newest_five_thousand_pulses_fit_into_what_step_functions_hands_on() {
    let Some(moto) = moto::shared() else { return };
    let world = world(moto, KEY).await;
    let all: Vec<String> = (0..6_000).map(id).collect();
    world.internet.put(FIRST, json!({ "results": all }).to_string());
    let plan = world.plan().await;
    let (planned, _) = ids(&plan);
    assert_eq!((planned.len(), planned[0].clone()), (5_000, id(5_999)));
    let bytes = json!(plan).to_string().len();
    assert!(bytes < 256 * 1024, "{bytes}");
}

#[tokio::test]
async fn a_fault_that_passes_is_outlasted_on_every_page() {
    let Some(moto) = moto::shared() else { return };
    let world = world(moto, KEY).await;
    put_pages(&world.internet, 3);
    for page in 1..=3 {
        for fault in [Fault::Status(500), Fault::Busy(0), Fault::Cut, Fault::HangUp, Fault::Silence]
        {
            world.internet.fail(&page_address(page), &[fault.clone(), fault.clone()]);
            let (planned, reasons) = ids(&world.plan().await);
            assert_eq!((planned.len(), reasons.len()), (30, 0), "{page} {fault:?}");
        }
    }
}

/// The work is cut at each step, and done again.
#[tokio::test]
async fn a_page_that_stays_away_costs_those_behind_it_and_is_told() {
    let Some(moto) = moto::shared() else { return };
    let world = world(moto, KEY).await;
    put_pages(&world.internet, 3);
    for page in 1..=3 {
        for (fault, word) in [
            (Fault::Status(500), "status 500"),
            (Fault::HangUp, "no answer"),
            (Fault::Other("<html>"), "not what OTX delivers"),
            (Fault::Other("{}"), "`results`"),
        ] {
            world.internet.break_down(&page_address(page), fault);
            let plan = world.plan().await;
            let (planned, reasons) = ids(&plan);
            assert_eq!(planned.len(), (page - 1) * 10, "{page} {word}");
            assert!(reasons[0].contains(word) && reasons[0].contains(&format!("page {page}")));
            assert_eq!(providers(&plan)[0], Provider::Tor, "the others are planned");
            world.internet.heal();
            assert_eq!(ids(&world.plan().await).0.len(), 30, "the next run finishes");
        }
    }
}

#[tokio::test]
async fn a_plan_is_answered_before_the_functions_time_ends() {
    let Some(moto) = moto::shared() else { return };
    let mut world = world(moto, KEY).await;
    world.settings.timeouts.response = Duration::from_secs(30);
    put_pages(&world.internet, 2);
    world.internet.break_down(&page_address(2), Fault::Silence);
    let started = std::time::Instant::now();
    // Of these, ten are kept back.
    let plan = world.plan_within(11).await;
    assert!(started.elapsed() < Duration::from_secs(3));
    let (planned, reasons) = ids(&plan);
    assert_eq!(planned.len(), 10);
    assert!(reasons[0].contains("the time ran out"), "{reasons:?}");
}

#[tokio::test]
async fn a_wrong_key_is_told_with_the_way_out_and_costs_no_other_source() {
    let Some(moto) = moto::shared() else { return };
    let wrong = "letmein".repeat(9);
    let world = world(moto, &wrong).await;
    put_pages(&world.internet, 1);
    let plan = world.plan().await;
    assert_eq!(providers(&plan), [Provider::Tor, Provider::Otx]);
    let (planned, reasons) = ids(&plan);
    assert!(planned.is_empty());
    assert!(reasons[0].contains("refuses the API key (status 403)"), "{reasons:?}");
    assert!(reasons[0].contains("update the stack"), "{reasons:?}");
    assert_eq!(world.internet.asked(), [FIRST], "it is not asked with again");
    assert_eq!(world.measured()["IocKeyRefused"], 1.0);
}

#[tokio::test]
async fn a_placeholder_is_no_key_and_a_malformed_one_is_told() {
    let Some(moto) = moto::shared() else { return };
    let world_without = world(moto, &"x".repeat(64)).await;
    assert_eq!(providers(&world_without.plan().await), [Provider::Tor]);
    let malformed = world(moto, "{\"key\": \"hunter2\"}").await;
    let (_, reasons) = ids(&malformed.plan().await);
    assert!(reasons[0].contains("18 characters") && !reasons[0].contains("hunter2"), "{reasons:?}");
    assert_eq!(malformed.measured()["error_type"], "SecretKeyMalformed");
    let mut gone = World::new(moto).await;
    let arn = "arn:aws:secretsmanager:us-east-1:111122223333:secret:gone-AbCdEf";
    gone.settings.otx_secret_arn = Some(arn.to_owned());
    let (_, reasons) = ids(&gone.plan().await);
    assert!(reasons[0].contains(arn) && reasons[0].contains("GetSecretValue"), "{reasons:?}");
}

#[tokio::test]
async fn the_key_goes_nowhere_but_to_otx() {
    let Some(moto) = moto::shared() else { return };
    let world = world(moto, KEY).await;
    for elsewhere in ["https://example.com/ids", "http://otx.alienvault.com/x", "//example.com/"] {
        let body = json!({ "results": [id(1)], "next": elsewhere });
        world.internet.put(FIRST, body.to_string());
        let (planned, reasons) = ids(&world.plan().await);
        assert_eq!(planned, [id(1)]);
        assert!(reasons[0].contains("elsewhere"), "{reasons:?}");
        assert_eq!(world.internet.asked(), [FIRST]);
    }
}

#[tokio::test]
async fn pages_that_lead_in_a_circle_end() {
    let Some(moto) = moto::shared() else { return };
    let world = world(moto, KEY).await;
    let body = json!({ "results": [id(1)], "next": format!("https://{FIRST}") });
    world.internet.put(FIRST, body.to_string());
    let (planned, reasons) = ids(&world.plan().await);
    assert_eq!(planned, [id(1)]);
    assert!(reasons[0].contains("nothing new"), "{reasons:?}");
    assert_eq!(world.internet.asked().len(), 2);
}

#[tokio::test]
async fn what_is_no_id_costs_none_of_the_others() {
    let Some(moto) = moto::shared() else { return };
    let world = world(moto, KEY).await;
    let body = json!({ "results": [id(1), 7, "../../etc/passwd", "", null, id(2)] });
    world.internet.put(FIRST, body.to_string());
    assert_eq!(ids(&world.plan().await), (vec![id(2), id(1)], vec![]));
}

#[test]
fn the_key_is_in_no_log_line_no_metric_and_no_answer() {
    let Some(moto) = moto::shared() else { return };
    let logged = Kept::default();
    let subscriber = kit::logging::subscriber(Some("trace"), &["ioc_plan", "kit"], logged.clone());
    let _logging = tracing::subscriber::set_default(subscriber);
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    runtime.block_on(async {
        let world = world(moto, KEY).await;
        put_pages(&world.internet, 2);
        let faults =
            [Fault::Status(403), Fault::Status(500), Fault::Cut, Fault::HangUp, Fault::Other("x")];
        for fault in faults {
            world.internet.break_down(&page_address(2), fault);
            let answer = json!(world.plan().await).to_string();
            assert!(!answer.contains("hunter2"), "{answer}");
        }
        assert!(!world.metrics.text().contains("hunter2"));
    });
    assert!(logged.text().contains("IocKeyRefused"), "{}", logged.text());
    assert!(logged.text().contains("trying again"), "{}", logged.text());
    assert!(!logged.text().contains("hunter2"), "{}", logged.text());
}
