//! What is logged, all of it, in one text.
//!
//! Each test has its thread, and what its function logs is logged there.

use std::collections::HashMap;
use std::fmt::{Debug, Write};
use std::sync::{Mutex, OnceLock};
use std::thread::{self, ThreadId};

use tracing_subscriber::layer::{Context, Layer, SubscriberExt};

static HEARD: Mutex<Option<HashMap<ThreadId, String>>> = Mutex::new(None);

struct Listener;

/// Hears everything from now on.
pub(crate) fn begin() {
    static LISTENS: OnceLock<()> = OnceLock::new();
    LISTENS.get_or_init(|| {
        let subscriber = tracing_subscriber::registry().with(Listener);
        tracing::subscriber::set_global_default(subscriber).unwrap();
    });
}

/// What this test has logged.
pub(crate) fn text() -> String {
    let heard = HEARD.lock().unwrap();
    heard.as_ref().and_then(|heard| heard.get(&thread::current().id())).cloned().unwrap_or_default()
}

impl<S: tracing::Subscriber> Layer<S> for Listener {
    fn on_event(&self, event: &tracing::Event<'_>, _: Context<'_, S>) {
        struct Fields<'a>(&'a mut String);
        impl tracing::field::Visit for Fields<'_> {
            fn record_debug(&mut self, field: &tracing::field::Field, value: &dyn Debug) {
                write!(self.0, " {field}={value:?}").unwrap();
            }
        }
        let mut heard = HEARD.lock().unwrap();
        let text = heard.get_or_insert_default().entry(thread::current().id()).or_default();
        event.record(&mut Fields(text));
        text.push('\n');
    }
}
