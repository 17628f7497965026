//! Tests that cross crates, in one binary.

mod architecture;
mod assembly;
mod bundled;
mod checks;
mod created;
mod decided;
mod deployer;
mod pipeline;
mod variants;
