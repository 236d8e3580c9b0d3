//! Reading how many tests ran from the closing lines of the four runners.

/// Tests that passed and that did not.
#[derive(Default, Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Counts {
    /// Tests that ran and held.
    pub(crate) passed: u64,
    /// Tests that failed, timed out, or that a failure kept from running.
    pub(crate) failed: u64,
}

impl Counts {
    /// Adds what one line of output says, if it is a closing line of nextest, `cargo test`, Vitest
    /// or Playwright.
    pub(crate) fn read(&mut self, line: &str) {
        let line = plain(line);
        let line = line.trim();
        let words: Vec<&str> =
            line.split(|c: char| c.is_whitespace() || ",;|()".contains(c)).collect();
        let words: Vec<&str> = words.into_iter().filter(|word| !word.is_empty()).collect();
        let is_nextest = line.starts_with("Summary [") && line.contains("run:");
        let is_cargo = line.starts_with("test result:");
        let is_vitest = words.first() == Some(&"Tests");
        if is_nextest || is_cargo || is_vitest {
            self.passed += before(&words, &["passed"]);
            self.failed += before(&words, &["failed"]);
            self.failed += before(&words, &["timed", "out"]) + before(&words, &["exec", "failed"]);
        } else if is_playwright(&words) {
            self.passed += before(&words, &["passed"]);
            self.failed += before(&words, &["failed"]);
            self.failed += before(&words, &["flaky"]) + before(&words, &["interrupted"]);
            self.failed += before(&words, &["did", "not", "run"]);
        }
    }
}

/// Playwright closes with a line per outcome: a number, the outcome, perhaps a duration.
fn is_playwright(words: &[&str]) -> bool {
    let ["passed" | "failed" | "flaky" | "interrupted", rest @ ..] = words.get(1..).unwrap_or(&[])
    else {
        return words.get(1..) == Some(&["did", "not", "run"]);
    };
    let is_duration = |word: &&str| word.ends_with(['s', 'm', 'h']);
    rest.len() <= 1 && rest.iter().all(is_duration)
}

/// The sum of the numbers that stand right before these words.
fn before(words: &[&str], outcome: &[&str]) -> u64 {
    words
        .windows(outcome.len() + 1)
        .filter_map(|window| window.split_first())
        .filter(|(_, rest)| *rest == outcome)
        .filter_map(|(number, _)| number.parse::<u64>().ok())
        .sum()
}

/// The line without the escape sequences of a colour terminal.
fn plain(line: &str) -> String {
    let mut text = String::with_capacity(line.len());
    let mut chars = line.chars();
    while let Some(c) = chars.next() {
        if c == '\u{1b}' {
            // ESC [ parameters letter
            chars.by_ref().find(char::is_ascii_alphabetic);
        } else {
            text.push(c);
        }
    }
    text
}

#[cfg(test)]
mod tests {
    use super::Counts;

    fn check(output: &str, passed: u64, failed: u64) {
        let mut counts = Counts::default();
        output.lines().for_each(|line| counts.read(line));
        assert_eq!(counts, Counts { passed, failed }, "{output}");
    }

    #[test]
    fn nextest_summaries_are_read() {
        check("     Summary [   0.123s] 12 tests run: 12 passed, 0 skipped", 12, 0);
        check(
            "     Summary [   9.9s] 5/12 tests run: 3 passed (1 slow), 1 failed, 1 timed out, 7 skipped",
            3,
            2,
        );
        check("     Summary [   9.9s] 3 tests run: 2 passed, 1 exec failed, 0 skipped", 2, 1);
    }

    #[test]
    fn cargo_test_results_add_up() {
        check(
            "test result: ok. 3 passed; 0 failed; 0 ignored; 0 measured; 0 filtered out; finished in 0.00s\n\
             test result: FAILED. 4 passed; 2 failed; 0 ignored; 0 measured; 0 filtered out; finished in 0.10s",
            7,
            2,
        );
    }

    #[test]
    fn vitest_counts_tests_and_not_files() {
        check(
            " Test Files  2 failed | 3 passed (5)\n      Tests  2 failed | 41 passed (43)",
            41,
            2,
        );
        check(
            "\u{1b}[2m      Tests \u{1b}[22m \u{1b}[1m\u{1b}[32m5 passed\u{1b}[39m\u{1b}[22m (5)",
            5,
            0,
        );
    }

    #[test]
    fn playwright_counts_what_did_not_run_as_failed() {
        check("  2 failed\n  1 flaky\n  3 did not run\n  14 passed (1.2m)", 14, 6);
        check("  5 passed (3.4s)", 5, 0);
    }

    #[test]
    fn other_lines_count_nothing() {
        check("12 passed the gate today\nrunning 3 tests\n1 failed login is logged", 0, 0);
        check("test conditions::two_failed ... ok", 0, 0);
    }
}
