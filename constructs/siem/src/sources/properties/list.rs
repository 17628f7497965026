//! The list of all settings.

use contract::sources::Source;

use super::{
    AlbLogs, ClbLogs, ClientVpnLogs, CloudFrontLegacyLogs, CloudHsmLogs, DirectoryServiceLogs,
    EksLogs, FunctionLogs, MskLogs, NlbLogs, OpenSearchAuditLogs, RdsLogs, RedisSlowLogs,
    S3AccessLogs, Setting,
};

/// What is known of a setting without its resource.
#[derive(Debug, Clone, Copy)]
pub struct SettingEntry {
    /// Its name.
    pub name: &'static str,
    /// The logs that it switches on.
    pub logs: &'static [&'static Source],
    /// The command line of an example.
    pub cli: fn() -> String,
}

impl SettingEntry {
    const fn of<S: Setting>() -> Self {
        Self { name: S::NAME, logs: S::LOGS, cli: || S::example().cli() }
    }
}

/// All settings.
pub const SETTINGS: &[SettingEntry] = &[
    SettingEntry::of::<AlbLogs>(),
    SettingEntry::of::<NlbLogs>(),
    SettingEntry::of::<ClbLogs>(),
    SettingEntry::of::<S3AccessLogs>(),
    SettingEntry::of::<CloudFrontLegacyLogs>(),
    SettingEntry::of::<MskLogs>(),
    SettingEntry::of::<RdsLogs>(),
    SettingEntry::of::<ClientVpnLogs>(),
    SettingEntry::of::<EksLogs>(),
    SettingEntry::of::<RedisSlowLogs>(),
    SettingEntry::of::<OpenSearchAuditLogs>(),
    SettingEntry::of::<FunctionLogs>(),
    SettingEntry::of::<DirectoryServiceLogs>(),
    SettingEntry::of::<CloudHsmLogs>(),
];
