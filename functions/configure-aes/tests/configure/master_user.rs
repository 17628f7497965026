//! A domain that does not let the function's role in: its master user does.

use configure_aes::{ConfigureAes, Error};
use kit::aws::{self, Aws};
use kit::patience::Patience;
use serde_json::json;
use test_support::moto::{self, Moto};
use test_support::names;

use crate::peer::Peer;
use crate::{ADMIN, all_options, environment};

const PASSWORD: &str = "hunter2-HUNTER2";

/// A function that is told of a secret.
async fn function(moto: &Moto, endpoint: &str, secret: &str) -> ConfigureAes {
    let aws = Aws::load(aws::Settings::emulator(moto.url())).await;
    let secrets = aws_sdk_secretsmanager::Client::new(aws.config());
    let name = names::unique("master");
    let made = secrets.create_secret().name(name).secret_string(secret).send().await.unwrap();
    let mut environment = environment(endpoint, None);
    environment.admin_secret_arn = made.arn().map(str::to_owned);
    ConfigureAes::new(Ok(environment), &aws).patience(Patience::impatient(2))
}

/// A domain that lets in the master user, and the role once it is mapped.
fn domain() -> Peer {
    // Base64 of `aesadmin:` and the password.
    Peer::with(|state| state.lets_in_only = Some("Basic YWVzYWRtaW46aHVudGVyMi1IVU5URVIy"))
}

#[tokio::test]
async fn the_master_user_lets_the_role_in() {
    let Some(moto) = moto::shared() else { return };
    let peer = domain();
    let secret = json!({"username": "aesadmin", "password": PASSWORD}).to_string();
    let function = function(moto, &peer.url(), &secret).await;
    let report = function.configure(&all_options()).await.unwrap();
    assert!(!format!("{report:?} {function:?}").contains(PASSWORD));
    let mapping = peer.at("/_plugins/_security/api/rolesmapping/all_access");
    assert_eq!(mapping["backend_roles"], json!(["analysts", ADMIN]));
    assert!(peer.holds().contains_key("/_index_template/log_aws"));
}

#[tokio::test]
async fn a_secret_that_cannot_be_used_is_told_without_what_it_holds() {
    let Some(moto) = moto::shared() else { return };
    let peer = domain();
    for (secret, part) in [
        (PASSWORD.to_owned(), "it is no JSON with both"),
        (json!({"password": PASSWORD}).to_string(), "it is no JSON with both"),
        (json!({"username": "aesadmin", "password": "old"}).to_string(), "all_access"),
    ] {
        let function = function(moto, &peer.url(), &secret).await;
        let error: Error = function.configure(&all_options()).await.unwrap_err();
        assert!(error.to_string().contains(part), "{error}");
        assert!(!format!("{error:?} {error}").contains(PASSWORD), "{error}");
    }
    assert_eq!(peer.take_changes(), Vec::<String>::new());
}
