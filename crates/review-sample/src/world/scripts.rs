//! The statements users repeat: their text, and what running one takes.

use super::people::{DASHBOARD, KIM, LOADER, OMAR, SCIENCE, SHOP, User};
use super::runs::Queue;

/// A table a statement reads.
pub(crate) struct Read {
    pub(crate) table: &'static str,
    /// One in so many rows is read, thanks to the sort key; 1 is a full scan.
    pub(crate) one_in: i64,
    /// Percent of the rows read that pass the filter.
    pub(crate) kept: i64,
}

/// A statement that is run again and again with other literals.
pub(crate) struct Script {
    pub(crate) user: User,
    pub(crate) queue: Queue,
    pub(crate) kind: &'static str,
    /// The text, `{}` where a literal goes.
    pub(crate) text: &'static str,
    pub(crate) reads: &'static [Read],
    /// Shortest and longest execution in milliseconds.
    pub(crate) milliseconds: (i64, i64),
    /// Fewest and most blocks of 1 MB read.
    pub(crate) blocks: (i64, i64),
}

const fn read(table: &'static str, one_in: i64, kept: i64) -> Read {
    Read { table, one_in, kept }
}

const fn dashboard(text: &'static str, reads: &'static [Read]) -> Script {
    Script {
        user: DASHBOARD,
        queue: Queue::Bi,
        kind: "SELECT",
        text,
        reads,
        milliseconds: (2_000, 25_000),
        blocks: (800, 9_000),
    }
}

const fn question(user: User, text: &'static str, reads: &'static [Read]) -> Script {
    Script {
        user,
        queue: Queue::Adhoc,
        kind: "SELECT",
        text,
        reads,
        milliseconds: (5_000, 90_000),
        blocks: (2_000, 30_000),
    }
}

const fn lookup(text: &'static str, reads: &'static [Read]) -> Script {
    Script { user: SHOP, queue: Queue::Default, kind: "SELECT", text, reads, milliseconds: (20, 400), blocks: (1, 40) }
}

const fn transform(kind: &'static str, text: &'static str, reads: &'static [Read]) -> Script {
    Script {
        user: LOADER,
        queue: Queue::Etl,
        kind,
        text,
        reads,
        milliseconds: (60_000, 200_000),
        blocks: (20_000, 90_000),
    }
}

/// What dashboards ask all day.
pub(crate) const DASHBOARDS: &[Script] = &[
    dashboard(
        "select sale_date, sum(revenue) from sales.daily_revenue where sale_date >= '{}' group by 1",
        &[read("sales.daily_revenue", 20, 100)],
    ),
    dashboard(
        "select p.title, sum(i.price * i.quantity) from sales.order_items i join sales.products p using (product_id) where i.order_date >= '{}' group by 1 order by 2 desc limit 20",
        &[read("sales.order_items", 90, 60), read("sales.products", 1, 100)],
    ),
    dashboard(
        "select w.title, sum(m.quantity) from ops.inventory_movements m join ops.warehouses w using (warehouse_id) where m.moved_on >= '{}' group by 1",
        &[read("ops.inventory_movements", 60, 80), read("ops.warehouses", 1, 100)],
    ),
    dashboard(
        "select c.title, count(*) from marketing.campaign_touches t join marketing.campaigns c using (campaign_id) where t.touched_at >= '{}' group by 1",
        &[read("marketing.campaign_touches", 50, 90), read("marketing.campaigns", 1, 100)],
    ),
    dashboard(
        "select due_on, sum(amount) from finance.invoices where not paid and issued_on >= '{}' group by 1",
        &[read("finance.invoices", 30, 35)],
    ),
];

/// What people ask.
pub(crate) const QUESTIONS: &[Script] = &[
    question(
        KIM,
        "select country, count(*) from sales.customers where last_seen < '{}' group by 1",
        &[read("sales.customers", 1, 45)],
    ),
    question(
        OMAR,
        "select s.region_id, sum(r.revenue) from sales.daily_revenue r join ops.stores s using (store_id) where r.sale_date >= '{}' group by 1",
        &[read("sales.daily_revenue", 6, 100), read("ops.stores", 1, 100)],
    ),
    question(
        SCIENCE,
        "select customer_id, count(*), max(started_at) from marketing.sessions where started_at >= '{}' group by 1",
        &[read("marketing.sessions", 12, 95)],
    ),
    question(
        KIM,
        "select carrier_id, status, count(*) from ops.shipments where shipped_on >= '{}' group by 1, 2",
        &[read("ops.shipments", 15, 100)],
    ),
];

/// What the shop looks up.
pub(crate) const LOOKUPS: &[Script] = &[
    lookup("select title, list_price from sales.products where product_id = {}", &[read("sales.products", 1, 1)]),
    lookup("select segment, country from sales.customers where customer_id = {}", &[read("sales.customers", 4_000, 1)]),
    lookup("select value from public.app_settings where name = 'limit_{}'", &[read("public.app_settings", 1, 3)]),
];

/// What the night transforms.
pub(crate) const TRANSFORMS: &[Script] = &[
    transform(
        "INSERT",
        "insert into sales.orders select * from staging.orders_parsed where batch_id = {}",
        &[read("staging.orders_raw", 1, 40)],
    ),
    transform(
        "DELETE",
        "delete from ops.shipments using staging.shipments_new n where shipments.shipment_id = n.shipment_id and n.batch_id = {}",
        &[read("ops.shipments", 10, 30)],
    ),
    transform(
        "INSERT",
        "insert into sales.daily_revenue select store_id, order_date, product_id, sum(price), sum(quantity), 0 from sales.order_items where order_date = '{}' group by 1, 2, 3",
        &[read("sales.order_items", 360, 100)],
    ),
    transform(
        "UPDATE",
        "update marketing.attribution set weight = weight * 0.98 where order_date < '{}'",
        &[read("marketing.attribution", 3, 100)],
    ),
    transform(
        "INSERT",
        "insert into finance.ledger_entries select * from staging.ledger_new where batch_id = {}",
        &[read("finance.ledger_entries", 400, 100)],
    ),
    transform(
        "INSERT",
        "insert into ops.inventory_movements select * from staging.movements_new where batch_id = {}",
        &[read("ops.inventory_movements", 500, 100)],
    ),
];

const fn micro_batch(text: &'static str, reads: &'static [Read]) -> Script {
    Script {
        user: LOADER,
        queue: Queue::Etl,
        kind: "INSERT",
        text,
        reads,
        milliseconds: (770_000, 800_000),
        blocks: (600, 1_400),
    }
}

/// Micro-batches that keep a well used warehouse busy around the clock.
pub(crate) const MICRO_BATCHES: &[Script] = &[
    micro_batch(
        "insert into marketing.sessions select * from staging.sessions_new where batch_id = {}",
        &[read("staging.clickstream_raw", 1, 50)],
    ),
    micro_batch(
        "insert into sales.clickstream select * from staging.clicks_new where batch_id = {}",
        &[read("staging.clickstream_raw", 1, 60)],
    ),
    micro_batch(
        "insert into ops.device_readings select * from staging.readings_new where batch_id = {}",
        &[read("ops.device_readings", 90, 80)],
    ),
    micro_batch(
        "insert into sales.order_items select * from staging.items_new where batch_id = {}",
        &[read("staging.orders_raw", 1, 40)],
    ),
    micro_batch(
        "insert into finance.payments select * from staging.payments_new where batch_id = {}",
        &[read("finance.payments", 80, 70)],
    ),
    micro_batch(
        "insert into marketing.campaign_touches select * from staging.touches_new where batch_id = {}",
        &[read("marketing.campaign_touches", 60, 90)],
    ),
    micro_batch(
        "insert into ops.machine_alerts select * from staging.alerts_new where batch_id = {}",
        &[read("ops.machine_alerts", 20, 90)],
    ),
];

/// A dashboard that asks a lot at once: the load behind queueing and concurrency scaling.
pub(crate) const WALLBOARD: Script = Script {
    user: DASHBOARD,
    queue: Queue::Bi,
    kind: "SELECT",
    text: "select date_trunc('hour', placed_at), count(*), sum(amount) from sales.web_orders where placed_at >= '{}' group by 1 order by 1",
    reads: &[read("sales.web_orders", 40, 100)],
    milliseconds: (20_000, 45_000),
    blocks: (900, 2_000),
};

/// A cohort analysis whose hash tables do not fit into the memory of a slot.
pub(crate) const COHORTS: Script = Script {
    user: SCIENCE,
    queue: Queue::Adhoc,
    kind: "SELECT",
    text: "select s.customer_id, c.segment, count(*) from marketing.sessions s join sales.customers c using (customer_id) where s.started_at >= '{}' group by 1, 2",
    reads: &[read("marketing.sessions", 30, 95), read("sales.customers", 1, 100)],
    milliseconds: (15_000, 29_000),
    blocks: (3_000, 6_000),
};
