//! HTTP/1.1 without TLS, as little of it as tests on loopback need.
//!
//! [`Client`] asks a server and reads JSON. [`Server`] answers from a closure; it is made
//! on plain sockets because tests want what no HTTP server offers, such as an answer
//! that breaks off in the middle.

mod client;
mod server;

pub use client::{Answer, Client};
pub use server::{Reply, Request, Server};
