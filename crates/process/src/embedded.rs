//! The definitions that ship with the product. They are checked by the tests of this crate, so
//! reading them cannot fail in a released program.

use std::sync::LazyLock;

use crate::definition::Process;
use crate::grade::{self, Grade};
use crate::ladder::Ladder;
use crate::scorecard::{self, Scorecard};
use crate::verify::DefinitionErrors;

static HUAWEI5: LazyLock<Process> =
    LazyLock::new(|| sound(Process::parse(include_str!("../definitions/huawei5.toml"))));

static SCORECARDS: LazyLock<Vec<Scorecard>> =
    LazyLock::new(|| sound(scorecard::parse(include_str!("../definitions/scorecards.toml"))));

static LADDER: LazyLock<Ladder> =
    LazyLock::new(|| sound(Ladder::parse(include_str!("../definitions/ladder.toml"))));

static GRADES: LazyLock<Vec<Grade>> =
    LazyLock::new(|| sound(grade::parse(include_str!("../definitions/grades.toml"))));

fn sound<T>(definition: Result<T, DefinitionErrors>) -> T {
    definition.unwrap_or_else(|errors| panic!("embedded definition: {errors}"))
}

/// The default process: five decision points from lead to closed contract (method 1.2).
pub fn huawei5() -> &'static Process {
    &HUAWEI5
}

/// A process by the key and version that a running record is pinned to.
pub fn by_key(key: &str, version: i64) -> Option<&'static Process> {
    Some(huawei5()).filter(|process| process.key == key && process.version == version)
}

/// The scorecards `win` and `pay` (method 5.1 and 5.2).
pub fn scorecards() -> &'static [Scorecard] {
    &SCORECARDS
}

/// One scorecard by key: `win` or `pay`.
pub fn scorecard(key: &str) -> Option<&'static Scorecard> {
    SCORECARDS.iter().find(|card| card.key == key)
}

/// The rungs of win probability with their check questions (method 10.1).
pub fn funnel_ladder() -> &'static Ladder {
    &LADDER
}

/// The project grades, from the highest to the lowest (method 3.6).
pub fn project_grades() -> &'static [Grade] {
    &GRADES
}
