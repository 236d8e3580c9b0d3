//! A process as data: tracks of stages, the exits between them, the gates that guard them.
//!
//! The same structure is read from TOML, kept per version, and edited as a form. Checks are a
//! closed enum rather than an expression language: a new kind of check is a variant, and the
//! compiler lists the places that must know it.

use std::collections::BTreeSet;
use std::ops::Deref;

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::facts::{Fact, Facts};
use crate::verify::{self, DefinitionError, DefinitionErrors};
use base::Texts;

/// The roles that a definition may name (method 15.3).
pub const ROLES: [&str; 23] = [
    "ar",
    "sr",
    "fr",
    "lead_manager",
    "sales_head",
    "sponsor",
    "sdt_member",
    "sdt_chair",
    "review_manager",
    "finance_reviewer",
    "receivable_accountant",
    "payment_manager",
    "legal_reviewer",
    "contract_manager",
    "bid_manager",
    "pricing",
    "product_expert",
    "satisfaction_representative",
    "strategy_planner",
    "process_owner",
    "hr",
    "auditor",
    "administrator",
];

/// A process as written, not yet checked. Turn it into a [`Process`] with [`Process::check`].
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = ProcessDefinition)]
pub struct Definition {
    /// Stable key, for example `huawei5`.
    pub key: String,
    /// Counts from 1; a running record stays on the version it started with.
    pub version: i64,
    /// What the process is called.
    pub title: Texts,
    /// One track per kind of record.
    pub tracks: Vec<Track>,
    /// The decision points.
    #[serde(default)]
    pub gates: Vec<Gate>,
}

/// The way of one kind of record; it starts in the first stage.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Track {
    /// The kind of record: `lead`, `opportunity`, `contract`.
    pub kind: String,
    /// Its stages in the order of the page.
    pub stages: Vec<Stage>,
}

/// One stage of a track.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
// An opportunity's stage is `Stage` in the document, and one name can stand for one schema only.
#[schema(as = ProcessStage)]
pub struct Stage {
    /// Stable key, unique in its track.
    pub key: String,
    /// The code of the method, for example `MO1` (method 2.2).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub code: Option<String>,
    /// What the stage is called.
    pub title: Texts,
    /// What the stage is for.
    pub goal: Texts,
    /// Whether the record is still under way here.
    #[serde(default)]
    pub kind: StageKind,
    /// The role that leads here, one of [`ROLES`].
    pub lead_role: String,
    /// The one way forward. Open stages have one, ends have none.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub exit: Option<Exit>,
}

/// Whether a stage is under way or an end, and which end.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum StageKind {
    /// Under way.
    #[default]
    Open,
    /// Ended with success and handed on.
    Won,
    /// Ended without success; reached by [`crate::stop`] from any open stage.
    Lost,
    /// Finished.
    Done,
}

/// The one way from a stage to the next.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Exit {
    /// Key of the next stage in the same track.
    pub to: String,
    /// Key of the gate that guards this exit; none means the criteria alone decide.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub gate: Option<String>,
    /// What must be so.
    #[serde(default)]
    pub criteria: Vec<Criterion>,
}

/// One thing that must (hard) or should (soft) be so before a record moves on.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Criterion {
    /// Stable key, unique in its exit.
    pub key: String,
    /// The requirement, worded as the state that is wanted.
    pub text: Texts,
    /// When it holds.
    pub check: Check,
    /// A hard criterion blocks, a soft one is only shown.
    #[serde(default = "yes")]
    pub hard: bool,
    /// The key control point behind it, for example `K05` (method 1.6).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub control_point: Option<String>,
    /// What to do when it is not met.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub hint: Option<Texts>,
}

const fn yes() -> bool {
    true
}

/// When a criterion holds. Every check but [`Check::Not`] fails on a missing fact.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case", deny_unknown_fields)]
pub enum Check {
    /// The fact is there and not blank.
    Present(String),
    /// The fact is a number not below the value.
    AtLeast {
        /// Name of the fact.
        fact: String,
        /// Smallest value that is enough, in the unit of the fact.
        value: i64,
    },
    /// The fact is a number not above the value.
    AtMost {
        /// Name of the fact.
        fact: String,
        /// Largest value that is allowed, in the unit of the fact.
        value: i64,
    },
    /// The fact is a yes.
    Yes(String),
    /// The fact is exactly this text.
    Equals {
        /// Name of the fact.
        fact: String,
        /// The wanted text.
        text: String,
    },
    /// All of them hold.
    #[schema(no_recursion)]
    All(Vec<Check>),
    /// At least one of them holds.
    #[schema(no_recursion)]
    Any(Vec<Check>),
    /// It does not hold; so `not` of a missing fact holds.
    #[schema(no_recursion)]
    Not(Box<Check>),
}

impl Check {
    /// Whether the facts satisfy this check.
    pub fn holds(&self, facts: &Facts) -> bool {
        match self {
            Self::Present(fact) => facts.get(fact).is_present(),
            Self::AtLeast { fact, value } => {
                matches!(facts.get(fact), Fact::Int(actual) if actual >= value)
            }
            Self::AtMost { fact, value } => {
                matches!(facts.get(fact), Fact::Int(actual) if actual <= value)
            }
            Self::Yes(fact) => facts.get(fact) == &Fact::Bool(true),
            Self::Equals { fact, text } => {
                matches!(facts.get(fact), Fact::Text(actual) if actual == text)
            }
            Self::All(checks) => checks.iter().all(|check| check.holds(facts)),
            Self::Any(checks) => checks.iter().any(|check| check.holds(facts)),
            Self::Not(check) => !check.holds(facts),
        }
    }

    /// The names of the facts that this check looks at.
    pub fn facts(&self) -> BTreeSet<&str> {
        match self {
            Self::Present(fact)
            | Self::Yes(fact)
            | Self::AtLeast { fact, .. }
            | Self::AtMost { fact, .. }
            | Self::Equals { fact, .. } => BTreeSet::from([fact.as_str()]),
            Self::All(checks) | Self::Any(checks) => {
                checks.iter().flat_map(|check| check.facts()).collect()
            }
            Self::Not(check) => check.facts(),
        }
    }
}

/// A decision point (method 1.1).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Gate {
    /// Stable key, for example `ati`.
    pub key: String,
    /// What the decision is called.
    pub title: Texts,
    /// The kind of record that it decides on.
    pub kind: String,
    /// Roles that may bring a proposal, from [`ROLES`].
    pub proposers: Vec<String>,
    /// Roles that may decide, from [`ROLES`].
    pub deciders: Vec<String>,
    /// Working days within which a decision is due (method 1.4 rule 5).
    pub sla_days: i64,
    /// Calendar days that an authorisation lasts; none means another date limits it, or nothing.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub valid_days: Option<i64>,
}

impl Gate {
    /// Whether one of these roles may bring a proposal.
    pub fn admits_proposer(&self, roles: &[&str]) -> bool {
        self.proposers.iter().any(|role| roles.contains(&role.as_str()))
    }

    /// Whether one of these roles may decide.
    pub fn admits_decider(&self, roles: &[&str]) -> bool {
        self.deciders.iter().any(|role| roles.contains(&role.as_str()))
    }
}

/// A gate that may be decided while a record stands in some stage.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct OpenGate<'a> {
    /// The gate.
    pub gate: &'a Gate,
    /// The stage whose exit it guards.
    pub stage: &'a Stage,
    /// That exit.
    pub exit: &'a Exit,
    /// The record has passed it already: a go renews the decision and moves nothing.
    pub renews: bool,
}

/// A checked definition. It reads like a [`Definition`] and cannot be changed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "Definition")]
pub struct Process(Definition);

impl Process {
    /// Reads and checks a definition written in TOML.
    pub fn parse(text: &str) -> Result<Self, DefinitionErrors> {
        let definition = toml::from_str(text).map_err(|error| {
            DefinitionErrors::from(DefinitionError::new("definition", error.to_string().trim()))
        })?;
        Self::check(definition)
    }

    /// Checks a definition and lists everything that is wrong with it.
    pub fn check(definition: Definition) -> Result<Self, DefinitionErrors> {
        verify::definition(&definition)?;
        Ok(Self(definition))
    }

    /// The way of one kind of record.
    pub fn track(&self, kind: &str) -> Option<&Track> {
        self.tracks.iter().find(|track| track.kind == kind)
    }

    /// One stage of one kind of record.
    pub fn stage(&self, kind: &str, key: &str) -> Option<&Stage> {
        self.track(kind)?.stages.iter().find(|stage| stage.key == key)
    }

    /// The stage in which a record of this kind starts.
    pub fn first_stage(&self, kind: &str) -> Option<&Stage> {
        self.track(kind)?.stages.first()
    }

    /// One gate.
    pub fn gate(&self, key: &str) -> Option<&Gate> {
        self.gates.iter().find(|gate| gate.key == key)
    }

    /// The gates of one kind of record in the order in which it meets them; gates that guard no
    /// exit come last.
    pub fn gates_of(&self, kind: &str) -> Vec<&Gate> {
        let stages = self.track(kind).map_or(&[][..], |track| &track.stages);
        let place = |gate: &Gate| {
            stages
                .iter()
                .filter_map(|stage| stage.exit.as_ref())
                .position(|exit| exit.gate.as_ref() == Some(&gate.key))
                .unwrap_or(usize::MAX)
        };
        let mut gates: Vec<_> = self.gates.iter().filter(|gate| gate.kind == kind).collect();
        gates.sort_by_key(|gate| place(gate));
        gates
    }

    /// The gate that may be decided while a record stands in a stage: the one that guards the way
    /// on, or, where the way on has none, the one that opened the stage. The latter renews a
    /// decision that expired or no longer covers what is wanted (method 1.4 rules 4 and 6).
    pub fn gate_at(&self, kind: &str, stage: &str) -> Option<OpenGate<'_>> {
        let ahead = self.stage(kind, stage)?;
        let way_on = ahead.exit.as_ref()?;
        if let Some(gate) = self.guard(way_on) {
            return Some(OpenGate { gate, stage: ahead, exit: way_on, renews: false });
        }
        self.track(kind)?.stages.iter().find_map(|before| {
            let exit = before.exit.as_ref().filter(|exit| exit.to == stage)?;
            Some(OpenGate { gate: self.guard(exit)?, stage: before, exit, renews: true })
        })
    }

    fn guard(&self, exit: &Exit) -> Option<&Gate> {
        self.gate(exit.gate.as_deref()?)
    }

    /// The stage whose exit this gate guards; none for a gate that guards no exit.
    pub fn guarded_stage(&self, gate: &str) -> Option<&Stage> {
        self.tracks.iter().flat_map(|track| &track.stages).find(|stage| {
            stage.exit.as_ref().is_some_and(|exit| exit.gate.as_deref() == Some(gate))
        })
    }
}

impl Deref for Process {
    type Target = Definition;

    fn deref(&self) -> &Definition {
        &self.0
    }
}

impl TryFrom<Definition> for Process {
    type Error = DefinitionErrors;

    fn try_from(definition: Definition) -> Result<Self, DefinitionErrors> {
        Self::check(definition)
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use utoipa::ToSchema as _;

    use super::Definition;

    #[test]
    fn the_schema_of_a_definition_is_finite_and_complete() {
        let mut schemas = Vec::new();
        Definition::schemas(&mut schemas);
        let names: BTreeSet<_> = schemas.iter().map(|(name, _)| name.as_str()).collect();
        for name in
            ["Track", "ProcessStage", "StageKind", "Exit", "Criterion", "Check", "Gate", "Texts"]
        {
            assert!(names.contains(name), "{name} is not in {names:?}");
        }
    }
}
