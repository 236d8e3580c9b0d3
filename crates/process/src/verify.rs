//! What a definition must satisfy before anything is judged by it. Everything wrong is listed in
//! one go, each with its place and the reason.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;

use crate::definition::{Check, Definition, Exit, Gate, ROLES, Stage, StageKind, Track};
use base::Texts;

/// One thing wrong with a definition.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{place}: {reason}")]
pub struct DefinitionError {
    /// Where, as a path of keys: `tracks.lead.stages.new.exit`.
    pub place: String,
    /// What is wrong there.
    pub reason: String,
}

impl DefinitionError {
    pub(crate) fn new(place: impl Into<String>, reason: impl Into<String>) -> Self {
        Self { place: place.into(), reason: reason.into() }
    }
}

/// Everything wrong with a definition; never empty.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DefinitionErrors(pub Vec<DefinitionError>);

impl fmt::Display for DefinitionErrors {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (index, error) in self.0.iter().enumerate() {
            if index > 0 {
                f.write_str("\n")?;
            }
            error.fmt(f)?;
        }
        Ok(())
    }
}

impl std::error::Error for DefinitionErrors {}

impl From<DefinitionError> for DefinitionErrors {
    fn from(error: DefinitionError) -> Self {
        Self(vec![error])
    }
}

/// Collects what is wrong.
#[derive(Default)]
pub(crate) struct Findings(Vec<DefinitionError>);

impl Findings {
    pub(crate) fn add(&mut self, place: &str, reason: impl Into<String>) {
        self.0.push(DefinitionError::new(place, reason));
    }

    pub(crate) fn done(self) -> Result<(), DefinitionErrors> {
        if self.0.is_empty() { Ok(()) } else { Err(DefinitionErrors(self.0)) }
    }

    /// A key is what code, tables and links hold on to: lower case letters, digits, underscores.
    pub(crate) fn key(&mut self, place: &str, key: &str) {
        let shaped = key.starts_with(|first: char| first.is_ascii_lowercase())
            && key.chars().all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '_');
        if !shaped {
            self.add(place, format!("'{key}' is not a key: lower case letters, digits and '_'"));
        }
    }

    pub(crate) fn texts(&mut self, place: &str, texts: &Texts) {
        if texts.has_blank() {
            self.add(place, "a text is blank in one language");
        }
    }

    pub(crate) fn unique<'a>(
        &mut self,
        place: &str,
        what: &str,
        keys: impl IntoIterator<Item = &'a str>,
    ) {
        let mut seen = BTreeSet::new();
        for key in keys {
            if !seen.insert(key) {
                self.add(place, format!("{what} '{key}' stands twice"));
            }
        }
    }

    fn role(&mut self, place: &str, role: &str) {
        if !ROLES.contains(&role) {
            self.add(place, format!("role '{role}' is not known"));
        }
    }
}

/// Checks a whole definition.
pub(crate) fn definition(definition: &Definition) -> Result<(), DefinitionErrors> {
    let mut findings = Findings::default();
    findings.key("key", &definition.key);
    findings.texts("title", &definition.title);
    if definition.version < 1 {
        findings.add("version", "versions count from 1");
    }
    if definition.tracks.is_empty() {
        findings.add("tracks", "a process needs at least one track");
    }
    findings.unique("tracks", "track", definition.tracks.iter().map(|t| t.kind.as_str()));
    findings.unique("gates", "gate", definition.gates.iter().map(|g| g.key.as_str()));
    for it in &definition.gates {
        gate(&mut findings, definition, it);
    }
    for it in &definition.tracks {
        track(&mut findings, definition, it);
    }
    findings.done()
}

fn gate(findings: &mut Findings, definition: &Definition, gate: &Gate) {
    let place = format!("gates.{}", gate.key);
    findings.key(&place, &gate.key);
    findings.texts(&place, &gate.title);
    if !definition.tracks.iter().any(|track| track.kind == gate.kind) {
        findings.add(&place, format!("there is no track '{}'", gate.kind));
    }
    for (what, roles) in [("proposers", &gate.proposers), ("deciders", &gate.deciders)] {
        let place = format!("{place}.{what}");
        if roles.is_empty() {
            findings.add(&place, "at least one role is needed");
        }
        findings.unique(&place, "role", roles.iter().map(String::as_str));
        for role in roles {
            findings.role(&place, role);
        }
    }
    if gate.sla_days < 1 {
        findings.add(&format!("{place}.sla_days"), "at least one day is needed");
    }
    if gate.valid_days.is_some_and(|days| days < 1) {
        findings.add(&format!("{place}.valid_days"), "at least one day is needed");
    }
    let guarded = definition
        .tracks
        .iter()
        .flat_map(|track| &track.stages)
        .filter_map(|stage| stage.exit.as_ref())
        .filter(|exit| exit.gate.as_ref() == Some(&gate.key))
        .count();
    if guarded > 1 {
        findings.add(&place, "one gate guards one exit only, or a decision could count twice");
    }
}

fn track(findings: &mut Findings, definition: &Definition, track: &Track) {
    let place = format!("tracks.{}", track.kind);
    findings.key(&place, &track.kind);
    findings.unique(&place, "stage", track.stages.iter().map(|s| s.key.as_str()));
    let codes = track.stages.iter().filter_map(|s| s.code.as_deref());
    findings.unique(&place, "stage code", codes);
    for it in &track.stages {
        stage(findings, definition, track, it);
    }
    match track.stages.first() {
        None => findings.add(&place, "a track needs at least one stage"),
        Some(first) if first.kind != StageKind::Open => {
            findings.add(&place, format!("the first stage '{}' must be open", first.key));
        }
        Some(first) => reachable(findings, &place, track, first),
    }
    if !track.stages.iter().any(|stage| stage.kind == StageKind::Lost) {
        findings.add(&place, "a track needs a lost end, for records that are stopped");
    }
}

/// Every stage is met on the way from the first (lost ends are met by stopping), and from every
/// open stage the way leads to an end.
fn reachable(findings: &mut Findings, place: &str, track: &Track, first: &Stage) {
    let met: BTreeSet<&str> = way(track, first).iter().map(|stage| stage.key.as_str()).collect();
    for stage in &track.stages {
        let place = format!("{place}.stages.{}", stage.key);
        if stage.kind != StageKind::Lost && !met.contains(stage.key.as_str()) {
            findings.add(&place, "no way leads here from the first stage");
        }
        let last = way(track, stage).last().map(|last| last.kind);
        if last == Some(StageKind::Open) {
            findings.add(&place, "no way leads from here to an end");
        }
    }
}

/// The stages from one stage on, up to an end, a dead end, or the start of a circle.
fn way<'a>(track: &'a Track, from: &'a Stage) -> Vec<&'a Stage> {
    let mut way = vec![from];
    let mut at = from;
    while let Some(exit) = &at.exit {
        match track.stages.iter().find(|stage| stage.key == exit.to) {
            Some(next) if !way.iter().any(|stage| stage.key == next.key) => {
                way.push(next);
                at = next;
            }
            _ => break,
        }
    }
    way
}

fn stage(findings: &mut Findings, definition: &Definition, track: &Track, stage: &Stage) {
    let place = format!("tracks.{}.stages.{}", track.kind, stage.key);
    findings.key(&place, &stage.key);
    findings.texts(&format!("{place}.title"), &stage.title);
    findings.texts(&format!("{place}.goal"), &stage.goal);
    findings.role(&format!("{place}.lead_role"), &stage.lead_role);
    match (&stage.exit, stage.kind) {
        (None, StageKind::Open) => findings.add(&place, "an open stage needs an exit"),
        (Some(_), StageKind::Won | StageKind::Lost | StageKind::Done) => {
            findings.add(&place, "an end has no exit");
        }
        _ => {}
    }
    if let Some(it) = &stage.exit {
        exit(findings, definition, track, &format!("{place}.exit"), it);
    }
}

fn exit(f: &mut Findings, definition: &Definition, track: &Track, place: &str, exit: &Exit) {
    match track.stages.iter().find(|stage| stage.key == exit.to) {
        None => f.add(place, format!("there is no stage '{}' in this track", exit.to)),
        Some(to) if to.kind == StageKind::Lost => {
            f.add(place, format!("'{}' is a lost end; it is reached by stopping", exit.to));
        }
        Some(_) => {}
    }
    if let Some(key) = &exit.gate {
        match definition.gates.iter().find(|gate| &gate.key == key) {
            None => f.add(place, format!("there is no gate '{key}'")),
            Some(gate) if gate.kind != track.kind => {
                f.add(place, format!("gate '{key}' decides on '{}'", gate.kind));
            }
            Some(_) => {}
        }
    }
    f.unique(place, "criterion", exit.criteria.iter().map(|c| c.key.as_str()));
    let before = f.0.len();
    for it in &exit.criteria {
        let place = format!("{place}.criteria.{}", it.key);
        f.key(&place, &it.key);
        if it.key == "order" {
            f.add(&place, "'order' is reserved");
        }
        f.texts(&format!("{place}.text"), &it.text);
        if let Some(hint) = &it.hint {
            f.texts(&format!("{place}.hint"), hint);
        }
        if it.control_point.as_deref().is_some_and(|code| !is_control_point(code)) {
            f.add(&place, "a control point looks like 'K05'");
        }
        check(f, &place, &it.check);
        never_holds(f, &place, &[&it.check]);
    }
    if f.0.len() == before {
        let hard: Vec<&Check> = exit.criteria.iter().filter(|c| c.hard).map(|c| &c.check).collect();
        never_holds(f, place, &hard);
    }
}

fn is_control_point(code: &str) -> bool {
    code.strip_prefix('K').is_some_and(|digits| {
        digits.len() == 2 && digits.chars().all(|digit| digit.is_ascii_digit())
    })
}

/// The shape of a check and of everything inside it.
fn check(findings: &mut Findings, place: &str, it: &Check) {
    match it {
        Check::Present(fact)
        | Check::Yes(fact)
        | Check::AtLeast { fact, .. }
        | Check::AtMost { fact, .. } => findings.key(place, fact),
        Check::Equals { fact, text } => {
            findings.key(place, fact);
            if text.trim().is_empty() {
                findings.add(place, "a blank text cannot be asked for");
            }
        }
        Check::All(checks) => {
            if checks.is_empty() {
                findings.add(place, "an empty 'all' asks for nothing");
            }
            for inner in checks {
                check(findings, place, inner);
            }
        }
        Check::Any(checks) => {
            if checks.is_empty() {
                findings.add(place, "an empty 'any' can never hold");
            }
            for inner in checks {
                check(findings, place, inner);
                never_holds(findings, place, &[inner]);
            }
        }
        Check::Not(inner) => check(findings, place, inner),
    }
}

/// Adds a finding when these checks together contradict themselves.
fn never_holds(findings: &mut Findings, place: &str, checks: &[&Check]) {
    let mut flat = Vec::new();
    for check in checks {
        flatten(check, &mut flat);
    }
    for it in &flat {
        if let Check::Not(inner) = it
            && implied(inner, &flat)
        {
            findings.add(place, "can never hold: it asks for something and for its opposite");
        }
    }
    let mut wanted: BTreeMap<&str, Wanted> = BTreeMap::new();
    for it in &flat {
        match it {
            Check::AtLeast { fact, value } => {
                let wanted = wanted.entry(fact).or_default();
                wanted.low = Some(wanted.low.map_or(*value, |low| low.max(*value)));
            }
            Check::AtMost { fact, value } => {
                let wanted = wanted.entry(fact).or_default();
                wanted.high = Some(wanted.high.map_or(*value, |high| high.min(*value)));
            }
            Check::Yes(fact) => wanted.entry(fact).or_default().yes = true,
            Check::Equals { fact, text } => {
                wanted.entry(fact).or_default().texts.insert(text);
            }
            Check::Present(_) | Check::All(_) | Check::Any(_) | Check::Not(_) => {}
        }
    }
    for (fact, wanted) in wanted {
        if let Some(reason) = wanted.contradiction(fact) {
            findings.add(place, format!("can never hold: {reason}"));
        }
    }
}

/// What several checks together want of one fact.
#[derive(Default)]
struct Wanted<'a> {
    low: Option<i64>,
    high: Option<i64>,
    yes: bool,
    texts: BTreeSet<&'a str>,
}

impl Wanted<'_> {
    fn contradiction(&self, fact: &str) -> Option<String> {
        let number = self.low.is_some() || self.high.is_some();
        let kinds = [number, self.yes, !self.texts.is_empty()];
        if kinds.iter().filter(|wanted| **wanted).count() > 1 {
            return Some(format!("'{fact}' cannot be of two types"));
        }
        if self.texts.len() > 1 {
            return Some(format!("'{fact}' cannot equal two texts"));
        }
        match (self.low, self.high) {
            (Some(low), Some(high)) if low > high => {
                Some(format!("'{fact}' cannot be at least {low} and at most {high}"))
            }
            _ => None,
        }
    }
}

/// Resolves nested `all` and double `not`.
fn flatten<'a>(check: &'a Check, flat: &mut Vec<&'a Check>) {
    match check {
        Check::All(checks) => checks.iter().for_each(|inner| flatten(inner, flat)),
        Check::Not(inner) => match inner.as_ref() {
            Check::Not(twice) => flatten(twice, flat),
            _ => flat.push(check),
        },
        _ => flat.push(check),
    }
}

/// Whether a check certainly holds when all of `flat` hold.
fn implied(check: &Check, flat: &[&Check]) -> bool {
    match check {
        Check::All(checks) => checks.iter().all(|inner| implied(inner, flat)),
        Check::Any(checks) => checks.iter().any(|inner| implied(inner, flat)),
        Check::Present(wanted) => flat.iter().any(|held| match held {
            Check::Present(fact)
            | Check::Yes(fact)
            | Check::AtLeast { fact, .. }
            | Check::AtMost { fact, .. }
            | Check::Equals { fact, .. } => fact == wanted,
            Check::All(_) | Check::Any(_) | Check::Not(_) => false,
        }),
        Check::AtLeast { fact: wanted, value: enough } => flat.iter().any(
            |held| matches!(held, Check::AtLeast { fact, value } if fact == wanted && value >= enough),
        ),
        Check::AtMost { fact: wanted, value: allowed } => flat.iter().any(
            |held| matches!(held, Check::AtMost { fact, value } if fact == wanted && value <= allowed),
        ),
        Check::Yes(_) | Check::Equals { .. } | Check::Not(_) => flat.contains(&check),
    }
}

#[cfg(test)]
#[path = "verify_tests.rs"]
mod tests;
