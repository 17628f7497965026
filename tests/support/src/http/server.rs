//! A server that answers from a closure, a thread for each connection.

use std::io::{self, BufRead, BufReader, Read, Write};
use std::net::{Shutdown, SocketAddr, TcpListener, TcpStream};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread;

use serde_json::Value;

/// A running server; it stops listening when dropped.
#[derive(Debug)]
pub struct Server {
    address: SocketAddr,
    stopped: Arc<AtomicBool>,
}

/// A request, read completely.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Request {
    /// `GET`, `POST` and so on.
    pub method: String,
    /// Path and query, as sent.
    pub path: String,
    /// Headers in their order, names in lower case.
    pub headers: Vec<(String, String)>,
    /// The body, with its transfer coding undone and its content coding not.
    pub body: Vec<u8>,
}

/// What the server does with a request.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Reply {
    /// Answers and keeps the connection.
    Answer {
        /// The status code.
        status: u16,
        /// Headers besides `content-length`.
        headers: Vec<(String, String)>,
        /// The body.
        body: Vec<u8>,
    },
    /// Sends the head and half of the body of such an answer, then closes the connection.
    BreakOff {
        /// The status code.
        status: u16,
        /// The body of which half is sent.
        body: Vec<u8>,
    },
    /// Closes the connection without a word.
    HangUp,
}

type Handler = dyn Fn(&Request) -> Reply + Send + Sync;

impl Request {
    /// The value of a header, named in lower case.
    #[must_use]
    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers.iter().find(|(n, _)| n == name).map(|(_, value)| value.as_str())
    }

    /// The body as JSON; text that is not JSON becomes a JSON string.
    #[must_use]
    pub fn json(&self) -> Value {
        serde_json::from_slice(&self.body)
            .unwrap_or_else(|_| Value::String(String::from_utf8_lossy(&self.body).into_owned()))
    }
}

impl Reply {
    /// An answer with a JSON body.
    #[must_use]
    pub fn json(status: u16, body: &Value) -> Self {
        Self::Answer {
            status,
            headers: vec![("content-type".into(), "application/json".into())],
            body: body.to_string().into_bytes(),
        }
    }

    /// An answer without a body.
    #[must_use]
    pub fn empty(status: u16) -> Self {
        Self::Answer { status, headers: Vec::new(), body: Vec::new() }
    }
}

impl Server {
    /// Listens on a loopback port of the system's choice.
    ///
    /// # Panics
    /// When no port can be had.
    #[must_use]
    pub fn start(handler: impl Fn(&Request) -> Reply + Send + Sync + 'static) -> Self {
        let listener = TcpListener::bind(("127.0.0.1", 0)).expect("a loopback port to listen on");
        let address = listener.local_addr().expect("the address just bound");
        let stopped = Arc::new(AtomicBool::new(false));
        let handler: Arc<Handler> = Arc::new(handler);
        let stop = Arc::clone(&stopped);
        thread::spawn(move || {
            for connection in listener.incoming().map_while(Result::ok) {
                if stop.load(Ordering::SeqCst) {
                    break;
                }
                let (handler, stop) = (Arc::clone(&handler), Arc::clone(&stop));
                // A client that goes away in the middle is no failure of the server.
                thread::spawn(move || _ = serve(&connection, &*handler, &stop));
            }
        });
        Self { address, stopped }
    }

    /// Where it listens: `127.0.0.1:PORT`.
    #[must_use]
    pub fn address(&self) -> String {
        self.address.to_string()
    }

    /// Where it listens, as a URL without a slash at the end.
    #[must_use]
    pub fn url(&self) -> String {
        format!("http://{}", self.address)
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        self.stopped.store(true, Ordering::SeqCst);
        // Wakes the thread that accepts connections, so that it sees the flag.
        _ = TcpStream::connect(self.address);
    }
}

fn serve(connection: &TcpStream, handler: &Handler, stop: &AtomicBool) -> io::Result<()> {
    connection.set_nodelay(true)?;
    let mut reader = BufReader::new(connection);
    while let Some(request) = read_request(&mut reader, connection)? {
        if stop.load(Ordering::SeqCst) {
            break;
        }
        match handler(&request) {
            Reply::Answer { status, headers, body } => {
                write(connection, status, &headers, &body, body.len())?;
            }
            Reply::BreakOff { status, body } => {
                write(connection, status, &[], &body, body.len() / 2)?;
                break;
            }
            Reply::HangUp => break,
        }
    }
    connection.shutdown(Shutdown::Both)
}

/// The next request, or `None` when the client has closed the connection.
fn read_request(
    reader: &mut impl BufRead,
    mut connection: &TcpStream,
) -> io::Result<Option<Request>> {
    let Some(first) = read_line(reader)? else {
        return Ok(None);
    };
    let mut words = first.split(' ');
    let (Some(method), Some(path)) = (words.next(), words.next()) else {
        return Err(io::Error::other(format!("not a request: {first}")));
    };
    let mut headers = Vec::new();
    while let Some(line) = read_line(reader)?.filter(|line| !line.is_empty()) {
        if let Some((name, value)) = line.split_once(':') {
            headers.push((name.to_ascii_lowercase(), value.trim().to_owned()));
        }
    }
    let mut request =
        Request { method: method.into(), path: path.into(), headers, body: Vec::new() };
    if request.header("expect") == Some("100-continue") {
        connection.write_all(b"HTTP/1.1 100 Continue\r\n\r\n")?;
    }
    request.body = read_body(reader, &request)?;
    Ok(Some(request))
}

fn read_body(reader: &mut impl BufRead, request: &Request) -> io::Result<Vec<u8>> {
    let mut body = Vec::new();
    if request.header("transfer-encoding").is_some_and(|coding| coding.contains("chunked")) {
        loop {
            let size = read_line(reader)?.unwrap_or_default();
            let size = size.split(';').next().unwrap_or_default().trim();
            let size = u64::from_str_radix(size, 16).map_err(io::Error::other)?;
            reader.by_ref().take(size).read_to_end(&mut body)?;
            read_line(reader)?; // the end of the chunk, or of the trailers, of which we know none
            if size == 0 {
                return Ok(body);
            }
        }
    }
    let length = request.header("content-length").map_or(Ok(0), str::parse);
    reader.take(length.map_err(io::Error::other)?).read_to_end(&mut body)?;
    Ok(body)
}

fn read_line(reader: &mut impl BufRead) -> io::Result<Option<String>> {
    let mut line = String::new();
    if reader.read_line(&mut line)? == 0 {
        return Ok(None);
    }
    Ok(Some(line.trim_end_matches(['\r', '\n']).to_owned()))
}

/// Sends an answer whose head promises the whole body, and the first `sent` bytes of it.
fn write(
    mut connection: &TcpStream,
    status: u16,
    headers: &[(String, String)],
    body: &[u8],
    sent: usize,
) -> io::Result<()> {
    let mut head = format!("HTTP/1.1 {status} \r\n");
    for (name, value) in headers {
        head.push_str(&format!("{name}: {value}\r\n"));
    }
    if status != 204 {
        head.push_str(&format!("content-length: {}\r\n", body.len()));
    }
    head.push_str("\r\n");
    let mut bytes = head.into_bytes();
    bytes.extend_from_slice(&body[..sent]);
    connection.write_all(&bytes)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::http::Client;
    use serde_json::json;

    #[test]
    fn a_connection_serves_several_requests() {
        let server = Server::start(|request| Reply::json(200, &json!({"path": request.path})));
        let client = Client::new(&server.url());
        for path in ["/a", "/b?c=d"] {
            let answer = client.request("GET", path, None);
            assert_eq!((answer.status, answer.json()), (200, json!({"path": path})));
        }
    }

    #[test]
    fn a_chunked_body_is_read_to_its_end() {
        let server = Server::start(|request| Reply::Answer {
            status: 200,
            headers: Vec::new(),
            body: request.body.clone(),
        });
        let mut connection = TcpStream::connect(server.address()).unwrap();
        let request = "PUT / HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n\
                       3\r\nabc\r\n2;x=y\r\nde\r\n0\r\n\r\n";
        connection.write_all(request.as_bytes()).unwrap();
        connection.shutdown(Shutdown::Write).unwrap();
        let mut answer = String::new();
        connection.read_to_string(&mut answer).unwrap();
        assert!(answer.ends_with("content-length: 5\r\n\r\nabcde"), "{answer}");
    }

    #[test]
    fn an_answer_that_breaks_off_is_no_answer_to_the_client() {
        let server =
            Server::start(|_| Reply::BreakOff { status: 200, body: b"{\"items\":[]}".to_vec() });
        assert_eq!(Client::new(&server.url()).try_request("GET", "/", None), None);
    }

    #[test]
    fn a_server_that_hangs_up_gives_no_answer() {
        let server = Server::start(|_| Reply::HangUp);
        assert_eq!(Client::new(&server.url()).try_request("GET", "/", None), None);
    }
}
