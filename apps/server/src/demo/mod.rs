//! The demo story: a small maker of power equipment, its people, one deal from lead to closed
//! contract, and enough live work to fill every page.
//!
//! The story is played through the same API as the pages use, by the people who would do it, on a
//! clock that starts months ago and ends today: what the rules refuse cannot get into the demo.

mod cast;
mod company;
mod deal;
mod live;
mod removal;
mod stage;

pub use cast::{Cast, DemoError};
pub use company::{Login, found};
pub use deal::{Deal, Until, play};
pub use removal::remove;
pub use stage::routes;

use base::Clock;
use store::Store;

base::refusals! {
    /// Why the demo stays.
    pub enum DemoRefusal {
        DemoInUse = "demo_in_use": "Real work has begun in the demo: people were added, tokens made or rows imported.",
    }
}

/// Loads the whole story into an empty database, whose clock it moves; the answer is the logins with
/// their passwords, to be shown once.
pub async fn load(
    store: &Store,
    clock: &Clock,
    data: &std::path::Path,
) -> Result<Vec<Login>, DemoError> {
    let (mut cast, logins) = found(store, clock, data).await?;
    for deal in live::deals() {
        play(&mut cast, &deal).await?;
    }
    live::leads(&mut cast).await?;
    live::fresh(&mut cast).await?;
    company::mark(&cast).await?;
    Ok(logins)
}
