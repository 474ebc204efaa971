//! Signals that none of the samples can show without telling something that cannot be.

pub(super) const UNSHOWN: &[(&str, &str)] = &[
    (
        "advisor-sees-much-to-gain",
        "what the samples' Advisor calls high is what other signals say with objects and numbers",
    ),
    (
        "concurrency-scaling-beyond-free-time",
        "would need over seven hours on scaling clusters in a week, which would drown the shares that other troubles are \
         planted by",
    ),
    (
        "cpu-busy-for-hours",
        "a quarter of a week at full load would slow all other work, and the troubles planted by their shares with it",
    ),
    (
        "databases-busy-in-the-same-hours",
        "each sample has one database of its own; a second one would show every trouble of a table twice",
    ),
    (
        "cluster-audit-logs-chosen-partly",
        "a cluster has one destination: the troubled ones show a bucket that refuses, and no logging at all",
    ),
    ("disks-full-for-hours", "the samples' nodes have managed storage, of which no percentage means anything"),
    (
        "encryption-too-old",
        "the samples play in November 2026, and since 30 September 2026 such connections are refused",
    ),
    ("node-storage-almost-full", "the samples' nodes have managed storage, of which no percentage means anything"),
    ("node-storage-filling", "as above"),
    ("node-with-local-disks", "as above"),
    ("sessions-near-limit-of-small-nodes", "the samples' nodes are of another type, which takes 2,000 sessions"),
    (
        "slices-uneven-over-nodes",
        "comes from an elastic resize; the samples' nodes are alike, so that the skew of a table can be told from it",
    ),
    (
        "workgroup-never-rests",
        "the Serverless sample rests, so that what keeps it awake without need can be told from its work",
    ),
    (
        "concurrency-scaling-off-while-queries-wait",
        "a queue of the troubled sample has scaling, so that what scaling takes and meets can be shown",
    ),
    ("one-queue-for-all", "four queues are needed to show what goes wrong in each"),
    (
        "equal-priorities",
        "only automatic workload management has priorities, and the troubled samples' queues are manual",
    ),
    (
        "small-queries-beside-very-large-ones",
        "would need scans of 500,000 MB and more, which would take the place of every other large statement",
    ),
    (
        "table-planned-without-statistics",
        "stands as a near miss: the same rule as that of the three alerts beside it, which are planted",
    ),
    ("table-read-with-deleted-rows", "as above"),
    ("met-limit-only-logs", "each limit that a sample meets stops something, which is the graver case"),
    ("parameter-change-waits", "comes from a change that waits for a restart; the samples' groups are in sync"),
    (
        "queries-wait-at-capacity-ceiling",
        "the Serverless sample has no maximum capacity, which is a trouble of its own",
    ),
    ("base-capacity-never-exceeded", "the Serverless sample grows in its rush hours, so that it can be seen to swing"),
    ("long-line-before-queue", "the samples' dashboards come one after another, so that no line is longer than one"),
];
