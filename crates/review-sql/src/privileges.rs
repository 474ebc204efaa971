//! `has_table_privilege`: what the session's user may read, by the warehouse's own list of relations.

use std::sync::Arc;

use datafusion::arrow::datatypes::DataType;
use datafusion::common::Result;
use datafusion::logical_expr::{ColumnarValue, ScalarFunctionArgs, ScalarUDF, ScalarUDFImpl, Signature, Volatility};

use crate::cast::Value;
use crate::error::SqlError;
use crate::functions::each_row;
use crate::types::is_text;

pub(crate) const NAME: &str = "has_table_privilege";

/// The privileges there are (database guide, HAS_TABLE_PRIVILEGE).
const PRIVILEGES: [&str; 6] = ["select", "insert", "update", "delete", "drop", "references"];

/// A relation as `has_table_privilege` knows it.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct RelationPrivilege {
    /// Its number, as in `pg_class.oid`.
    pub oid: i64,
    /// Its name without a schema, in lower case.
    pub name: String,
    /// Whether the session's user may SELECT from it. Nobody here has any other privilege.
    pub is_readable: bool,
}

/// The function over the relations of one engine.
pub(crate) fn function(relations: &Arc<Vec<RelationPrivilege>>) -> Arc<ScalarUDF> {
    let signature = Signature::user_defined(Volatility::Stable);
    Arc::new(ScalarUDF::from(HasTablePrivilege { relations: Arc::clone(relations), signature }))
}

#[derive(Debug, PartialEq, Eq, Hash)]
struct HasTablePrivilege {
    relations: Arc<Vec<RelationPrivilege>>,
    signature: Signature,
}

impl HasTablePrivilege {
    /// A number that is no relation's gives NULL, a name that is none is an error: as in PostgreSQL, from which
    /// Redshift has the function.
    fn answer(&self, relation: &Value<'_>, privilege: &Value<'_>) -> std::result::Result<Value<'static>, SqlError> {
        let Value::Text(privilege) = privilege else { return Ok(Value::Null) };
        let privilege = privilege.trim().to_lowercase();
        if !PRIVILEGES.contains(&privilege.as_str()) {
            return Err(SqlError::data("22023", format!("unrecognized privilege type: \"{privilege}\"")));
        }
        let found = match relation {
            Value::Integer(oid) => self.relations.iter().find(|one| one.oid == *oid),
            Value::Text(name) => {
                let name = name.trim().to_lowercase();
                let bare = name.rsplit('.').next().unwrap_or(&name);
                let missing = || SqlError::data("42P01", format!("relation \"{name}\" does not exist"));
                Some(self.relations.iter().find(|one| one.name == bare).ok_or_else(missing)?)
            }
            _ => None,
        };
        Ok(found.map_or(Value::Null, |one| Value::Boolean(one.is_readable && privilege == "select")))
    }
}

impl ScalarUDFImpl for HasTablePrivilege {
    fn name(&self) -> &str {
        NAME
    }

    fn signature(&self) -> &Signature {
        &self.signature
    }

    fn coerce_types(&self, given: &[DataType]) -> Result<Vec<DataType>> {
        match given {
            [relation, privilege]
                if (relation.is_integer() || is_text(relation) || relation.is_null())
                    && (is_text(privilege) || privilege.is_null()) =>
            {
                let plain = |kind: &DataType| if is_text(kind) { DataType::Utf8 } else { kind.clone() };
                Ok(given.iter().map(plain).collect())
            }
            _ => Err(SqlError::types("function has_table_privilege takes a relation and a privilege").into()),
        }
    }

    fn return_type(&self, _: &[DataType]) -> Result<DataType> {
        Ok(DataType::Boolean)
    }

    fn invoke_with_args(&self, arguments: ScalarFunctionArgs) -> Result<ColumnarValue> {
        each_row(&arguments.args, arguments.number_rows, arguments.return_field.data_type(), |values| match values {
            [relation, privilege] => self.answer(relation, privilege),
            _ => Err(SqlError::internal("has_table_privilege was planned with other arguments")),
        })
    }
}
