//! Environment variables of the functions.
//!
//! Each function's variables are one struct, generic over what a value is: the stack
//! fills it with values that CloudFormation resolves, the function reads it back as
//! `String`. Neither side spells a variable's name.

use std::fmt;

/// A variable that the function needs is not set, or set to nothing.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Missing {
    /// The variable's name.
    pub name: &'static str,
    /// What it is for.
    pub purpose: &'static str,
}

impl fmt::Display for Missing {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            f,
            "environment variable `{}` is not set; it holds {} and is written by the stack: \
             update the stack rather than the function",
            self.name, self.purpose
        )
    }
}

impl std::error::Error for Missing {}

/// Declares the variables of one function: a field, its variable, what it holds.
///
/// `required` ones must be there and not empty. `optional` ones are always written by
/// the stack, since a template cannot leave one out by a parameter's value; nothing
/// but white space in one reads as `None`.
macro_rules! environment {
    (
        $(#[$doc:meta])*
        $name:ident {
            required { $($required:ident: $required_variable:literal, $required_purpose:literal;)* }
            optional { $($optional:ident: $optional_variable:literal, $optional_purpose:literal;)* }
        }
    ) => {
        $(#[$doc])*
        #[derive(Debug, Clone, PartialEq, Eq)]
        pub struct $name<Required, Optional = Required> {
            $(
                #[doc = concat!("`", $required_variable, "`: ", $required_purpose, ".")]
                pub $required: Required,
            )*
            $(
                #[doc = concat!("`", $optional_variable, "`: ", $optional_purpose, "; may be empty.")]
                pub $optional: Optional,
            )*
        }

        impl<V> $name<V, V> {
            /// Names and values, in the order of declaration, for the stack to write.
            pub fn into_variables(self) -> Vec<(&'static str, V)> {
                vec![
                    $(($required_variable, self.$required),)*
                    $(($optional_variable, self.$optional),)*
                ]
            }
        }

        impl $name<String, Option<String>> {
            /// Reads the variables through `get`, `std::env::var(name).ok()` in a function.
            ///
            /// # Errors
            ///
            /// The first required variable that is missing or empty.
            pub fn read(get: impl Fn(&str) -> Option<String>) -> Result<Self, Missing> {
                let filled = |name: &str| get(name).filter(|value| !value.trim().is_empty());
                Ok(Self {
                    $(
                        $required: filled($required_variable).ok_or(Missing {
                            name: $required_variable,
                            purpose: $required_purpose,
                        })?,
                    )*
                    $($optional: filled($optional_variable),)*
                })
            }
        }
    };
}

environment! {
    /// `aes-siem-es-loader`. The names are those of v2.10.4 where it has them.
    EsLoader {
        required {
            endpoint: "ENDPOINT", "the host name of the OpenSearch domain or collection";
            split_queue_url: "SQS_SPLITTED_LOGS_URL", "the URL of the queue for parts of large objects";
            dead_letter_queue_url: "DLQ_URL", "the URL of the queue for what could not be loaded";
            geo_bucket: "GEOIP_BUCKET", "the name of the bucket with GeoIP databases";
        }
        optional {
            collection_type: "AOSS_TYPE", "`SEARCH` or `TIMESERIES` for a serverless collection, nothing for a domain";
            control_tower_log_buckets: "CONTROL_TOWER_LOG_BUCKETS", "the names of the buckets that are read with Control Tower's role, with commas or spaces between them";
            control_tower_role_arn: "CONTROL_TOWER_ROLE_ARN", "the ARN of the role that reads them";
            security_lake_role_arn: "SECURITY_LAKE_ROLE_ARN", "the ARN of the role that reads Security Lake's buckets";
            security_lake_external_id: "SECURITY_LAKE_EXTERNAL_ID", "the external id to assume it with";
            log_level: "LOG_LEVEL", "the least severe level that is logged: `error`, `warn`, `info` (the default), `debug` or `trace`";
        }
    }
}

environment! {
    /// `aes-siem-geoip-downloader`.
    GeoipDownloader {
        required {
            geo_bucket: "GEOIP_BUCKET", "the name of the bucket that receives the databases";
        }
        optional {
            license_secret_arn: "GEOLITE2_LICENSE_SECRET_ARN", "the ARN of the secret with the MaxMind licence key";
            trusted_proxies: "TRUSTED_PROXY_LIST", "networks of proxies whose `X-Forwarded-For` is believed, with blanks or commas between them";
            log_level: "LOG_LEVEL", "the least severe level that is logged";
        }
    }
}

environment! {
    /// `aes-siem-ioc-plan`.
    IocPlan {
        required {
            geo_bucket: "GEOIP_BUCKET", "the name of the bucket with indicators";
        }
        optional {
            tor: "TOR", "`true` where exit nodes of Tor are indicators";
            abuse_ch: "ABUSE_CH", "`true` where the lists of abuse.ch are used";
            otx_secret_arn: "OTX_API_KEY_SECRET_ARN", "the ARN of the secret with the API key of AlienVault OTX";
            abuse_ch_secret_arn: "ABUSE_CH_AUTH_KEY_SECRET_ARN", "the ARN of the secret with the Auth-Key of abuse.ch; without it, lists that need one are left out";
            log_level: "LOG_LEVEL", "the least severe level that is logged";
        }
    }
}

environment! {
    /// `aes-siem-ioc-download`.
    IocDownload {
        required {
            geo_bucket: "GEOIP_BUCKET", "the name of the bucket that receives the downloads";
        }
        optional {
            otx_secret_arn: "OTX_API_KEY_SECRET_ARN", "the ARN of the secret with the API key of AlienVault OTX";
            abuse_ch_secret_arn: "ABUSE_CH_AUTH_KEY_SECRET_ARN", "the ARN of the secret with the Auth-Key of abuse.ch";
            log_level: "LOG_LEVEL", "the least severe level that is logged";
        }
    }
}

environment! {
    /// `aes-siem-ioc-createdb`.
    IocCreatedb {
        required {
            geo_bucket: "GEOIP_BUCKET", "the name of the bucket with the downloads, which receives the database";
        }
        optional {
            log_level: "LOG_LEVEL", "the least severe level that is logged";
        }
    }
}

environment! {
    /// `aes-siem-es-loader-stopper`. See [`loader_stop`](crate::loader_stop).
    EsLoaderStopper {
        required {
            loader_arn: "ES_LOADER_FUNCTION_ARN", "the ARN of the function that is stopped";
            alerts_topic_arn: "AES_SIEM_ALERT_TOPIC_ARN", "the ARN of the topic that is told";
            storage_alarm_arn: "STORAGE_ALARM_ARN", "the ARN of the alarm whose changes stop the loader and let it run";
            before_parameter: "ES_LOADER_BEFORE_STOP_PARAMETER", "the name of the SSM parameter that remembers how the loader ran before it was stopped";
        }
        optional {
            log_level: "LOG_LEVEL", "the least severe level that is logged";
        }
    }
}

environment! {
    /// `aes-siem-index-metrics-exporter`.
    IndexMetricsExporter {
        required {
            endpoint: "ENDPOINT", "the host name of the OpenSearch domain or collection";
            name: "COLLECTION_NAME", "the name of the domain or collection";
            log_bucket: "LOG_BUCKET", "the name of the bucket that receives the metrics";
            key_prefix: "LOG_KEY_PREFIX", "what the keys in that bucket begin with; the function may write nothing else";
            period_hours: "PERIOD_HOUR", "how many hours lie between two runs";
        }
        optional {
            collection_type: "AOSS_TYPE", "`SEARCH` or `TIMESERIES` for a serverless collection, nothing for a domain";
            log_level: "LOG_LEVEL", "the least severe level that is logged";
        }
    }
}

environment! {
    /// `aes-siem-deploy-aes`. What is to be made comes as the custom resource's properties.
    DeployAes {
        required {
            admin_role_arn: "ROLE_AOS_ADMIN", "the ARN of the role that is the domain's administrator";
            admin_secret_arn: "ADMIN_SECRET_ARN", "the ARN of the secret with name and password for the master user of a new domain";
            name: "DOMAIN_OR_COLLECTION_NAME", "the name of the domain or collection, whose password is rotated";
            revisit_role_arn: "ROLE_REVISIT", "the ARN of the role with which EventBridge Scheduler calls the function again while it waits";
        }
        optional {
            log_level: "LOG_LEVEL", "the least severe level that is logged";
        }
    }
}

environment! {
    /// `aes-siem-configure-aes`.
    ConfigureAes {
        required {
            endpoint: "ENDPOINT", "the host name of the OpenSearch domain or collection";
            snapshot_bucket: "S3_SNAPSHOT", "the name of the bucket for snapshots and for saved objects before they are changed";
            admin_role_arn: "ROLE_AOS_ADMIN", "the ARN of the role that is the domain's administrator";
            loader_role_arn: "ROLE_ES_LOADER", "the ARN of the role of es-loader";
            ec2_role_arn: "ROLE_EC2", "the ARN of the role with which es-loader runs on a machine of one's own";
            snapshot_role_arn: "ROLE_SNAPSHOT", "the ARN of the role with which the domain writes snapshots";
            alerting_role_arn: "ROLE_SNS", "the ARN of the role with which the domain publishes alerts";
            alert_topic_arn: "SNS_TOPIC", "the ARN of the topic for alerts";
        }
        optional {
            collection_type: "AOSS_TYPE", "`SEARCH` or `TIMESERIES` for a serverless collection, nothing for a domain";
            metrics_exporter_role_arn: "ROLE_METRICS_EXPORTER", "the ARN of the role of index-metrics-exporter";
            admin_secret_arn: "ADMIN_SECRET_ARN", "the ARN of the secret with name and password of the domain's master user, or `NOT_CREATED`; used where the domain does not let the role in";
            log_level: "LOG_LEVEL", "the least severe level that is logged";
        }
    }
}

environment! {
    /// `aes-siem-resource-validator`.
    ResourceValidator {
        required {
            log_bucket: "S3_LOG", "the name of the bucket that receives all logs";
            snapshot_bucket: "S3_SNAPSHOT", "the name of the bucket in which policies are kept";
        }
        optional {
            log_level: "LOG_LEVEL", "the least severe level that is logged";
        }
    }
}

environment! {
    /// The exporter of Trusted Advisor's results. The names are those of v2.10.4.
    TrustedAdvisorExporter {
        required {
            log_bucket: "log_bucket_name", "the name of the log bucket";
        }
        optional {
            japanese_descriptions: "enable_japanese_description", "`Yes` to add the Japanese descriptions to the English ones, `No` (the default) for these alone";
            log_level: "LOG_LEVEL", "the least severe level that is logged";
        }
    }
}

environment! {
    /// The exporter of the inventory of WorkSpaces.
    WorkspacesExporter {
        required {
            destination_arn: "DESTINATION_ARN", "the ARN of the log bucket, or of the Firehose stream that delivers to it";
        }
        optional {
            log_level: "LOG_LEVEL", "the least severe level that is logged";
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_the_stack_writes_the_function_reads() {
        let written = GeoipDownloader {
            geo_bucket: "aes-siem-111122223333-geo".to_owned(),
            license_secret_arn: String::new(),
            trusted_proxies: String::new(),
            log_level: "info".to_owned(),
        }
        .into_variables();
        let read = GeoipDownloader::read(|name| {
            written.iter().find(|(n, _)| *n == name).map(|(_, value)| value.clone())
        })
        .unwrap();
        assert_eq!(read.geo_bucket, "aes-siem-111122223333-geo");
        assert_eq!(read.license_secret_arn, None, "an empty optional variable is absent");
        assert_eq!(read.log_level.as_deref(), Some("info"));
    }

    #[test]
    fn a_missing_variable_is_named_with_its_purpose() {
        let missing = EsLoader::read(|_| Some("  ".to_owned())).unwrap_err();
        assert_eq!(missing.name, "ENDPOINT");
        assert!(missing.to_string().contains("host name"), "{missing}");
    }
}
