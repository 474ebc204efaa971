//! What is wrong with the tables of a troubled sample, and what stands just on the good side of a threshold in
//! every sample. [`troubles`](crate::troubles) says the same in words.

use super::tables::{Listed, Order, Spread, Table, columns};

/// Made before a change of sales.orders, and forgotten.
#[rustfmt::skip]
pub(super) const LEFT_BEHIND: Listed =
    ("sales.orders_bak_20260718", 398_000_000, Spread::Key("customer_id"), Order::By("order_date"), "order_id bigint;customer_id bigint;order_date date;store_id integer;status varchar(16);amount numeric(12,2);currency varchar(3);updated_at timestamp");

/// Plants the near misses: a review must stay silent about these.
pub(super) fn near_misses(tables: &mut [Table]) {
    change(tables, "sales.orders", |table| table.skew_rows = Some(3.95));
    change(tables, "finance.invoices", |table| {
        table.sort_benefit = 9.90;
        table.unsorted = Some(12.40);
    });
    change(tables, "ops.inventory_movements", |table| table.visible_rows = table.rows - table.rows / 1_000 * 99);
    change(tables, "marketing.sessions", |table| table.stats_off = Some(9.99));
    change(tables, "archive.events_2025", |table| {
        // 8 of 9 columns compressed besides the sort key's; a raw boolean and a dropped one must not count.
        for column in &mut table.columns {
            if matches!(column.name, "load_ms" | "is_bot") {
                column.encoding = "none";
            }
        }
        let mut dropped = columns("........pg.dropped.12........ varchar(400)");
        for column in &mut dropped {
            column.is_dropped = true;
            column.encoding = "none";
        }
        table.columns.extend(dropped);
    });
}

/// Plants the troubles.
pub(super) fn spoil(tables: &mut [Table]) {
    change(tables, "sales.order_items", |table| {
        table.spread = Spread::Key("customer_id");
        table.skew_rows = Some(7.40);
    });
    change(tables, "sales.clickstream", |table| {
        table.spread = Spread::Even;
        table.order = Order::None;
        table.unsorted = None;
    });
    change(tables, "finance.ledger_entries", |table| {
        table.unsorted = Some(41.20);
        table.sort_benefit = 34.50;
    });
    change(tables, "ops.device_readings", |table| {
        table.order = Order::Interleaved(&["device_id", "read_at", "sensor"])
    });
    change(tables, "ops.regions", |table| {
        table.spread = Spread::Even;
        table.skew_rows = Some(1.20);
    });
    change(tables, "finance.cost_centres", |table| table.order = Order::By("cost_centre_id"));
    change(tables, "ops.shipments", |table| table.visible_rows = table.rows - table.rows / 100 * 22);
    change(tables, "marketing.campaign_touches", |table| table.stats_off = Some(63.00));
    change(tables, "staging.orders_raw", |table| {
        table.stats_off = None;
        for column in &mut table.columns {
            if column.name == "payload" {
                column.type_name = "varchar(4000)";
            }
        }
    });
    change(tables, "sales.daily_revenue", |table| {
        table.spread = Spread::Key("sale_date");
        table.skew_rows = Some(1.90);
    });
    change(tables, "marketing.survey_answers", |table| {
        for column in &mut table.columns {
            if column.name == "answer" {
                column.type_name = "varchar(65535)";
            }
        }
    });
    change(tables, "archive.events_2024", |table| {
        for column in table.columns.iter_mut().skip(4) {
            column.encoding = "none";
        }
    });
    change(tables, "staging.clickstream_raw", |table| {
        for column in &mut table.columns {
            column.encoding = "none";
        }
    });
    encode_first_sort_column(tables, "sales.web_orders");
}

/// Compresses the first column of the sort key, which keys would have left raw.
fn encode_first_sort_column(tables: &mut [Table], qualified: &str) {
    for table in tables.iter_mut().filter(|table| table.qualified() == qualified) {
        for column in table.columns.iter_mut().filter(|column| column.sort_place == 1) {
            column.encoding = "az64";
        }
    }
}

fn change(tables: &mut [Table], qualified: &str, how: impl Fn(&mut Table)) {
    for table in tables.iter_mut().filter(|table| table.qualified() == qualified) {
        how(table);
        table.mark_keys();
    }
}
