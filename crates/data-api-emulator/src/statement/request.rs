//! What `ExecuteStatement` and `BatchExecuteStatement` ask for, checked.

use serde_json::{Map, Value};
use sha2::{Digest as _, Sha256};

use crate::error::ApiError;
use crate::members::{Members, constraint};
use crate::options::Options;
use crate::parameters::{self, Parameters};
use crate::results::Format;

/// The most statements of a batch (service model, `SqlList`).
const BATCH_MAX: usize = 40;
/// The longest name of a statement, in characters (service model, `StatementNameString`).
const NAME_MAX: usize = 2_048;
/// The longest client token, in characters (service model, `ClientToken`).
const TOKEN_MAX: usize = 64;
/// The answer of AWS to a cluster or workgroup that it does not know.
const NO_SUCH_ENDPOINT: &str = "Redshift endpoint doesn't exist in this region.";

/// Which warehouse.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Target {
    Cluster(String),
    /// By name or ARN, as the caller wrote it.
    Workgroup(String),
}

/// Which warehouse and database, and as whom.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Access {
    pub(crate) target: Target,
    pub(crate) database: String,
    pub(crate) db_user: Option<String>,
    pub(crate) secret: Option<String>,
}

/// How the texts of a batch belong together.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Mode {
    Transaction,
    AutoCommit,
}

impl Mode {
    pub(crate) const fn word(self) -> &'static str {
        match self {
            Self::Transaction => "TRANSACTION",
            Self::AutoCommit => "AUTO_COMMIT",
        }
    }
}

/// A statement to carry out.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct StatementRequest {
    /// The texts as they came.
    pub(crate) texts: Vec<String>,
    /// The texts with the parameters' values in them.
    pub(crate) sqls: Vec<String>,
    pub(crate) batch: bool,
    pub(crate) mode: Mode,
    pub(crate) name: Option<String>,
    pub(crate) access: Access,
    pub(crate) format: Format,
    pub(crate) parameters: Parameters,
    pub(crate) client_token: Option<String>,
    /// The same for the same submission, whatever its token and however long it waits.
    pub(crate) fingerprint: String,
}

impl StatementRequest {
    /// Reads the input of `ExecuteStatement`.
    pub(crate) fn single(body: &Map<String, Value>, options: &Options) -> Result<Self, ApiError> {
        let sql = Members::new(body).required_text("Sql")?;
        Self::read(body, vec![sql.to_owned()], false, options)
    }

    /// Reads the input of `BatchExecuteStatement`.
    pub(crate) fn batch(body: &Map<String, Value>, options: &Options) -> Result<Self, ApiError> {
        let members = Members::new(body);
        let sqls = members.list("Sqls", BATCH_MAX)?;
        let missing = || {
            ApiError::validation(
                "1 validation error detected: Value null at 'sqls' failed to satisfy constraint: Member must not be null",
            )
        };
        let text = |value: &Value| {
            value.as_str().map(str::to_owned).ok_or_else(|| ApiError::validation("every member of Sqls must be text"))
        };
        let texts = sqls.ok_or_else(missing)?.iter().map(text).collect::<Result<_, _>>()?;
        Self::read(body, texts, true, options)
    }

    fn read(body: &Map<String, Value>, texts: Vec<String>, batch: bool, options: &Options) -> Result<Self, ApiError> {
        let members = Members::new(body);
        for text in &texts {
            check_text(text, options.limits.statement_bytes)?;
        }
        no_sessions(members)?;
        members.boolean("WithEvent")?;
        let format = match members.one_of("ResultFormat", &["JSON", "CSV"])? {
            Some("CSV") => Format::Csv,
            _ => Format::Json,
        };
        let mode = match members.one_of("ExecutionMode", &["TRANSACTION", "AUTO_COMMIT"])? {
            Some("AUTO_COMMIT") if batch => Mode::AutoCommit,
            _ => Mode::Transaction,
        };
        let parameters = parameters::read(members)?;
        let sqls = parameters::fill_in(&parameters, &texts)?;
        Ok(Self {
            sqls,
            batch,
            mode,
            name: members.bounded_text("StatementName", 0, NAME_MAX)?.map(str::to_owned),
            access: Access::read(members, options, true)?,
            format,
            parameters,
            client_token: members.bounded_text("ClientToken", 1, TOKEN_MAX)?.map(str::to_owned),
            fingerprint: fingerprint(body, batch),
            texts,
        })
    }
}

impl Access {
    /// Reads which warehouse, which database and as whom.
    pub(crate) fn read(members: Members<'_>, options: &Options, needs_database: bool) -> Result<Self, ApiError> {
        let target = target(members, options)?.ok_or_else(|| {
            ApiError::validation("Either ClusterIdentifier, WorkgroupName or SessionId must be provided.")
        })?;
        let secret = members.text("SecretArn")?.map(str::to_owned);
        let db_user = members.text("DbUser")?.filter(|user| !user.is_empty()).map(str::to_owned);
        if secret.is_some() && db_user.is_some() {
            return Err(ApiError::validation("SecretArn and DbUser cannot be given together; choose one"));
        }
        if db_user.is_some() && matches!(target, Target::Workgroup(_)) {
            return Err(ApiError::validation(
                "DbUser cannot be given with WorkgroupName; the database user follows from the IAM identity",
            ));
        }
        let database = members.text("Database")?.filter(|database| !database.is_empty());
        if needs_database && database.is_none() {
            return Err(ApiError::validation("Database must be provided"));
        }
        Ok(Self { target, database: database.unwrap_or_default().to_owned(), db_user, secret })
    }
}

/// The cluster or workgroup, when one is named; it must be one that is served.
pub(crate) fn target(members: Members<'_>, options: &Options) -> Result<Option<Target>, ApiError> {
    let cluster = members.bounded_text("ClusterIdentifier", 1, 63)?;
    let workgroup = members.bounded_text("WorkgroupName", 3, 128)?;
    let (known, target) = match (cluster, workgroup) {
        (None, None) => return Ok(None),
        (Some(_), Some(_)) => {
            return Err(ApiError::validation(
                "ClusterIdentifier and WorkgroupName cannot be given together; choose one",
            ));
        }
        (Some(cluster), None) => {
            (options.clusters.iter().any(|known| known == cluster), Target::Cluster(cluster.to_owned()))
        }
        (None, Some(workgroup)) => {
            let name = workgroup.rsplit('/').next().unwrap_or(workgroup);
            (options.workgroups.iter().any(|known| known == name), Target::Workgroup(workgroup.to_owned()))
        }
    };
    match known {
        true => Ok(Some(target)),
        false => Err(ApiError::validation(NO_SUCH_ENDPOINT)),
    }
}

fn check_text(text: &str, most: usize) -> Result<(), ApiError> {
    if text.trim().is_empty() {
        return Err(constraint("Sql", text, "not be blank"));
    }
    if text.len() > most {
        return Err(ApiError::validation(format!("Cannot process query string larger than {}kB", most >> 10)));
    }
    Ok(())
}

/// There are no sessions here: whoever asks for one learns so, instead of getting something else.
fn no_sessions(members: Members<'_>) -> Result<(), ApiError> {
    let keep_alive = members.integer("SessionKeepAliveSeconds", 0, 86_400)?.is_some_and(|seconds| seconds > 0);
    if keep_alive || members.text("SessionId")?.is_some() {
        return Err(ApiError::validation(
            "the emulator has no sessions; leave SessionId and SessionKeepAliveSeconds out",
        ));
    }
    Ok(())
}

fn fingerprint(body: &Map<String, Value>, batch: bool) -> String {
    // Members are sorted by name, so the order they came in does not matter.
    let mut members: Vec<_> =
        body.iter().filter(|(name, _)| !matches!(name.as_str(), "ClientToken" | "WaitTimeSeconds")).collect();
    members.sort_by_key(|(name, _)| name.as_str());
    let text = members.iter().fold(batch.to_string(), |text, (name, value)| format!("{text}\n{name}={value}"));
    Sha256::digest(text).iter().map(|byte| format!("{byte:02x}")).collect()
}
