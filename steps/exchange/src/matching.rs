//! Finds what a value or a header probably means. Pure.

use crate::{parse::narrow, target::Candidate};
use std::collections::{HashMap, HashSet};

/// The form in which a value is looked up: full-width as half-width, any case, single blanks.
pub fn key(text: &str) -> String {
    let narrow = narrow(text).to_lowercase();
    narrow.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// The form in which values are compared for likeness: letters and digits only.
pub fn fold(text: &str) -> String {
    narrow(text).to_lowercase().chars().filter(|c| c.is_alphanumeric()).collect()
}

/// What a text means among candidates.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Meaning<'a> {
    /// This id.
    Found(&'a str),
    /// Several records are called so.
    Ambiguous,
    /// Nothing.
    Unknown,
}

/// Candidates by name.
#[derive(Debug, Clone, Default)]
pub struct Lookup {
    by_key: HashMap<String, Option<String>>,
    names: Vec<Named>,
}

#[derive(Debug, Clone)]
struct Named {
    id: String,
    name: String,
    folded: Vec<char>,
}

impl Lookup {
    /// From candidates; an id can be looked up like a name.
    pub fn new(candidates: Vec<Candidate>) -> Self {
        let mut by_key: HashMap<String, Option<String>> = HashMap::new();
        for Candidate { id, name } in &candidates {
            for text in [name, id] {
                by_key
                    .entry(key(text))
                    .and_modify(|known| {
                        if known.as_ref() != Some(id) {
                            *known = None;
                        }
                    })
                    .or_insert_with(|| Some(id.clone()));
            }
        }
        let named = |Candidate { id, name }: Candidate| {
            let folded = fold(&name).chars().collect();
            Named { id, name, folded }
        };
        Self { by_key, names: candidates.into_iter().map(named).collect() }
    }
    /// What a text means.
    pub fn find(&self, text: &str) -> Meaning<'_> {
        match self.by_key.get(&key(text)) {
            Some(Some(id)) => Meaning::Found(id),
            Some(None) => Meaning::Ambiguous,
            None => Meaning::Unknown,
        }
    }
    /// How many names there are.
    pub fn len(&self) -> usize {
        self.names.len()
    }
    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.names.is_empty()
    }
    /// The first name of an id.
    pub fn name_of(&self, id: &str) -> Option<&str> {
        self.names.iter().find(|named| named.id == id).map(|named| named.name.as_str())
    }
    /// Every name, in the order of the candidates, without repetitions.
    pub fn names(&self) -> Vec<String> {
        let mut seen = HashSet::new();
        let names = self.names.iter().map(|named| named.name.as_str());
        names.filter(|name| seen.insert(*name)).map(str::to_owned).collect()
    }
    /// The names that are most like a text, nearest first, at most `count`, and whether the first is
    /// so like it that it may be suggested.
    pub fn nearest(&self, text: &str, count: usize) -> (Option<String>, Vec<String>) {
        let wanted: Vec<char> = fold(text).chars().collect();
        if wanted.is_empty() {
            return (None, Vec::new());
        }
        let mut near: Vec<(usize, &Named)> = Vec::new();
        for named in &self.names {
            let apart = named.folded.len().abs_diff(wanted.len());
            if !named.folded.is_empty() && apart <= limit(wanted.len().max(named.folded.len())) * 2
            {
                near.push((distance(&wanted, &named.folded), named));
            }
        }
        near.sort_by(|a, b| a.0.cmp(&b.0).then_with(|| a.1.name.cmp(&b.1.name)));
        let suggested = near.first().filter(|(apart, named)| {
            let longest = wanted.len().max(named.folded.len());
            let rival = near.iter().skip(1).any(|(other, n)| other == apart && n.id != named.id);
            *apart <= limit(longest) && (*apart == 0 || !rival)
        });
        let suggested = suggested.map(|(_, named)| named.name.clone());
        let mut names: Vec<String> = Vec::new();
        for (_, named) in near {
            if names.len() < count && !names.contains(&named.name) {
                names.push(named.name.clone());
            }
        }
        (suggested, names)
    }
}

/// Slips that a word of this length may have: none up to 3 letters, one in five beyond.
fn limit(length: usize) -> usize {
    if length < 4 { 0 } else { (length / 5).max(1) }
}

/// Letters to insert, remove, replace or swap.
fn distance(a: &[char], b: &[char]) -> usize {
    let mut before: Vec<usize> = Vec::new();
    let mut last: Vec<usize> = (0..=b.len()).collect();
    for (i, x) in a.iter().enumerate() {
        let mut line = Vec::with_capacity(b.len() + 1);
        line.push(i + 1);
        for (j, y) in b.iter().enumerate() {
            let at =
                |row: &[usize], column: usize| row.get(column).copied().unwrap_or(usize::MAX / 2);
            let change = at(&last, j) + usize::from(x != y);
            let mut best = change.min(at(&last, j + 1) + 1).min(at(&line, j) + 1);
            let swapped = i > 0 && j > 0 && a.get(i - 1) == Some(y) && b.get(j - 1) == Some(x);
            if swapped {
                best = best.min(at(&before, j - 1) + 1);
            }
            line.push(best);
        }
        before = std::mem::replace(&mut last, line);
    }
    last.last().copied().unwrap_or_default()
}

/// The column for each field, by key, titles and aliases; a column feeds one field only.
pub fn suggest_columns<'a>(
    fields: &'a [crate::FieldSpec],
    columns: &'a [String],
) -> Vec<(&'static str, &'a str)> {
    let mut taken: HashSet<&str> = HashSet::new();
    let mut found = Vec::new();
    for field in fields {
        let own = [field.key, &field.title.zh, &field.title.en];
        let wanted: Vec<String> = own.iter().chain(field.aliases).map(|name| fold(name)).collect();
        // The order of the names is the order of preference.
        let column = wanted.iter().find_map(|name| {
            columns.iter().find(|c| !taken.contains(c.as_str()) && &fold(c) == name)
        });
        if let Some(column) = column {
            taken.insert(column);
            found.push((field.key, column.as_str()));
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{FieldKind, FieldSpec};
    use proptest::prelude::*;

    fn lookup(names: &[&str]) -> Lookup {
        Lookup::new(names.iter().map(|name| Candidate::new(format!("id-{name}"), *name)).collect())
    }

    #[test]
    fn names_are_found_in_any_case_and_width() {
        let products = lookup(&["GTX Pro", "GTX Basic", "MG Special", "上海电气"]);
        assert_eq!(products.find(" gtx  PRO "), Meaning::Found("id-GTX Pro"));
        assert_eq!(products.find("ＧＴＸ　Ｐｒｏ"), Meaning::Found("id-GTX Pro"));
        assert_eq!(products.find("id-GTX Pro"), Meaning::Found("id-GTX Pro"));
        assert_eq!(products.find("GTXPro"), Meaning::Unknown);
        let twins = Lookup::new(vec![Candidate::new("1", "Acme"), Candidate::new("2", "ACME")]);
        assert_eq!(twins.find("acme"), Meaning::Ambiguous);
    }

    #[test]
    fn slips_are_recognised() {
        let products =
            lookup(&["GTX Pro", "GTX Basic", "GTX Plus Basic", "GTX Plus Pro", "MG Special"]);
        assert_eq!(products.nearest("GTXPro", 3).0.as_deref(), Some("GTX Pro"));
        assert_eq!(products.nearest("GTX-Plus_pro", 3).0.as_deref(), Some("GTX Plus Pro"));
        assert_eq!(products.nearest("MG Speical", 3).0.as_deref(), Some("MG Special"));
        assert_eq!(products.nearest("Something else", 3).0, None);
        let sectors = lookup(&["technology", "medical", "retail"]);
        assert_eq!(sectors.nearest("technolgy", 3).0.as_deref(), Some("technology"));
        let short = lookup(&["won", "win"]);
        assert_eq!(short.nearest("wun", 3).0, None);
        assert_eq!(short.nearest("***", 3), (None, vec![]));
    }

    #[test]
    fn columns_find_their_fields() {
        let fields = [
            FieldSpec::new("name", FieldKind::Text, "客户名称", "Customer name")
                .aliases(&["account", "公司"]),
            FieldSpec::new("industry", FieldKind::Text, "行业", "Industry").aliases(&["sector"]),
            FieldSpec::new("amount_minor", FieldKind::Money, "金额", "Amount"),
        ];
        let columns = ["Account", "SECTOR", "行业", "金 额", "other"].map(str::to_owned);
        assert_eq!(
            suggest_columns(&fields, &columns),
            [("name", "Account"), ("industry", "行业"), ("amount_minor", "金 额")]
        );
    }

    proptest! {
        #[test]
        fn distance_is_a_metric(a in "[abc]{0,6}", b in "[abc]{0,6}") {
            let (x, y): (Vec<char>, Vec<char>) = (a.chars().collect(), b.chars().collect());
            prop_assert_eq!(distance(&x, &y), distance(&y, &x));
            prop_assert_eq!(distance(&x, &y) == 0, a == b);
            prop_assert!(distance(&x, &y) <= x.len().max(y.len()));
        }
    }
}
