//! Own lists as text: an address, a network or a domain on each line. Blank lines do not
//! count, nor does what follows a `#`. v2.10.4 knows no domains there.

use enrichment::indicators::Indicator;

use super::{lines, of_own, tell};
use crate::collector::{Collector, Subject};
use crate::error::Error;
use crate::store::Object;
use crate::time;

const SOURCE: &str = "custom_txt";

pub(super) fn read(key: &str, object: &mut Object, collector: &mut Collector) -> Result<(), Error> {
    let (provider, name) = of_own(key);
    let modified = time::seconds(object.written);
    let says = Indicator {
        provider,
        name: Some(name),
        modified: modified.as_deref(),
        ..Indicator::default()
    };
    let (mut malformed, mut first) = (0, None);
    lines(object, |number, line| {
        let line = line.map(|line| line.split('#').next().unwrap_or_default().trim());
        match line {
            Some("") => Ok(()),
            line => match line.and_then(Subject::any) {
                Some(subject) => collector.add(SOURCE, subject, &says),
                None => {
                    malformed += 1;
                    first.get_or_insert(number);
                    Ok(())
                }
            },
        }
    })?;
    collector.tally(SOURCE).malformed += malformed;
    tell(key, malformed, first);
    Ok(())
}
