//! The two processors that Lambda has, and what each is called by whom.

use std::fmt;

/// A processor that Lambda runs functions on.
#[derive(Debug, Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
pub enum Architecture {
    /// AWS Graviton: about a fifth cheaper for the same time.
    #[value(name = "arm64")]
    Arm64,
    /// Intel and AMD.
    #[value(name = "x86_64")]
    X86_64,
}

impl Architecture {
    /// The processor that this program runs on, if Lambda has it.
    pub fn of_this_machine() -> Option<Self> {
        match std::env::consts::ARCH {
            "aarch64" => Some(Self::Arm64),
            "x86_64" => Some(Self::X86_64),
            _ => None,
        }
    }

    /// The target as rustc calls it.
    pub fn target(self) -> &'static str {
        match self {
            Self::Arm64 => "aarch64-unknown-linux-gnu",
            Self::X86_64 => "x86_64-unknown-linux-gnu",
        }
    }

    /// The architecture as the stack calls it.
    pub fn for_siem(self) -> siem::Architecture {
        match self {
            Self::Arm64 => siem::Architecture::Arm64,
            Self::X86_64 => siem::Architecture::X86_64,
        }
    }
}

impl fmt::Display for Architecture {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.for_siem().as_str())
    }
}
