//! Which sample warehouse.

use std::fmt;

use review_core::identity::Deployment;

/// One of the generated warehouses.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Variant {
    /// A provisioned cluster in one availability zone, with the troubles of [`troubles`](crate::troubles).
    Troubled,
    /// The same shape, well kept.
    Healthy,
    /// The troubled tables and scripts on a Serverless workgroup.
    Serverless,
    /// The troubled cluster in two availability zones, where only `SYS_` views and the catalogue answer.
    MultiAz,
}

impl Variant {
    /// Every variant, in a fixed order.
    pub const ALL: [Variant; 4] = [Self::Troubled, Self::Healthy, Self::Serverless, Self::MultiAz];

    /// The word in addresses: `troubled`, `healthy`, `serverless`, `multi-az`.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Troubled => "troubled",
            Self::Healthy => "healthy",
            Self::Serverless => "serverless",
            Self::MultiAz => "multi-az",
        }
    }

    /// The variant for its word.
    pub fn from_word(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|variant| variant.word() == word)
    }

    /// The kind of deployment it plays.
    pub const fn deployment(self) -> Deployment {
        match self {
            Self::Troubled | Self::Healthy => Deployment::SingleAz,
            Self::Serverless => Deployment::Serverless,
            Self::MultiAz => Deployment::MultiAz,
        }
    }

    /// Whether the troubles are planted in it.
    pub(crate) const fn is_troubled(self) -> bool {
        !matches!(self, Self::Healthy)
    }

    pub(crate) const fn index(self) -> usize {
        self as usize
    }
}

impl fmt::Display for Variant {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.word())
    }
}
