//! What a sample says of itself.

/// The account of every sample: the one of Amazon's own examples, which is nobody's.
pub(crate) const ACCOUNT: &str = "123456789012";

/// The Region of every sample.
pub(crate) const REGION: &str = "eu-central-1";

/// The version of every sample, as `sys_query_history` shows it.
pub(crate) const REDSHIFT_VERSION: &str = "1.0.114698";

/// The version before the patch of [`PATCHED`](crate::clock::PATCHED).
pub(crate) const EARLIER_VERSION: &str = "1.0.114320";

/// `version()`, in the words of a real cluster.
pub(crate) const VERSION: &str = "PostgreSQL 8.0.2 on i686-pc-linux-gnu, compiled by GCC gcc (GCC) 3.4.2 20041017 \
                                  (Red Hat 3.4.2-6.fc3), Redshift 1.0.114698";
