//! What the Lambda functions share: settings, errors with names, logs, the run folder in S3.
