//! Checks signatures as AWS does, with nothing of the program's own signing.
//!
//! SigV4: <https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_sigv-create-signed-request.html>

use sha2::{Digest, Sha256};
use test_support::http::Request;

/// What a signature is to be made with.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Wanted {
    pub(crate) key_id: &'static str,
    pub(crate) secret: &'static str,
    pub(crate) region: &'static str,
    pub(crate) service: &'static str,
}

impl Wanted {
    /// Why AWS would refuse the request.
    pub(crate) fn refuses(self, request: &Request) -> Option<String> {
        let Self { key_id, secret, region, service } = self;
        let header = |name: &str| request.header(name).unwrap_or_default();
        let time = header("x-amz-date");
        let date = time.get(..8).unwrap_or_default();
        let scope = format!("{date}/{region}/{service}/aws4_request");
        let authorization = header("authorization");
        let (_, after) = authorization.split_once("SignedHeaders=")?;
        let (signed, signature) = after.split_once(", Signature=")?;
        let start =
            format!("AWS4-HMAC-SHA256 Credential={key_id}/{scope}, SignedHeaders={signed}, ");
        if !authorization.starts_with(&start) {
            return Some(format!("wanted `{start}`: {authorization}"));
        }
        for name in ["host", "content-encoding", "content-type", "x-amz-date"] {
            if request.header(name).is_some() && !signed.split(';').any(|signed| signed == name) {
                return Some(format!("{name} is not signed"));
            }
        }
        let payload = hex(&Sha256::digest(&request.body));
        if header("x-amz-content-sha256") != payload {
            return Some("the hash is of another body".to_owned());
        }
        let (path, query) = request.path.split_once('?').unwrap_or((&request.path, ""));
        let mut query: Vec<_> = query.split('&').collect();
        query.sort_unstable();
        let headers: String =
            signed.split(';').map(|name| format!("{name}:{}\n", header(name))).collect();
        let canonical = format!(
            "{}\n{path}\n{}\n{headers}\n{signed}\n{payload}",
            request.method,
            query.join("&")
        );
        let canonical = hex(&Sha256::digest(canonical));
        let to_sign = format!("AWS4-HMAC-SHA256\n{time}\n{scope}\n{canonical}");
        let key = [date, region, service, "aws4_request"]
            .iter()
            .fold(format!("AWS4{secret}").into_bytes(), |key, part| hmac(&key, part));
        let right = hex(&hmac(&key, &to_sign));
        (signature != right).then(|| format!("wanted the signature {right}, not {signature}"))
    }
}

fn hmac(key: &[u8], text: &str) -> Vec<u8> {
    // No key here is longer than a block.
    let padded = |with: u8| -> Vec<u8> {
        (0..64).map(|at| key.get(at).copied().unwrap_or(0) ^ with).collect()
    };
    let inner = Sha256::new().chain_update(padded(0x36)).chain_update(text).finalize();
    Sha256::new().chain_update(padded(0x5c)).chain_update(inner).finalize().to_vec()
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}
