//! Logs of other vendors' services.

types! {
    deepsecurity::DEEP_SECURITY,
    okta::OKTA,
}
