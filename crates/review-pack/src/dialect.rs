//! Scripts judged by Redshift's dialect. One that runs on PostgreSQL alone is not.

use review_core::diagnostic::Level;
use review_core::identity::Deployment;
use review_dialect::Catalogue;

use crate::problems::{Problem, Problems};
use crate::system_views::{is_withheld, system_views};
use crate::tree::{Source, Span};

/// Whether a script could be judged.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Judged {
    /// It reads as SQL, and what the rules found is told.
    Read,
    /// It is not for Redshift, or does not read even as what Redshift refuses.
    Not,
}

struct Documented;

impl Catalogue for Documented {
    fn columns(&self, view: &str) -> Option<&[(String, String)]> {
        system_views().get(view).map(|view| view.columns.as_slice())
    }

    fn is_withheld(&self, view: &str, deployment: Deployment) -> bool {
        is_withheld(view, deployment)
    }
}

/// Judges a script; `needs` are the deployments its queries name, none for all.
pub(crate) fn judge(source: &Source, needs: &[Deployment], problems: &Problems) -> Judged {
    if needs == [Deployment::Postgresql] {
        return Judged::Not;
    }
    let Ok(findings) = review_dialect::judge(&source.text, needs, &Documented) else { return Judged::Not };
    // A script that may run on PostgreSQL too can be meant for it: then nothing here stops the pack.
    let may_be_elsewhere = needs.is_empty() || needs.contains(&Deployment::Postgresql);
    for finding in findings {
        let level = if may_be_elsewhere { finding.level.max(Level::Warning) } else { finding.level };
        let place = source.place(Span { start: finding.at.start, end: finding.at.start + finding.at.length });
        let problem = Problem::of_dialect(finding.code, level, place, finding.message);
        problems.add(problem.label(finding.label).help(finding.help));
    }
    Judged::Read
}
