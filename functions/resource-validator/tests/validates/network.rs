//! Facts of VPCs, and what is wrong with some.

use crate::*;

/// A VPC with two subnets, the first with a route table of its own.
struct Vpc {
    id: String,
    subnets: [String; 2],
    own_table: String,
    main_table: String,
}

impl Vpc {
    async fn new(account: &Account) -> Self {
        let vpc = account.ec2("CreateVpc", &[("CidrBlock", "10.0.0.0/16")]).await;
        let id = vpc.child("vpc").unwrap().text_of("vpcId").unwrap().to_owned();
        let attributes = [("VpcId", id.as_str()), ("EnableDnsHostnames.Value", "true")];
        account.ec2("ModifyVpcAttribute", &attributes).await;
        let subnets = [
            Self::subnet(account, &id, "10.0.0.0/24", "us-east-1a").await,
            Self::subnet(account, &id, "10.0.1.0/24", "us-east-1b").await,
        ];
        let table = account.ec2("CreateRouteTable", &[("VpcId", &id)]).await;
        let own_table = table.child("routeTable").unwrap().text_of("routeTableId").unwrap();
        let association = [("SubnetId", subnets[0].as_str()), ("RouteTableId", own_table)];
        account.ec2("AssociateRouteTable", &association).await;
        let filter = [
            ("Filter.1.Name", "vpc-id"),
            ("Filter.1.Value.1", id.as_str()),
            ("Filter.2.Name", "association.main"),
            ("Filter.2.Value.1", "true"),
        ];
        let tables = account.ec2("DescribeRouteTables", &filter).await;
        let main_table = tables.items("routeTableSet").next().unwrap();
        let main_table = main_table.text_of("routeTableId").unwrap().to_owned();
        Self { own_table: own_table.to_owned(), id, subnets, main_table }
    }

    async fn subnet(account: &Account, vpc: &str, range: &str, zone: &str) -> String {
        let input = [("VpcId", vpc), ("CidrBlock", range), ("AvailabilityZone", zone)];
        let subnet = account.ec2("CreateSubnet", &input).await;
        subnet.child("subnet").unwrap().text_of("subnetId").unwrap().to_owned()
    }

    /// Leads a route table to an internet gateway.
    async fn make_public(&self, account: &Account, table: &str) {
        let gateway = account.ec2("CreateInternetGateway", &[]).await;
        let gateway = gateway.child("internetGateway").unwrap();
        let gateway = gateway.text_of("internetGatewayId").unwrap();
        let attached = [("VpcId", self.id.as_str()), ("InternetGatewayId", gateway)];
        account.ec2("AttachInternetGateway", &attached).await;
        let route = [
            ("RouteTableId", table),
            ("DestinationCidrBlock", "0.0.0.0/0"),
            ("GatewayId", gateway),
        ];
        account.ec2("CreateRoute", &route).await;
    }

    /// The endpoint of a domain in this VPC.
    fn endpoint(&self, status: &str) -> Reply {
        Reply::json(
            200,
            &json!({
                "VpcEndpoints": [{
                    "VpcEndpointId": DOMAIN_ENDPOINT,
                    "Status": status,
                    "VpcOptions": {
                        "VPCId": self.id,
                        "SubnetIds": [self.subnets[1], self.subnets[0]],
                    },
                }],
                "VpcEndpointErrors": [],
            }),
        )
    }

    /// AWS with that endpoint.
    fn peer(&self, account: &Account, status: &str) -> AwsPeer {
        let endpoint = self.endpoint(status);
        account.peer(move |call| (call.operation == DESCRIBE_OF_DOMAIN).then(|| endpoint.clone()))
    }
}

#[tokio::test]
async fn without_an_endpoint_every_attribute_is_there_and_empty() {
    let Some(account) = Account::new().await else { return };
    let answer = account.serve(create(validation(""))).await;
    assert_success(&answer);
    assert_eq!(
        answer["Data"],
        json!({
            "vpc_id": "", "subnets": [], "route_table_ids": [], "cidr_block0": "",
            "cidr_block1": "", "cidr_block2": "", "cidr_block3": "", "bucket_policy_key": "",
        })
    );
    assert_eq!(answer["PhysicalResourceId"], "ExecCustomResourceValidator");
}

#[tokio::test]
async fn the_vpc_of_a_domains_endpoint_is_found_out() {
    let Some(account) = Account::new().await else { return };
    let vpc = Vpc::new(&account).await;
    let peer = vpc.peer(&account, "ACTIVE");
    let answer = account.serve_at(&peer.url(), create(validation(DOMAIN_ENDPOINT))).await;
    assert_success(&answer);
    let data = &answer["Data"];
    assert_eq!(data["vpc_id"], vpc.id);
    let mut subnets = vpc.subnets.clone();
    subnets.sort();
    assert_eq!(data["subnets"], json!(subnets));
    let mut tables = [&vpc.own_table, &vpc.main_table];
    tables.sort();
    assert_eq!(data["route_table_ids"], json!(tables), "the second subnet has that of the VPC");
    let ranges = [0, 1, 2, 3].map(|n| data[format!("cidr_block{n}")].as_str().unwrap());
    assert_eq!(ranges, ["10.0.0.0/18", "10.0.64.0/18", "10.0.128.0/18", "10.0.192.0/18"]);
    let asked = peer.calls_of(DESCRIBE_OF_DOMAIN)[0].request.json();
    assert_eq!(asked, json!({ "VpcEndpointIds": [DOMAIN_ENDPOINT] }));
}

#[tokio::test]
async fn all_ranges_that_are_associated_with_a_vpc_count() {
    let Some(account) = Account::new().await else { return };
    let vpc = Vpc::new(&account).await;
    for range in ["10.1.0.0/16", "100.64.0.0/16"] {
        let association = [("VpcId", vpc.id.as_str()), ("CidrBlock", range)];
        account.ec2("AssociateVpcCidrBlock", &association).await;
    }
    let peer = vpc.peer(&account, "ACTIVE");
    let answer = account.serve_at(&peer.url(), create(validation(DOMAIN_ENDPOINT))).await;
    assert_success(&answer);
    let ranges = [0, 1, 2, 3].map(|n| answer["Data"][format!("cidr_block{n}")].clone());
    assert_eq!(ranges, ["10.0.0.0/17", "10.0.128.0/17", "10.1.0.0/16", "100.64.0.0/16"]);
}

#[tokio::test]
async fn a_vpc_with_too_many_ranges_is_refused_with_the_way_out() {
    let Some(account) = Account::new().await else { return };
    let vpc = Vpc::new(&account).await;
    for range in ["10.2.0.0/16", "10.4.0.0/16", "10.6.0.0/16", "10.8.0.0/16"] {
        let association = [("VpcId", vpc.id.as_str()), ("CidrBlock", range)];
        account.ec2("AssociateVpcCidrBlock", &association).await;
    }
    let peer = vpc.peer(&account, "ACTIVE");
    let answer = account.serve_at(&peer.url(), create(validation(DOMAIN_ENDPOINT))).await;
    let reason = reason(&answer);
    assert!(reason.contains("10.8.0.0/16") && reason.contains("the stack's options"), "{reason}");
}

#[tokio::test]
async fn the_vpc_of_a_collections_endpoint_is_found_out() {
    let Some(account) = Account::new().await else { return };
    let vpc = Vpc::new(&account).await;
    let details = json!({
        "vpcEndpointDetails": [{
            "id": "vpce-0a1b2c3d4e5f60718", "status": "ACTIVE",
            "vpcId": vpc.id, "subnetIds": [vpc.subnets[0]],
        }],
        "vpcEndpointErrorDetails": [],
    });
    let peer = account.peer(move |call| {
        (call.operation == "BatchGetVpcEndpoint").then(|| Reply::json(200, &details))
    });
    let mut properties = validation("vpce-0a1b2c3d4e5f60718");
    properties["DeploymentTarget"] = json!("opensearch_serverless");
    let answer = account.serve_at(&peer.url(), create(properties)).await;
    assert_success(&answer);
    assert_eq!(answer["Data"]["vpc_id"], vpc.id);
    assert_eq!(answer["Data"]["subnets"], json!([vpc.subnets[0]]));
    assert_eq!(answer["Data"]["route_table_ids"], json!([vpc.own_table]));
    let asked = &peer.calls_of("BatchGetVpcEndpoint")[0].request;
    assert_eq!(asked.header("content-type"), Some("application/x-amz-json-1.0"));
}

#[tokio::test]
async fn subnets_in_zones_where_a_service_has_no_endpoint_are_left_out() {
    let Some(account) = Account::new().await else { return };
    let vpc = Vpc::new(&account).await;
    for (zones, left) in [(vec!["us-east-1a", "us-east-1c"], Some(0)), (vec!["us-east-1c"], None)] {
        let endpoint = vpc.endpoint("ACTIVE");
        let items: String = zones.iter().map(|zone| format!("<item>{zone}</item>")).collect();
        let body = format!(
            "<R><serviceDetailSet>\
             <item><availabilityZoneSet><item>us-east-1a</item>{items}</availabilityZoneSet></item>\
             <item><availabilityZoneSet>{items}</availabilityZoneSet></item>\
             </serviceDetailSet></R>"
        );
        let peer = account.peer(move |call| {
            let form = String::from_utf8_lossy(&call.request.body);
            if call.operation == DESCRIBE_OF_DOMAIN {
                return Some(endpoint.clone());
            }
            let body = body.clone().into_bytes();
            form.contains("Action=DescribeVpcEndpointServices").then(|| Reply::Answer {
                status: 200,
                headers: vec![],
                body,
            })
        });
        let answer = account.serve_at(&peer.url(), create(validation(DOMAIN_ENDPOINT))).await;
        match left {
            Some(at) => {
                let at: usize = at;
                assert_eq!(answer["Data"]["subnets"], json!([vpc.subnets[at]]), "{answer:#}");
            }
            None => {
                let reason = reason(&answer);
                assert!(reason.contains("these are us-east-1c"), "{reason}");
                assert!(reason.contains("com.amazonaws.us-east-1.sqs"), "{reason}");
            }
        }
    }
}

#[tokio::test]
async fn an_endpoint_that_is_not_there_or_will_not_be_is_refused() {
    let Some(account) = Account::new().await else { return };
    let vpc = Vpc::new(&account).await;
    let peer = vpc.peer(&account, "CREATE_FAILED");
    let answer = account.serve_at(&peer.url(), create(validation(DOMAIN_ENDPOINT))).await;
    assert!(reason(&answer).contains("is CREATE_FAILED"), "{answer:#}");

    let error = json!({ "__type": "ValidationException", "message": "bad id" });
    for unknown in [
        Reply::json(
            200,
            &json!({
                "VpcEndpoints": [],
                "VpcEndpointErrors": [{ "ErrorMessage": "not there", "ErrorCode": "x" }],
            }),
        ),
        Reply::json(400, &error),
    ] {
        let peer = account
            .peer(move |call| (call.operation == DESCRIBE_OF_DOMAIN).then(|| unknown.clone()));
        let answer = account.serve_at(&peer.url(), create(validation(DOMAIN_ENDPOINT))).await;
        let reason = reason(&answer);
        assert!(reason.contains("VpcEndpointId"), "{reason}");
        assert!(reason.contains("not there") || reason.contains("bad id"), "{reason}");
    }
}

#[tokio::test]
async fn a_vpc_in_which_names_do_not_resolve_is_refused_with_the_way_out() {
    let Some(account) = Account::new().await else { return };
    let vpc = Vpc::new(&account).await;
    let off = [("VpcId", vpc.id.as_str()), ("EnableDnsHostnames.Value", "false")];
    account.ec2("ModifyVpcAttribute", &off).await;
    let mut named = validation("");
    named["VpcId"] = json!(vpc.id);
    let peer = vpc.peer(&account, "ACTIVE");
    for properties in [named, validation(DOMAIN_ENDPOINT)] {
        let answer = account.serve_at(&peer.url(), create(properties)).await;
        let reason = reason(&answer);
        assert!(reason.contains("enableDnsHostnames is off"), "{reason}");
        assert!(reason.contains("--enable-dns-hostnames"), "{reason}");
    }
}

#[tokio::test]
async fn subnets_that_the_options_name_must_be_in_their_vpc_and_not_public() {
    let Some(account) = Account::new().await else { return };
    let [vpc, other] = [Vpc::new(&account).await, Vpc::new(&account).await];
    let named = |subnets: &[&String]| {
        let mut properties = validation("");
        properties["VpcId"] = json!(vpc.id);
        properties["SubnetIds"] = json!(subnets);
        create(properties)
    };
    let [first, second] = &vpc.subnets;
    assert_success(&account.serve(named(&[first, second])).await);

    let answer = account.serve(named(&[first, &other.subnets[0]])).await;
    assert!(reason(&answer).contains(&format!("is in `{}`", other.id)), "{answer:#}");

    let gone = "subnet-0a1b2c3d4e5f60718".to_owned();
    let answer = account.serve(named(&[&gone])).await;
    assert!(reason(&answer).contains("SubnetIds"), "{answer:#}");

    vpc.make_public(&account, &vpc.main_table).await;
    assert_success(&account.serve(named(&[first])).await);
    let answer = account.serve(named(&[first, second])).await;
    let reason = reason(&answer);
    assert!(reason.contains(&format!("subnet `{second}`")), "{reason}");
    assert!(reason.contains(&vpc.main_table), "{reason}");
}
