//! The requirement catalogue: which statements there are, and how we read them.

mod level;
mod requirement_id;

pub use level::Level;
pub use requirement_id::{BadRequirementId, RequirementId};
