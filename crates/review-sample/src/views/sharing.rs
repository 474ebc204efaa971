//! Datashares, what is asked of their producers, and machine learning models.

use super::{DATABASE, SHARED_DATABASE};
use crate::clock::{BEGIN, DAY, HOUR, SECOND, november};
use crate::sheet::{Sheet, row};
use crate::variant::Variant;
use crate::world::World;
use crate::world::people::{ADMIN, KIM, OMAR, SCIENCE};
use crate::world::runs::Run;

/// This warehouse's own account and namespace, and those of a partner.
const OWN: (&str, &str) = ("123456789012", "5e0d7c1a-90b1-4b6e-8d5f-6f6a2a7c0001");
const PARTNER: (&str, &str) = ("210987654321", "5e0d7c1a-90b1-4b6e-8d5f-6f6a2a7c0002");

/// Shares that go out: number, name, whether public warehouses may read them, who manages them.
fn shares(variant: Variant) -> [(i64, &'static str, bool, &'static str); 3] {
    [
        (110_010, "sales_share", false, ""),
        (110_011, "regions_share", variant.is_troubled(), ""),
        // Sold to readers who are not known beforehand.
        (110_012, "price_list", true, "ADX"),
    ]
}

pub(super) fn svv_datashares(world: &World) -> Sheet {
    let columns = [
        "share_name",
        "share_id",
        "share_owner",
        "source_database",
        "consumer_database",
        "share_type",
        "createdate",
        "is_publicaccessible",
        "producer_account",
        "producer_namespace",
        "managed_by",
    ];
    let mut sheet = Sheet::new("svv_datashares", &columns);
    for (id, name, is_public, manager) in shares(world.variant) {
        let created = BEGIN - (id - 110_000) * DAY;
        sheet.push(row![name, id, ADMIN.id, DATABASE, "", "OUTBOUND", created, is_public, OWN.0, OWN.1, manager]);
    }
    if world.variant == Variant::Serverless {
        let created = BEGIN - 30 * DAY;
        let no = None::<i64>;
        sheet.push(row![
            "partner_share",
            no,
            no,
            "",
            SHARED_DATABASE,
            "INBOUND",
            created,
            false,
            PARTNER.0,
            PARTNER.1,
            ""
        ]);
    }
    sheet
}

/// What is in the shares: share, kind, name, whether new objects of a schema are added by themselves.
const OBJECTS: [(&str, &str, &str, Option<bool>); 9] = [
    ("sales_share", "schema", "sales", Some(true)),
    ("sales_share", "table", "sales.orders", None),
    ("sales_share", "table", "sales.customers", None),
    ("sales_share", "materialized view", "sales.mv_top_customers", None),
    ("regions_share", "schema", "ops", Some(false)),
    ("regions_share", "table", "ops.regions", None),
    ("regions_share", "materialized view", "ops.mv_stock_levels", None),
    ("price_list", "schema", "sales", Some(false)),
    ("price_list", "table", "sales.price_history", None),
];

pub(super) fn svv_datashare_objects(_: &World) -> Sheet {
    let columns = [
        "share_type",
        "share_name",
        "object_type",
        "object_name",
        "producer_account",
        "producer_namespace",
        "include_new",
    ];
    let mut sheet = Sheet::new("svv_datashare_objects", &columns);
    for (share, kind, name, takes_new) in OBJECTS {
        sheet.push(row!["OUTBOUND", share, kind, name, OWN.0, OWN.1, takes_new]);
    }
    sheet
}

/// Requests for the partner's tables: of 25 statements a day, so many are refused.
const REFUSED: [(i64, usize); 2] = [(18, 1), (19, 2)];
const STATEMENTS: usize = 25;

pub(super) fn sys_datashare_usage_consumer(world: &World) -> Sheet {
    let columns = [
        "user_id",
        "session_id",
        "transaction_id",
        "request_id",
        "request_type",
        "transaction_uid",
        "record_time",
        "status",
        "error",
    ];
    let mut sheet = Sheet::new("sys_datashare_usage_consumer", &columns);
    // Only there a database is shared with the warehouse.
    if world.variant != Variant::Serverless {
        return sheet;
    }
    for (day, refused) in REFUSED {
        let asked = |run: &&Run| {
            let is_analyst = [KIM, OMAR, SCIENCE].contains(&run.user);
            is_analyst && run.kind == "SELECT" && (november(day, 0)..november(day, 0) + 24 * HOUR).contains(&run.start)
        };
        for (place, run) in world.runs.iter().filter(asked).take(STATEMENTS).enumerate() {
            let is_refused = place < refused;
            let error = if is_refused { "Permission denied on the datashare partner_share" } else { "" };
            sheet.push(row![
                run.user.id,
                run.session_id,
                run.transaction_id,
                format!("{:08x}-request", run.query_id),
                "GET RELATION",
                format!("{:012x}", run.transaction_id),
                run.start + SECOND / 10,
                i64::from(is_refused),
                error
            ]);
        }
    }
    sheet
}

pub(super) fn svv_ml_model_info(world: &World) -> Sheet {
    let columns =
        ["database_name", "schema_name", "user_name", "model_name", "life_cycle", "is_refreshable", "model_state"];
    let mut sheet = Sheet::new("svv_ml_model_info", &columns);
    let mut model = |schema: &str, name: &str, life: &str, is_refreshable: bool, state: &str| {
        let refreshable = i64::from(is_refreshable);
        sheet.push(row![DATABASE, schema, SCIENCE.name, name, life, refreshable, state]);
    };
    model("sales", "basket_value", "Complete", true, "Model is Ready");
    model("sales", "churn", "Training", true, "Train Model On SageMaker In Progress");
    if world.variant.is_troubled() {
        model("marketing", "uplift", "Training", true, "Train Model On SageMaker Failed");
        model("ops", "failure_forecast", "Complete", false, "Model is Ready");
    }
    sheet
}
