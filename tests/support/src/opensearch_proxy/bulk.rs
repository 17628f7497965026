//! The items of a bulk request and of its answer.
//!
//! Format: <https://opensearch.org/docs/2.19/api-reference/document-apis/bulk/>

use std::io::Read;

use flate2::read::MultiGzDecoder;
use serde_json::{Value, json};

use crate::http::Request;

/// The items of a bulk request.
#[derive(Debug)]
pub(super) struct Bulk {
    items: Vec<Item>,
}

#[derive(Debug)]
struct Item {
    /// `index`, `create`, `update` or `delete`.
    action: String,
    index: Value,
    id: Value,
    /// The action and, unless it is a deletion, the document; with their line ends.
    lines: Vec<u8>,
}

impl Bulk {
    /// `None` when the request is not a bulk request that OpenSearch would read.
    pub(super) fn read(request: &Request) -> Option<Self> {
        let body = plain(request)?;
        let mut lines = body.split(|byte| *byte == b'\n').filter(|line| !line.is_empty());
        let mut items = Vec::new();
        while let Some(line) = lines.next() {
            let action: Value = serde_json::from_slice(line).ok()?;
            let (name, about) = action.as_object()?.iter().next()?;
            let mut text = [line, b"\n"].concat();
            if name != "delete" {
                text.extend_from_slice(lines.next()?);
                text.push(b'\n');
            }
            let index = about.get("_index").cloned().unwrap_or_else(|| index_of(&request.path));
            items.push(Item { action: name.clone(), index, id: about["_id"].clone(), lines: text });
        }
        Some(Self { items })
    }

    pub(super) fn len(&self) -> u64 {
        self.items.len() as u64
    }

    /// The request with only the first, third, … item.
    pub(super) fn every_second(&self) -> Vec<u8> {
        self.items.iter().step_by(2).flat_map(|item| item.lines.clone()).collect()
    }

    /// The answer to [`Bulk::every_second`], with refusals put in for the others.
    pub(super) fn with_refusals(&self, mut answer: Value, status: u16) -> Value {
        let mut answered = match answer["items"].take() {
            Value::Array(items) => items.into_iter(),
            _ => Vec::new().into_iter(),
        };
        let items = self.items.iter().enumerate().filter_map(|(number, item)| {
            if number % 2 == 0 { answered.next() } else { Some(item.refused(status)) }
        });
        answer["items"] = items.collect();
        answer["errors"] = json!(self.items.len() > 1 || answer["errors"] == json!(true));
        answer
    }
}

impl Item {
    fn refused(&self, status: u16) -> Value {
        let error = json!({
            "type": "rejected_execution_exception",
            "reason": "rejected execution of coordinating operation: refused by the proxy",
        });
        let item = json!({"_index": self.index, "_id": self.id, "status": status, "error": error});
        json!({self.action.as_str(): item})
    }
}

fn plain(request: &Request) -> Option<Vec<u8>> {
    if request.header("content-encoding") != Some("gzip") {
        return Some(request.body.clone());
    }
    let mut body = Vec::new();
    MultiGzDecoder::new(request.body.as_slice()).read_to_end(&mut body).ok()?;
    Some(body)
}

/// The index in `/my-index/_bulk`.
fn index_of(path: &str) -> Value {
    let index = path.strip_suffix("/_bulk").or_else(|| path.split_once("/_bulk?").map(|(i, _)| i));
    index.map_or(Value::Null, |index| json!(index.trim_start_matches('/')))
}

#[cfg(test)]
mod tests {
    use super::*;
    use flate2::{Compression, write::GzEncoder};
    use std::io::Write;

    const BODY: &str = "{\"index\":{\"_index\":\"a\",\"_id\":\"1\"}}\n{\"n\":1}\n\
                        {\"delete\":{\"_index\":\"a\",\"_id\":\"2\"}}\n\
                        {\"create\":{\"_id\":\"3\"}}\n{\"n\":3}\n";

    fn request(headers: &[(&str, &str)], body: Vec<u8>) -> Request {
        let headers = headers.iter().map(|(n, v)| ((*n).to_owned(), (*v).to_owned())).collect();
        Request { method: "POST".into(), path: "/b/_bulk?refresh".into(), headers, body }
    }

    #[test]
    fn a_deletion_has_no_document() {
        let bulk = Bulk::read(&request(&[], BODY.into())).unwrap();
        let kept = String::from_utf8(bulk.every_second()).unwrap();
        assert_eq!(bulk.len(), 3);
        assert_eq!(kept, BODY.replace("{\"delete\":{\"_index\":\"a\",\"_id\":\"2\"}}\n", ""));
    }

    #[test]
    fn a_compressed_request_is_read_too() {
        let mut encoder = GzEncoder::new(Vec::new(), Compression::fast());
        encoder.write_all(BODY.as_bytes()).unwrap();
        let compressed = request(&[("content-encoding", "gzip")], encoder.finish().unwrap());
        assert_eq!(Bulk::read(&compressed).unwrap().len(), 3);
    }

    #[test]
    fn refusals_stand_where_their_items_stood() {
        let bulk = Bulk::read(&request(&[], BODY.into())).unwrap();
        let answer = json!({"errors": false, "items": [
            {"index": {"_id": "1", "status": 201}}, {"create": {"_id": "3", "status": 201}},
        ]});
        let merged = bulk.with_refusals(answer, 429);
        assert_eq!(merged["errors"], json!(true));
        assert_eq!(merged["items"][0]["index"]["status"], 201);
        assert_eq!(merged["items"][1]["delete"]["status"], 429);
        assert_eq!(merged["items"][1]["delete"]["_index"], "a");
        assert_eq!(merged["items"][2]["create"]["_id"], "3");
    }

    #[test]
    fn the_index_may_stand_in_the_path() {
        let bulk = Bulk::read(&request(&[], BODY.into())).unwrap();
        assert_eq!(bulk.items[2].index, "b");
    }
}
