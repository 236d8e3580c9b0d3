//! Figures beside their targets, as a table that reads well in a terminal and on a page.

use crate::load::Measured;
use std::fmt::Write as _;

/// One figure.
#[derive(Debug, Clone)]
pub(crate) struct Line {
    what: String,
    cells: [String; 4],
    target: String,
    met: Option<bool>,
}

/// Figures about one thing.
#[derive(Debug, Clone)]
pub(crate) struct Table {
    title: String,
    heads: [&'static str; 4],
    lines: Vec<Line>,
}

/// A figure and whether it is good enough.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Target {
    /// Only to look at.
    None,
    /// This many per second at least.
    Rate(u64),
    /// 95 of a hundred answers within so many milliseconds.
    P95Millis(u64),
    /// At least this part, in percent, of another rate in the same run.
    Share(u64, u64),
    /// Both.
    ShareAndP95(u64, u64, u64),
}

impl Target {
    fn text(self) -> String {
        match self {
            Self::None => String::new(),
            Self::Rate(rate) => format!("≥ {rate}/s"),
            Self::P95Millis(millis) => format!("p95 < {millis} ms"),
            Self::Share(percent, _) => format!("≥ {percent} %"),
            Self::ShareAndP95(percent, _, millis) => format!("≥ {percent} %, p95 < {millis} ms"),
        }
    }

    fn is_met(self, measured: &Measured) -> Option<bool> {
        let share = |percent: u64, of: u64| measured.rate * 100 >= percent * of;
        match self {
            Self::None => None,
            Self::Rate(rate) => Some(measured.rate >= rate),
            Self::P95Millis(millis) => Some(measured.p95_us < millis * 1_000),
            Self::Share(percent, of) => Some(share(percent, of)),
            Self::ShareAndP95(percent, of, millis) => {
                Some(share(percent, of) && measured.p95_us < millis * 1_000)
            }
        }
    }

    /// The rate as a part of the other one, in percent.
    fn share(self, rate: u64) -> Option<u64> {
        match self {
            Self::Share(_, of) | Self::ShareAndP95(_, of, _) => Some(rate * 100 / of.max(1)),
            _ => None,
        }
    }
}

impl Table {
    /// Requests: rate and times.
    pub(crate) fn of_requests(title: &str) -> Self {
        let heads = ["per second", "p50 ms", "p95 ms", "p99 ms"];
        Self { title: title.to_owned(), heads, lines: Vec::new() }
    }

    /// Single figures.
    pub(crate) fn of_figures(title: &str) -> Self {
        Self { title: title.to_owned(), heads: ["figure", "", "", ""], lines: Vec::new() }
    }

    /// Adds what a load measured.
    pub(crate) fn measured(&mut self, what: &str, measured: &Measured, target: Target) {
        let rate = match target.share(measured.rate) {
            Some(share) => format!("{} ({share} %)", measured.rate),
            None => measured.rate.to_string(),
        };
        // A job that is measured as a whole has a rate and no times.
        let time = |micros| if micros == 0 { String::new() } else { millis(micros) };
        let times = [measured.p50_us, measured.p95_us, measured.p99_us].map(time);
        let [p50, p95, p99] = times;
        let wrong = measured.wrong.as_deref().map(|text| text.lines().next().unwrap_or_default());
        // Whoever never answered was not fast.
        let wrong = wrong.or((measured.rate == 0).then_some("no answer in time"));
        let met = if wrong.is_some() { Some(false) } else { target.is_met(measured) };
        let what = wrong.map_or_else(|| what.to_owned(), |wrong| format!("{what}: {wrong}"));
        self.add(what, [rate, p50, p95, p99], target.text(), met);
    }

    /// Adds a figure that stays below a limit, both in the same unit.
    pub(crate) fn below(&mut self, what: &str, figure: u64, limit: Option<u64>, unit: &str) {
        let target = limit.map(|limit| format!("< {limit} {unit}")).unwrap_or_default();
        let met = limit.map(|limit| figure < limit);
        self.figure(what, format!("{figure} {unit}"), target, met);
    }

    /// Adds a figure as text.
    pub(crate) fn figure(&mut self, what: &str, figure: String, target: String, met: Option<bool>) {
        let empty = String::new;
        self.add(what.to_owned(), [figure, empty(), empty(), empty()], target, met);
    }

    fn add(&mut self, what: String, cells: [String; 4], target: String, met: Option<bool>) {
        let line = Line { what, cells, target, met };
        let done = line.shown().join("  ");
        eprintln!("  {done}");
        self.lines.push(line);
    }

    /// How many targets there are, and how many are met.
    pub(crate) fn verdicts(&self) -> (usize, usize) {
        let judged = self.lines.iter().filter_map(|line| line.met);
        (judged.clone().count(), judged.filter(|met| *met).count())
    }

    /// The table as Markdown.
    pub(crate) fn markdown(&self) -> String {
        let used = self.heads.iter().filter(|head| !head.is_empty()).count();
        let heads = self.heads.iter().take(used).copied();
        let mut rows: Vec<Vec<String>> = vec![
            std::iter::once(self.title.as_str())
                .chain(heads)
                .chain(["target", ""])
                .map(str::to_owned)
                .collect(),
        ];
        rows.push(rows.iter().flatten().map(|_| "---".to_owned()).collect());
        for line in &self.lines {
            let mut row = line.shown();
            row.drain(1 + used..5);
            rows.push(row);
        }
        let mut text = String::new();
        for row in rows {
            // Writing to a string cannot fail.
            let _done = writeln!(text, "| {} |", row.join(" | "));
        }
        text
    }
}

impl Line {
    fn shown(&self) -> Vec<String> {
        let verdict = match self.met {
            None => "",
            Some(true) => "met",
            Some(false) => "**missed**",
        };
        let mut row = vec![self.what.clone()];
        row.extend(self.cells.iter().cloned());
        row.extend([self.target.clone(), verdict.to_owned()]);
        row
    }
}

/// Microseconds as milliseconds with two digits.
pub(crate) fn millis(micros: u64) -> String {
    let hundredths = (micros + 5) / 10;
    format!("{}.{:02}", hundredths / 100, hundredths % 100)
}

#[cfg(test)]
mod tests {
    use super::{Table, Target, millis};
    use crate::load::Measured;

    #[test]
    fn figures_stand_beside_their_targets() {
        let measured = Measured { rate: 250, p95_us: 12_345, ..Measured::default() };
        let mut table = Table::of_requests("SQLite");
        table.measured("list", &measured, Target::ShareAndP95(20, 1_000, 20));
        table.measured("board", &measured, Target::P95Millis(12));
        assert_eq!(table.verdicts(), (2, 1));
        let text = table.markdown();
        assert!(text.contains("| list | 250 (25 %) |  | 12.35 |  | ≥ 20 %, p95 < 20 ms | met |"));
        assert!(text.contains("| p95 < 12 ms | **missed** |"), "{text}");
    }

    #[test]
    fn no_answer_meets_no_target() {
        let mut table = Table::of_requests("SQLite");
        table.measured("list", &Measured::default(), Target::P95Millis(20));
        assert_eq!(table.verdicts(), (1, 0));
        assert!(table.markdown().contains("list: no answer in time"));
    }

    #[test]
    fn single_figures_have_one_column() {
        let mut table = Table::of_figures("program");
        table.below("start", 12, Some(100), "ms");
        let text = table.markdown();
        assert_eq!(text.lines().next(), Some("| program | figure | target |  |"));
        assert_eq!(text.lines().last(), Some("| start | 12 ms | < 100 ms | met |"));
        assert_eq!(millis(1_995), "2.00");
    }
}
