//! Redshift SQL on an embedded engine: read-only, bounded in time and memory, cancellable.
//!
//! The engine is Apache DataFusion; none of its types leave this crate. A statement goes through these rooms:
//!
//! | room | what it does | why |
//! | --- | --- | --- |
//! | `rewrite::tokens` | folds every name to lower case, quoted or not; takes `approximate` away; quotes reserved words after `as` and after a dot; parses exactly one statement | Redshift folds quoted names too; the engine counts exactly; Redshift takes those words as names there |
//! | `guard` | refuses everything but a query, functions that are not on the list, statements too deep or too long | the engine could write files and draw random numbers; a deep tree overflows the stack |
//! | `rewrite::scope` | puts in the expression behind an alias used later in the same SELECT, labels columns as Redshift does, makes repeated labels unique, `TOP`, `MINUS` | the engine knows none of these |
//! | `rewrite::expressions` | types integer literals as int4, casts through our own cast, spells date parts one way, turns Redshift's functions into the ones registered here | 3600 * 1000000 must overflow as it does in Redshift; casts round, cut and fail as Redshift's |
//! | `operators` | plans operators by the types of both sides | integer overflow and division by zero are errors, decimals have Redshift's scales, trailing blanks do not count when text is compared, text against a number compares as Redshift does |
//! | `functions`, `aggregates`, `privileges` | the allow-list of functions | nothing else can be called |
//! | `physical` | joins yield, windows account for what they hold | a cancelled join must end at once; memory must stay bounded |
//! | `output` | rows in the model of the Data API | what scripts return on Redshift |
//!
//! What it does not do: it enforces no privileges (`has_table_privilege` answers from what it is told), knows no
//! transactions and no time zone but UTC, and it accepts more
//! than Redshift does (what Redshift refuses is the business of a dialect check, not of an engine).

mod aggregates;
mod arithmetic;
mod bounds;
mod cast;
mod conditions;
mod engine;
mod error;
mod functions;
mod guard;
mod job;
mod operators;
mod output;
mod physical;
mod planner;
mod privileges;
mod rewrite;
mod session;
mod table;
mod types;
mod values;

pub use bounds::Bounds;
pub use conditions::Judged;
pub use engine::Engine;
pub use error::{SqlError, SqlErrorKind};
pub use job::{Canceller, Running};
pub use output::Output;
pub use privileges::RelationPrivilege;
pub use session::Session;
pub use table::Table;
pub use types::SqlType;
