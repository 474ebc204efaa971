//! What administrators and connection pools do, beside the work itself.

use super::diary::Diary;
use super::people::{ADMIN, LOADER, SHOP, User};
use super::runs::Queue;
use crate::clock::{BEGIN, MINUTE, NOW, SECOND, hour_of, november};
use crate::variant::Variant;

/// What gives a user everything.
pub(crate) const PROMOTION: &str = "alter user etl_loader createuser";
/// What gives a superuser a new password and nothing else.
pub(crate) const NEW_PASSWORD: &str = "alter user awsuser password '***'";

/// Minutes between two health checks of the shop's pool, at night.
const CHECK_EVERY: i64 = 4;

/// Writes both down. Last of all, so that the numbers drawn for other runs stay as they are.
pub(super) fn keep(diary: &mut Diary<'_>, variant: Variant) {
    diary.bare(ADMIN, Queue::Default, "UTILITY", NEW_PASSWORD, "", november(18, 4) + 30 * MINUTE);
    if variant.is_troubled() {
        diary.bare(ADMIN, Queue::Default, "UTILITY", PROMOTION, "", november(16, 8) + 10 * MINUTE);
    }
    if variant == Variant::Serverless {
        health_checks(diary);
    }
}

/// Whether a user may do everything. In troubled samples the loads were made superuser on 16 November.
pub(crate) fn is_superuser(user: User, variant: Variant) -> bool {
    user.superuser || (user == LOADER && variant.is_troubled())
}

/// The shop's pool keeps its connections warm when the shop is closed: each check is charged for a minute.
fn health_checks(diary: &mut Diary<'_>) {
    let mut moment = BEGIN;
    while moment < NOW.micros() {
        if !(7..20).contains(&hour_of(moment)) {
            let run = diary.bare(SHOP, Queue::Default, "SELECT", "select 1", "", moment + 11 * SECOND);
            (run.planning, run.compiling, run.queued, run.executing) = (1_100, 0, 0, 2_300);
            run.returned_rows = 1;
        }
        moment += CHECK_EVERY * MINUTE;
    }
}
