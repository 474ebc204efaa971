//! One of two runs that are compared, as it is read from its folder.

use std::collections::BTreeMap;

use review_core::QueryName;
use review_core::accounting::Records;
use review_core::comparison::{Side, limit_of};
use review_core::documents::RunDocument;
use review_core::finding::Findings;
use review_core::record::Record;
use review_store::{RunFolder, StoreError, records};

/// What a comparison reads of a run folder.
pub struct RunSide {
    document: RunDocument,
    findings: Findings,
    scripts: BTreeMap<QueryName, String>,
    cut: Vec<QueryName>,
    limited: Vec<QueryName>,
}

impl RunSide {
    /// The side of a run whose description and findings are known.
    ///
    /// # Errors
    /// When the folder cannot be read.
    pub async fn read(folder: &dyn RunFolder, document: RunDocument, findings: Findings) -> Result<Self, StoreError> {
        let mut scripts = BTreeMap::new();
        for query in document.plan.queries() {
            if !scripts.contains_key(&query.id.name)
                && let Some(sql) = folder.read(&query.script).await?
            {
                scripts.insert(query.id.name.clone(), String::from_utf8_lossy(&sql).into_owned());
            }
        }
        let records = records::all(folder, &document.plan).await?;
        let limits: BTreeMap<&QueryName, u64> =
            scripts.iter().filter_map(|(name, sql)| Some((name, limit_of(sql)?))).collect();
        let limited = queries(&records, |name, last| {
            let rows = last.result.as_ref().map_or(0, |result| result.rows);
            limits.get(name).is_some_and(|limit| rows >= *limit)
        });
        let cut = queries(&records, |_, last| last.result.as_ref().is_some_and(|result| result.cut));
        Ok(Self { document, findings, scripts, cut, limited })
    }

    /// For [`compare`](review_core::comparison::compare).
    pub fn side(&self) -> Side<'_> {
        Side {
            run: &self.document,
            findings: &self.findings,
            scripts: &self.scripts,
            cut: &self.cut,
            limited: &self.limited,
        }
    }
}

/// The queries whose last record is like this, in any of their databases.
fn queries(records: &Records, is: impl Fn(&QueryName, &Record) -> bool) -> Vec<QueryName> {
    let are = records.iter().filter(|(query, records)| records.last().is_some_and(|last| is(&query.name, last)));
    are.map(|(query, _)| query.name.clone()).collect()
}
