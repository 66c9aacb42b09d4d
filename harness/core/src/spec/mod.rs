//! The requirement catalogue: which statements there are, and how we read them.

mod requirement_id;

pub use requirement_id::{BadRequirementId, RequirementId};
