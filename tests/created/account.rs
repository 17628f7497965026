//! An AWS account that a template is deployed to, played by a moto of its own.

use std::collections::BTreeSet;
use std::time::Duration;

use assertions::Template;
use serde_json::Value as Json;
use test_support::moto::{self, OwnMoto};

use crate::decided::Decided;

const STACK: &str = "created";

/// A type of resource whose name a template may give, and how a service lists its names.
pub(crate) struct Kind {
    pub(crate) name: &'static str,
    /// The property with the name.
    pub(crate) property: &'static str,
    service: &'static str,
    /// Method, path and form.
    list: (&'static str, &'static str, &'static str),
    /// The element of the answer in which the name stands, last.
    element: &'static str,
}

pub(crate) const NAMED: &[Kind] = &[
    Kind {
        name: "AWS::S3::Bucket",
        property: "BucketName",
        service: "s3",
        list: ("GET", "/", ""),
        element: "Name",
    },
    Kind {
        name: "AWS::SQS::Queue",
        property: "QueueName",
        service: "sqs",
        list: ("POST", "/", "Action=ListQueues&Version=2012-11-05"),
        element: "QueueUrl",
    },
    Kind {
        name: "AWS::SNS::Topic",
        property: "TopicName",
        service: "sns",
        list: ("POST", "/", "Action=ListTopics&Version=2010-03-31"),
        element: "TopicArn",
    },
    Kind {
        name: "AWS::IAM::Role",
        property: "RoleName",
        service: "iam",
        list: ("POST", "/", "Action=ListRoles&Version=2010-05-08&MaxItems=1000"),
        element: "RoleName",
    },
    Kind {
        name: "AWS::Lambda::Function",
        property: "FunctionName",
        service: "lambda",
        list: ("GET", "/2015-03-31/functions/", ""),
        element: "FunctionName",
    },
];

/// What is in a VPC that a template may name by its id: the start of the id, how EC2 lists
/// them, and the element of the answer.
const IN_A_VPC: &[(&str, &str, &str)] = &[
    ("vpc-", "DescribeVpcs", "vpcId"),
    ("subnet-", "DescribeSubnets", "subnetId"),
    ("rtb-", "DescribeRouteTables", "routeTableId"),
    ("eni-", "DescribeNetworkInterfaces", "networkInterfaceId"),
];

/// Hexadecimal digits of an id of EC2.
const ID_DIGITS: usize = 17;

pub(crate) struct Account {
    moto: OwnMoto,
    /// The types that it makes.
    pub(crate) known: BTreeSet<String>,
}

impl Account {
    /// `None`, after saying so, without Python.
    pub(crate) fn new() -> Option<Self> {
        Some(Self { moto: moto::own()?, known: moto::cloudformation_types()? })
    }

    /// Makes it a new account, with a default VPC and an interface in that.
    pub(crate) fn forget(&self) {
        self.moto.forget();
        let subnet = texts(&self.ec2("DescribeSubnets"), "subnetId").swap_remove(0);
        self.ec2(&format!("CreateNetworkInterface&SubnetId={subnet}"));
    }

    /// A bucket that another stack has made.
    pub(crate) fn make_bucket(&self, name: &str) {
        let made = self.moto.request("s3", "PUT", &format!("/{name}"), b"");
        assert_eq!(made.status, 200, "{name}: {}", made.text());
    }

    /// A queue that another stack has made.
    pub(crate) fn make_queue(&self, name: &str) {
        let form = format!("Action=CreateQueue&Version=2012-11-05&QueueName={name}");
        let made = self.moto.request("sqs", "POST", "/", form.as_bytes());
        assert_eq!(made.status, 200, "{name}: {}", made.text());
    }

    /// Puts something where functions have their code.
    pub(crate) fn upload_functions(&self, deployed: &Template) {
        for (_, function) in deployed.resources_of("AWS::Lambda::Function") {
            let code = &function["Properties"]["Code"];
            let Some(bucket) = code["S3Bucket"].as_str() else { continue };
            let key = code["S3Key"].as_str().unwrap();
            self.make_bucket(bucket);
            let put = self.moto.request("s3", "PUT", &format!("/{bucket}/{key}"), b"code");
            assert_eq!(put.status, 200, "{}", put.text());
        }
    }

    /// Creates or updates the stack; gives the status with which that ends.
    #[expect(clippy::disallowed_methods, reason = "the test is not asynchronous")]
    pub(crate) fn deploy(
        &self,
        action: &str,
        template: &Decided,
        values: &[(&str, &str)],
    ) -> String {
        let template = self.with_ids_of_its_vpc(template.0.to_string());
        let mut form = format!("&TemplateBody={}", encoded(&template));
        for (number, (name, value)) in (1..).zip(values) {
            form += &format!("&Parameters.member.{number}.ParameterKey={name}");
            let value = encoded(&self.with_ids_of_its_vpc((*value).to_owned()));
            form += &format!("&Parameters.member.{number}.ParameterValue={value}");
        }
        self.cloudformation(action, &form);
        for _ in 0..200 {
            let described = self.cloudformation("DescribeStacks", "");
            let status = texts(&described, "StackStatus").pop().unwrap();
            if !status.ends_with("IN_PROGRESS") {
                return status;
            }
            std::thread::sleep(Duration::from_millis(50));
        }
        panic!("{action} does not end");
    }

    /// Logical ids of the stack's resources.
    pub(crate) fn resources(&self) -> BTreeSet<String> {
        let described = self.cloudformation("DescribeStackResources", "");
        texts(&described, "LogicalResourceId").into_iter().collect()
    }

    /// Names of all resources of a kind that its own service lists.
    pub(crate) fn names(&self, kind: &Kind) -> BTreeSet<String> {
        let (method, path, form) = kind.list;
        let answer = self.moto.request(kind.service, method, path, form.as_bytes());
        assert_eq!(answer.status, 200, "{}", answer.text());
        if let Json::Object(listed) = answer.json() {
            let functions = listed["Functions"].as_array().unwrap().iter();
            return functions.map(|one| one[kind.element].as_str().unwrap().to_owned()).collect();
        }
        let names = texts(&answer.text(), kind.element).into_iter();
        names.map(|name| name.rsplit(['/', ':']).next().unwrap().to_owned()).collect()
    }

    /// The configuration of a function, as Lambda gives it.
    pub(crate) fn function(&self, name: &str) -> Json {
        let path = format!("/2015-03-31/functions/{name}");
        self.moto.request("lambda", "GET", &path, b"").json()["Configuration"].take()
    }

    /// The text with ids of the account's default VPC in place of any other.
    fn with_ids_of_its_vpc(&self, mut text: String) -> String {
        for (start, list, element) in IN_A_VPC {
            if !text.contains(start) {
                continue;
            }
            let there = texts(&self.ec2(list), element).swap_remove(0);
            let mut parts = text.split(start);
            let mut replaced = parts.next().unwrap_or_default().to_owned();
            for part in parts {
                let digits = part.bytes().take_while(u8::is_ascii_hexdigit).count();
                if digits == ID_DIGITS {
                    replaced += &there;
                    replaced += &part[digits..];
                } else {
                    replaced += start;
                    replaced += part;
                }
            }
            text = replaced;
        }
        text
    }

    /// How many queues functions read.
    pub(crate) fn event_source_mappings(&self) -> usize {
        let path = "/2015-03-31/event-source-mappings/";
        let listed = self.moto.request("lambda", "GET", path, b"").json();
        listed["EventSourceMappings"].as_array().unwrap().len()
    }

    fn ec2(&self, action: &str) -> String {
        let form = format!("Version=2016-11-15&Action={action}");
        let answer = self.moto.request("ec2", "POST", "/", form.as_bytes());
        assert_eq!(answer.status, 200, "{action}: {}", answer.text());
        answer.text()
    }

    #[expect(clippy::disallowed_methods, reason = "the test is not asynchronous")]
    fn cloudformation(&self, action: &str, form: &str) -> String {
        let form = format!("Action={action}&Version=2010-05-15&StackName={STACK}{form}");
        let answer = self.moto.request("cloudformation", "POST", "/", form.as_bytes());
        if answer.status != 200 {
            // moto says why it failed after it has answered.
            std::thread::sleep(Duration::from_millis(500));
            let log = self.moto.log();
            let lines: Vec<_> = log.lines().filter(|line| !line.contains("HTTP/1.1")).collect();
            let end = lines.len().saturating_sub(12);
            panic!("{action}: {}\n{}", answer.text(), lines[end..].join("\n"));
        }
        answer.text()
    }
}

/// The texts of all elements of a name.
fn texts(xml: &str, element: &str) -> Vec<String> {
    let (open, close) = (format!("<{element}>"), format!("</{element}>"));
    let parts = xml.split(&open).skip(1);
    parts.filter_map(|part| Some(part.split_once(&close)?.0.to_owned())).collect()
}

/// As a form has it.
fn encoded(text: &str) -> String {
    let mut form = String::with_capacity(2 * text.len());
    for byte in text.bytes() {
        if byte.is_ascii_alphanumeric() {
            form.push(char::from(byte));
        } else {
            form += &format!("%{byte:02X}");
        }
    }
    form
}
