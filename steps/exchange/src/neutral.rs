//! Makes texts harmless in a spreadsheet: what would be run as a formula is shown as text.

/// Characters with which a formula can start, in their usual and their full-width form.
const LEADS: &[char] = &[
    '=', '+', '-', '@', '|', '%', '\u{FF1D}', '\u{FF0B}', '\u{FF0D}', '\u{FF20}', '\u{FF5C}',
    '\u{FF05}', '\u{2212}', '\u{FE62}', '\u{FE63}', '\u{FE66}', '\u{FE6A}', '\u{FE6B}',
];

/// What spreadsheets skip before they look whether a cell is a formula.
fn is_skipped(c: char) -> bool {
    c.is_whitespace()
        || c.is_control()
        || matches!(
            c,
            '\u{FEFF}' | '\u{00AD}' | '\u{180E}' | '\u{200B}'..='\u{200F}' | '\u{202A}'..='\u{202E}'
                | '\u{2060}'..='\u{2064}' | '\u{2066}'..='\u{2069}'
        )
}

/// Where a reader that takes another separator would begin a new cell inside our quoted text.
fn is_break(c: char) -> bool {
    matches!(c, '\t' | '\r' | '\n' | ';')
}

/// A number and nothing else: it cannot do anything, and stays a number.
fn is_number(text: &str) -> bool {
    let digits = text.strip_prefix(['+', '-']).unwrap_or(text);
    let (whole, part) = digits.split_once('.').unwrap_or((digits, "0"));
    let all = |text: &str| !text.is_empty() && text.bytes().all(|b| b.is_ascii_digit());
    all(whole) && all(part)
}

/// Whether a spreadsheet could run the text as a formula.
pub fn is_formula(text: &str) -> bool {
    !is_number(text)
        && (text.starts_with(['\t', '\r', '\n'])
            || text.trim_start_matches(is_skipped).starts_with(LEADS))
}

/// The text for a CSV cell. An apostrophe goes before what could be run, also where a reader with
/// another separator would begin a cell; control characters that no text needs are dropped.
pub fn neutral(text: &str) -> String {
    if is_number(text) {
        return text.to_owned();
    }
    let mut safe = String::with_capacity(text.len() + 1);
    if is_formula(text) {
        safe.push('\'');
    }
    let mut rest = text;
    while let Some(c) = rest.chars().next() {
        rest = rest.get(c.len_utf8()..).unwrap_or_default();
        if !c.is_control() || matches!(c, '\t' | '\r' | '\n') {
            safe.push(c);
        }
        if is_break(c) && rest.trim_start_matches(is_skipped).starts_with(LEADS) {
            safe.push('\'');
        }
    }
    safe
}

/// Takes back what [`neutral`] put before a formula, so that an exported sheet comes in as it was.
pub fn plain(text: &str) -> &str {
    text.strip_prefix('\'').filter(|rest| is_formula(rest)).unwrap_or(text)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    /// What peers let through, and what they were attacked with.
    const ATTACKS: &[&str] = &[
        "=1+1",
        "=cmd|' /C calc'!A0",
        "=HYPERLINK(\"http://evil\",\"x\")",
        "+SUM(1,1)",
        "-2+3+cmd|' /C notepad'!'A1'",
        "@SUM(1+1)*cmd|' /C calc'!A0",
        "|calc",
        "%0A=1",
        "\t=1+1",
        "\r=1+1",
        "\n=1+1",
        "\tharmless looking",
        "  =1+1",
        "\u{a0}=1+1",
        "\u{3000}=1+1",
        "\u{feff}=1+1",
        "\u{200b}=1+1",
        "\u{1}=1+1",
        "\u{0} \u{7f}=1+1",
        "\u{85}=1+1",
        "\u{202e}=1+1",
        "\u{ff1d}1+1",
        "\u{ff0b}1",
        "\u{ff0d}1+cmd",
        "\u{ff20}SUM(1)",
        " \u{ff1d}1",
        "DDE (\"cmd\";\"/C calc\";\"!A0\");=1",
        "ok;=1+1",
        "ok\t=1+1",
        "ok\n=1+1",
        "ok\"; @SUM(1)",
        "-",
        "+86 138 0000 0000",
        "--1",
        "-1e5",
        "=",
    ];

    /// Cells as a spreadsheet with any separator would see them.
    fn cells(text: &str) -> impl Iterator<Item = &str> {
        text.split(['\t', '\r', '\n', ';'])
    }

    #[test]
    fn attacks_become_texts() {
        for attack in ATTACKS {
            let safe = neutral(attack);
            for cell in cells(&safe) {
                assert!(!is_formula(cell), "{attack:?} became {safe:?}");
            }
            assert!(!safe.starts_with(['\t', '\r', '\n']), "{attack:?}");
        }
    }

    #[test]
    fn numbers_and_plain_texts_stay() {
        for text in [
            "",
            "0",
            "-5",
            "+5",
            "-12.50",
            "上海电气",
            "a=b",
            "1-2",
            "x@y.example",
            "50%",
            "a, b",
            "line\nline",
            "O'Neill",
            "3/4",
        ] {
            assert_eq!(neutral(text), text);
        }
    }

    #[test]
    fn what_was_made_harmless_comes_back() {
        for text in ["=1+1", "+86 138", "-", "@home", "'quoted'", "'", "plain"] {
            assert_eq!(plain(&neutral(text)), text);
        }
    }

    proptest! {
        #[test]
        fn no_text_runs(text in "[ =+@|%;\t\r\n\u{ff1d}\u{feff}\u{0}'\"a1-]{0,12}") {
            let safe = neutral(&text);
            prop_assert!(cells(&safe).all(|cell| !is_formula(cell)), "{:?}", safe);
        }
    }
}
