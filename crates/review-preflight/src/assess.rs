//! From facts and a plan to the answer: a pure function.

use review_core::identity::Deployment;
use review_core::plan::Plan;
use review_pack::RelationName;

use crate::access::{Access, access, sees_everything};
use crate::answer::{Database, Outlook, Preflight, QueryOutlook, Reviewer, Wake};
use crate::cost::{self, Earlier};
use crate::demand::Demand;
use crate::facts::{DatabaseAccess, Fact, Facts};
use crate::hour;
use crate::mend::{Mending, quoted};

/// What is to be assessed.
#[derive(Clone, Copy, Debug)]
pub struct Question<'a> {
    /// The pack's name.
    pub pack: &'a str,
    /// The workflow's name.
    pub workflow: &'a str,
    /// The plan of the run that is thought of.
    pub plan: &'a Plan,
    /// What its queries ask.
    pub demands: &'a [Demand],
    /// How long the run may take, in seconds.
    pub deadline_seconds: Option<u64>,
    /// What an earlier run took.
    pub earlier: Option<&'a Earlier>,
}

/// Roles of Redshift that see all metadata when metadata_security is on (database guide, "Metadata security");
/// monitor is not among them.
const SEES_ALL_METADATA: [&str; 4] = ["sys:operator", "sys:secadmin", "sys:dba", "sys:superuser"];

/// What a review would meet.
pub fn assess(facts: &Facts, question: &Question<'_>) -> Preflight {
    let identity = &facts.identity;
    let mut mending = Mending::new(identity.deployment, &identity.user);
    let queries: Vec<QueryOutlook> = question
        .demands
        .iter()
        .map(|demand| QueryOutlook { query: demand.id.clone(), outlook: outlook(facts, demand, &mut mending) })
        .collect();
    let databases = databases(facts, &mut mending);
    let all_rows = sees_everything(facts);
    let hidden = unseen(facts, question.demands, &mut mending);
    let unseen = hidden.into_iter().chain(shifted(facts, &mut mending)).collect();
    let ready = queries.iter().all(|query| query.outlook.is_well()) && databases.iter().all(|one| one.may_connect);
    // Without sight of others' statements the hours are those of the user's own.
    let own_only = all_rows == Some(false) && facts.rights.unrestricted_syslog.known() != Some(&true);
    Preflight {
        ready,
        warehouse: identity.clone(),
        reviewer: Reviewer {
            user: identity.user.clone(),
            is_superuser: facts.rights.is_superuser.clone(),
            roles: facts.rights.roles.clone(),
            sees_all_rows: all_rows,
            metadata_security: facts.rights.metadata_security.clone(),
            unseen,
        },
        databases,
        pack: question.pack.to_owned(),
        workflow: question.workflow.to_owned(),
        queries,
        mends: mending.statements(),
        cost: cost::cost(question.plan, question.demands, facts, question.earlier.cloned(), question.deadline_seconds),
        wake: match (identity.deployment, identity.sample) {
            (Deployment::Serverless, true) => Wake::SampleOfWorkgroup,
            (Deployment::Serverless, false) => Wake::Workgroup,
            (Deployment::SingleAz | Deployment::MultiAz | Deployment::Postgresql, _) => Wake::Nothing,
        },
        hour: facts.load.map(|load| hour::advice(load, own_only)),
    }
}

/// What one query comes to: the worst of its relations decides.
fn outlook(facts: &Facts, demand: &Demand, mending: &mut Mending) -> Outlook {
    if let Some(reason) = &demand.skip {
        return Outlook::Skipped { reason: reason.clone() };
    }
    if let Some(database) = demand.id.database.as_deref().filter(|database| is_closed(facts, database)) {
        return Outlook::Denied { relations: vec![format!("database {database}")] };
    }
    let reads = match &demand.reads {
        Ok(reads) => reads,
        Err(reason) => return Outlook::Unknown { reason: reason.clone() },
    };
    let mut found: Vec<(String, Access)> = Vec::new();
    for relation in &reads.relations {
        let (name, access) = (relation.to_string(), access(facts, relation));
        mending.open(&name, &access, demand.id.name.as_str());
        found.push((name, access));
    }
    let of = |wanted: fn(&Access) -> bool| {
        let names = found.iter().filter(|(_, access)| wanted(access)).map(|(name, _)| name.clone());
        Some(names.collect::<Vec<String>>()).filter(|names| !names.is_empty())
    };
    if let Some(relations) = of(|access| matches!(access, Access::Withheld)) {
        return Outlook::Withheld { relations };
    }
    if let Some(relations) = of(|access| matches!(access, Access::Missing)) {
        return Outlook::Missing { relations };
    }
    if let Some(relations) = of(|access| matches!(access, Access::Denied(_))) {
        return Outlook::Denied { relations };
    }
    let unknown = found.iter().find_map(|(_, access)| match access {
        Access::Unknown(reason) => Some(reason.clone()),
        _ => None,
    });
    if let Some(reason) = unknown {
        return Outlook::Unknown { reason };
    }
    of(|access| matches!(access, Access::OwnRows)).map_or(Outlook::Runs, |relations| Outlook::OwnRows { relations })
}

fn is_closed(facts: &Facts, database: &str) -> bool {
    let closed = |listed: &Vec<DatabaseAccess>| listed.iter().any(|one| one.name == database && !one.may_connect);
    facts.databases.known().is_some_and(closed)
}

fn databases(facts: &Facts, mending: &mut Mending) -> Vec<Database> {
    let Fact::Known(listed) = &facts.databases else {
        let names = facts.identity.databases.iter();
        return names.map(|name| Database { name: name.clone(), may_connect: true }).collect();
    };
    for closed in listed.iter().filter(|database| !database.may_connect) {
        let user = quoted(&facts.identity.user);
        let statement = format!("GRANT CONNECT ON DATABASE {} TO {user};", quoted(&closed.name));
        mending.add(statement, &format!("database {}", closed.name));
    }
    listed.iter().map(|one| Database { name: one.name.clone(), may_connect: one.may_connect }).collect()
}

/// What is seen at other hours than it says: look-back windows begin at `getdate()`, which is in the session's zone.
fn shifted(facts: &Facts, mending: &mut Mending) -> Option<String> {
    let zone = facts.identity.other_zone()?;
    let user = quoted(&facts.identity.user);
    mending.add(format!("ALTER USER {user} SET timezone TO 'UTC';"), "windows of time");
    Some(format!(
        "the sessions of this user are in {zone} and the system views in UTC: windows that look back from now are \
         shifted by the difference"
    ))
}

/// What stays unseen although everything may be read.
fn unseen(facts: &Facts, demands: &[Demand], mending: &mut Mending) -> Vec<String> {
    if facts.rights.is_superuser.known() == Some(&true) {
        return Vec::new();
    }
    if facts.identity.deployment == Deployment::Postgresql {
        return unseen_in_postgresql(demands);
    }
    let sees_all = |roles: &Vec<String>| roles.iter().any(|role| SEES_ALL_METADATA.contains(&role.as_str()));
    if facts.rights.roles.known().is_some_and(sees_all) {
        return Vec::new();
    }
    let touched = reading(demands, |relation| relation.name.starts_with("svv_") || relation.name.starts_with("pg_"));
    match &facts.rights.metadata_security {
        Fact::Known(false) => Vec::new(),
        _ if touched.is_empty() => Vec::new(),
        Fact::Known(true) => {
            let user = quoted(&facts.identity.user);
            for statement in [
                "CREATE ROLE review_catalog;".to_owned(),
                "GRANT ACCESS CATALOG TO ROLE review_catalog;".to_owned(),
                format!("GRANT ROLE review_catalog TO {user};"),
            ] {
                mending.add(statement, "objects hidden by metadata_security");
            }
            vec![format!(
                "metadata_security is on: objects that this user has no right on are missing from {}",
                touched.join(", ")
            )]
        }
        Fact::Unknown(_) => vec![format!(
            "if metadata_security is on, objects that this user has no right on are missing from {}; then run GRANT \
             ACCESS CATALOG TO ROLE ..., and grant that role",
            touched.join(", ")
        )],
    }
}

/// PostgreSQL's `pg_stats` shows the columns of tables that the user may SELECT from (PostgreSQL documentation,
/// "pg_stats"). Only reading all data would mend that, which is more than a review asks for.
fn unseen_in_postgresql(demands: &[Demand]) -> Vec<String> {
    let touched = reading(demands, |relation| relation.name == "pg_stats");
    if touched.is_empty() {
        return Vec::new();
    }
    let queries = touched.join(", ");
    vec![format!("pg_stats leaves out tables that this user may not read: they are missing from {queries}")]
}

/// The names of the queries that run and read such a relation, each once although a query of scope `database` is
/// planned once for each database.
fn reading(demands: &[Demand], wanted: impl Fn(&RelationName) -> bool) -> Vec<&str> {
    let reads = |demand: &&Demand| {
        let reads = demand.reads.as_ref().ok().filter(|_| demand.skip.is_none());
        reads.is_some_and(|reads| reads.relations.iter().any(&wanted))
    };
    let mut names: Vec<&str> = demands.iter().filter(reads).map(|demand| demand.id.name.as_str()).collect();
    names.dedup();
    names
}
