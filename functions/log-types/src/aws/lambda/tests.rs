use ecs::Document;
use serde_json::{Value as Json, json};

use super::{adapt, lines, refine};
use crate::notes::Notes;
use crate::testing;

const ID: &str = "8476a536-e9f4-11e8-9739-2dfe598c3fcd";

/// The fields of a line below `lambda`.
fn line(text: &str) -> Json {
    let mut document = Document::from_iter([(lines::LINE.into(), text.into())]);
    adapt(&mut document, "");
    refine(&mut document, &mut Notes::default());
    serde_json::from_str(&ecs::Value::from(document).to_json()).unwrap()
}

#[test]
fn the_report_of_an_invocation_is_numbers() {
    let found = line(&format!(
        "REPORT RequestId: {ID}\tDuration: 3000.50 ms\tBilled Duration: 3000 ms\tMemory Size: \
         128 MB\tMax Memory Used: 50 MB\tInit Duration: 200.25 ms\tStatus: timeout\t\nXRAY TraceId: \
         1-5bef4de7-ad49b0e87f6ef6c87fc2e700\tSegmentId: 07f5163f2e0e2f40\tSampled: true\t\n"
    ));
    assert_eq!(
        found["lambda"],
        json!({
            "type": "REPORT", "request_id": ID, "duration_ms": 3000.5, "billed_duration_ms": 3000,
            "memory_size_mb": 128, "max_memory_used_mb": 50, "init_duration_ms": 200.25,
            "status": "timeout", "trace_id": "1-5bef4de7-ad49b0e87f6ef6c87fc2e700",
            "segment_id": "07f5163f2e0e2f40", "sampled": "true",
        })
    );
    assert_eq!(found["event"], json!({"outcome": "failure", "duration": 3_000_500_000_u64}));
}

#[test]
fn a_report_without_a_status_has_no_outcome() {
    let found = line(&format!("REPORT RequestId: {ID}\tDuration: 1.00 ms\t"));
    assert_eq!(found["event"]["outcome"], json!(null));
}

#[test]
fn a_start_names_request_and_version() {
    let found = line(&format!("START RequestId: {ID} Version: $LATEST"));
    let expected = json!({"type": "START", "request_id": ID, "function_version": "$LATEST"});
    assert_eq!(found["lambda"], expected);
    assert_eq!(line("START of the day: x")["lambda"], json!({"message": "START of the day: x"}));
    assert_eq!(line("END")["lambda"], json!({"message": "END"}));
}

#[test]
fn lines_of_every_runtime_have_level_request_and_message() {
    for text in [
        format!("2026-11-24T06:00:00.123Z\t{ID}\tERROR\tit\nfailed"),
        format!("[ERROR]\t2026-11-24T06:00:00.123Z\t{ID}\tit\nfailed"),
        format!("E, [2026-11-24T06:00:00.123Z #8] ERROR -- {ID}: it\nfailed"),
    ] {
        let expected = json!({"time": "2026-11-24T06:00:00.123Z", "request_id": ID,
            "level": "ERROR", "message": "it\nfailed"});
        assert_eq!(line(&text)["lambda"], expected, "{text}");
    }
    let found = line("2026-11-24T06:00:00.123Z\tundefined\tINFO\tstarting");
    assert_eq!(found["lambda"]["request_id"], json!(null));
    assert_eq!(found["lambda"]["message"], "starting");
}

#[test]
fn a_function_that_took_too_long_or_ended_is_a_failure() {
    let timeout = line(&format!("2026-11-24T06:00:00.123Z {ID} Task timed out after 3.00 seconds"));
    assert_eq!(timeout["lambda"]["status"], "timeout");
    let ended = line(&format!("RequestId: {ID} Error: Runtime exited with error: signal: killed"));
    assert_eq!((&ended["lambda"]["status"], &ended["event"]["outcome"]), (&json!("error"), &json!("failure")));
}

#[test]
fn an_event_of_the_platform_has_the_names_of_a_line() {
    let record = json!({"time": "2026-11-24T06:00:00.000Z", "type": "platform.report",
        "record": {"requestId": ID, "status": "success", "metrics": {"durationMs": 12.5,
        "billedDurationMs": 13, "memorySizeMB": 128, "maxMemoryUsedMB": 64},
        "tracing": {"spanId": "a", "type": "X-Amzn-Trace-Id", "value": "Root=1-2-3;Parent=4;Sampled=1"}}});
    let found = testing::document("lambda", &record);
    assert_eq!(found["lambda"]["duration_ms"], 12.5);
    assert_eq!(found["event"]["outcome"], "success");
    assert_eq!(found["event"]["action"], "platform.report");
    assert_eq!(found["trace"]["id"], "1-2-3");
    assert_eq!(found["lambda"]["json"]["record"]["tracing"]["spanId"], "a");
}

#[test]
fn names_that_a_function_thinks_of_are_kept_apart() {
    let record = json!({"timestamp": 1_795_500_000, "level": "INFO", "message": "paid",
        "requestId": ID, "order": {"id": 7}, "user": "x", "errorType": {"a": 1}});
    let found = testing::document("lambda", &record);
    assert_eq!(found["@timestamp"], "2026-11-24T06:00:00+00:00");
    assert_eq!(found["log"]["level"], "INFO");
    assert_eq!(
        found["lambda"]["json"],
        json!({"order": {"id": 7}, "user": "x", "errorType": {"a": 1}})
    );
    assert_eq!(found["user"], json!(null));
}

#[test]
fn the_function_is_named_by_group_or_stream() {
    for (group, stream, expected) in [
        ("/aws/lambda/shop", "2026/11/24/[$LATEST]0a1b", ("shop", "$LATEST")),
        ("/shared", "2026/11/24/shop[7]0a1b", ("shop", "7")),
        ("/aws/lambda/shop", "other", ("shop", "")),
        ("/aws/lambda/", "[", ("", "")),
    ] {
        let mut document = Document::new();
        document.insert("@log_group", group);
        document.insert("@log_stream", stream);
        refine(&mut document, &mut Notes::default());
        let text = |path| document.text_at(path).unwrap_or_default();
        assert_eq!((text("service.name"), text("service.version")), expected, "{group} {stream}");
    }
}
