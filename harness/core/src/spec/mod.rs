//! The requirement catalogue: which statements there are, and how we read them.

mod catalogue;
mod level;
mod promise;
mod real_bug;
mod requirement_id;

pub use catalogue::{Catalogue, CatalogueError, Method, Observable, Requirement, Role};
pub use level::Level;
pub use promise::{Disposition, Promise, PromiseError, Promises};
pub use real_bug::{RealBug, RealBugError, RealBugs};
pub use requirement_id::{BadRequirementId, RequirementId};
