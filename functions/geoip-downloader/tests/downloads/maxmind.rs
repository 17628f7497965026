//! A MaxMind on loopback, with faults, and the rest of the internet behind it.

use std::collections::HashMap;
use std::sync::mpsc::{Receiver, channel};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use sha2::{Digest, Sha256};
use test_support::http::{Client, Reply, Request, Server};
use test_support::internet::Internet;

use crate::fixture::{archive, database};

/// What goes wrong with an answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Fault {
    /// This status.
    Status(u16),
    /// The body ends in the middle.
    Cut,
    /// The checksum is that of something else.
    WrongChecksum,
    /// What comes is whole, and no archive.
    NoArchive,
    /// Nothing comes for longer than anybody waits.
    Silence,
}

#[derive(Default)]
struct State {
    releases: HashMap<String, u8>,
    /// Faults of the next answers, by the suffix that is asked for.
    faults: HashMap<String, Vec<Fault>>,
    asked: Vec<String>,
}

/// The server.
pub(crate) struct MaxMind {
    server: Server,
    state: Arc<Mutex<State>>,
    /// Everybody else.
    pub(crate) internet: Internet,
}

impl MaxMind {
    pub(crate) fn start() -> Self {
        let state: Arc<Mutex<State>> = Arc::default();
        let shared = Arc::clone(&state);
        let (_never, silence) = channel::<()>();
        let held = Mutex::new((_never, silence));
        let internet = Internet::default();
        let others = Client::new(&internet.url());
        let server = Server::start(move |request| {
            if request.path.starts_with("/download.maxmind.com/") {
                answer(request, &shared, &held.lock().unwrap().1)
            } else {
                forward(&others, request)
            }
        });
        Self { server, state, internet }
    }

    pub(crate) fn url(&self) -> String {
        self.server.url()
    }

    /// A new release of `edition`.
    pub(crate) fn release(&self, edition: &str) {
        *self.state.lock().unwrap().releases.entry(edition.to_owned()).or_default() += 1;
    }

    /// Lets the next answers with `suffix` go wrong.
    pub(crate) fn fail(&self, suffix: &str, faults: &[Fault]) {
        self.state.lock().unwrap().faults.insert(suffix.to_owned(), faults.to_vec());
    }

    /// `edition suffix` of each request since the last call.
    pub(crate) fn asked(&self) -> Vec<String> {
        std::mem::take(&mut self.state.lock().unwrap().asked)
    }
}

/// The archive of a release.
fn release(edition: &str, number: u8) -> Vec<u8> {
    let folder = format!("{edition}_2026112{number}");
    archive(&[
        (&format!("{folder}/LICENSE.txt"), b"text"),
        (&format!("{folder}/{edition}.mmdb"), &database(edition, number)),
    ])
}

fn answer(request: &Request, state: &Mutex<State>, silence: &Receiver<()>) -> Reply {
    let query = |name: &str| {
        let (_, query) = request.path.split_once('?').unwrap();
        query.split('&').find_map(|pair| pair.strip_prefix(&format!("{name}="))).unwrap().to_owned()
    };
    if let Some(query) = request.path.strip_prefix("/download.maxmind.com/app/geoip_download?") {
        // As MaxMind does: the files themselves are elsewhere.
        let location = format!("/storage?{query}");
        let headers = vec![("location".to_owned(), location)];
        return Reply::Answer { status: 302, headers, body: vec![] };
    }
    let (edition, suffix) = (query("edition_id"), query("suffix"));
    let (fault, number) = {
        let mut state = state.lock().unwrap();
        state.asked.push(format!("{edition} {suffix}"));
        let faults = state.faults.entry(suffix.clone()).or_default();
        let fault = if faults.is_empty() { None } else { Some(faults.remove(0)) };
        (fault, state.releases.get(&edition).copied().unwrap_or_default())
    };
    let whole = release(&edition, number);
    let body = if suffix == "tar.gz" {
        whole
    } else {
        let hash =
            Sha256::digest(if fault == Some(Fault::WrongChecksum) { b"x" } else { &whole[..] });
        let digits: String = hash.iter().map(|byte| format!("{byte:02x}")).collect();
        format!("{digits}  {edition}_2026112{number}.tar.gz\n").into_bytes()
    };
    match fault {
        None | Some(Fault::WrongChecksum) => ok(body),
        Some(Fault::Status(status)) => {
            Reply::Answer { status, headers: vec![], body: b"Invalid license key\n".to_vec() }
        }
        Some(Fault::Cut) => Reply::BreakOff { status: 200, body },
        Some(Fault::NoArchive) => ok(b"<html>".to_vec()),
        Some(Fault::Silence) => {
            _ = silence.recv_timeout(Duration::from_secs(2));
            Reply::HangUp
        }
    }
}

fn forward(others: &Client, request: &Request) -> Reply {
    let headers: Vec<_> = request
        .headers
        .iter()
        .filter(|(name, _)| name.starts_with("if-"))
        .map(|(name, value)| (name.as_str(), value.as_str()))
        .collect();
    match others.try_send(&request.method, &request.path, &headers, vec![]) {
        Some(answer) => {
            let headers = answer.headers.into_iter().filter(|(name, _)| {
                ["etag", "last-modified", "retry-after"].contains(&name.as_str())
            });
            Reply::Answer { status: answer.status, headers: headers.collect(), body: answer.body }
        }
        None => Reply::HangUp,
    }
}

fn ok(body: Vec<u8>) -> Reply {
    Reply::Answer { status: 200, headers: vec![], body }
}
