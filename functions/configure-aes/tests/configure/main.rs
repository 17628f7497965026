//! Whole runs against domains: a peer on loopback for what a node without plugins does not
//! have (security, index states, snapshots), collections and faults, and a real node.

mod alerting;
mod changed;
mod cloudformation;
mod cuts;
mod dashboards;
mod engines;
mod faults;
mod indices;
mod master_user;
mod node;
mod original;
mod peer;
mod roles;

use configure_aes::{ConfigureAes, Environment, Error, Report};
use contract::custom_resources::{ConfigurationSettings, IndexAges, Snapshots};
use kit::aws::{self, Aws};
use kit::patience::Patience;

const ADMIN: &str = "arn:aws:iam::111122223333:role/aes-siem-deploy-role-for-lambda";
const LOADER: &str = "arn:aws:iam::111122223333:role/aes-siem-es-loader";
const EC2: &str = "arn:aws:iam::111122223333:role/aes-siem-es-loader-for-ec2";
const EXPORTER: &str = "arn:aws:iam::111122223333:role/aes-siem-index-metrics-exporter";
const SNAPSHOT: &str = "arn:aws:iam::111122223333:role/aes-siem-snapshot-role";

/// What the stack writes into the function's environment.
fn environment(endpoint: &str, collection_type: Option<&str>) -> Environment {
    Environment {
        endpoint: endpoint.to_owned(),
        snapshot_bucket: "aes-siem-111122223333-snapshot".to_owned(),
        admin_role_arn: ADMIN.to_owned(),
        loader_role_arn: LOADER.to_owned(),
        ec2_role_arn: EC2.to_owned(),
        snapshot_role_arn: SNAPSHOT.to_owned(),
        alerting_role_arn: "arn:aws:iam::111122223333:role/aes-siem-sns-role".to_owned(),
        alert_topic_arn: "arn:aws:sns:us-east-1:111122223333:aes-siem-alert".to_owned(),
        collection_type: collection_type.map(str::to_owned),
        metrics_exporter_role_arn: Some(EXPORTER.to_owned()),
        admin_secret_arn: None,
        log_level: None,
    }
}

/// The function, for an endpoint on this machine.
async fn function(endpoint: &str, collection_type: Option<&str>) -> ConfigureAes {
    let aws = Aws::load(aws::Settings::emulator("http://127.0.0.1:1")).await;
    let environment = environment(endpoint, collection_type);
    ConfigureAes::new(Ok(environment), &aws).patience(Patience::impatient(2))
}

/// One run over a domain.
async fn run(endpoint: &str, options: &ConfigurationSettings) -> Result<Report, Error> {
    function(endpoint, None).await.configure(options).await
}

/// Options that ask for all that there is.
fn all_options() -> ConfigurationSettings {
    let ages = |delete_days| IndexAges {
        hot_days: Some(7),
        warm_days: Some(30),
        cold_days: Some(90),
        delete_days: Some(delete_days),
    };
    ConfigurationSettings {
        retention: [("log-aws-waf".to_owned(), ages(180)), ("log-aws".to_owned(), ages(365))]
            .into(),
        default_retention: Some(IndexAges { delete_days: Some(400), ..IndexAges::default() }),
        snapshots: Some(Snapshots { cron: "0 2 * * *".to_owned(), keep_days: Some(30) }),
        monitors: None,
    }
}
