//! Users and their roles.

use crate::clock::{BEGIN, DAY};
use crate::sheet::{Sheet, row};
use crate::world::World;
use crate::world::access::is_superuser;
use crate::world::people::{EVERYBODY, REVIEWER, SYSTEM};

pub(super) fn svv_user_info(world: &World) -> Sheet {
    let mut sheet = Sheet::new(
        "svv_user_info",
        &[
            "user_name",
            "user_id",
            "createdb",
            "superuser",
            "catalog_update",
            "connection_limit",
            "syslog_access",
            "last_ddl_timestamp",
            "session_timeout",
            "external_user_id",
        ],
    );
    for user in EVERYBODY {
        let is_superuser = is_superuser(user, world.variant);
        let syslog = if is_superuser || user == REVIEWER { "UNRESTRICTED" } else { "RESTRICTED" };
        let changed = BEGIN - user.id * DAY;
        sheet.push(row![
            user.name,
            user.id,
            user.superuser,
            is_superuser,
            user == SYSTEM,
            "UNLIMITED",
            syslog,
            changed,
            0_i64,
            None::<String>
        ]);
    }
    sheet
}

pub(super) fn svv_user_grants(_: &World) -> Sheet {
    let mut sheet = Sheet::new("svv_user_grants", &["user_id", "user_name", "role_id", "role_name", "admin_option"]);
    sheet.push(row![REVIEWER.id, REVIEWER.name, 3_000, "sys:monitor", false]);
    sheet
}

pub(super) fn pg_user(world: &World) -> Sheet {
    let mut sheet = Sheet::new("pg_user", &["usename", "usesysid", "usecreatedb", "usesuper", "usecatupd", "passwd"]);
    for user in EVERYBODY {
        let is_superuser = is_superuser(user, world.variant);
        sheet.push(row![user.name, user.id, user.superuser, is_superuser, user == SYSTEM, "********"]);
    }
    sheet
}
