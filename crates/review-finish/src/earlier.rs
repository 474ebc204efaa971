//! The rows of the run before, for the numbers beside those of this one.

use std::collections::BTreeSet;
use std::sync::Arc;

use review_core::accounting::Records;
use review_core::comparison::{Comparison, sight};
use review_core::documents::RunDocument;
use review_core::keys;
use review_core::plan::PlannedQuery;
use review_core::result::Row;
use review_engine::Collected;
use review_report::{EarlierRows, Name, name, name_columns};
use review_store::base::Base;
use review_store::{RunFolder, documents, read_result, records};

/// The run that this one is compared with.
pub(crate) struct Earlier {
    folder: Arc<dyn RunFolder>,
    document: RunDocument,
    records: Records,
}

/// What a query shows now.
pub(crate) struct Shown<'a> {
    pub(crate) script: &'a [u8],
    /// What the rows that are shown are about.
    pub(crate) names: BTreeSet<Name>,
    /// The columns that name the object.
    pub(crate) object: &'a [String],
}

impl Earlier {
    /// None when there is none or it cannot be read: what was before is a help to the reader, no part of this run.
    pub(crate) async fn open(
        base: &dyn Base,
        collected: &Collected<'_>,
        comparison: Option<&Comparison>,
    ) -> Option<Self> {
        let before = &comparison?.before;
        let beside = base.beside(&collected.folder.location()).await.ok()?;
        let found = beside.into_iter().find(|run| run.run == *before)?;
        let folder = base.open_to_read(&found.location).await.ok()?;
        let document = documents::read::<RunDocument>(&*folder, keys::RUN).await.ok()??;
        let records = records::all(&*folder, &document.plan).await.ok()?;
        Some(Self { folder, document, records })
    }

    /// The rows of a query that are about something it shows now. None when the script, a parameter in it, or what
    /// the user may see differs, or not all rows were kept.
    pub(crate) async fn rows(
        &self,
        collected: &Collected<'_>,
        planned: &PlannedQuery,
        shown: Shown<'_>,
    ) -> Option<EarlierRows> {
        if shown.names.is_empty() || sight(&self.document, collected.run, &planned.id.name).is_some() {
            return None;
        }
        if self.folder.read(&planned.script).await.ok()?.as_deref() != Some(shown.script) {
            return None;
        }
        let stored = self.records.get(&planned.id)?.last()?.result.as_ref().filter(|stored| !stored.cut)?;
        let read = read_result(&*self.folder, &stored.json.key, u64::MAX).await.ok()??;
        let earlier_places = name_columns(&read.columns, shown.object)?;
        let is_wanted = |row: &Row| shown.names.contains(&name(row, &earlier_places));
        Some(EarlierRows { rows: read.rows.into_iter().filter(is_wanted).collect(), columns: read.columns })
    }
}
