//! What template checkers say of every function that is made here, and why it is left out.

use template::{Check, Handle, Stack};

use super::function::Function;

const OUTSIDE_A_VPC: &str = "Only a function that must reach something inside a VPC runs in it: \
    from there, the APIs of AWS are out of reach without an endpoint for each";

const NO_RESERVATION: &str = "Reserved invocations are taken from those of the account, and a new \
    account has none to spare";

const NO_KEY: &str = "Lambda encrypts the environment with a key of its own, and no secret is in \
    it: a function gets the ARN of a secret, never its value";

/// What a function does without.
pub(super) struct Without {
    placement: bool,
    reservation: bool,
    variables: bool,
    dead_letters: Option<&'static str>,
}

impl Without {
    pub(super) fn of(function: &Function) -> Self {
        Self {
            placement: function.placement.is_none(),
            reservation: function.reserved_concurrency.is_none(),
            variables: !function.variables.is_empty(),
            dead_letters: function.no_dead_letters,
        }
    }

    pub(super) fn suppress(&self, stack: &mut Stack, function: &impl Handle) {
        if self.placement {
            for check in [Check::Guard("lambda_inside_vpc_check"), Check::Checkov("CKV_AWS_117")] {
                stack.suppress(function, check, OUTSIDE_A_VPC);
            }
        }
        if self.reservation {
            stack.suppress(function, Check::Checkov("CKV_AWS_115"), NO_RESERVATION);
        }
        if self.variables {
            stack.suppress(function, Check::Checkov("CKV_AWS_173"), NO_KEY);
        }
        if let Some(reason) = self.dead_letters {
            stack.suppress(function, Check::Checkov("CKV_AWS_116"), reason);
        }
    }
}
