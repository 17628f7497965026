//! Every object that is created in the log bucket is announced to the loader.
//!
//! The notification is a custom resource, not a property of the bucket: v2.10.4 has it so,
//! and the bucket would have to exist before the loader's permission that S3 checks.

use contract::custom_resources::{
    BUCKET_NOTIFICATIONS_TYPE, BucketNotifications, CONFIG_VERSION, LambdaFunctionConfiguration,
    NotificationConfiguration, property,
};
use library::cloudformation::CustomResource;
use library::iam::Principal;
use library::lambda::{Function, FunctionHandle, InvokePermission, MemorySize, Timeout};
use library::s3::BucketHandle;
use template::{Expr, Handle, RawHandle, Scope};

use crate::VERSION;
use crate::announced_buckets::{self, AnnouncedBucket};
use crate::bundles::{Bundles, FunctionCode};

/// What comes before: the first object may come at once, and the loader must be able to load
/// it, into indices that are as the domain's configuration has them.
pub(crate) struct First<'a, P: Handle> {
    pub(crate) load_policy: &'a P,
    pub(crate) configured: Option<&'a RawHandle>,
}

/// The function, and the notifications that it sets.
pub(crate) fn build(
    scope: &mut Scope<'_>,
    bundles: &Bundles,
    bucket: &BucketHandle,
    loader: &FunctionHandle,
    announced: &[AnnouncedBucket],
    first: &First<'_, impl Handle>,
) -> (FunctionHandle, RawHandle) {
    // v2.10.4 gives it no name, and a name would replace it.
    let program = bundles.program(FunctionCode::BucketNotificationsHandler);
    let function = Function::new("NotificationsHandler", program)
        .description(format!(
            "SIEM: event notifications of the log bucket, {VERSION} / bucket-notifications-handler"
        ))
        .memory(MemorySize::mb(128))
        .timeout(Timeout::seconds(300))
        .no_dead_letters("Only CloudFormation invokes it, and is told when it fails")
        .permit(bucket.manage_notifications());
    let function =
        announced_buckets::manage(announced).into_iter().fold(function, Function::permit);
    let handler = scope.add(function);
    let mut inside = scope.child("LogBucket");
    let permission = inside.add(
        InvokePermission::new(
            "NotificationPermission",
            loader,
            Principal::service("s3.amazonaws.com"),
        )
        .from_arn(bucket.arn())
        .from_this_account(),
    );
    let notifications = CustomResource::new("Notifications", BUCKET_NOTIFICATIONS_TYPE, &handler)
        .properties(&every_created_object(bucket, loader))
        .property(property::CONFIG_VERSION, CONFIG_VERSION)
        .depends_on(&permission)
        .depends_on(bucket.policy())
        .depends_on(first.load_policy);
    let notifications =
        first.configured.into_iter().fold(notifications, CustomResource::depends_on);
    let notifications = inside.add(notifications);
    announced_buckets::build(scope, announced, &handler, loader, &notifications);
    (handler, notifications)
}

fn every_created_object(
    bucket: &BucketHandle,
    loader: &FunctionHandle,
) -> BucketNotifications<Expr> {
    BucketNotifications {
        bucket_name: bucket.name().into_expr(),
        notification_configuration: NotificationConfiguration {
            lambda_function_configurations: vec![LambdaFunctionConfiguration {
                events: vec!["s3:ObjectCreated:*".into()],
                lambda_function_arn: loader.arn().into_expr(),
                filter: None,
            }],
            ..NotificationConfiguration::default()
        },
        managed: "false".into(),
        skip_destination_validation: None,
    }
}
