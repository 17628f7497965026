//! A bucket's policy wants its name.

use library::iam::PolicyDocument;
use resources::s3::BucketPolicy;
use siem::Siem;
use template::Stack;

fn main() {
    let mut stack = Stack::new("acme");
    let siem = stack.add(Siem::default());
    let _ = BucketPolicy::new(siem.log_bucket.arn(), PolicyDocument::default());
}
