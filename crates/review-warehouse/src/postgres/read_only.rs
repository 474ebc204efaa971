//! Where Redshift refuses a read-only transaction to statements that read.
//!
//! Before patch P204 a reference to a datashare, an external table or another database may make Redshift note it in
//! its own catalog, which a read-only transaction forbids (Management Guide, cluster-versions; awslabs/mcp issues 1966
//! and 3342, with the words). Preparing the script, which comes before the transaction, often does it already. Where
//! it does not, a script that plainly reads runs once more outside; the user who may only read is what is left.

/// What has to be known of a result that came this way.
pub(super) const REMARK: &str = "it ran outside a read-only transaction, which this version of Redshift refuses to \
                                 references to datashares, external tables and other databases; the script is a plain \
                                 query";

/// Whether the server refused the transaction: `Failed to incorporate external table "s"."t" into local catalog.
/// Error=transaction is read-only`.
pub(super) fn is_refused(message: &str) -> bool {
    let message = message.to_ascii_lowercase();
    message.contains("incorporate") && message.contains("transaction is read-only")
}

/// Whether the script is one statement that reads, whatever it runs in.
pub(super) fn reads(sql: &str) -> bool {
    crate::reading::check(sql).is_ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_the_refused_transaction_is_meant() {
        let refused = "Failed to incorporate external table \"sc\".\"tab\" into local catalog. Error=transaction is \
                       read-only";
        assert!(is_refused(refused));
        for other in
            ["cannot execute INSERT in a read-only transaction", "transaction is read-only", "permission denied"]
        {
            assert!(!is_refused(other), "{other}");
        }
    }
}
