//! Logs that hosts and what runs on them write themselves.

types! {
    apache_access::APACHE_ACCESS,
    apache_error::APACHE_ERROR,
    linux_os::LINUX_OS,
    linux_secure::LINUX_SECURE,
    nginx_access::NGINX_ACCESS,
    nginx_error::NGINX_ERROR,
    windows_event::WINDOWS_EVENT,
}
