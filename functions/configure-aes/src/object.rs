//! Objects: what the SIEM keeps in a domain, and how it tells its own from a user's.
//!
//! An object that a user has changed is never overwritten. Each that is written carries a
//! mark: the digest of what was written. Where the content that is found still has that
//! digest, nobody has changed it, and a later release may replace it. Otherwise it is the
//! user's: it stays, in effect, and the new one stands beside it under another name
//! ([`Kind::beside`]), without effect until somebody chooses it.
//!
//! The mark is in the object itself rather than in an index beside it, so that the two are
//! written in one request: there is no moment in which an object of ours looks like a
//! user's. It works in a collection too, which takes no document ids.
//!
//! Objects of v2.10.4 have no mark. Their digests are known ([`originals`]), so that those
//! which nobody changed are replaced.
//!
//! To add objects, write a [`Kind`] in a file of its own and give them to
//! [`Work::settle`](crate::work::Work::settle) in a step.

pub(crate) mod digest;
pub(crate) mod mark;
pub(crate) mod originals;
pub(crate) mod settle;
pub(crate) mod strip;

use http::Method;
use index_templates::Engine;
use kit::open_search::Answer;
use serde_json::Value;

pub(crate) use mark::Mark;

/// What the SIEM wants to be in the domain.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Object {
    /// Its name, by which it is found again.
    pub(crate) name: String,
    /// What is put, without the mark.
    pub(crate) body: Value,
}

/// What is in the domain.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Entry {
    /// Its name, as an [`Object`] has it.
    pub(crate) name: String,
    /// What its path ends in, where the domain chooses that itself; otherwise its name.
    pub(crate) id: String,
    /// Its content in the form in which it is put, with the mark.
    pub(crate) body: Value,
    /// Where the domain wants to be told which revision is replaced.
    pub(crate) revision: Option<Revision>,
}

impl Entry {
    /// One that is found by its name.
    pub(crate) fn named(name: &str, body: Value) -> Self {
        Self { name: name.to_owned(), id: name.to_owned(), body, revision: None }
    }
}

/// Which revision of an object it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Revision {
    /// `_seq_no`.
    pub(crate) sequence: u64,
    /// `_primary_term`.
    pub(crate) term: u64,
}

impl Revision {
    /// Reads `_seq_no` and `_primary_term`.
    pub(crate) fn of(answer: &Value) -> Option<Self> {
        let number = |name: &str| answer.get(name).and_then(Value::as_u64);
        Some(Self { sequence: number("_seq_no")?, term: number("_primary_term")? })
    }

    /// As the query of a request that replaces it.
    pub(crate) fn query(self) -> String {
        format!("?if_seq_no={}&if_primary_term={}", self.sequence, self.term)
    }
}

/// A request to the domain.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Ask {
    /// The method.
    pub(crate) method: Method,
    /// The path, with its query.
    pub(crate) path: String,
    /// The body.
    pub(crate) body: Option<Value>,
}

impl Ask {
    /// `GET`.
    pub(crate) fn get(path: impl Into<String>) -> Self {
        Self { method: Method::GET, path: path.into(), body: None }
    }

    /// `PUT`.
    pub(crate) fn put(path: impl Into<String>, body: Value) -> Self {
        Self { method: Method::PUT, path: path.into(), body: Some(body) }
    }

    /// `POST`.
    pub(crate) fn post(path: impl Into<String>, body: Value) -> Self {
        Self { method: Method::POST, path: path.into(), body: Some(body) }
    }

    /// `DELETE`.
    pub(crate) fn delete(path: impl Into<String>) -> Self {
        Self { method: Method::DELETE, path: path.into(), body: None }
    }
}

/// What a domain must be to take a kind of object.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Needs {
    /// The first version that has it.
    pub(crate) since: Engine,
    /// Whether collections have it.
    pub(crate) collections: bool,
}

impl Needs {
    /// Every domain, but no collection.
    pub(crate) const DOMAIN: Self = Self { since: Engine::new(1, 3), collections: false };
    /// Every domain and collection.
    pub(crate) const ANY: Self = Self { since: Engine::new(1, 3), collections: true };

    /// Domains from a version on, but no collection.
    pub(crate) const fn domain_since(since: Engine) -> Self {
        Self { since, collections: false }
    }
}

/// Ends the name of what stands beside an object that a user has changed.
pub(crate) const BESIDE: &str = "-aes-siem";

/// A kind of object: where its objects are, how they are read, compared, marked and written.
pub(crate) trait Kind: Sync {
    /// What it is called, for people: `index template`.
    fn what(&self) -> &'static str;

    /// Where it can be.
    fn needs(&self) -> Needs;

    /// Asks for all that there are.
    fn list(&self) -> Ask;

    /// Reads the answer to [`list`](Self::list).
    fn entries(&self, answer: Value) -> Vec<Entry>;

    /// Where the mark stands.
    fn mark(&self) -> Mark;

    /// Writes a new object, or in place of one that is there.
    fn put(&self, name: &str, body: Value, before: Option<&Entry>) -> Ask;

    /// Removes one.
    fn delete(&self, entry: &Entry) -> Ask;

    /// The content in the one form that what was put and what is read back share: what the
    /// domain adds of its own is left out, and what it writes in another way is written in
    /// one. Every release of ours and every engine must give the same form for the same
    /// content, or an object of ours looks like a user's.
    fn normal(&self, body: Value) -> Value {
        body
    }

    /// What stands beside an object that a user has changed: it must have no effect.
    fn beside(&self, object: &Object) -> Object {
        Object { name: format!("{}{BESIDE}", object.name), body: object.body.clone() }
    }

    /// Whether a refusal says that something of a user's is in the way, so that ours stands
    /// beside it as if the user had changed it.
    fn gives_way(&self, refusal: &Answer) -> bool {
        let _ = refusal;
        false
    }

    /// The digests of the object of this name in v2.10.4, without a mark and in
    /// [`normal`](Self::normal) form.
    fn originals(&self, name: &str) -> &'static [&'static str] {
        let _ = name;
        &[]
    }
}
