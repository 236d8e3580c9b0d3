//! The one tokenizer of search: runs of Han become overlapping pairs (two-character words are the
//! normal case in Chinese), other words are lower-cased, and a Chinese title can also be found by
//! its pinyin and its initials.

use pinyin::ToPinyin;
use std::collections::BTreeSet;

/// A token of this length at most goes into the index.
const TOKEN_MAX: usize = 40;
/// Tokens of one record at most.
const TOKENS_MAX: usize = 400;

fn is_han(c: char) -> bool {
    matches!(c, '\u{3400}'..='\u{9fff}' | '\u{f900}'..='\u{faff}' | '\u{20000}'..='\u{323af}')
}

/// Splits a text into runs of Han and other words.
fn runs(text: &str) -> Vec<(bool, String)> {
    let mut runs: Vec<(bool, String)> = Vec::new();
    let mut open = false;
    for c in text.chars() {
        let han = is_han(c);
        if !han && !c.is_alphanumeric() {
            open = false;
            continue;
        }
        match runs.last_mut() {
            Some((kind, run)) if open && *kind == han => run.extend(c.to_lowercase()),
            _ => runs.push((han, c.to_lowercase().collect())),
        }
        open = true;
    }
    runs
}

/// Tokens under which a record is found.
pub(crate) fn index_tokens(title: &str, text: &str) -> BTreeSet<String> {
    let mut tokens = BTreeSet::new();
    for (han, run) in runs(title).into_iter().chain(runs(text)) {
        if han {
            let chars: Vec<char> = run.chars().collect();
            for pair in chars.windows(2) {
                tokens.insert(pair.iter().collect());
            }
            // A query of one character finds it as the beginning of a pair; the last character
            // begins no pair.
            tokens.extend(chars.last().map(char::to_string));
        } else {
            tokens.insert(run.chars().take(TOKEN_MAX).collect());
        }
        if tokens.len() > TOKENS_MAX {
            break;
        }
    }
    let (mut full, mut initials) = (String::new(), String::new());
    for c in title.chars().filter(|c| is_han(*c)).take(TOKEN_MAX) {
        if let Some(sound) = c.to_pinyin() {
            full.push_str(sound.plain());
            initials.push_str(sound.first_letter());
        }
    }
    if initials.len() > 1 {
        tokens.insert(full.chars().take(TOKEN_MAX * 2).collect());
        tokens.insert(initials);
    }
    tokens
}

/// A term of a query: a token, or the beginning of one.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Term {
    pub(crate) text: String,
    pub(crate) prefix: bool,
}

/// Terms that all must occur. Empty when the query has nothing to look for.
pub(crate) fn query_terms(query: &str) -> Vec<Term> {
    let mut terms = Vec::new();
    for (han, run) in runs(query).into_iter().take(8) {
        let chars: Vec<char> = run.chars().take(TOKEN_MAX).collect();
        if han && chars.len() > 1 {
            terms
                .extend(chars.windows(2).map(|p| Term { text: p.iter().collect(), prefix: false }));
        } else {
            terms.push(Term { text: chars.into_iter().collect(), prefix: true });
        }
    }
    terms
}

/// The token of a unit's path, of an owner or of a team member: hexadecimal, so that no tokenizer
/// of a database splits it.
pub(crate) fn scope_token(letter: char, value: &str) -> String {
    use std::fmt::Write as _;
    let mut token = String::from("zz");
    token.push(letter);
    for byte in value.bytes() {
        // Writing to a string cannot fail.
        let _done = write!(token, "{byte:02x}");
    }
    token
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn chinese_is_found_by_pairs_pinyin_and_initials() {
        let tokens = index_tokens("华东电力 T1-200 变压器", "");
        for token in ["华东", "东电", "电力", "t1", "200", "压器", "器", "hddlbyq"] {
            assert!(tokens.contains(token), "{token} in {tokens:?}");
        }
    }

    #[test]
    fn queries_ask_for_pairs_and_beginnings() {
        let terms: Vec<_> =
            query_terms("电力公 Tra").into_iter().map(|t| (t.text, t.prefix)).collect();
        let wanted = [("电力", false), ("力公", false), ("tra", true)];
        assert_eq!(terms, wanted.map(|(t, p)| (t.to_owned(), p)));
        assert!(query_terms("  \"*' ").is_empty());
    }
}
