//! Who uses the warehouse.

/// A database user.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct User {
    pub(crate) id: i64,
    pub(crate) name: &'static str,
    pub(crate) superuser: bool,
}

const fn user(id: i64, name: &'static str) -> User {
    User { id, name, superuser: false }
}

/// The warehouse itself: every script has to leave its traffic out.
pub(crate) const SYSTEM: User = User { id: 1, name: "rdsdb", superuser: true };
/// The administrator.
pub(crate) const ADMIN: User = User { id: 100, name: "awsuser", superuser: true };
/// Loads and transforms.
pub(crate) const LOADER: User = user(101, "etl_loader");
/// Dashboards.
pub(crate) const DASHBOARD: User = user(102, "bi_dashboard");
/// An analyst.
pub(crate) const KIM: User = user(103, "analyst_kim");
/// Another analyst.
pub(crate) const OMAR: User = user(104, "analyst_omar");
/// Notebooks.
pub(crate) const SCIENCE: User = user(105, "data_science");
/// An application that writes as it goes.
pub(crate) const SHOP: User = user(106, "app_shop");
/// Whom the review connects as.
pub(crate) const REVIEWER: User = user(107, "redshift_review");

/// Everybody, by id.
pub(crate) const EVERYBODY: [User; 9] = [SYSTEM, ADMIN, LOADER, DASHBOARD, KIM, OMAR, SCIENCE, SHOP, REVIEWER];
