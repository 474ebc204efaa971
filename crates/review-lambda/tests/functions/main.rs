//! The built functions, as Lambda runs them: a Runtime API calls them, and behind them are an S3 API, the Data API, Step
//! Functions, SNS, and the URL that CloudFormation waits at.

mod assets;
mod aws;
mod invoke_by_cloudformation;
mod invoke_by_hand;
mod invoke_refused;
mod runtime;
mod services;
