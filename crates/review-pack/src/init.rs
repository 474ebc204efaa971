//! A small pack to begin with: what `redshift-review init DIR` writes.

use crate::model::PackFiles;

const FILES: [(&str, &str); 6] = [
    ("config.json", include_str!("../starter/config.json")),
    ("scripts/TableInfo.sql", include_str!("../starter/scripts/TableInfo.sql")),
    ("scripts/UsagePattern.sql", include_str!("../starter/scripts/UsagePattern.sql")),
    ("signals/TableInfo.yaml", include_str!("../starter/signals/TableInfo.yaml")),
    ("signals/UsagePattern.yaml", include_str!("../starter/signals/UsagePattern.yaml")),
    ("recommendations.yaml", include_str!("../starter/recommendations.yaml")),
];

/// The files of the starter pack. It passes the check, and shows a parameter, thresholds, cases, a fix and a chart.
pub fn starter() -> PackFiles {
    FILES.into_iter().map(|(path, text)| (path.to_owned(), text.as_bytes().to_vec())).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_starter_pack_has_no_problem_at_all() {
        let checked = crate::check(&starter());
        assert_eq!(checked.diagnostics, vec![]);
        let pack = checked.pack.expect("a pack");
        assert_eq!(pack.signals.len(), 2);
        assert_eq!(pack.signals[1].charts.len(), 1);
        assert_eq!(pack.signals[0].signals.len(), 2);
    }
}
