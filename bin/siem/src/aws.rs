//! AWS, as the operator's own environment gives it.

use kit::aws::{Aws, Settings};

/// Region, credentials and endpoint where the SDK looks for them.
pub(crate) async fn load() -> Aws {
    Aws::load(Settings { app_name: Some("aes-siem-cli"), ..Settings::default() }).await
}
