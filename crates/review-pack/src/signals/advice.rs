//! Which recommendations the signals lead to, and whether each fits the queries it is used for.

use std::collections::{BTreeMap, BTreeSet};

use super::Recommendations;
use crate::codes::Code;
use crate::expression::Table;
use crate::problems::{Problem, Problems};

/// Every use of a recommendation: its id, with the queries that lead to it and their columns.
#[derive(Debug, Default)]
pub(super) struct Advice {
    uses: BTreeMap<String, BTreeMap<String, Table>>,
}

impl Advice {
    /// Notes that a signal of `query` leads to a recommendation.
    pub(super) fn used(&mut self, id: &str, query: &str, table: &Table) {
        let queries = self.uses.entry(id.to_owned()).or_default();
        queries.entry(query.to_owned()).or_insert_with(|| table.clone());
    }

    /// Reports recommendations nobody uses, and fixes that name a column that some query does not have.
    pub(super) fn report(&self, recommendations: &Recommendations, problems: &Problems) {
        for (id, declared) in recommendations {
            let Some(queries) = self.uses.get(id) else {
                problems.add(
                    Problem::new(
                        Code::UnusedRecommendation,
                        declared.place.clone(),
                        format!("no signal leads to recommendation `{id}`"),
                    )
                    .label("never shown")
                    .help("name it under `recommendations` of a signal, or take it out"),
                );
                continue;
            };
            for (column, place) in &declared.fix_columns {
                let lacks = |table: &&Table| table.whole && table.column(column).is_none();
                let lacking: BTreeSet<&str> =
                    queries.iter().filter(|(_, table)| lacks(table)).map(|(query, _)| query.as_str()).collect();
                for query in lacking {
                    let known = queries[query].names();
                    problems.add(
                        Problem::new(
                            Code::FixColumnUnknown,
                            place.clone(),
                            format!("the fix names column `{column}`, which query `{query}` does not declare"),
                        )
                        .label("no such column")
                        .help(crate::nearest::did_you_mean(column, &known)),
                    );
                }
            }
        }
    }
}
