//! A larger domain: nodes in three zones, one of them in reserve, with dedicated masters and
//! warm nodes.
//!
//! What is not set here stays as it is, or gets its default when the domain is made.
//!
//! Prints the template: `cargo run -p siem --example larger_cluster`

use siem::{
    DataNodeCount, DataNodes, DomainOptions, MasterNodeCount, MasterNodes, Siem, SizeGib, Storage,
    VolumeType, WarmInstanceType, WarmNodeCount, WarmNodes, ZoneCount,
};
use template::Stack;

/// The SIEM with a domain of six data nodes.
pub fn stack() -> anyhow::Result<Stack> {
    let mut siem = Siem::default();
    siem.domain = DomainOptions {
        zones: Some(ZoneCount::new(3)),
        standby: Some(true),
        data_nodes: DataNodes {
            instance_type: Some("r7g.large.search".parse()?),
            count: Some(DataNodeCount::new(6)),
        },
        master_nodes: MasterNodes {
            instance_type: Some("m7g.large.search".parse()?),
            count: Some(MasterNodeCount::new(3)),
        },
        warm_nodes: WarmNodes {
            instance_type: Some(WarmInstanceType::Ultrawarm1Medium),
            count: Some(WarmNodeCount::new(3)),
        },
        storage: Storage {
            volume_type: Some(VolumeType::Gp3),
            size_gib: Some(SizeGib::new(500)),
            ..Storage::default()
        },
        ..DomainOptions::default()
    };

    let mut stack = Stack::new("aes-siem");
    stack.add(siem);
    Ok(stack)
}

fn main() -> anyhow::Result<()> {
    print!("{}", stack()?.synthesise()?.template.to_yaml());
    Ok(())
}
