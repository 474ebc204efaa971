//! A mail as a reader of another make sees it: Python's `email` has taken it apart.

use serde_json::Value;

/// A mail that the server took.
#[derive(Clone, Debug)]
pub struct Received {
    /// What the server wrote down.
    json: Value,
}

/// Something attached to a mail.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Attached {
    /// Its file name.
    pub name: String,
    /// Its type, such as `text/html`.
    pub kind: String,
    /// How many bytes it has, decoded.
    pub bytes: u64,
    /// Hex SHA-256 of these.
    pub sha256: String,
}

impl Received {
    pub(super) const fn new(json: Value) -> Self {
        Self { json }
    }

    fn text(&self, key: &str) -> String {
        self.json[key].as_str().unwrap_or_else(|| panic!("{key} of {}", self.json)).to_owned()
    }

    /// Whom the server took it for.
    pub fn recipients(&self) -> Vec<String> {
        let all = self.json["recipients"].as_array().expect("recipients").iter();
        all.map(|one| one.as_str().expect("an address").to_owned()).collect()
    }

    /// The decoded subject.
    pub fn subject(&self) -> String {
        self.text("subject")
    }

    /// The plain text part.
    pub fn plain(&self) -> String {
        self.text("plain")
    }

    /// The HTML part.
    pub fn html(&self) -> String {
        self.text("html")
    }

    /// Every field of the head with this name, decoded.
    pub fn fields(&self, name: &str) -> Vec<String> {
        let all = self.json["fields"].as_array().expect("fields").iter();
        let named = all.filter(|field| field[0].as_str().is_some_and(|found| found.eq_ignore_ascii_case(name)));
        named.map(|field| field[1].as_str().expect("a value").to_owned()).collect()
    }

    /// The names of all fields of the head, in lower case, sorted.
    pub fn field_names(&self) -> Vec<String> {
        let all = self.json["fields"].as_array().expect("fields").iter();
        let mut names: Vec<String> = all.map(|field| field[0].as_str().expect("a name").to_ascii_lowercase()).collect();
        names.sort();
        names
    }

    /// What is attached.
    pub fn attached(&self) -> Vec<Attached> {
        let all = self.json["attached"].as_array().expect("a list").iter();
        let attached = |one: &Value| Attached {
            name: one["name"].as_str().expect("a name").to_owned(),
            kind: one["kind"].as_str().expect("a type").to_owned(),
            bytes: one["bytes"].as_u64().expect("a size"),
            sha256: one["sha256"].as_str().expect("a digest").to_owned(),
        };
        all.map(attached).collect()
    }

    /// What the reader found wrong with its form.
    pub fn defects(&self) -> Vec<String> {
        let all = self.json["defects"].as_array().expect("a list").iter();
        all.map(|one| one.as_str().unwrap_or_default().to_owned()).collect()
    }

    /// The version of TLS it came over, such as `TLSv1.3`; none when it came in the clear.
    pub fn tls(&self) -> Option<String> {
        self.json["tls"].as_str().map(str::to_owned)
    }

    /// Who had logged in.
    pub fn user(&self) -> Option<String> {
        self.json["user"].as_str().map(str::to_owned)
    }

    /// The longest line of its source, in bytes without the line break.
    pub fn longest_line(&self) -> u64 {
        self.json["longest_line"].as_u64().expect("a number")
    }
}
