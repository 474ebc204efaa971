//! The tables, well kept; what is wrong with them in a troubled sample is in [`troubles`](super::troubles).

use super::troubles;
use crate::clock::{BEGIN, DAY};
use crate::seed::Seed;
use crate::variant::Variant;

/// How rows are spread over the slices.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Spread {
    Even,
    All,
    Key(&'static str),
    AutoAll,
    AutoEven,
    AutoKey(&'static str),
}

impl Spread {
    /// The words of `svv_table_info.diststyle`.
    pub(crate) fn words(self) -> String {
        match self {
            Self::Even => "EVEN".to_owned(),
            Self::All => "ALL".to_owned(),
            Self::Key(column) => format!("KEY({column})"),
            Self::AutoAll => "AUTO(ALL)".to_owned(),
            Self::AutoEven => "AUTO(EVEN)".to_owned(),
            Self::AutoKey(column) => format!("AUTO(KEY({column}))"),
        }
    }

    /// The number in `pg_class.reldiststyle`.
    pub(crate) const fn number(self) -> i64 {
        match self {
            Self::Even => 0,
            Self::Key(_) => 1,
            Self::All => 8,
            Self::AutoAll => 10,
            Self::AutoEven => 11,
            Self::AutoKey(_) => 12,
        }
    }

    const fn key(self) -> Option<&'static str> {
        match self {
            Self::Key(column) | Self::AutoKey(column) => Some(column),
            Self::Even | Self::All | Self::AutoAll | Self::AutoEven => None,
        }
    }
}

/// How rows are ordered.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Order {
    None,
    By(&'static str),
    Interleaved(&'static [&'static str]),
    Auto,
    AutoBy(&'static str),
}

/// A column.
#[derive(Clone, Debug)]
pub(crate) struct Column {
    pub(crate) name: &'static str,
    pub(crate) type_name: &'static str,
    pub(crate) encoding: &'static str,
    pub(crate) is_spread_key: bool,
    /// Its place in the sort key from 1; 0 when it has none; every second is negative when interleaved.
    pub(crate) sort_place: i64,
    /// Dropped columns stay in `pg_attribute`.
    pub(crate) is_dropped: bool,
}

/// A table, as `svv_table_info` and the catalogue show it.
#[derive(Clone, Debug)]
pub(crate) struct Table {
    pub(crate) id: i64,
    pub(crate) schema: &'static str,
    pub(crate) name: &'static str,
    /// All rows, those marked for deletion included.
    pub(crate) rows: i64,
    pub(crate) visible_rows: i64,
    pub(crate) spread: Spread,
    pub(crate) order: Order,
    pub(crate) unsorted: Option<f64>,
    pub(crate) sort_benefit: f64,
    /// `None` when it was never analyzed.
    pub(crate) stats_off: Option<f64>,
    pub(crate) skew_rows: Option<f64>,
    pub(crate) columns: Vec<Column>,
    pub(crate) created: i64,
}

/// "Large" in the words of AWS's review: more than this many rows.
pub(crate) const LARGE: i64 = 5_000_000;

impl Table {
    /// `schema.name`.
    pub(crate) fn qualified(&self) -> String {
        format!("{}.{}", self.schema, self.name)
    }

    /// Its size in blocks of 1 MB: what its rows take at a third of their width, or at all of it where a column is
    /// not compressed, and at least two blocks a column on each of the 16 slices it is spread over.
    pub(crate) fn blocks(&self) -> i64 {
        let thirds = |column: &Column| if column.encoding == "none" { 3 } else { 1 };
        let kept = || self.columns.iter().filter(|column| !column.is_dropped);
        let width: i64 = kept().map(|column| thirds(column) * width(column.type_name)).sum();
        let least = 2 * i64::try_from(kept().count()).unwrap_or(1);
        let slices = if matches!(self.spread, Spread::All | Spread::AutoAll) { 4 } else { 16 };
        (self.rows / 1_000 * width / 3 / 1_049).max(least * slices)
    }

    /// The widest VARCHAR, 0 when there is none.
    pub(crate) fn max_varchar(&self) -> i64 {
        let lengths = self
            .columns
            .iter()
            .filter(|column| !column.is_dropped)
            .filter_map(|column| column.type_name.strip_prefix("varchar(")?.strip_suffix(')')?.parse::<i64>().ok());
        lengths.max().unwrap_or(0)
    }

    /// Marks the columns of the sort key and of the distribution key, and leaves the first sort column raw.
    pub(super) fn mark_keys(&mut self) {
        let sorted: &[&str] = match &self.order {
            Order::By(column) | Order::AutoBy(column) => std::slice::from_ref(column),
            Order::Interleaved(columns) => columns,
            Order::None | Order::Auto => &[],
        };
        let is_interleaved = matches!(self.order, Order::Interleaved(_));
        for column in &mut self.columns {
            column.is_spread_key = self.spread.key() == Some(column.name);
            let place = sorted.iter().position(|name| *name == column.name);
            column.sort_place = match place.and_then(|place| i64::try_from(place + 1).ok()) {
                None => 0,
                Some(place) if is_interleaved && place % 2 == 0 => -place,
                Some(place) => place,
            };
            if column.sort_place == 1 {
                column.encoding = "none";
            }
        }
    }
}

fn width(type_name: &str) -> i64 {
    match type_name.split('(').next().unwrap_or_default() {
        "smallint" => 2,
        "integer" | "date" => 4,
        "boolean" => 1,
        "varchar" | "super" => 24,
        _ => 8,
    }
}

fn encoding(type_name: &str) -> &'static str {
    match type_name.split('(').next().unwrap_or_default() {
        "varchar" => "lzo",
        "boolean" | "double precision" | "super" => "zstd",
        _ => "az64",
    }
}

/// The columns written as `name type` with a `;` between.
pub(super) fn columns(written: &'static str) -> Vec<Column> {
    let one = |written: &'static str| {
        let (name, type_name) = written.trim().split_once(' ').unwrap_or((written, "bigint"));
        let encoding = encoding(type_name);
        Column { name, type_name, encoding, is_spread_key: false, sort_place: 0, is_dropped: false }
    };
    written.split(';').map(one).collect()
}

/// A table as listed below: schema and name, rows, spread, order, columns.
pub(super) type Listed = (&'static str, i64, Spread, Order, &'static str);

#[rustfmt::skip]
const LISTED: &[Listed] = &[
    // Large tables.
    ("sales.orders", 412_000_000, Spread::Key("customer_id"), Order::By("order_date"), "order_id bigint;customer_id bigint;order_date date;store_id integer;status varchar(16);amount numeric(12,2);currency varchar(3);updated_at timestamp"),
    ("sales.order_items", 820_000_000, Spread::Key("order_id"), Order::By("order_date"), "order_item_id bigint;order_id bigint;customer_id bigint;order_date date;product_id integer;quantity integer;price numeric(12,2);discount numeric(12,2)"),
    ("sales.clickstream", 1_900_000_000, Spread::AutoKey("session_id"), Order::AutoBy("event_time"), "event_id bigint;session_id bigint;customer_id bigint;event_time timestamp;page varchar(200);referrer varchar(300);device varchar(40);country varchar(2)"),
    ("sales.web_orders", 96_000_000, Spread::Key("customer_id"), Order::By("placed_at"), "web_order_id bigint;customer_id bigint;placed_at timestamp;channel varchar(20);amount numeric(12,2);voucher varchar(24)"),
    ("sales.daily_revenue", 7_200_000, Spread::Key("store_id"), Order::By("sale_date"), "store_id integer;sale_date date;product_id integer;revenue numeric(14,2);units integer;returns integer"),
    ("sales.returns", 5_000_001, Spread::Even, Order::By("returned_on"), "return_id bigint;order_item_id bigint;returned_on date;reason varchar(60);amount numeric(12,2);restocked boolean"),
    ("sales.customers", 18_400_000, Spread::Key("customer_id"), Order::By("customer_id"), "customer_id bigint;segment varchar(20);country varchar(2);city varchar(80);signed_up date;last_seen timestamp;email_hash varchar(64)"),
    ("sales.price_history", 64_000_000, Spread::AutoEven, Order::AutoBy("valid_from"), "product_id integer;valid_from timestamp;valid_to timestamp;price numeric(12,2);source varchar(20)"),
    ("finance.ledger_entries", 350_000_000, Spread::Key("account_id"), Order::By("booked_on"), "entry_id bigint;account_id integer;booked_on date;amount numeric(18,2);currency varchar(3);document varchar(40);cost_centre_id integer"),
    ("finance.invoices", 88_000_000, Spread::Key("invoice_id"), Order::By("issued_on"), "invoice_id bigint;customer_id bigint;issued_on date;due_on date;amount numeric(14,2);paid boolean"),
    ("finance.payments", 121_000_000, Spread::AutoKey("invoice_id"), Order::AutoBy("paid_at"), "payment_id bigint;invoice_id bigint;paid_at timestamp;method varchar(20);amount numeric(14,2)"),
    ("marketing.campaign_touches", 240_000_000, Spread::Key("customer_id"), Order::By("touched_at"), "touch_id bigint;customer_id bigint;campaign_id integer;touched_at timestamp;channel varchar(20);cost numeric(10,4)"),
    ("marketing.sessions", 610_000_000, Spread::AutoKey("session_id"), Order::By("started_at"), "session_id bigint;customer_id bigint;started_at timestamp;ended_at timestamp;pages integer;device varchar(40);converted boolean"),
    ("marketing.survey_answers", 12_300_000, Spread::AutoEven, Order::AutoBy("answered_at"), "answer_id bigint;survey_id integer;answered_at timestamp;question varchar(1000);answer varchar(1000)"),
    ("marketing.attribution", 75_000_000, Spread::AutoKey("order_id"), Order::AutoBy("order_date"), "order_id bigint;campaign_id integer;order_date date;weight double precision;model varchar(20)"),
    ("ops.device_readings", 1_400_000_000, Spread::AutoKey("device_id"), Order::AutoBy("read_at"), "device_id bigint;read_at timestamp;sensor varchar(20);reading double precision;quality smallint"),
    ("ops.shipments", 64_000_000, Spread::Key("order_id"), Order::By("shipped_on"), "shipment_id bigint;order_id bigint;shipped_on date;carrier_id integer;status varchar(20);weight_grams integer"),
    ("ops.inventory_movements", 152_000_000, Spread::Key("product_id"), Order::By("moved_on"), "movement_id bigint;product_id integer;warehouse_id integer;moved_on date;quantity integer;reason varchar(20)"),
    ("ops.candidate_scores", 9_100_000, Spread::Key("candidate_id"), Order::By("scored_at"), "candidate_id bigint;model varchar(20);scored_at timestamp;score double precision;features super"),
    ("ops.machine_alerts", 22_000_000, Spread::AutoEven, Order::AutoBy("raised_at"), "alert_id bigint;device_id bigint;raised_at timestamp;code varchar(12);cleared_at timestamp"),
    ("staging.orders_raw", 30_500_000, Spread::AutoEven, Order::AutoBy("received_at"), "payload varchar(1000);received_at timestamp;source varchar(40);batch_id bigint"),
    ("staging.clickstream_raw", 45_000_000, Spread::AutoEven, Order::AutoBy("received_at"), "payload varchar(1000);received_at timestamp;batch_id bigint"),
    ("archive.events_2024", 700_000_000, Spread::AutoEven, Order::By("event_time"), "event_id bigint;event_time timestamp;session_id bigint;page varchar(200);referrer varchar(300);device varchar(40);country varchar(2);city varchar(80);browser varchar(40);language varchar(8);load_ms integer;is_bot boolean"),
    ("archive.events_2025", 910_000_000, Spread::AutoEven, Order::By("event_time"), "event_id bigint;event_time timestamp;session_id bigint;page varchar(200);referrer varchar(300);device varchar(40);country varchar(2);city varchar(80);browser varchar(40);load_ms integer;is_bot boolean"),
    ("archive.orders_2023", 181_000_000, Spread::AutoKey("customer_id"), Order::By("order_date"), "order_id bigint;customer_id bigint;order_date date;amount numeric(12,2);currency varchar(3)"),
    // Small tables.
    ("marketing.email_events", 4_900_000, Spread::AutoAll, Order::Auto, "event_id bigint;list_id integer;sent_at timestamp;opened boolean;clicked boolean"),
    ("marketing.coupons", 5_000_000, Spread::AutoAll, Order::Auto, "coupon_id bigint;campaign_id integer;code varchar(24);redeemed boolean"),
    ("finance.exchange_rates", 2_100_000, Spread::AutoAll, Order::Auto, "currency varchar(3);quoted_on date;rate numeric(18,8)"),
    ("sales.wishlists", 1_200_000, Spread::AutoAll, Order::Auto, "customer_id bigint;product_id integer;added_at timestamp"),
    ("sales.gift_cards", 410_000, Spread::AutoAll, Order::Auto, "gift_card_id bigint;value numeric(8,2);redeemed_at timestamp"),
    ("sales.products", 180_000, Spread::All, Order::Auto, "product_id integer;title varchar(200);category_id integer;brand varchar(60);list_price numeric(12,2)"),
    ("sales.product_categories", 640, Spread::AutoAll, Order::Auto, "category_id integer;title varchar(80);parent_id integer"),
    ("sales.promotions", 2_400, Spread::AutoAll, Order::Auto, "promotion_id integer;title varchar(80);starts_on date;ends_on date"),
    ("sales.sales_reps", 900, Spread::AutoAll, Order::Auto, "sales_rep_id integer;name varchar(80);region_id integer"),
    ("sales.channels", 12, Spread::AutoAll, Order::Auto, "channel_id integer;title varchar(40)"),
    ("sales.loyalty_tiers", 6, Spread::AutoAll, Order::Auto, "tier_id integer;title varchar(40);points_from integer"),
    ("finance.accounts", 4_200, Spread::AutoAll, Order::Auto, "account_id integer;title varchar(120);kind varchar(20)"),
    ("finance.cost_centres", 830, Spread::AutoAll, Order::Auto, "cost_centre_id integer;title varchar(80);owner varchar(80)"),
    ("finance.currencies", 170, Spread::All, Order::Auto, "currency varchar(3);title varchar(40)"),
    ("finance.tax_codes", 95, Spread::AutoAll, Order::Auto, "tax_code varchar(8);rate numeric(6,4)"),
    ("finance.budgets", 26_000, Spread::AutoAll, Order::Auto, "cost_centre_id integer;month date;amount numeric(14,2)"),
    ("finance.dunning_levels", 5, Spread::AutoAll, Order::Auto, "level integer;title varchar(40);days integer"),
    ("marketing.campaigns", 1_800, Spread::AutoAll, Order::Auto, "campaign_id integer;title varchar(120);starts_on date;budget numeric(12,2)"),
    ("marketing.audiences", 350, Spread::AutoAll, Order::Auto, "audience_id integer;title varchar(80)"),
    ("marketing.mailing_lists", 90, Spread::AutoAll, Order::Auto, "list_id integer;title varchar(80)"),
    ("marketing.landing_pages", 720, Spread::AutoAll, Order::Auto, "page_id integer;url varchar(300)"),
    ("ops.regions", 40, Spread::AutoAll, Order::Auto, "region_id integer;title varchar(60);country varchar(2)"),
    ("ops.stores", 420, Spread::All, Order::Auto, "store_id integer;region_id integer;opened_on date;square_metres integer"),
    ("ops.warehouses", 35, Spread::AutoAll, Order::Auto, "warehouse_id integer;title varchar(60);region_id integer"),
    ("ops.carriers", 60, Spread::AutoAll, Order::Auto, "carrier_id integer;title varchar(60)"),
    ("ops.devices", 310_000, Spread::AutoAll, Order::Auto, "device_id bigint;kind varchar(20);store_id integer;installed_on date"),
    ("ops.shifts", 51_000, Spread::AutoAll, Order::Auto, "shift_id bigint;store_id integer;starts_at timestamp;staff integer"),
    ("ops.maintenance_log", 260_000, Spread::AutoAll, Order::Auto, "entry_id bigint;device_id bigint;done_at timestamp;note varchar(500)"),
    ("staging.load_audit", 12_000, Spread::AutoAll, Order::Auto, "batch_id bigint;source varchar(40);loaded_at timestamp;rows_loaded bigint"),
    ("staging.rejected_rows", 340, Spread::AutoAll, Order::Auto, "batch_id bigint;line integer;reason varchar(200)"),
    ("public.calendar", 14_610, Spread::All, Order::Auto, "day date;week integer;month integer;quarter integer;year integer;is_holiday boolean"),
    ("public.holidays", 900, Spread::AutoAll, Order::Auto, "day date;country varchar(2);title varchar(80)"),
    ("public.app_settings", 42, Spread::AutoAll, Order::Auto, "name varchar(60);value varchar(200)"),
    ("archive.archive_index", 2_600, Spread::AutoAll, Order::Auto, "file varchar(300);first_day date;last_day date"),
    // What materialized views keep their rows in.
    ("finance.mv_tbl__mv_daily_margin__0", 1_460_000, Spread::AutoAll, Order::Auto, "day date;product_id integer;margin numeric(14,2)"),
    ("sales.mv_tbl__mv_top_customers__0", 1_000, Spread::AutoAll, Order::Auto, "customer_id bigint;amount numeric(14,2);place integer"),
    ("marketing.mv_tbl__mv_campaign_funnel__0", 54_000, Spread::AutoAll, Order::Auto, "campaign_id integer;day date;step varchar(20);customers bigint"),
    ("ops.mv_tbl__mv_stock_levels__0", 2_900_000, Spread::AutoAll, Order::Auto, "warehouse_id integer;product_id integer;quantity bigint"),
    // Made by Redshift itself; a review has nothing to say about it, large and without a sort key as it is.
    ("pg_automv.mv_tbl__auto_mv_7__0", 8_800_000, Spread::Even, Order::None, "grvar_1 bigint;grvar_2 date;aggvar_1 numeric(38,2)"),
];

/// The tables of a variant, by id.
pub(crate) fn tables(variant: Variant) -> Vec<Table> {
    let mut seed = Seed::of("tables");
    let mut tables: Vec<Table> =
        LISTED.iter().enumerate().map(|(place, listed)| table(place, listed, &mut seed)).collect();
    troubles::near_misses(&mut tables);
    if variant.is_troubled() {
        tables.push(table(tables.len(), &troubles::LEFT_BEHIND, &mut seed));
        troubles::spoil(&mut tables);
    }
    tables
}

/// The table of that qualified name.
///
/// # Panics
/// When it is not listed: a mistake in this crate.
pub(crate) fn find<'a>(tables: &'a [Table], qualified: &str) -> &'a Table {
    let found = tables.iter().find(|table| qualified.split_once('.') == Some((table.schema, table.name)));
    found.unwrap_or_else(|| panic!("the sample has no table {qualified}"))
}

fn table(place: usize, listed: &Listed, seed: &mut Seed) -> Table {
    let &(qualified, rows, spread, order, written) = listed;
    let (schema, name) = qualified.split_once('.').unwrap_or(("public", qualified));
    let place = i64::try_from(place).unwrap_or(0);
    let is_large = rows > LARGE;
    let mut percent = |low, high| seed.between(low, high) as f64 / 100.0;
    let mut table = Table {
        id: 100_210 + 7 * place,
        schema,
        name,
        rows,
        visible_rows: rows - rows / 200,
        spread,
        order,
        unsorted: (!matches!(order, Order::None | Order::Auto)).then(|| percent(0, 400)),
        sort_benefit: if is_large { percent(0, 150) } else { 0.0 },
        stats_off: Some(percent(0, 400)),
        skew_rows: matches!(spread, Spread::Even | Spread::Key(_) | Spread::AutoEven | Spread::AutoKey(_))
            .then(|| percent(100, 135)),
        columns: columns(written),
        created: BEGIN - (700 - 9 * place) * DAY,
    };
    table.mark_keys();
    table
}
