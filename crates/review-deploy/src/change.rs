//! A change set: what a deployment will do, before it does it.

/// What happens to one resource.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Change {
    /// `Add`, `Modify`, `Remove`, ...
    pub action: String,
    /// The resource's name in the template.
    pub resource: String,
    /// Its type.
    pub kind: String,
    /// Whether it is made anew: what it held is not in the new one.
    pub is_replaced: bool,
}

/// A change set that waits to be executed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Prepared {
    /// Its name.
    pub(crate) name: String,
    /// Whether the stack is created by it.
    pub creates: bool,
    /// What it does; empty when the stack is as it should be.
    pub changes: Vec<Change>,
}
