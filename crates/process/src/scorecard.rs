//! Scorecards: factors scored from 4 (best) to 1, one index from 0 to 100, and the band that the
//! index falls into (method 5.1 and 5.2).

use std::collections::BTreeMap;
use std::ops::Deref;

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::verify::{DefinitionError, DefinitionErrors, Findings};
use base::Texts;

/// A scorecard as written, not yet checked.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ScorecardDefinition {
    /// Stable key: `win` or `pay`.
    pub key: String,
    /// What it is called.
    pub title: Texts,
    /// What is scored; all factors weigh the same.
    pub factors: Vec<Factor>,
    /// What an index means, from high to low; the last starts at 0.
    pub bands: Vec<Band>,
}

/// One thing that is scored.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Factor {
    /// Stable key, unique in its scorecard.
    pub key: String,
    /// What it is called.
    pub title: Texts,
    /// What scores 4, 3, 2 and 1 mean, in this order.
    pub options: [Texts; 4],
}

/// A range of the index and what follows from it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Band {
    /// Stable key, unique in its scorecard.
    pub key: String,
    /// The smallest index of the band.
    pub at_least: i64,
    /// What it is called.
    pub title: Texts,
    /// What follows for the deal.
    pub consequence: Texts,
}

/// A checked scorecard. It reads like a [`ScorecardDefinition`] and cannot be changed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Scorecard(ScorecardDefinition);

impl Scorecard {
    /// Checks a scorecard and lists everything that is wrong with it.
    pub fn check(card: ScorecardDefinition) -> Result<Self, DefinitionErrors> {
        let mut findings = Findings::default();
        let place = format!("scorecards.{}", card.key);
        findings.key(&place, &card.key);
        findings.texts(&place, &card.title);
        if card.factors.is_empty() {
            findings.add(&place, "at least one factor is needed");
        }
        findings.unique(&place, "factor", card.factors.iter().map(|it| it.key.as_str()));
        for factor in &card.factors {
            let place = format!("{place}.factors.{}", factor.key);
            findings.key(&place, &factor.key);
            findings.texts(&place, &factor.title);
            factor.options.iter().for_each(|option| findings.texts(&place, option));
        }
        findings.unique(&place, "band", card.bands.iter().map(|it| it.key.as_str()));
        for band in &card.bands {
            let place = format!("{place}.bands.{}", band.key);
            findings.key(&place, &band.key);
            findings.texts(&place, &band.title);
            findings.texts(&place, &band.consequence);
        }
        if !card.bands.is_sorted_by(|high, low| high.at_least > low.at_least) {
            findings.add(&place, "bands must fall from high to low");
        }
        if card.bands.first().is_some_and(|top| top.at_least > 100) {
            findings.add(&place, "an index never exceeds 100");
        }
        if card.bands.last().is_none_or(|bottom| bottom.at_least != 0) {
            findings.add(&place, "the last band must start at 0");
        }
        findings.done().map(|()| Self(card))
    }
}

impl Deref for Scorecard {
    type Target = ScorecardDefinition;

    fn deref(&self) -> &ScorecardDefinition {
        &self.0
    }
}

/// Reads and checks a TOML file of `[[scorecards]]`.
pub fn parse(text: &str) -> Result<Vec<Scorecard>, DefinitionErrors> {
    #[derive(Deserialize)]
    #[serde(deny_unknown_fields)]
    struct File {
        scorecards: Vec<ScorecardDefinition>,
    }
    let file: File = toml::from_str(text).map_err(|error| {
        DefinitionErrors::from(DefinitionError::new("scorecards", error.to_string().trim()))
    })?;
    let mut findings = Findings::default();
    let keys = file.scorecards.iter().map(|card| card.key.as_str());
    findings.unique("scorecards", "scorecard", keys);
    findings.done()?;
    file.scorecards.into_iter().map(Scorecard::check).collect()
}

/// The result of a scored card.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Score {
    /// From 0 (all ones) to 100 (all fours).
    pub index: i64,
    /// Key of the band.
    pub band: String,
}

/// Why a card cannot be scored; everything wrong is listed.
#[derive(Debug, Clone, Default, PartialEq, Eq, thiserror::Error)]
#[error("missing {missing:?}, unknown {unknown:?}, not from 1 to 4 {out_of_range:?}")]
pub struct ScoreRefusal {
    /// Factors without a score.
    pub missing: Vec<String>,
    /// Scores for factors that the card does not have.
    pub unknown: Vec<String>,
    /// Factors whose score is not from 1 to 4.
    pub out_of_range: Vec<String>,
}

impl ScoreRefusal {
    /// Stable code for the problem catalogue and the pages.
    pub const fn code(&self) -> &'static str {
        "scores_invalid"
    }
}

/// Scores a card: index = 100 × (sum − n) ÷ 3n, half rounded up (method 5.2).
pub fn score(card: &Scorecard, scores: &BTreeMap<String, i64>) -> Result<Score, ScoreRefusal> {
    let mut refusal = ScoreRefusal::default();
    // Counting instead of `len` keeps the number an i64 without a conversion.
    let (mut sum, mut count) = (0_i64, 0_i64);
    for factor in &card.factors {
        match scores.get(&factor.key) {
            None => refusal.missing.push(factor.key.clone()),
            Some(score) if !(1..=4).contains(score) => {
                refusal.out_of_range.push(factor.key.clone());
            }
            Some(score) => {
                sum += score;
                count += 1;
            }
        }
    }
    let known = |key: &&String| card.factors.iter().any(|factor| &factor.key == *key);
    refusal.unknown = scores.keys().filter(|key| !known(key)).cloned().collect();
    if refusal != ScoreRefusal::default() {
        return Err(refusal);
    }
    let index = (200 * (sum - count) + 3 * count) / (6 * count);
    // The last band starts at 0, which the check of the card made sure of.
    let band = card.bands.iter().find(|band| index >= band.at_least);
    Ok(Score { index, band: band.map(|band| band.key.clone()).unwrap_or_default() })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::scorecards;

    fn with(card: &Scorecard, values: [i64; 4]) -> Result<Score, ScoreRefusal> {
        score(card, &card.factors.iter().map(|it| it.key.clone()).zip(values).collect())
    }

    #[test]
    fn index_and_band_follow_the_method() {
        let [win, pay] = scorecards() else { panic!("two cards ship") };
        assert_eq!((win.key.as_str(), pay.key.as_str()), ("win", "pay"));
        for (values, index, win_band, pay_band) in [
            ([4, 4, 4, 4], 100, "high", "strong"),
            ([4, 3, 3, 3], 75, "high", "strong"),
            ([3, 3, 3, 3], 67, "medium", "acceptable"),
            ([3, 3, 2, 2], 50, "medium", "acceptable"),
            ([3, 2, 2, 2], 42, "low", "weak"),
            ([2, 2, 2, 1], 25, "low", "weak"),
            ([2, 2, 1, 1], 17, "very_low", "poor"),
            ([2, 1, 1, 1], 8, "very_low", "poor"),
            ([1, 1, 1, 1], 0, "very_low", "poor"),
        ] {
            assert_eq!(with(win, values), Ok(Score { index, band: win_band.into() }));
            assert_eq!(with(pay, values), Ok(Score { index, band: pay_band.into() }));
        }
    }

    #[test]
    fn a_half_is_rounded_up() {
        let card = scorecards()[0].clone();
        let mut eight = card.0;
        let more: Vec<_> = eight
            .factors
            .iter()
            .map(|it| Factor { key: format!("{}_b", it.key), ..it.clone() })
            .collect();
        eight.factors.extend(more);
        let card = Scorecard::check(eight);
        let Ok(card) = card else { panic!("sound") };
        // 100 × 3 ÷ 24 = 12.5
        let scores = card.factors.iter().zip([2, 2, 2, 1, 1, 1, 1, 1]);
        let scores = scores.map(|(factor, value)| (factor.key.clone(), value)).collect();
        assert_eq!(score(&card, &scores).map(|score| score.index), Ok(13));
    }

    #[test]
    fn everything_wrong_with_the_scores_is_listed() {
        let card = &scorecards()[0];
        let keys: Vec<_> = card.factors.iter().map(|it| it.key.clone()).collect();
        let scores = BTreeMap::from([
            (keys[0].clone(), 0),
            (keys[1].clone(), 5),
            (keys[2].clone(), 4),
            ("charm".to_owned(), 4),
        ]);
        let refusal = ScoreRefusal {
            missing: vec![keys[3].clone()],
            unknown: vec!["charm".to_owned()],
            out_of_range: keys[..2].to_vec(),
        };
        assert_eq!(score(card, &scores), Err(refusal));
    }

    #[test]
    fn a_card_without_factors_or_floor_is_refused() {
        let mut card = scorecards()[0].0.clone();
        card.factors.clear();
        card.bands.pop();
        card.bands.swap(0, 1);
        let reasons = Scorecard::check(card)
            .err()
            .map(|errors| errors.0.into_iter().map(|error| error.reason).collect::<Vec<_>>());
        assert_eq!(
            reasons,
            Some(vec![
                "at least one factor is needed".to_owned(),
                "bands must fall from high to low".to_owned(),
                "the last band must start at 0".to_owned(),
            ])
        );
    }
}
