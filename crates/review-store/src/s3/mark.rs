//! The mark by which a writer knows its own write again.

use object_store::{Attribute, AttributeValue, Attributes};
use uuid::Uuid;

/// The name of the metadata; on the wire `x-amz-meta-review-write`.
const NAME: &str = "review-write";

/// A mark that no other write has.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Mark(String);

impl Mark {
    pub(super) fn new() -> Self {
        Self(Uuid::new_v4().simple().to_string())
    }

    /// The attributes of an object that carries it.
    pub(super) fn attributes(&self) -> Attributes {
        Attributes::from_iter([(name(), AttributeValue::from(self.0.clone()))])
    }

    /// Whether an object with these attributes carries it.
    pub(super) fn is_on(&self, attributes: &Attributes) -> bool {
        attributes.get(&name()).is_some_and(|value| value.as_ref() == self.0)
    }
}

fn name() -> Attribute {
    Attribute::Metadata(NAME.into())
}
