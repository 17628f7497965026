//! A bucket's name has a grammar; `parse` checks it.

use siem::Siem;

fn main() {
    let mut siem = Siem::default();
    siem.names.log_bucket = Some("Acme_Logs".to_owned());
}
