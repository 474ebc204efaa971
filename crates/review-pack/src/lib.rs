//! Text to a checked pack: reads config, signals and recommendations, and reports every problem with its place.

mod model;

pub use model::{
    Case, Defaults, Expression, Literal, Pack, PackFiles, Parameter, Query, QuerySignals, Scope, Signal, Test,
    Threshold, Workflow,
};
