//! The databases in the geo bucket: fetched at the first need, while the first object is
//! being opened, and looked at again every quarter of an hour, in the background.
//!
//! A database that is missing or broken fails nothing. What is wrong is logged once and
//! counted at each look; the copy before, if there was one, stays in use.

use std::fmt;
use std::pin::pin;
use std::sync::{Arc, PoisonError, RwLock};
use std::time::Duration;

use aws_sdk_s3::Client;
use aws_sdk_s3::error::ProvideErrorMetadata;
use contract::geo_bucket;
use contract::metrics::{BROKEN_DATABASES, DATABASE_DIMENSION, MISSING_DATABASES};
use enrichment::{Asn, City, Enricher, Indicators, TrustedProxies, UserAgents};
use kit::errors::chain;
use kit::metrics::{Measurement, Metrics};
use tracing::{info, warn};

use crate::renewal::{Look, Renewal};

/// How long the first object waits for a database; after that it is loaded without.
const PATIENCE: Duration = Duration::from_secs(30);

/// When S3 is asked again after it did not answer, if that is sooner than the next look.
const SOON: Duration = Duration::from_secs(60);

/// The databases that there may be.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Kind {
    City,
    Asn,
    Indicators,
    Proxies,
}

const KINDS: [Kind; 4] = [Kind::City, Kind::Asn, Kind::Indicators, Kind::Proxies];

impl Kind {
    const fn name(self) -> &'static str {
        match self {
            Self::City => "GeoLite2-City",
            Self::Asn => "GeoLite2-ASN",
            Self::Indicators => "IOC",
            Self::Proxies => "TrustedProxy",
        }
    }

    fn key(self) -> String {
        match self {
            Self::City | Self::Asn => {
                format!("{}{}.mmdb", geo_bucket::GEOLITE2_PREFIX, self.name())
            }
            Self::Indicators => geo_bucket::IOC_DATABASE.to_owned(),
            Self::Proxies => geo_bucket::TRUSTED_PROXIES.to_owned(),
        }
    }

    /// Larger ones would take the memory that loading needs.
    const fn largest(self) -> usize {
        match self {
            Self::City | Self::Asn => 200_000_000,
            Self::Indicators => 400_000_000,
            Self::Proxies => 10_000_000,
        }
    }

    /// Opens a database; the error says what is wrong with it.
    fn open(self, bytes: Vec<u8>) -> Result<Opened, String> {
        fn wrong(error: impl fmt::Display) -> String {
            error.to_string()
        }
        match self {
            Self::City => City::from_bytes(bytes).map(Arc::new).map(Opened::City).map_err(wrong),
            Self::Asn => Asn::from_bytes(bytes).map(Arc::new).map(Opened::Asn).map_err(wrong),
            Self::Indicators => {
                Indicators::from_bytes(bytes).map(Arc::new).map(Opened::Indicators).map_err(wrong)
            }
            Self::Proxies => String::from_utf8(bytes)
                .map_err(wrong)
                .and_then(|text| TrustedProxies::from_text(&text).map_err(wrong))
                .map(Arc::new)
                .map(Opened::Proxies),
        }
    }
}

/// A database in memory.
enum Opened {
    City(Arc<City>),
    Asn(Arc<Asn>),
    Indicators(Arc<Indicators>),
    Proxies(Arc<TrustedProxies>),
}

impl Opened {
    fn put_into(self, enricher: &mut Enricher) {
        match self {
            Self::City(city) => enricher.city = Some(city),
            Self::Asn(asn) => enricher.asn = Some(asn),
            Self::Indicators(indicators) => enricher.indicators = Some(indicators),
            Self::Proxies(proxies) => enricher.proxies = Some(proxies),
        }
    }
}

/// What the last look at a database's object came to.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
enum Seen {
    /// There was none yet.
    #[default]
    Nothing,
    /// There is no object.
    Missing,
    /// The object could not be fetched; why.
    Unread(String),
    /// The object with this `ETag` is no such database; why.
    Broken(String, String),
    /// The object with this `ETag` is in use.
    InUse(String),
}

impl Seen {
    fn e_tag(&self) -> Option<&str> {
        match self {
            Self::Broken(e_tag, _) | Self::InUse(e_tag) => Some(e_tag),
            Self::Nothing | Self::Missing | Self::Unread(_) => None,
        }
    }
}

/// What S3 says of an object.
enum Answer {
    Unchanged,
    Missing,
    Unread(String),
    TooLarge(String),
    Changed { e_tag: String, bytes: Vec<u8> },
}

/// The databases, kept from one invocation to the next.
#[derive(Debug)]
pub struct Databases {
    enricher: Arc<RwLock<Arc<Enricher>>>,
    renewal: Renewal<Bucket>,
}

/// The bucket that they are in.
struct Bucket {
    s3: Client,
    bucket: String,
    metrics: Arc<Metrics>,
    every: Duration,
    seen: [Seen; KINDS.len()],
    enricher: Arc<RwLock<Arc<Enricher>>>,
}

impl Databases {
    /// The databases of a bucket, looked at again after `every`.
    pub fn new(s3: Client, bucket: &str, metrics: Arc<Metrics>, every: Duration) -> Self {
        let enricher = Enricher { user_agents: Some(Arc::default()), ..Enricher::NONE };
        let enricher = Arc::new(RwLock::new(Arc::new(enricher)));
        let bucket = Bucket {
            s3,
            bucket: bucket.to_owned(),
            metrics,
            every,
            seen: Default::default(),
            enricher: Arc::clone(&enricher),
        };
        // An old database is better than a wait.
        Self { enricher, renewal: Renewal::new(bucket, Duration::MAX) }
    }

    /// What is there now. The first call fetches it; later ones do not wait.
    pub async fn current(&self) -> Arc<Enricher> {
        self.renewal.renew().await;
        change(&self.enricher, Enricher::renew);
        Arc::clone(&self.enricher.read().unwrap_or_else(PoisonError::into_inner))
    }
}

fn change(enricher: &RwLock<Arc<Enricher>>, change: impl FnOnce(&mut Enricher)) {
    let mut enricher = enricher.write().unwrap_or_else(PoisonError::into_inner);
    change(Arc::make_mut(&mut enricher));
}

impl Look for Bucket {
    /// Looks at all objects at once.
    async fn look(&mut self) -> Duration {
        // The rules for user agents take a moment that the network leaves; the first time only.
        let prepared = tokio::task::spawn_blocking(UserAgents::prepare);
        let [city, asn, indicators, proxies] = self.seen.each_ref().map(Seen::e_tag);
        let (city, asn, indicators, proxies) = tokio::join!(
            self.ask(Kind::City, city),
            self.ask(Kind::Asn, asn),
            self.ask(Kind::Indicators, indicators),
            self.ask(Kind::Proxies, proxies),
        );
        let mut wait = self.every;
        let mut all = self.seen.clone();
        let answers = [city, asn, indicators, proxies];
        for ((kind, before), answer) in KINDS.into_iter().zip(&mut all).zip(answers) {
            let seen = self.take(kind, before, answer).await;
            if matches!(seen, Seen::Unread(_)) {
                wait = wait.min(SOON);
            }
            self.tell(kind, before, &seen);
            *before = seen;
        }
        self.seen = all;
        if let Err(error) = prepared.await {
            warn!(%error, "rules for user agents not prepared");
        }
        wait
    }
}

impl Bucket {
    /// Asks S3 for an object that is not the one with this `ETag`.
    async fn ask(&self, kind: Kind, e_tag: Option<&str>) -> Answer {
        let asked = pin!(self.get(kind, e_tag));
        tokio::time::timeout(PATIENCE, asked)
            .await
            .unwrap_or_else(|_| Answer::Unread(format!("no answer within {PATIENCE:?}")))
    }

    async fn get(&self, kind: Kind, e_tag: Option<&str>) -> Answer {
        let get = self.s3.get_object().bucket(&self.bucket).key(kind.key());
        let mut object = match get.set_if_none_match(e_tag.map(str::to_owned)).send().await {
            Ok(object) => object,
            Err(error) => {
                let status = error.raw_response().map(|response| response.status().as_u16());
                return match (status, error.code()) {
                    (Some(304), _) => Answer::Unchanged,
                    (_, Some("NoSuchKey" | "NoSuchBucket")) => Answer::Missing,
                    _ => Answer::Unread(chain(&error)),
                };
            }
        };
        let e_tag = object.e_tag.take().unwrap_or_default();
        let announced = object.content_length().and_then(|length| usize::try_from(length).ok());
        let largest = kind.largest();
        if announced.is_some_and(|length| length > largest) {
            return Answer::TooLarge(e_tag);
        }
        // At its size from the start: growing it would take twice the memory.
        let mut bytes = Vec::with_capacity(announced.unwrap_or(0));
        while let Some(piece) = object.body.next().await {
            match piece {
                Ok(piece) if bytes.len() + piece.len() > largest => {
                    return Answer::TooLarge(e_tag);
                }
                Ok(piece) => bytes.extend_from_slice(&piece),
                Err(error) => return Answer::Unread(chain(&error)),
            }
        }
        if announced.is_some_and(|length| length != bytes.len()) {
            return Answer::Unread(format!("ended after {} bytes", bytes.len()));
        }
        Answer::Changed { e_tag, bytes }
    }

    /// Puts what has changed to use.
    async fn take(&self, kind: Kind, before: &Seen, answer: Answer) -> Seen {
        match answer {
            Answer::Unchanged => before.clone(),
            Answer::Missing => Seen::Missing,
            Answer::Unread(why) => Seen::Unread(why),
            Answer::TooLarge(e_tag) => {
                Seen::Broken(e_tag, format!("larger than {} bytes", kind.largest()))
            }
            Answer::Changed { e_tag, bytes } => {
                // Whether a large one is whole takes some milliseconds to see.
                let opened = tokio::task::spawn_blocking(move || kind.open(bytes)).await;
                match opened.unwrap_or_else(|error| Err(error.to_string())) {
                    Ok(opened) => {
                        change(&self.enricher, |enricher| opened.put_into(enricher));
                        Seen::InUse(e_tag)
                    }
                    Err(why) => Seen::Broken(e_tag, why),
                }
            }
        }
    }

    /// Counts what is wrong, and logs what is so since now.
    fn tell(&self, kind: Kind, before: &Seen, seen: &Seen) {
        let (database, bucket, key) = (kind.name(), &self.bucket, kind.key());
        let measurement = Measurement::new().dimension(DATABASE_DIMENSION, database);
        let is_new = before != seen;
        match seen {
            Seen::Nothing => {}
            Seen::InUse(e_tag) => {
                if is_new {
                    info!(database, e_tag, "database in use");
                }
            }
            Seen::Missing => {
                self.metrics.write(&measurement.count(MISSING_DATABASES, 1));
                match before {
                    Seen::Missing => {}
                    // Nobody has to have all of them.
                    Seen::Nothing => info!(database, bucket, key, "no such database"),
                    _ => warn!(database, bucket, key, "the database is gone from the bucket"),
                }
            }
            Seen::Broken(_, why) | Seen::Unread(why) => {
                let measurement = measurement.count(BROKEN_DATABASES, 1);
                self.metrics.write(&measurement.property("reason", why.as_str()));
                if is_new {
                    warn!(database, bucket, key, why, "the database cannot be used");
                }
            }
        }
    }
}
