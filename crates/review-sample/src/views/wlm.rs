//! Queues, the rules that fill them, and the rules that watch them.

use crate::sheet::{Sheet, row};
use crate::variant::Variant;
use crate::world::World;
use crate::world::runs::Queue;

/// A queue of users as configured. `None` for slots and memory is automatic WLM.
struct Configured {
    queue: Queue,
    slots: Option<i64>,
    /// MB for a slot on a node.
    memory: Option<i64>,
    scaling: &'static str,
    priority: &'static str,
    condition: &'static str,
}

const fn configured(queue: Queue, condition: &'static str) -> Configured {
    Configured { queue, slots: None, memory: None, scaling: "off", priority: "Normal", condition }
}

/// Manual in troubled samples: 27 slots, with memory that does not follow the work. Automatic in healthy ones.
fn queues(variant: Variant) -> [Configured; 4] {
    let [etl, bi, adhoc, default] = [
        configured(Queue::Etl, "(user group: etl)"),
        configured(Queue::Bi, "(user group: dashboards)"),
        configured(Queue::Adhoc, "(user group: analysts)"),
        configured(Queue::Default, "(querytype: any)"),
    ];
    if variant.is_troubled() {
        let manual = |slots, memory, queue| Configured { slots: Some(slots), memory: Some(memory), ..queue };
        return [
            manual(10, 1_450, etl),
            Configured { scaling: "auto", ..manual(4, 1_210, bi) },
            manual(8, 1_060, adhoc),
            manual(5, 960, default),
        ];
    }
    [
        Configured { priority: "High", ..etl },
        Configured { priority: "Highest", scaling: "auto", ..bi },
        Configured { priority: "Low", ..adhoc },
        default,
    ]
}

pub(super) fn stv_wlm_service_class_config(world: &World) -> Sheet {
    let columns = [
        "service_class",
        "queueing_strategy",
        "num_query_tasks",
        "target_num_query_tasks",
        "evictable",
        "eviction_threshold",
        "query_working_mem",
        "target_query_working_mem",
        "min_step_mem",
        "name",
        "max_execution_time",
        "user_group_wild_card",
        "query_group_wild_card",
        "concurrency_scaling",
        "query_priority",
        "user_role_wild_card",
    ];
    let mut sheet = Sheet::new("stv_wlm_service_class_config", &columns);
    if world.variant == Variant::Serverless {
        return sheet;
    }
    let fifo = "fifo queue policy";
    let mut fixed = |class: i64, slots: i64, memory: i64, name: &str| {
        sheet.push(row![
            class, fifo, slots, slots, "false", 0, memory, memory, 5, name, 0, false, false, "off", "Normal", false
        ]);
    };
    for class in 1..=4 {
        fixed(class, 5, 200, "Service class for internal queries");
    }
    fixed(5, 1, 535, "Service class for super user");
    if !world.variant.is_troubled() {
        fixed(Queue::Short.class(world.variant), -1, -1, Queue::Short.name(world.variant));
    }
    fixed(Queue::Maintenance.class(world.variant), 2, 200, Queue::Maintenance.name(world.variant));
    for queue in queues(world.variant) {
        let (slots, memory) = (queue.slots.unwrap_or(-1), queue.memory.unwrap_or(-1));
        let name = queue.queue.name(world.variant);
        sheet.push(row![
            queue.queue.class(world.variant),
            fifo,
            slots,
            slots,
            "true",
            0,
            memory,
            memory,
            5,
            name,
            0,
            false,
            false,
            queue.scaling,
            queue.priority,
            false
        ]);
    }
    sheet
}

pub(super) fn stv_wlm_classification_config(world: &World) -> Sheet {
    let mut sheet = Sheet::new(
        "stv_wlm_classification_config",
        &["id", "condition", "action_seq", "action", "action_service_class"],
    );
    if world.variant == Variant::Serverless {
        return sheet;
    }
    let system = [
        "(system user) and (query group: health)",
        "(system user) and (query group: metrics)",
        "(system user) and (query group: cmstats)",
        "(system user)",
        "(super user) and (query group: superuser)",
    ];
    let classes = (1..)
        .zip(system)
        .chain(queues(world.variant).into_iter().map(|queue| (queue.queue.class(world.variant), queue.condition)));
    for (id, (class, condition)) in (1..).zip(classes) {
        sheet.push(row![id as i64, condition, 0, "assign", class]);
    }
    sheet
}

/// Troubled samples have no rules; healthy ones watch time, spilling and what is scanned in the lake.
pub(super) fn stv_wlm_qmr_config(world: &World) -> Sheet {
    let mut sheet = Sheet::new(
        "stv_wlm_qmr_config",
        &["service_class", "rule_name", "action", "metric_name", "metric_operator", "metric_value", "action_value"],
    );
    if world.variant.is_troubled() {
        return sheet;
    }
    let rules = [
        (Queue::Bi, "dashboards_end", "abort", "query_execution_time", 600.0),
        (Queue::Adhoc, "questions_end", "abort", "query_execution_time", 7_200.0),
        (Queue::Adhoc, "questions_spill", "log", "query_temp_blocks_to_disk", 100_000.0),
        (Queue::Adhoc, "questions_scan_the_lake", "log", "spectrum_scan_size_mb", 1_000_000.0),
        (Queue::Adhoc, "questions_read_the_lake", "log", "spectrum_scan_row_count", 10_000_000_000.0),
        (Queue::Adhoc, "questions_loop", "log", "nested_loop_join_row_count", 100_000_000.0),
        (Queue::Etl, "transforms_end", "log", "query_execution_time", 3_600.0),
    ];
    for (queue, rule, action, metric, value) in rules {
        sheet.push(row![queue.class(world.variant), rule, action, metric, ">", value, ""]);
    }
    sheet
}
