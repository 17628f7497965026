//! Logs of web servers, from CloudWatch Logs through Firehose.
//!
//! Prefixes are those of v2.10.4's exporters, of which the documents' site name is read.

use super::{Prefix, Source};

/// Access log of Apache HTTP Server, which the CloudWatch agent sends. `{name}` is the site's.
///
/// <https://httpd.apache.org/docs/2.4/logs.html>
pub const APACHE_ACCESS: Source = Source {
    log_type: "apache-access",
    name: "Apache HTTP Server access log",
    marks: &["apache-access/"],
    pattern: "[Aa]pache.*[Aa]ccess/",
    prefix: Some(Prefix::new(
        "AWSLogs/aws-account-id={account}/service=apache-access/web-site-name={name}/\
         aws-region={region}/year={yyyy}/month={MM}/day={dd}/",
    )),
    stream: None,
    examples: &["AWSLogs/aws-account-id=111122223333/service=apache-access/\
         web-site-name=www.example.com/aws-region=us-east-1/year=2026/month=11/day=24/\
         siem-web-to-s3-1-2026-11-24-06-05-17-5d9a4a6e-0c6e-4e7b-9a0b-3f2f1c1f8f10"],
};

/// Error log of Apache HTTP Server, which the CloudWatch agent sends. `{name}` is the site's.
///
/// <https://httpd.apache.org/docs/2.4/logs.html>
pub const APACHE_ERROR: Source = Source {
    log_type: "apache-error",
    name: "Apache HTTP Server error log",
    marks: &["apache-error/"],
    pattern: "[Aa]pache.*[Ee]rror/",
    prefix: Some(Prefix::new(
        "AWSLogs/aws-account-id={account}/service=apache-error/web-site-name={name}/\
         aws-region={region}/year={yyyy}/month={MM}/day={dd}/",
    )),
    stream: None,
    examples: &["AWSLogs/aws-account-id=111122223333/service=apache-error/\
         web-site-name=www.example.com/aws-region=us-east-1/year=2026/month=11/day=24/\
         siem-web-to-s3-1-2026-11-24-06-05-17-5d9a4a6e-0c6e-4e7b-9a0b-3f2f1c1f8f10"],
};

/// Access log of nginx, which the CloudWatch agent sends. `{name}` is the site's.
///
/// <https://nginx.org/en/docs/http/ngx_http_log_module.html>
pub const NGINX_ACCESS: Source = Source {
    log_type: "nginx-access",
    name: "nginx access log",
    marks: &["nginx-access/"],
    pattern: "[Nn]ginx.*[Aa]ccess/",
    prefix: Some(Prefix::new(
        "AWSLogs/aws-account-id={account}/service=nginx-access/web-site-name={name}/\
         aws-region={region}/year={yyyy}/month={MM}/day={dd}/",
    )),
    stream: None,
    examples: &["AWSLogs/aws-account-id=111122223333/service=nginx-access/\
         web-site-name=www.example.com/aws-region=us-east-1/year=2026/month=11/day=24/\
         siem-web-to-s3-1-2026-11-24-06-05-17-5d9a4a6e-0c6e-4e7b-9a0b-3f2f1c1f8f10"],
};

/// Error log of nginx, which the CloudWatch agent sends. `{name}` is the site's.
///
/// <https://nginx.org/en/docs/ngx_core_module.html#error_log>
pub const NGINX_ERROR: Source = Source {
    log_type: "nginx-error",
    name: "nginx error log",
    marks: &["nginx-error/"],
    pattern: "[Nn]ginx.*[Ee]rror/",
    prefix: Some(Prefix::new(
        "AWSLogs/aws-account-id={account}/service=nginx-error/web-site-name={name}/\
         aws-region={region}/year={yyyy}/month={MM}/day={dd}/",
    )),
    stream: None,
    examples: &["AWSLogs/aws-account-id=111122223333/service=nginx-error/\
         web-site-name=www.example.com/aws-region=us-east-1/year=2026/month=11/day=24/\
         siem-web-to-s3-1-2026-11-24-06-05-17-5d9a4a6e-0c6e-4e7b-9a0b-3f2f1c1f8f10"],
};
