//! The table at the end of a test run.

use std::fmt::Write;
use std::time::Duration;

use super::count::Counts;

/// How a step ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Verdict {
    /// All of it held.
    Passed,
    /// Something in it did not.
    Failed,
    /// It would say nothing, because the step named here failed.
    NotRun(&'static str),
}

/// One step of the run.
pub(crate) struct Line {
    /// The step's name.
    pub(crate) name: &'static str,
    /// How it ended.
    pub(crate) verdict: Verdict,
    /// What its tests said; zeros for a step that runs none.
    pub(crate) counts: Counts,
    /// How long it took.
    pub(crate) took: Duration,
}

impl Line {
    /// Failures of this step: its failed tests, or one for a step that failed in another way.
    fn failures(&self) -> u64 {
        if self.verdict == Verdict::Passed { 0 } else { self.counts.failed.max(1) }
    }
}

/// The table and, as its last line, the sum over all tests.
pub(crate) fn table(lines: &[Line]) -> String {
    let mut text =
        format!("\n{:<20} {:<8} {:>8} {:>8} {:>8}\n", "step", "", "passed", "failed", "s");
    for line in lines {
        let verdict = match line.verdict {
            Verdict::Passed => "passed",
            Verdict::Failed => "FAILED",
            Verdict::NotRun(_) => "not run",
        };
        let tests = if line.counts == Counts::default() {
            format!("{:>8} {:>8}", "", "")
        } else {
            format!("{:>8} {:>8}", line.counts.passed, line.counts.failed)
        };
        let seconds = line.took.as_secs_f64();
        let note = match line.verdict {
            Verdict::NotRun(need) => format!("  (needs: {need})"),
            _ => String::new(),
        };
        // Writing to a string cannot fail.
        let _ = writeln!(text, "{:<20} {verdict:<8} {tests} {seconds:>8.1}{note}", line.name);
    }
    let passed: u64 = lines.iter().map(|line| line.counts.passed).sum();
    let failed: u64 = lines.iter().map(Line::failures).sum();
    let _ = writeln!(text, "\n{passed} passed, {failed} failed");
    text
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::{Counts, Line, Verdict, table};

    fn line(name: &'static str, verdict: Verdict, passed: u64, failed: u64) -> Line {
        Line {
            name,
            verdict,
            counts: Counts { passed, failed },
            took: Duration::from_millis(1_230),
        }
    }

    fn last(lines: &[Line]) -> String {
        table(lines).lines().last().unwrap_or_default().to_owned()
    }

    #[test]
    fn the_last_line_sums_the_tests() {
        let lines = [
            line("format", Verdict::Passed, 0, 0),
            line("rust on SQLite", Verdict::Passed, 40, 0),
            line("web units", Verdict::Failed, 5, 2),
        ];
        assert_eq!(last(&lines), "45 passed, 2 failed");
    }

    #[test]
    fn a_step_without_tests_fails_as_one() {
        let lines =
            [line("clippy", Verdict::Failed, 0, 0), line("x", Verdict::NotRun("clippy"), 0, 0)];
        assert_eq!(last(&lines), "0 passed, 2 failed");
    }

    #[test]
    fn a_failing_run_whose_tests_all_passed_still_fails() {
        assert_eq!(last(&[line("web units", Verdict::Failed, 5, 0)]), "5 passed, 1 failed");
    }

    #[test]
    fn a_row_shows_verdict_tests_and_seconds() {
        let text = table(&[line("rust on SQLite", Verdict::Passed, 40, 0)]);
        assert!(
            text.contains("rust on SQLite       passed         40        0      1.2\n"),
            "{text}"
        );
    }
}
