//! Sources that are functions: they ask an API again and again, and write what it says into
//! the log bucket.

use contract::sources::{Part, Source};
use library::events::{Rate, Schedule};
use library::iam::Permission;
use library::lambda::{Function, FunctionHandle, MemorySize, Timeout};
use resources::lambda;
use schemars::JsonSchema;
use serde::{Deserialize, Deserializer};
use template::{Check, Resource, Scope, Stack, Value, pseudo, text};

use super::destination::Destination;
use super::id::Id;
use crate::bundles::FunctionCode;
use crate::names::named;
use crate::{InvalidOption, VERSION, checked};

/// The longest that a function may run: an API with many pages takes its time.
const TIMEOUT: Timeout = Timeout::seconds(900);

const MEMORY: MemorySize = MemorySize::mb(256);

/// A run that has failed has delivered what it had; another would bring all of that again.
const RETRIES: u32 = 0;

/// Minutes between two runs: 15 to 10,080, which is a week; 720 if not given.
#[derive(Debug, Clone, Copy, PartialEq, Eq, JsonSchema)]
pub struct EveryMinutes(#[schemars(range(min = 15, max = 10_080))] u32);

impl Default for EveryMinutes {
    fn default() -> Self {
        Self(720)
    }
}

impl TryFrom<u32> for EveryMinutes {
    type Error = InvalidOption;

    fn try_from(minutes: u32) -> Result<Self, InvalidOption> {
        match minutes {
            15..=10_080 => Ok(Self(minutes)),
            _ => Err(InvalidOption::new(format!(
                "a run every `{minutes}` minutes; wanted are 15, as long as a run may take, to \
                 10080, a week"
            ))),
        }
    }
}

impl<'de> Deserialize<'de> for EveryMinutes {
    fn deserialize<D: Deserializer<'de>>(source: D) -> Result<Self, D::Error> {
        checked::number(source)
    }
}

/// A function that exports a log.
pub(super) struct Exporter<'a> {
    /// Its program.
    pub(super) code: FunctionCode,
    /// Its name, after the SIEM's own beginning.
    pub(super) name: &'a str,
    /// The source's id.
    pub(super) id: Option<&'a Id>,
    /// What it writes.
    pub(super) log: &'static Source,
    /// What it may ask.
    pub(super) ask: Permission,
    /// How often it runs.
    pub(super) every: EveryMinutes,
    /// Its environment.
    pub(super) environment: Vec<(&'static str, Value<String>)>,
}

impl Exporter<'_> {
    /// Adds the function and its schedule.
    pub(super) fn build(self, scope: &mut Scope<'_>, destination: &Destination) -> FunctionHandle {
        let name = match self.id {
            Some(id) => named(&format!("{}-{}", self.name, id.as_str())),
            None => named(self.name),
        };
        let function = Function::new("Exporter", destination.bundles().program(self.code))
            .name(name)
            .description(format!("SIEM: exports {}, {VERSION} / {}", self.log.name, self.name))
            .memory(MEMORY)
            .timeout(TIMEOUT)
            .no_dead_letters("What a run did not write, the next one asks for again")
            .environment(self.environment)
            .permit(self.ask)
            .permit(Permission::new(&["s3:PutObject"], [objects(self.log, destination)]));
        let function = scope.add(function);
        let mut inside = scope.child("Exporter");
        let once = lambda::EventInvokeConfig::new(function.name(), "$LATEST")
            .maximum_retry_attempts(RETRIES);
        inside.add(Resource::new("Retries", once));
        inside.add(Schedule::new("Schedule", Rate::minutes(self.every.0), &function));
        if destination.siem().is_none() {
            explain(scope.stack(), &function);
        }
        function
    }
}

/// What template checkers ask of a log group outside the SIEM's stack, whose key it does not
/// have.
fn explain(stack: &mut Stack, function: &FunctionHandle) {
    const NO_RECORD: &str =
        "holds the function's messages about its runs and no record; CloudWatch Logs encrypts it";
    for check in
        [Check::Guard("cloudwatch_log_group_encrypted_check"), Check::Checkov("CKV_AWS_158")]
    {
        stack.suppress(function.log_group(), check, NO_RECORD);
    }
}

/// The objects that the function writes: those under the start of the log's prefix that is
/// the same for all regions, since an API may be in another than the function.
fn objects(log: &Source, destination: &Destination) -> Value<String> {
    let parts = log.prefix.into_iter().flat_map(contract::sources::Prefix::parts);
    let start = parts.map_while(|part| match part {
        Part::Text(text) => Some(Value::from(text)),
        Part::Account => Some(pseudo::account_id()),
        Part::Region | Part::Name | Part::Time(_) => None,
    });
    text!(destination.bucket_arn(), "/", Value::concat(start), "*")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_run_does_not_begin_before_the_last_one_has_ended() {
        assert!(EveryMinutes::try_from(14).unwrap_err().to_string().contains("`14` minutes"));
        assert_eq!(EveryMinutes::try_from(15), Ok(EveryMinutes(15)));
        assert_eq!(EveryMinutes::default(), EveryMinutes(720));
    }
}
