//! `ListDatabases`.

use std::sync::Arc;

use serde_json::Map;

use super::{Request, put, put_some, written};
use crate::error::{ApiError, ErrorKind};
use crate::members::Members;
use crate::server::Server;
use crate::statement::Access;

/// The most databases of a page (service model, `PageSize`); also what is taken for 0 and for nothing.
const PAGE_MAX: u64 = 1_000;

pub(super) async fn list(server: &Arc<Server>, request: &Request<'_>) -> Result<String, ApiError> {
    let members = Members::new(request.body);
    let access = Access::read(members, &server.options, true)?;
    let most = members.integer("MaxResults", 0, PAGE_MAX)?.filter(|most| *most > 0).unwrap_or(PAGE_MAX);
    let purpose = format!("databases of {:?}", access.target);
    let from = match members.text("NextToken")?.filter(|token| !token.is_empty()) {
        None => 0,
        Some(token) => server
            .tokens
            .read(&purpose, token)
            .ok_or_else(|| ApiError::validation("the NextToken is not one of this list"))?,
    };
    let identity = server.warehouse.identify().await;
    let identity = identity.map_err(|error| ApiError::new(ErrorKind::DatabaseConnection, error.message))?;
    let (start, length) = (usize::try_from(from).unwrap_or(usize::MAX), usize::try_from(most).unwrap_or(usize::MAX));
    let page: Vec<String> = identity.databases.iter().skip(start).take(length).cloned().collect();
    let end = from + page.len() as u64;
    let more = end < identity.databases.len() as u64;
    let mut answer = Map::new();
    put(&mut answer, "Databases", page);
    put_some(&mut answer, "NextToken", more.then(|| server.tokens.make(&purpose, end)));
    Ok(written(answer))
}
