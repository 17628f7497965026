//! Logs of AWS services.

types! {
    waf::WAF,
}
