//! The requirement catalogue: which statements there are, and how we read them.

mod catalogue;
mod level;
mod real_bug;
mod requirement_id;

pub use catalogue::{Catalogue, CatalogueError, Method, Observable, Requirement, Role};
pub use level::Level;
pub use real_bug::{RealBug, RealBugError, RealBugs};
pub use requirement_id::{BadRequirementId, RequirementId};
