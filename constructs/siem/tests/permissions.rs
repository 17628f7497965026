//! The small control functions may do what they call, and nothing else.
//!
//! What each calls is at the top of its crate, `functions/<name>/src/lib.rs`.

use std::collections::BTreeSet;

use serde_json::Value as Json;

use super::{default_template, network, template_of};

/// Every function: its log.
const LOG: &[&str] = &["logs:CreateLogStream", "logs:PutLogEvents"];

/// Every function inside a VPC: its place in it.
const INSIDE: &[&str] = &[
    "ec2:AssignPrivateIpAddresses",
    "ec2:CreateNetworkInterface",
    "ec2:DeleteNetworkInterface",
    "ec2:DescribeNetworkInterfaces",
    "ec2:DescribeSubnets",
    "ec2:UnassignPrivateIpAddresses",
];

const CALLED: &[(&str, &[&str])] = &[
    ("bucket-notifications-handler", &["s3:GetBucketNotification", "s3:PutBucketNotification"]),
    (
        "es-loader-stopper",
        &[
            "cloudwatch:DescribeAlarms",
            "kms:Decrypt",
            "kms:GenerateDataKey*",
            "lambda:DeleteFunctionConcurrency",
            "lambda:GetFunctionConcurrency",
            "lambda:PutFunctionConcurrency",
            "sns:Publish",
            "ssm:GetParameter",
            "ssm:PutParameter",
        ],
    ),
    ("index-metrics-exporter", &["aoss:APIAccessAll", "es:ESHttpGet", "s3:PutObject"]),
    (
        "resource-validator",
        &[
            "aoss:BatchGetVpcEndpoint",
            "ec2:DescribeRouteTables",
            "ec2:DescribeSubnets",
            "ec2:DescribeVpcAttribute",
            "ec2:DescribeVpcEndpointServices",
            "ec2:DescribeVpcs",
            "es:DescribeVpcEndpoints",
            "s3:GetBucketPolicy",
            "s3:GetObject",
            "s3:PutBucketPolicy",
            "s3:PutObject",
        ],
    ),
];

#[test]
fn each_may_do_what_it_calls_and_no_more() {
    for template in [default_template(), template_of(network::imported_vpc())] {
        for (handler, called) in CALLED {
            let functions = template.resources_of("AWS::Lambda::Function");
            let mut functions = functions.filter(|(_, f)| f["Properties"]["Handler"] == *handler);
            let (_, function) = functions.next().unwrap();
            let role = function["Properties"]["Role"]["Fn::GetAtt"][0].as_str().unwrap();
            let is_inside = function["Properties"].get("VpcConfig").is_some();
            let inside = INSIDE.iter().filter(|_| is_inside);
            let wanted: BTreeSet<&str> = called.iter().chain(LOG).chain(inside).copied().collect();
            let may: BTreeSet<&str> = network::actions(&template, role).into_iter().collect();
            assert_eq!(may, wanted, "{handler}");
            let managed = &template.resource(role)["Properties"]["ManagedPolicyArns"];
            assert_eq!(managed, &Json::Null, "{handler}: AWS's policies are wide");
        }
    }
}
