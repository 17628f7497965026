//! What every source of logs is.

use contract::sources::Source;
use template::{Construct, Output, Scope, Stack, Value};

use super::destination::Destination;
use super::id::{self, Id};
use super::places::Places;

/// How AWS lets a log be switched on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Form {
    /// CloudFormation has a resource for it: the source is complete.
    Resource,
    /// It is a property of the resource that has the log, which is the user's own: the source
    /// gives the property for their code, and the AWS CLI line for a resource that is there.
    Property,
    /// It goes to a bucket whose name, region or account AWS dictates: the source makes the
    /// bucket, and has the loader read it.
    Bucket,
}

/// A source of logs: plain data that says what to switch on.
///
/// ```
/// use siem::Siem;
/// use siem::sources::{ClientVpn, Destination, LogSource};
/// use template::Stack;
///
/// let mut stack = Stack::new("aes-siem");
/// let siem = stack.add(Siem::default());
/// let vpn = ClientVpn::of_log_groups(["/aws/clientvpn".parse()?]);
/// stack.add(vpn.to(&Destination::of(&siem)));
/// let template = stack.synthesise()?.template;
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub trait LogSource: Sized {
    /// What [`build`](Self::build) gives: typed references to what it made.
    type Handle;

    /// Its key in the file with the options.
    const NAME: &'static str;
    /// The logs that it delivers.
    const LOGS: &'static [&'static Source];
    /// How they are switched on.
    const FORM: Form;
    /// Where that is possible.
    const PLACES: Places = Places::EVERYWHERE;
    /// Options such as a file might hold, in YAML.
    const EXAMPLE: &'static str;

    /// What tells it from others of its kind.
    fn id(&self) -> Option<&Id>;

    /// Why it cannot deliver to this destination, if so: the value found, the value wanted
    /// and the way out. [`PLACES`](Self::PLACES) is looked at before.
    fn refusal(&self, destination: &Destination) -> Option<String> {
        let _ = destination;
        None
    }

    /// The AWS CLI line that does the same to a resource that is there already, for
    /// [`Form::Property`]. The stack shows it as an output, with account, region and names
    /// filled in; what only the user knows is a variable of the shell, such as `$BUCKET`.
    fn command_line(&self, destination: &Destination) -> Option<Value<String>> {
        let _ = destination;
        None
    }

    /// Adds the resources. The scope is the source's own.
    fn build(self, scope: &mut Scope<'_>, destination: &Destination) -> Self::Handle;

    /// The source with its destination: this can be added to a stack.
    fn to(self, destination: &Destination) -> Delivered<Self> {
        Delivered { source: self, destination: destination.clone() }
    }
}

/// A source and where its logs go.
#[derive(Debug, Clone)]
#[must_use = "a source is only described; add it to a stack"]
pub struct Delivered<S> {
    source: S,
    destination: Destination,
}

impl<S: LogSource> Construct for Delivered<S> {
    type Handle = S::Handle;

    fn build(self, scope: &mut Scope<'_>) -> S::Handle {
        let Self { source, destination } = self;
        refuse_impossible(scope.stack(), &source, &destination);
        let name = id::scope(S::NAME, source.id());
        if let Some(line) = source.command_line(&destination) {
            let output = Output::new(line).description("Switches the log on for what is there");
            scope.stack().output(&format!("{name}Command"), output);
        }
        source.build(&mut scope.child(&name), &destination)
    }
}

fn refuse_impossible<S: LogSource>(stack: &mut Stack, source: &S, destination: &Destination) {
    let place = match source.id() {
        Some(id) => format!("sources.{} with the id `{}`", S::NAME, id.as_str()),
        None => format!("sources.{}", S::NAME),
    };
    let by_region = destination.region().and_then(|region| S::PLACES.refusal(region));
    for why in by_region.into_iter().chain(source.refusal(destination)) {
        stack.refuse(&place, why);
    }
}
