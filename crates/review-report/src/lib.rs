//! Findings and results to one self-contained HTML report, from a template a pack can replace.
//!
//! Three steps, each a pure function: [`model`] gathers what a run came to in a [`ReportModel`], [`html`] puts it
//! into a template, [`check_template`] tells a pack's author beforehand what is wrong with theirs.
//!
//! ```
//! let input = review_report::sample_input();
//! let model = review_report::model(&input, &review_report::Limits::default());
//! let page = review_report::html(&model, None).expect("the shipped template renders");
//! assert!(page.starts_with("<!doctype html>"));
//! ```
//!
//! **This crate never** reads a file, a clock, the environment or the network, and the pages it writes never load
//! anything: the same input gives the same bytes, a browser is forbidden to fetch anything, and to run anything but the
//! shipped script, by the policy that [`html`] puts into every page, and no value of a run is ever markup.

mod before;
mod build;
mod chart;
mod condition;
mod escape;
mod fix;
mod forms;
mod input;
mod limits;
mod links;
pub mod look;
pub mod mail;
mod model;
mod naming;
mod policy;
mod render;
mod reserved;
mod sample;
mod schema;
mod script;
mod share;
mod table;
mod template_error;
mod words;

pub use before::{EarlierRows, Name, name, name_columns};
pub use build::{model, whole_model};
pub use forms::{Form, UnknownForm, export};
pub use input::{QuerySection, ReportInput};
pub use limits::Limits;
pub use model::{
    Advice, Attempt, Bar, ChangeCount, ChangeLine, Changes, Chart, ChartSeries, CutTable, ExpiredSuppression, Failure,
    Finding, FindingChange, Fix, IdleSuppression, Link, Markup, MeasureLine, MeasurePoint, NamedValue,
    NotVisitedDatabase, ObjectLine, Observed, OwnerShare, Piece, QueryTable, ReportModel, ReviewCost, RunFacts,
    Section, Segment, SeverityCount, SignalLine, SignalLink, Since, Size, Span, Summary, Suppressed, Table, TableCell,
    TableColumn, Threshold, Tick, TrendRun, Unseen, WindowLine,
};
pub use render::{DEFAULT_TEMPLATE, PACK_TEMPLATE, check_template, html};
pub use sample::sample_input;
pub use schema::schema;
pub use template_error::TemplateError;
