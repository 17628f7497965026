//! Wrong options say where they are, what was found, what is wanted, and the way out.

use siem::Siem;

fn error(yaml: &str) -> String {
    serde_yaml::from_str::<Siem>(yaml).unwrap_err().to_string()
}

/// An error names the place, as a line and a column, and says these things.
fn assert_says(yaml: &str, place: &str, said: &[&str]) {
    let error = error(yaml);
    assert!(error.ends_with(place), "{error}");
    for words in said {
        assert!(error.contains(words), "`{words}` is not in: {error}");
    }
}

#[test]
fn numbers_have_bounds() {
    let yaml = "domain:\n  zones: 4\n";
    assert_says(yaml, "at line 2 column 10", &["`4`", "1 to 3 availability zones"]);
    let yaml = "domain:\n  storage:\n    size_gib: 5\n";
    assert_says(yaml, "at line 3 column 15", &["`5`", "10 to 24576 GiB"]);
    let yaml = "domain:\n  master_nodes: {count: 4}\n";
    assert_says(yaml, "at line 2 column 25", &["`4`", "3 or 5"]);
    let yaml = "domain:\n  logs:\n    audit_days: 100\n";
    assert_says(yaml, "at line 3 column 17", &["`100`", "120"]);
}

#[test]
fn texts_have_a_grammar() {
    let yaml = "domain:\n  engine_version: 2.19\n";
    assert_says(yaml, "at line 2 column 19", &["OpenSearch_2.19"]);
    let yaml = "domain:\n  data_nodes:\n    instance_type: r7g.large\n";
    assert_says(yaml, "at line 3 column 20", &["`r7g.large`", "r7g.large.search"]);
    let yaml = "domain:\n  principals:\n    - analyst\n";
    assert_says(yaml, "at line 3 column 7", &["`analyst`", "arn:aws:iam::"]);
    let yaml = "domain:\n  snapshots:\n    cron: daily\n";
    assert_says(yaml, "at line 3 column 11", &["`daily`", "five fields"]);
    let yaml = "domain:\n  retention:\n    families:\n      vpc: {delete_days: 30}\n";
    assert_says(yaml, "at line 4 column 7", &["`vpc`", "log-aws-vpcflowlogs"]);
}

#[test]
fn choices_are_listed() {
    let yaml = "domain:\n  storage: {volume_type: ssd}\n";
    assert_says(yaml, "at line 2 column 26", &["`ssd`", "`gp3`", "`io1`"]);
    let yaml = "domain:\n  warm_nodes: {instance_type: large}\n";
    assert_says(yaml, "at line 2 column 31", &["`large`", "ultrawarm1.medium.search"]);
}

#[test]
fn a_vpc_is_new_or_imported() {
    let siem: Siem = serde_yaml::from_str("vpc:\n  new:\n    cidr: 10.1.0.0/16\n").unwrap();
    assert!(matches!(siem.vpc, Some(siem::Vpc::New(vpc)) if vpc.cidr.to_string() == "10.1.0.0/16"));
    let siem: Siem = serde_yaml::from_str("vpc:\n  imported:\n").unwrap();
    assert_eq!(siem.vpc, Some(siem::Vpc::Imported(siem::ImportedVpc::default())));
    let siem: Siem = serde_yaml::from_str("vpc:\n").unwrap();
    assert_eq!(siem.vpc, None);

    assert_says("vpc:\n  old:\n", "at line 2 column 3", &["`old`", "`new`", "`imported`"]);
    assert_says("vpc:\n  new: {}\n  imported: {}\n", "", &["leave out one of them"]);
    let yaml = "vpc:\n  new:\n    cidr: 10.1.0.5/16\n";
    assert_says(yaml, "at line 3 column 11", &["`10.1.0.5/16`", "10.1.0.0/16"]);
    let yaml = "vpc:\n  imported:\n    subnet_ids: [vpc-0a1b2c3d]\n";
    assert_says(yaml, "at line 3 column 18", &["`vpc-0a1b2c3d`", "subnet-0a1b2c3d4e5f60718"]);
}

/// Everything that is wrong with the stack of these options.
fn problems(yaml: &str) -> String {
    let mut stack = template::Stack::new("aes-siem");
    let _ = stack.add(serde_yaml::from_str::<Siem>(yaml).unwrap());
    stack.synthesise().unwrap_err().to_string()
}

#[test]
fn a_tag_is_reported_at_its_own_place() {
    let yaml = "loader:\n  memory_mb: 512\ntags:\n  team: security\n  aws:x: y\n";
    assert_says(yaml, "at line 5 column 10", &["`aws:x: y`", "does not begin with `aws:`"]);
    assert!(error("tags: {a: b, a: c}").contains("twice"));
    assert_eq!(serde_yaml::from_str::<Siem>("tags:\n").unwrap(), Siem::default());
}

#[test]
fn each_bucket_has_a_name_of_its_own() {
    let found = problems("names: {log_bucket: acme-logs, geo_bucket: acme-logs}\n");
    assert!(
        found.contains("names.geo_bucket: `acme-logs`, which is `names.log_bucket`"),
        "{found}"
    );
}

#[test]
fn a_subnet_is_named_once() {
    let found = problems("vpc: {imported: {subnet_ids: [subnet-0a1b2c3d, subnet-0a1b2c3d]}}");
    assert!(found.contains("vpc.imported.subnet_ids: `subnet-0a1b2c3d` is there twice"), "{found}");
    let many: Vec<_> = (10..27).map(|n| format!("subnet-0a1b2c{n}")).collect();
    let found = problems(&format!("vpc: {{imported: {{subnet_ids: [{}]}}}}", many.join(", ")));
    assert!(found.contains("17 subnets"), "{found}");
}

#[test]
fn a_schedule_names_times_that_there_are() {
    for wrong in ["0 25 * * *", "60 0 * * *", "0 0 0 * *", "0 0 * 13 *", "0 3 * *", "a * * * *"] {
        assert!(error(&format!("domain: {{snapshots: {{cron: \"{wrong}\"}}}}")).contains(wrong));
    }
    for right in ["0 3 * * *", "*/15 0-6 1,15 JAN-MAR MON", "0 0 1 1 7"] {
        let yaml = format!("domain: {{snapshots: {{cron: \"{right}\"}}}}");
        assert!(serde_yaml::from_str::<Siem>(&yaml).is_ok(), "{right}");
    }
}

#[test]
fn an_alias_of_aws_cannot_be_made() {
    let found = problems("names: {key_alias: alias/aws/siem}\n");
    assert!(found.contains("names.key_alias: `alias/aws/siem`"), "{found}");
}

#[test]
fn sources_that_nothing_tells_apart_are_one_problem() {
    let found = problems("sources: {client_vpn: [{log_groups: [/a]}, {log_groups: [/b]}]}\n");
    assert!(found.contains("1 problem") && found.contains("two of them have no `id`"), "{found}");
    let same = "sources: {client_vpn: [{id: a-b, log_groups: [/a]}, {id: a--b, log_groups: [/b]}]}";
    assert!(problems(same).contains("the id `a--b`"), "{}", problems(same));
}

#[test]
fn numbers_that_no_bound_could_hold_have_the_same_words() {
    let yaml = "domain:\n  zones: 99999999999\n";
    assert_says(yaml, "at line 2 column 10", &["`99999999999`", "1 to 3 availability zones"]);
}
