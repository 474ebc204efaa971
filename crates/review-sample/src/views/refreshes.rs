//! Materialized views: their state, what changed it, and how refreshes went.

use super::DATABASE;
use crate::clock::{BEGIN, DAY, HOUR, MINUTE, NOW, SECOND, november};
use crate::sheet::{Sheet, row};
use crate::variant::Variant;
use crate::world::World;
use crate::world::people::{KIM, LOADER, SYSTEM, User};

/// What is known of a materialized view.
struct Known {
    id: i64,
    schema: &'static str,
    name: &'static str,
    owner: User,
    stale: &'static str,
    state: i64,
    auto_refresh: bool,
    /// Hours between refreshes.
    every: i64,
    seconds: i64,
    /// From then on no refresh succeeded or was tried.
    ended: Option<(i64, Option<&'static str>)>,
}

const INCREMENTAL: i64 = 1;
const RECOMPUTED: i64 = 0;
const COLUMN_DROPPED: i64 = 101;
const FAILED: &str = "Refresh failed due to an internal error";
/// Not a failure: Redshift stopped it for the users' work, and tries again.
const PUT_OFF: &str = "Auto refresh aborted due to excessive user workload";

fn known(variant: Variant) -> Vec<Known> {
    let view = |id, schema, name, owner, every, seconds| Known {
        id,
        schema,
        name,
        owner,
        stale: "f",
        state: INCREMENTAL,
        auto_refresh: true,
        every,
        seconds,
        ended: None,
    };
    let mut views = vec![
        view(101_510, "finance", "mv_daily_margin", LOADER, 12, 41),
        view(101_513, "sales", "mv_top_customers", KIM, 6, 18),
        view(101_516, "marketing", "mv_campaign_funnel", LOADER, 8, 25),
        Known {
            ended: Some((NOW.micros() - 6 * HOUR, Some(PUT_OFF))),
            ..view(101_519, "ops", "mv_stock_levels", LOADER, 4, 9)
        },
        // Its base is external, so nobody knows whether it is stale.
        Known { stale: "u", ..view(101_522, "marketing", "mv_lake_orders", KIM, 24, 130) },
        // Made by Redshift for itself; stale and recomputed as it is, nothing to find.
        Known { stale: "t", state: RECOMPUTED, ..view(101_525, "pg_automv", "auto_mv_7", SYSTEM, 24, 700) },
        // Fed from streams.
        view(101_528, "sales", "mv_clicks_live", LOADER, 1, 6),
        view(101_531, "ops", "mv_readings_live", LOADER, 1, 7),
    ];
    if variant.is_troubled() {
        views[0] =
            Known { state: RECOMPUTED, seconds: 910, ..view(101_510, "finance", "mv_daily_margin", LOADER, 12, 0) };
        views[1].stale = "t";
        views[1].state = COLUMN_DROPPED;
        views[1].ended = Some((november(16, 9), Some(FAILED)));
        views[2].stale = "t";
        views[2].auto_refresh = false;
        views[2].ended = Some((november(15, 3), None));
    }
    views
}

pub(super) fn svv_mv_info(world: &World) -> Sheet {
    let columns =
        ["database_name", "schema_name", "user_name", "name", "is_stale", "state", "autorewrite", "autorefresh"];
    let mut sheet = Sheet::new("svv_mv_info", &columns);
    for view in known(world.variant) {
        let rewrites = view.state == INCREMENTAL;
        sheet.push(row![
            DATABASE,
            view.schema,
            view.owner.name,
            view.name,
            view.stale,
            view.state,
            rewrites,
            view.auto_refresh
        ]);
    }
    sheet
}

/// Transaction and start of the first refresh of the view at that place of the list; each later one has the next
/// transaction.
pub(super) fn first_refresh(place: i64) -> (i64, i64) {
    (9_400_000 + place * 1_000, BEGIN + (place + 1) * 13 * MINUTE)
}

pub(super) fn sys_mv_refresh_history(world: &World) -> Sheet {
    let columns = [
        "user_id",
        "session_id",
        "transaction_id",
        "database_name",
        "schema_name",
        "mv_id",
        "mv_name",
        "refresh_type",
        "status",
        "start_time",
        "end_time",
        "duration",
    ];
    let mut sheet = Sheet::new("sys_mv_refresh_history", &columns);
    for (place, view) in (0..).zip(known(world.variant)) {
        let (mut transaction, mut start) = first_refresh(place);
        while start < NOW.micros() {
            let Some((status, seconds)) = outcome(&view, start) else { break };
            let refresh = if view.auto_refresh { "Auto" } else { "Manual" };
            let duration = seconds * SECOND + 41_007 + place;
            sheet.push(row![
                view.owner.id,
                1_073_800_000 + place,
                transaction,
                DATABASE,
                view.schema,
                view.id,
                view.name,
                refresh,
                status,
                start,
                start + duration,
                duration
            ]);
            start += view.every * HOUR;
            transaction += 1;
        }
    }
    sheet
}

/// How a refresh at that time went and how long it took; `None` when none was tried any more.
fn outcome(view: &Known, start: i64) -> Option<(&'static str, i64)> {
    match view.ended {
        Some((since, after)) if start >= since => after.map(|status| (status, 1)),
        _ if view.state == RECOMPUTED => Some(("Refresh successfully recomputed MV from scratch", view.seconds)),
        _ => Some(("Refresh successfully updated MV incrementally", view.seconds)),
    }
}

pub(super) fn sys_mv_state(world: &World) -> Sheet {
    let columns = [
        "user_id",
        "transaction_id",
        "database_name",
        "event_desc",
        "start_time",
        "base_table_database_name",
        "base_table_schema",
        "base_table_name",
        "mv_schema",
        "mv_name",
        "state",
    ];
    let mut sheet = Sheet::new("sys_mv_state", &columns);
    let mut event = |transaction: i64, event: &str, at: i64, base: (&str, &str), view: (&str, &str), state: &str| {
        sheet.push(row![LOADER.id, transaction, DATABASE, event, at, DATABASE, base.0, base.1, view.0, view.1, state]);
    };
    event(
        9_390_010,
        "Vacuum",
        BEGIN - 3 * DAY,
        ("ops", "inventory_movements"),
        ("ops", "mv_stock_levels"),
        "Recompute",
    );
    if world.variant.is_troubled() {
        let view = ("sales", "mv_top_customers");
        event(
            9_450_020,
            "Column was dropped",
            november(16, 8) + 12 * MINUTE,
            ("sales", "customers"),
            view,
            "Unrefreshable",
        );
        let view = ("finance", "mv_daily_margin");
        event(9_391_030, "ALTER TABLE ALTER DISTSTYLE", BEGIN + DAY, ("sales", "daily_revenue"), view, "Recompute");
    }
    sheet
}
