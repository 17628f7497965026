//! Prints the index templates as requests for Dev Tools of OpenSearch Dashboards.
//!
//! `cargo run -p index-templates --example dev_tools -- 2.19`

use std::process::ExitCode;

use index_templates::{Engine, index_templates};

fn main() -> ExitCode {
    let version = std::env::args().nth(1).unwrap_or_else(|| "2.19".to_owned());
    let Some((Ok(major), Ok(minor))) =
        version.split_once('.').map(|(major, minor)| (major.parse(), minor.parse()))
    else {
        eprintln!("error: `{version}` is no version of OpenSearch such as 2.19");
        return ExitCode::from(2);
    };
    for template in index_templates(Engine::new(major, minor)) {
        println!("PUT {}\n{:#}\n", template.path(), template.body);
    }
    ExitCode::SUCCESS
}
