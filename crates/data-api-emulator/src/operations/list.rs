//! `ListStatements`.

use std::sync::Arc;

use serde_json::{Map, Value};

use super::{Request, moment, put, put_some, written};
use crate::caller::Caller;
use crate::error::ApiError;
use crate::members::Members;
use crate::options::Options;
use crate::server::Server;
use crate::statement::{Statement, Status, Target, target};

/// The most statements of a page (service model, `ListStatementsLimit`); also what is taken for 0 and for nothing.
const PAGE_MAX: u64 = 100;

pub(super) fn list(server: &Arc<Server>, request: &Request<'_>) -> Result<String, ApiError> {
    let members = Members::new(request.body);
    let most = members.integer("MaxResults", 0, PAGE_MAX)?.filter(|most| *most > 0).unwrap_or(PAGE_MAX);
    let filter = Filter::read(members, request.caller, &server.options)?;
    let purpose = format!("list of {} {filter:?}", request.caller.role);
    let before = match members.text("NextToken")?.filter(|token| !token.is_empty()) {
        None => u64::MAX,
        Some(token) => server
            .tokens
            .read(&purpose, token)
            .ok_or_else(|| ApiError::validation("the NextToken is not one of this list"))?,
    };
    let most = usize::try_from(most).unwrap_or(usize::MAX);
    let registry = server.registry();
    // One more than wanted tells that there is another page.
    let found: Vec<_> = registry.newest_before(before).filter(|one| filter.takes(one)).take(most + 1).collect();
    let page = &found[..found.len().min(most)];
    let next = (found.len() > most).then(|| page.last()).flatten();
    let mut answer = Map::new();
    put(&mut answer, "Statements", page.iter().map(|statement| shown(statement)).collect::<Vec<_>>());
    put_some(&mut answer, "NextToken", next.map(|last| server.tokens.make(&purpose, last.serial)));
    Ok(written(answer))
}

fn shown(statement: &Statement) -> Value {
    let (request, state) = (&statement.request, statement.state());
    let mut answer = Map::new();
    put(&mut answer, "Id", statement.id.as_str());
    put(&mut answer, "Status", state.status.word());
    put(&mut answer, "CreatedAt", moment(statement.created));
    put(&mut answer, "UpdatedAt", moment(state.updated));
    put(&mut answer, "IsBatchStatement", request.batch);
    put(&mut answer, "ResultFormat", request.format.word());
    put_some(&mut answer, "StatementName", request.name.clone());
    put_some(&mut answer, "SecretArn", request.access.secret.clone());
    match request.batch {
        false => put(&mut answer, "QueryString", request.texts[0].as_str()),
        true => put(&mut answer, "QueryStrings", request.texts.clone()),
    }
    if !request.parameters.is_empty() {
        put(&mut answer, "QueryParameters", request.parameters.shown());
    }
    Value::Object(answer)
}

/// Which statements are listed.
#[derive(Debug)]
struct Filter {
    role: String,
    /// Only of this session of the role.
    session: Option<Option<String>>,
    /// What the name begins with.
    name: String,
    /// `None` is every status.
    status: Option<Status>,
    target: Option<Target>,
    database: Option<String>,
}

impl Filter {
    fn read(members: Members<'_>, caller: &Caller, options: &Options) -> Result<Self, ApiError> {
        let words = ["SUBMITTED", "PICKED", "STARTED", "FINISHED", "ABORTED", "FAILED", "ALL"];
        // By default only finished statements are listed.
        let status = match members.one_of("Status", &words)? {
            Some("ALL") => None,
            word => Some(word.and_then(Status::from_word).unwrap_or(Status::Finished)),
        };
        let role_level = members.boolean("RoleLevel")?.unwrap_or(true);
        Ok(Self {
            role: caller.role.clone(),
            session: (!role_level).then(|| caller.session.clone()),
            name: members.bounded_text("StatementName", 0, 2_048)?.unwrap_or_default().to_owned(),
            status,
            target: target(members, options)?,
            database: members.text("Database")?.map(str::to_owned),
        })
    }

    fn takes(&self, statement: &Statement) -> bool {
        let Self { role, session, name, status, target, database } = self;
        let request = &statement.request;
        statement.caller.role == *role
            && session.as_ref().is_none_or(|session| statement.caller.session == *session)
            && request.name.as_deref().unwrap_or_default().starts_with(name.as_str())
            && status.is_none_or(|status| statement.status() == status)
            && target.as_ref().is_none_or(|target| request.access.target == *target)
            && database.as_ref().is_none_or(|database| request.access.database == *database)
    }
}
