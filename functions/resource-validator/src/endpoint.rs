//! The endpoint of a domain or collection in a VPC, whose id was given at deployment.
//!
//! Domain: <https://docs.aws.amazon.com/opensearch-service/latest/APIReference/API_DescribeVpcEndpoints.html>
//! Collection: <https://docs.aws.amazon.com/opensearch-service/latest/ServerlessAPIReference/API_BatchGetVpcEndpoint.html>

use http::Method;
use kit::aws::Aws;
use kit::aws_json::{Client, Service};
use kit::patience::Patience;
use serde_json::{Value, json};

use crate::error::Error;

const ES: Service = Service { name: "es", target: "" };
const AOSS: Service = Service { name: "aoss", target: "OpenSearchServerless" };

/// What the endpoint leads to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Target {
    Domain,
    Collection,
}

impl Target {
    /// As the parameter `DeploymentTarget` says it.
    pub(crate) fn read(text: &str) -> Result<Self, Error> {
        match text {
            "opensearch_managed_cluster" => Ok(Self::Domain),
            "opensearch_serverless" => Ok(Self::Collection),
            other => Err(Error::Property {
                place: "DeploymentTarget",
                found: other.to_owned(),
                wanted: "opensearch_managed_cluster or opensearch_serverless",
            }),
        }
    }

    fn name(self) -> &'static str {
        match self {
            Self::Domain => "Amazon OpenSearch Service",
            Self::Collection => "Amazon OpenSearch Serverless",
        }
    }
}

/// Where an endpoint is.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Placed {
    pub(crate) vpc: String,
    /// In the order of their ids.
    pub(crate) subnets: Vec<String>,
}

/// Where the endpoint is.
pub(crate) async fn placed(
    aws: &Aws,
    region: &str,
    patience: Patience,
    target: Target,
    id: &str,
) -> Result<Placed, Error> {
    let (answer, names) = match target {
        Target::Domain => (of_domain(aws, region, patience, id).await?, &DOMAIN),
        Target::Collection => (of_collection(aws, region, patience, id).await?, &COLLECTION),
    };
    let text = |place: &str| answer.pointer(place).and_then(Value::as_str);
    let Some(vpc) = text(names.vpc) else {
        let said = text(names.error).unwrap_or("it does not know it").to_owned();
        return Err(Error::EndpointMissing { id: id.to_owned(), of: target.name(), said });
    };
    let state = text(names.state).unwrap_or_default();
    if ["CREATE_FAILED", "DELETING", "DELETE_FAILED", "FAILED"].contains(&state) {
        return Err(Error::EndpointState { id: id.to_owned(), state: state.to_owned() });
    }
    let subnets = answer.pointer(names.subnets).and_then(Value::as_array);
    let subnets = subnets.into_iter().flatten().filter_map(Value::as_str).map(str::to_owned);
    let mut subnets: Vec<_> = subnets.collect();
    subnets.sort();
    subnets.dedup();
    // EC2 would describe all that there are.
    if subnets.is_empty() {
        return Err(Error::Answer { operation: names.operation, wanted: "subnets" });
    }
    Ok(Placed { vpc: vpc.to_owned(), subnets })
}

/// Where each API says what.
struct Names {
    operation: &'static str,
    vpc: &'static str,
    subnets: &'static str,
    state: &'static str,
    error: &'static str,
}

const DOMAIN: Names = Names {
    operation: "DescribeVpcEndpoints",
    vpc: "/VpcEndpoints/0/VpcOptions/VPCId",
    subnets: "/VpcEndpoints/0/VpcOptions/SubnetIds",
    state: "/VpcEndpoints/0/Status",
    error: "/VpcEndpointErrors/0/ErrorMessage",
};

const COLLECTION: Names = Names {
    operation: "BatchGetVpcEndpoint",
    vpc: "/vpcEndpointDetails/0/vpcId",
    subnets: "/vpcEndpointDetails/0/subnetIds",
    state: "/vpcEndpointDetails/0/status",
    error: "/vpcEndpointErrorDetails/0/errorMessage",
};

async fn of_domain(aws: &Aws, region: &str, patience: Patience, id: &str) -> Result<Value, Error> {
    let client = Client::new(aws, ES, region).patience(patience);
    let (path, input) =
        ("/2021-01-01/opensearch/vpcEndpoints/describe", json!({ "VpcEndpointIds": [id] }));
    let answer = client.rest("DescribeVpcEndpoints", Method::POST, path, Some(&input)).await;
    answer.map(|answer| answer.body).map_err(|error| {
        unknown(&error, id, Target::Domain)
            .unwrap_or_else(|| Error::of("es:DescribeVpcEndpoints on *")(error))
    })
}

async fn of_collection(
    aws: &Aws,
    region: &str,
    patience: Patience,
    id: &str,
) -> Result<Value, Error> {
    let client = Client::new(aws, AOSS, region).json_1_0().patience(patience);
    let answer = client.call("BatchGetVpcEndpoint", &json!({ "ids": [id] })).await;
    answer.map(|answer| answer.body).map_err(|error| {
        unknown(&error, id, Target::Collection)
            .unwrap_or_else(|| Error::of("aoss:BatchGetVpcEndpoint on *")(error))
    })
}

/// An id of another form is a wrong input to the API.
fn unknown(error: &kit::aws_json::Error, id: &str, target: Target) -> Option<Error> {
    let code = error.code()?;
    matches!(code, "ValidationException" | "ResourceNotFoundException").then(|| {
        Error::EndpointMissing { id: id.to_owned(), of: target.name(), said: error.to_string() }
    })
}
