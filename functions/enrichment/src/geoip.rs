//! Where addresses are and whose network they belong to: GeoLite2 City and ASN.
//!
//! A look-up walks a tree of tens of megabytes and decodes a record, about a microsecond.
//! Logs name the same addresses again and again, so both steps are remembered ([`Memory`]):
//! which record an address has, and what the record says.
//!
//! Format: <https://maxmind.github.io/MaxMind-DB/>

mod memory;
mod records;

use std::fmt;
use std::net::IpAddr;
use std::sync::Arc;

use ecs::Document;
use maxminddb::{LookupResult, MaxMindDbError, Reader};

use memory::{Found, Memory, Remembered};
pub use records::{Place, System};

/// A database of places, GeoLite2 City or another with `City` in its type.
pub type City = Database<Place>;

/// A database of autonomous systems, GeoLite2 ASN or another with `ASN` in its type.
pub type Asn = Database<System>;

/// Bytes that are not the database that is wanted.
#[derive(Debug, thiserror::Error)]
pub enum Wrong {
    /// Not in MaxMind's format, or cut short.
    #[error("not a MaxMind database: {0}")]
    Broken(#[from] MaxMindDbError),
    /// Another database.
    #[error("a database of the type `{found}`, wanted is one of the type `…{wanted}`")]
    Type {
        /// Its type.
        found: String,
        /// What the type has to hold.
        wanted: &'static str,
    },
}

/// What a record of a database says.
pub trait Record: Sized {
    /// What the database's type has to hold.
    const TYPE: &'static str;

    /// Reads the record.
    fn read(found: &LookupResult<'_, Vec<u8>>) -> Option<Self>;

    /// As fields of a document.
    fn document(&self) -> Document<'_>;
}

/// A database in memory.
pub struct Database<R> {
    reader: Arc<Reader<Vec<u8>>>,
    memory: Memory<R>,
}

impl<R: Record> Database<R> {
    /// Takes a database; only its end is looked at, so this is quick.
    ///
    /// # Errors
    ///
    /// [`Wrong`].
    pub fn from_bytes(bytes: Vec<u8>) -> Result<Self, Wrong> {
        let reader = Reader::from_source(bytes)?;
        let found = &reader.metadata().database_type;
        if !found.contains(R::TYPE) {
            let found = found.chars().take(60).collect();
            return Err(Wrong::Type { found, wanted: R::TYPE });
        }
        Ok(Self { reader: Arc::new(reader), memory: Memory::default() })
    }

    /// The same database that remembers nothing, if this one has little room left.
    pub fn renewed(&self) -> Option<Self> {
        let renew = || Self { reader: Arc::clone(&self.reader), memory: Memory::default() };
        self.memory.is_half_full().then(renew)
    }

    /// When it was made, in seconds since 1970.
    pub fn built(&self) -> u64 {
        self.reader.metadata().build_epoch
    }

    /// What it says of an address; nothing of one that it does not know.
    pub fn look_up(&self, address: IpAddr) -> Option<Document<'_>> {
        let address = address.to_canonical();
        match self.memory.recall(address) {
            Remembered::Record(record) => Some(record.document()),
            Remembered::Unknown => None,
            Remembered::Nothing => match self.find(address)? {
                Found::Kept(record) => Some(record.document()),
                Found::Passing(record) => Some(owned(record.document())),
            },
        }
        .filter(|document| !document.is_empty())
    }

    fn find(&self, address: IpAddr) -> Option<Found<'_, R>> {
        let found = self.reader.lookup(address).ok()?;
        // An IPv6 address stands for its /64; only whole ones may be remembered.
        let is_whole = address.is_ipv4() || found.network().is_ok_and(|n| n.prefix() <= 64);
        let address = is_whole.then_some(address);
        match found.offset() {
            Some(offset) => self.memory.keep(address, offset, || R::read(&found)),
            None => {
                self.memory.keep_unknown(address);
                None
            }
        }
    }
}

impl<R> fmt::Debug for Database<R> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let metadata = self.reader.metadata();
        write!(f, "{} of {}", metadata.database_type, metadata.build_epoch)
    }
}

/// Copies what a document borrows.
fn owned(document: Document<'_>) -> Document<'static> {
    fn owned_value(value: ecs::Value<'_>) -> ecs::Value<'static> {
        use ecs::Value;
        match value {
            Value::Null => Value::Null,
            Value::Bool(is) => Value::Bool(is),
            Value::Number(digits) => Value::Number(digits.into_owned().into()),
            Value::Text(text) => Value::Text(text.into_owned().into()),
            Value::List(elements) => Value::List(elements.into_iter().map(owned_value).collect()),
            Value::Object(object) => Value::Object(owned(object)),
        }
    }
    let mut document = document;
    let fields = std::mem::take(document.fields_mut());
    fields.into_iter().map(|(name, value)| (name.into_owned().into(), owned_value(value))).collect()
}

#[cfg(test)]
mod tests;
