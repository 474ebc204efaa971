//! The members of a request, read and checked as the service's model says.

use serde_json::{Map, Value};

use crate::error::{ApiError, ErrorKind};

/// A request's body. Members that the model lacks are passed over, as AWS does.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Members<'a>(&'a Map<String, Value>);

impl<'a> Members<'a> {
    pub(crate) const fn new(members: &'a Map<String, Value>) -> Self {
        Self(members)
    }

    /// A member that is there and not null.
    pub(crate) fn get(self, name: &str) -> Option<&'a Value> {
        self.0.get(name).filter(|value| !value.is_null())
    }

    pub(crate) fn text(self, name: &str) -> Result<Option<&'a str>, ApiError> {
        self.get(name).map(|value| value.as_str().ok_or_else(|| not_a(name, "String"))).transpose()
    }

    pub(crate) fn required_text(self, name: &str) -> Result<&'a str, ApiError> {
        self.text(name)?.ok_or_else(|| missing(name))
    }

    /// Text of so many characters at least and at most.
    pub(crate) fn bounded_text(self, name: &str, least: usize, most: usize) -> Result<Option<&'a str>, ApiError> {
        let Some(text) = self.text(name)? else { return Ok(None) };
        let length = text.chars().count();
        if length < least {
            return Err(constraint(name, text, &format!("have length greater than or equal to {least}")));
        }
        if length > most {
            return Err(constraint(name, text, &format!("have length less than or equal to {most}")));
        }
        Ok(Some(text))
    }

    pub(crate) fn integer(self, name: &str, least: u64, most: u64) -> Result<Option<u64>, ApiError> {
        let Some(value) = self.get(name) else { return Ok(None) };
        let number = value.as_i64().ok_or_else(|| not_a(name, "Integer"))?;
        match u64::try_from(number) {
            Ok(number) if number > most => {
                Err(constraint(name, &number.to_string(), &format!("have value less than or equal to {most}")))
            }
            Ok(number) if number >= least => Ok(Some(number)),
            _ => Err(constraint(name, &number.to_string(), &format!("have value greater than or equal to {least}"))),
        }
    }

    pub(crate) fn boolean(self, name: &str) -> Result<Option<bool>, ApiError> {
        self.get(name).map(|value| value.as_bool().ok_or_else(|| not_a(name, "Boolean"))).transpose()
    }

    pub(crate) fn one_of(self, name: &str, allowed: &[&'static str]) -> Result<Option<&'static str>, ApiError> {
        let Some(text) = self.text(name)? else { return Ok(None) };
        let found = allowed.iter().copied().find(|word| *word == text);
        let wanted = format!("satisfy enum value set: [{}]", allowed.join(", "));
        found.map(Some).ok_or_else(|| constraint(name, text, &wanted))
    }

    /// A list that is not empty and has so many members at most.
    pub(crate) fn list(self, name: &str, most: usize) -> Result<Option<&'a [Value]>, ApiError> {
        let Some(value) = self.get(name) else { return Ok(None) };
        let list = value.as_array().ok_or_else(|| not_a(name, "List"))?;
        match list.len() {
            0 => Err(constraint(name, "[]", "have length greater than or equal to 1")),
            length if length > most => {
                let shown = format!("a list of {length}");
                Err(constraint(name, &shown, &format!("have length less than or equal to {most}")))
            }
            _ => Ok(Some(list)),
        }
    }

    /// A statement's id, with the number of a sub-statement where one is allowed.
    pub(crate) fn id(self) -> Result<StatementRef, ApiError> {
        let text = self.required_text("Id")?;
        StatementRef::parse(text).ok_or_else(|| {
            let pattern = "[a-z0-9]{8}(-[a-z0-9]{4}){3}-[a-z0-9]{12}(:\\d{0,2})?";
            constraint("Id", text, &format!("satisfy regular expression pattern: {pattern}"))
        })
    }

    /// How long the call may wait for the statement's end.
    pub(crate) fn wait_seconds(self) -> Result<Option<u64>, ApiError> {
        self.integer("WaitTimeSeconds", 1, 30)
    }
}

/// A statement, or the sub-statement of a batch, counted from 1.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct StatementRef {
    pub(crate) id: String,
    pub(crate) number: Option<usize>,
}

impl StatementRef {
    fn parse(text: &str) -> Option<Self> {
        let (id, number) = match text.split_once(':') {
            None => (text, None),
            Some((id, "")) => (id, None),
            Some((id, digits)) if digits.len() <= 2 && digits.bytes().all(|byte| byte.is_ascii_digit()) => {
                (id, Some(digits.parse().ok()?))
            }
            Some(_) => return None,
        };
        let lengths = id.split('-').map(str::len);
        let of_allowed = id.bytes().all(|byte| byte == b'-' || byte.is_ascii_digit() || byte.is_ascii_lowercase());
        (of_allowed && lengths.eq([8, 4, 4, 4, 12])).then(|| Self { id: id.to_owned(), number })
    }
}

impl std::fmt::Display for StatementRef {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self.number {
            None => f.write_str(&self.id),
            Some(number) => write!(f, "{}:{number}", self.id),
        }
    }
}

/// A member that is not as the model asks. AWS's services word it so; long values are cut.
pub(crate) fn constraint(name: &str, value: &str, wanted: &str) -> ApiError {
    let shown: String = value.chars().take(100).collect();
    let name = lower_first(name);
    ApiError::validation(format!(
        "1 validation error detected: Value '{shown}' at '{name}' failed to satisfy constraint: Member must {wanted}"
    ))
}

fn missing(name: &str) -> ApiError {
    let name = lower_first(name);
    ApiError::validation(format!(
        "1 validation error detected: Value null at '{name}' failed to satisfy constraint: Member must not be null"
    ))
}

fn not_a(name: &str, wanted: &str) -> ApiError {
    ApiError::new(ErrorKind::Serialization, format!("the value of {name} cannot be converted to {wanted}"))
}

fn lower_first(name: &str) -> String {
    let mut characters = name.chars();
    characters.next().map_or_else(String::new, |first| first.to_lowercase().chain(characters).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check<T: PartialEq + std::fmt::Debug>(
        body: &str,
        read: impl Fn(Members<'_>) -> Result<T, ApiError>,
        wanted: Result<T, &str>,
    ) {
        let body: Value = serde_json::from_str(body).expect("the test's JSON");
        let found = read(Members::new(body.as_object().expect("an object")));
        let found = found.map_err(|error| format!("{}: {}", error.name, error.message));
        match (&found, &wanted) {
            (Err(message), Err(part)) => assert!(message.contains(part), "{message}"),
            _ => assert_eq!(found, wanted.map_err(str::to_owned)),
        }
    }

    #[test]
    fn a_member_is_as_the_model_says_or_is_named() {
        check(r#"{"ClientToken":"x"}"#, |m| Ok(m.bounded_text("ClientToken", 1, 64)?.map(str::len)), Ok(Some(1)));
        check("{}", |m| m.wait_seconds(), Ok(None));
        check(r#"{"WaitTimeSeconds":30}"#, |m| m.wait_seconds(), Ok(Some(30)));
        let too_long = "Value '31' at 'waitTimeSeconds' failed to satisfy constraint: Member must have value less than";
        check(r#"{"WaitTimeSeconds":31}"#, |m| m.wait_seconds(), Err(too_long));
        check(r#"{"WaitTimeSeconds":0}"#, |m| m.wait_seconds(), Err("greater than or equal to 1"));
        check(r#"{"WaitTimeSeconds":-1}"#, |m| m.wait_seconds(), Err("Value '-1'"));
        check(r#"{"WaitTimeSeconds":"3"}"#, |m| m.wait_seconds(), Err("SerializationException"));
        let empty = |m: Members<'_>| Ok(m.bounded_text("ClientToken", 1, 64)?.is_some());
        check(r#"{"ClientToken":""}"#, empty, Err("length greater than or equal to 1"));
        check("{}", |m| m.required_text("Sql").map(str::to_owned), Err("Value null at 'sql'"));
        check(r#"{"Sql":null}"#, |m| m.required_text("Sql").map(str::to_owned), Err("must not be null"));
        let format = |m: Members<'_>| m.one_of("ResultFormat", &["JSON", "CSV"]);
        check(r#"{"ResultFormat":"csv"}"#, format, Err("[JSON, CSV]"));
        check(r#"{"Sqls":[]}"#, |m| Ok(m.list("Sqls", 40)?.is_some()), Err("ValidationException"));
    }

    #[test]
    fn an_id_may_name_a_sub_statement() {
        let id = "d9b6c0c9-0747-4bf4-b142-e8883122f766";
        let read =
            |text: &str| StatementRef::parse(text).map(|found| (found.id.clone(), found.number, found.to_string()));
        assert_eq!(read(id), Some((id.to_owned(), None, id.to_owned())));
        assert_eq!(read(&format!("{id}:2")), Some((id.to_owned(), Some(2), format!("{id}:2"))));
        for wrong in ["", "x", "D9B6c0c9-0747-4bf4-b142-e8883122f766", &format!("{id}:123"), &format!("{id}:a")] {
            assert_eq!(read(wrong), None, "{wrong}");
        }
    }
}
