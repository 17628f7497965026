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
