//! Why a database, or the list of trusted proxies, is not current.

use std::io;

use kit::errors::Stable;

/// Who has to act.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Blame {
    /// Whoever gave the license key.
    License,
    /// Whoever runs the stack: a permission, a secret, a bucket.
    Stack,
    /// Whoever named trusted proxies.
    Proxies,
    /// MaxMind, another source or the way to it; another time it works.
    Elsewhere,
}

/// An error. None holds the license key.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// The secret with the MaxMind license key cannot be read.
    #[error("the MaxMind license key: {0}")]
    Secret(#[source] kit::secret::Unreadable),
    /// The secret holds something else.
    #[error(
        "the MaxMind license key in secret {arn} has {length} characters{odd}; a key has 16 or 40 \
         letters, digits and `_`: copy it again from the license keys page of your MaxMind account"
    )]
    LicenseMalformed {
        /// The secret.
        arn: String,
        /// Characters found.
        length: usize,
        /// Whether some are of another kind, in words.
        odd: &'static str,
    },
    /// MaxMind does not know the key.
    #[error(
        "MaxMind refuses the license key for {edition} (status {status}); check that the key is \
         active and that GeoLite2 downloads are permitted on your MaxMind account, then update the \
         stack with a valid key, or with none to do without GeoIP"
    )]
    LicenseRefused {
        /// The database asked for.
        edition: &'static str,
        /// 401 or 403.
        status: u16,
    },
    /// Too many downloads.
    #[error(
        "MaxMind has counted too many downloads with this license key today (status 429 for \
         {edition}); it takes more tomorrow, and the schedule will try again"
    )]
    Throttled {
        /// The database asked for.
        edition: &'static str,
    },
    /// Any other status.
    #[error(
        "MaxMind answers {place} for {edition} with status {status}; the schedule will try again"
    )]
    Status {
        /// The database asked for.
        edition: &'static str,
        /// The URL without its query.
        place: String,
        /// The status.
        status: u16,
    },
    /// No answer, or half of one.
    #[error("{edition}: {source}")]
    Http {
        /// The database asked for.
        edition: &'static str,
        /// Why.
        #[source]
        source: kit::http::Error,
    },
    /// What came is not what was announced.
    #[error(
        "{edition}: the archive's SHA-256 is {found} and MaxMind announces {announced}; the last good \
         copy stays, and the schedule will try again"
    )]
    Checksum {
        /// The database asked for.
        edition: &'static str,
        /// Of what came.
        found: String,
        /// Of what should have come.
        announced: String,
    },
    /// What came is no archive with the database, or no database.
    #[error(
        "{edition}: what MaxMind delivers is not usable: {reason}; the last good copy stays, and the \
         schedule will try again"
    )]
    Unusable {
        /// The database asked for.
        edition: &'static str,
        /// What is wrong.
        reason: String,
    },
    /// No room to work in.
    #[error(
        "{edition}: the function's temporary folder failed: {source}; it needs 150 MB, so raise the \
         function's ephemeral storage if it is full"
    )]
    Spool {
        /// The database worked on.
        edition: &'static str,
        /// Why.
        #[source]
        source: io::Error,
    },
    /// The bucket does not take it.
    #[error(
        "s3://{bucket}/{key} cannot be written: {said}; the function's role needs s3:PutObject there, \
         and the bucket must exist in this region"
    )]
    Store {
        /// The bucket.
        bucket: String,
        /// The key.
        key: String,
        /// S3's words.
        said: String,
    },
    /// The stack names something as a trusted proxy that is none.
    #[error(
        "the stack's parameter TrustedProxyIpList holds {} that {}: `{}`; write networks as \
         `192.0.2.0/24` or `2001:db8::/32`, with blanks or commas between them",
        if wrong.len() == 1 { "an entry" } else { "entries" },
        if wrong.len() == 1 { "is no network" } else { "are no networks" },
        wrong.iter().take(5).map(String::as_str).collect::<Vec<_>>().join("`, `")
    )]
    OwnProxies {
        /// The entries.
        wrong: Vec<String>,
    },
    /// A source of proxies does not answer.
    #[error(
        "proxies of {name}: {source}; what it said last stays, and the schedule will try again"
    )]
    ProxySource {
        /// The source.
        name: &'static str,
        /// Why.
        #[source]
        source: kit::fetch::Error,
    },
    /// A source of proxies says something else.
    #[error(
        "proxies of {name}: what comes is no list of them: {reason}; what it said last stays, and \
         the schedule will try again"
    )]
    ProxiesUnusable {
        /// The source.
        name: &'static str,
        /// What is wrong.
        reason: String,
    },
    /// The bucket does not give the list.
    #[error(
        "s3://{bucket}/{key} cannot be read: {said}; the function's role needs s3:GetObject there \
         and s3:ListBucket"
    )]
    Read {
        /// The bucket.
        bucket: String,
        /// The key.
        key: String,
        /// S3's words.
        said: String,
    },
    /// Not done in time.
    #[error(
        "not done when the function's time ran out; the schedule will try again, and if it ends here \
         each time raise the function's timeout"
    )]
    OutOfTime,
    /// More than one.
    #[error("{}", .0.iter().map(ToString::to_string).collect::<Vec<_>>().join("; "))]
    Several(Vec<Error>),
}

impl Error {
    /// Who has to act.
    pub fn blame(&self) -> Blame {
        match self {
            Self::LicenseMalformed { .. } | Self::LicenseRefused { .. } => Blame::License,
            Self::Secret(_) | Self::Store { .. } | Self::Read { .. } | Self::Spool { .. } => {
                Blame::Stack
            }
            Self::OwnProxies { .. } => Blame::Proxies,
            Self::Several(errors) => errors.first().map_or(Blame::Elsewhere, Self::blame),
            Self::Throttled { .. }
            | Self::Status { .. }
            | Self::Http { .. }
            | Self::Checksum { .. }
            | Self::Unusable { .. }
            | Self::ProxySource { .. }
            | Self::ProxiesUnusable { .. }
            | Self::OutOfTime => Blame::Elsewhere,
        }
    }

    /// Whether it is the list of trusted proxies that is not current.
    pub fn is_about_proxies(&self) -> bool {
        let is_list = |key: &str| key.starts_with(contract::geo_bucket::TRUSTED_PROXIES);
        match self {
            Self::OwnProxies { .. } | Self::ProxySource { .. } | Self::ProxiesUnusable { .. } => {
                true
            }
            Self::Read { key, .. } | Self::Store { key, .. } => is_list(key),
            _ => false,
        }
    }

    /// Whether asking again in this invocation may end better.
    pub(crate) fn is_transient(&self) -> bool {
        match self {
            Self::Http { source, .. } => source.is_transient(),
            Self::Status { status, .. } => *status >= 500 || *status == 408,
            // A new release can come between the checksum and the archive.
            Self::Checksum { .. } | Self::Throttled { .. } => true,
            _ => false,
        }
    }
}

impl Stable for Error {
    fn error_type(&self) -> &'static str {
        match self {
            Self::Secret(_) => "GeoipSecretUnreadable",
            Self::LicenseMalformed { .. } => "GeoipLicenseMalformed",
            Self::LicenseRefused { .. } => "GeoipLicenseRefused",
            Self::Throttled { .. } => "GeoipThrottled",
            Self::Status { .. } => "GeoipStatusUnexpected",
            Self::Http { .. } => "GeoipNoAnswer",
            Self::Checksum { .. } => "GeoipChecksumWrong",
            Self::Unusable { .. } => "GeoipDatabaseUnusable",
            Self::Spool { .. } => "GeoipSpoolFailed",
            Self::Store { .. } => "GeoipStoreFailed",
            Self::OwnProxies { .. } => "TrustedProxiesMalformed",
            Self::ProxySource { source, .. } => source.error_type(),
            Self::ProxiesUnusable { .. } => "TrustedProxiesUnusable",
            Self::Read { .. } => "GeoipReadFailed",
            Self::OutOfTime => "GeoipOutOfTime",
            Self::Several(errors) => errors.first().map_or("GeoipNothingFailed", Self::error_type),
        }
    }
}
