//! What every request has to pass, and what every answer carries.

use std::net::IpAddr;
use std::sync::Arc;

use axum::extract::{Request, State};
use axum::http::header::{
    AUTHORIZATION, CACHE_CONTROL, HOST, ORIGIN, REFERRER_POLICY, WWW_AUTHENTICATE, X_CONTENT_TYPE_OPTIONS,
    X_FRAME_OPTIONS,
};
use axum::http::{HeaderMap, HeaderName, HeaderValue, StatusCode};
use axum::middleware::Next;

use super::Shared;
use super::answer::{Answer, message};

/// Checks a request, has it answered, and seals the answer.
pub(super) async fn guard(State(shared): State<Arc<Shared>>, request: Request, next: Next) -> Answer {
    let mut answer = match refusal(&shared, &request) {
        Some(refused) => refused,
        None => next.run(request).await,
    };
    seal(answer.headers_mut());
    answer
}

fn refusal(shared: &Shared, request: &Request) -> Option<Answer> {
    let Some(host) = called(request) else {
        let text = "The request does not say which server it is for.";
        return Some(message(shared, StatusCode::BAD_REQUEST, "Refused", text, ""));
    };
    if !is_ours(&host, &shared.hosts) {
        // A page of a stranger may have had its name pointed to this machine, to read what is here.
        let text = "This server is not called by that name.";
        let remedy = "Whoever runs it may add the name with --host NAME.";
        return Some(message(shared, StatusCode::MISDIRECTED_REQUEST, "Refused", text, remedy));
    }
    let authorization = request.headers().get(AUTHORIZATION).and_then(|value| value.to_str().ok());
    if shared.token_to_read && !authorization.is_some_and(|value| shared.token.is_in(value)) {
        let remedy = "The name is `review`, the password is the token of this server.";
        let mut answer = message(
            shared,
            StatusCode::UNAUTHORIZED,
            "Token needed",
            "Reading takes the token of this server.",
            remedy,
        );
        let challenge = HeaderValue::from_static("Basic realm=\"redshift-review\", charset=\"UTF-8\"");
        answer.headers_mut().insert(WWW_AUTHENTICATE, challenge);
        return Some(answer);
    }
    None
}

/// The one name by which the server was called.
fn called(request: &Request) -> Option<String> {
    let mut hosts = request.headers().get_all(HOST).iter();
    let host = hosts.next()?.to_str().ok()?.to_owned();
    let is_one = hosts.next().is_none();
    let agrees = request.uri().authority().is_none_or(|authority| authority.as_str().eq_ignore_ascii_case(&host));
    (is_one && agrees).then_some(host)
}

/// Whether a `Host` is this server's: an address in numbers and `localhost` cannot be pointed elsewhere by a stranger's
/// name server, and the others were named by the operator.
fn is_ours(host: &str, named: &[String]) -> bool {
    let name = without_port(host);
    let in_numbers = name.strip_prefix('[').and_then(|rest| rest.strip_suffix(']')).unwrap_or(name);
    in_numbers.parse::<IpAddr>().is_ok()
        || name.eq_ignore_ascii_case("localhost")
        || named.iter().any(|one| name.eq_ignore_ascii_case(one))
}

fn without_port(host: &str) -> &str {
    match host.rsplit_once(':') {
        Some((name, port))
            if !name.is_empty() && !name.ends_with(':') && port.bytes().all(|one| one.is_ascii_digit()) =>
        {
            name
        }
        _ => host,
    }
}

/// Where a form comes from, as far as the request says.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Origin {
    /// From a page of this server.
    Here,
    /// From another page.
    Elsewhere,
    /// It does not say: a program, which no page of a stranger can make send a header of its own, or a browser that
    /// holds it back.
    Unsaid,
}

/// Where a form comes from: what a browser says of it must be this server.
pub(super) fn origin(headers: &HeaderMap) -> Origin {
    let text = |name: &HeaderName| headers.get(name).map(|value| value.to_str().unwrap_or("unreadable").to_owned());
    let site = text(&HeaderName::from_static("sec-fetch-site"));
    if site.is_some_and(|site| site != "same-origin" && site != "none") {
        return Origin::Elsewhere;
    }
    let is_here = match (text(&ORIGIN), text(&HOST)) {
        (None, _) => return Origin::Unsaid,
        (Some(origin), Some(host)) => {
            origin.split_once("://").is_some_and(|(_, name)| name.eq_ignore_ascii_case(&host))
        }
        (Some(_), None) => false,
    };
    if is_here { Origin::Here } else { Origin::Elsewhere }
}

fn seal(headers: &mut HeaderMap) {
    let always = [
        (X_CONTENT_TYPE_OPTIONS, "nosniff"),
        (X_FRAME_OPTIONS, "DENY"),
        (CACHE_CONTROL, "no-store"),
        (HeaderName::from_static("cross-origin-opener-policy"), "same-origin"),
        (HeaderName::from_static("cross-origin-resource-policy"), "same-origin"),
        (HeaderName::from_static("permissions-policy"), "camera=(), geolocation=(), microphone=()"),
    ];
    for (name, value) in always {
        headers.insert(name, HeaderValue::from_static(value));
    }
    // Not `no-referrer`: a browser would then send `Origin: null` with our own forms.
    headers.entry(REFERRER_POLICY).or_insert(HeaderValue::from_static("same-origin"));
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_that_a_stranger_can_point_here_is_not_ours() {
        let named = ["reviews.example".to_owned()];
        for ours in ["127.0.0.1:8765", "127.0.0.1", "[::1]:8765", "[::1]", "localhost:1", "LOCALHOST", "10.0.0.7:80"] {
            assert!(is_ours(ours, &named), "{ours}");
        }
        assert!(is_ours("Reviews.example:8765", &named));
        for other in
            ["evil.example", "127.0.0.1.evil.example", "localhost.evil.example:8765", "", ":80", "a:b:c", "[x]"]
        {
            assert!(!is_ours(other, &named), "{other}");
        }
    }

    #[test]
    fn a_form_of_another_site_is_known_by_what_the_browser_says() {
        let from = |headers: &[(&'static str, &'static str)]| {
            let pairs =
                headers.iter().map(|(name, value)| (HeaderName::from_static(name), HeaderValue::from_static(value)));
            origin(&pairs.collect())
        };
        let host = ("host", "127.0.0.1:8765");
        assert_eq!(from(&[host]), Origin::Unsaid, "a program, not a browser");
        assert_eq!(from(&[host, ("origin", "http://127.0.0.1:8765"), ("sec-fetch-site", "same-origin")]), Origin::Here);
        for bad in [
            ("origin", "http://evil.example"),
            ("origin", "null"),
            ("origin", "http://127.0.0.1:80"),
            ("sec-fetch-site", "cross-site"),
            ("sec-fetch-site", "same-site"),
        ] {
            assert_eq!(from(&[host, bad]), Origin::Elsewhere, "{bad:?}");
        }
    }
}
