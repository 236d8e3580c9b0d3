//! Just enough of Rust's grammar to tell code from comments and literals.

/// The identifiers of a Rust text with their line numbers; comments and literals are left out.
pub(crate) fn identifiers(text: &str) -> Vec<(usize, String)> {
    let is_part = |c: char| c.is_alphanumeric() || c == '_';
    let words = |line: &str| -> Vec<String> {
        line.split(|c| !is_part(c)).filter(|word| !word.is_empty()).map(str::to_owned).collect()
    };
    let code = code_only(text);
    let lines = code.lines().enumerate();
    lines.flat_map(|(index, line)| words(line).into_iter().map(move |w| (index + 1, w))).collect()
}

/// The text with comments, strings and character literals replaced by a space; lines stay lines.
fn code_only(text: &str) -> String {
    let mut rest = text;
    let mut code = String::with_capacity(text.len());
    while let Some(first) = rest.chars().next() {
        let after_word = code.chars().last().is_some_and(|c| c.is_alphanumeric() || c == '_');
        let skipped = skipped(rest, after_word);
        if skipped == 0 {
            code.push(first);
            rest = rest.strip_prefix(first).unwrap_or_default();
            continue;
        }
        let (gone, left) = rest.split_at(skipped);
        code.push(' ');
        code.extend(gone.chars().filter(|c| *c == '\n'));
        rest = left;
    }
    code
}

/// How many bytes at the start of `rest` are a comment or a literal; 0 if it starts with code.
fn skipped(rest: &str, after_word: bool) -> usize {
    if rest.starts_with("//") {
        return rest.find('\n').unwrap_or(rest.len());
    }
    if rest.starts_with("/*") {
        return block_comment(rest);
    }
    if rest.starts_with('"') {
        return quoted(rest, 1);
    }
    if rest.starts_with('\'') {
        return character(rest);
    }
    if after_word {
        return 0;
    }
    ["r", "br", "cr"].iter().find_map(|prefix| raw_string(rest, prefix)).unwrap_or(0)
}

/// Block comments nest.
fn block_comment(rest: &str) -> usize {
    let mut depth = 0_usize;
    let mut at = 0;
    while let Some(left) = rest.get(at..) {
        if left.starts_with("/*") {
            depth += 1;
            at += 2;
        } else if left.starts_with("*/") {
            depth -= 1;
            at += 2;
            if depth == 0 {
                return at;
            }
        } else {
            match left.chars().next() {
                Some(c) => at += c.len_utf8(),
                None => break,
            }
        }
    }
    rest.len()
}

/// A string whose first quote ends at byte `from`.
fn quoted(rest: &str, from: usize) -> usize {
    let mut escaped = false;
    for (at, c) in rest.char_indices().skip_while(|(at, _)| *at < from) {
        match c {
            _ if escaped => escaped = false,
            '\\' => escaped = true,
            '"' => return at + 1,
            _ => {}
        }
    }
    rest.len()
}

/// A character literal; 0 for a lifetime, which looks alike at first.
fn character(rest: &str) -> usize {
    let mut chars = rest.char_indices().skip(1);
    match chars.next() {
        Some((_, '\\')) => {
            // The escaped character itself may be a quote.
            let end = chars.skip(1).find(|(_, c)| *c == '\'');
            end.map_or(rest.len(), |(at, _)| at + 1)
        }
        Some(_) => match chars.next() {
            Some((at, '\'')) => at + 1,
            _ => 0,
        },
        None => 0,
    }
}

/// `r"…"` and `r#"…"#` with any number of hashes.
fn raw_string(rest: &str, prefix: &str) -> Option<usize> {
    let after = rest.strip_prefix(prefix)?;
    let hashes = after.len() - after.trim_start_matches('#').len();
    let body = after.get(hashes..)?.strip_prefix('"')?;
    let end = format!("\"{}", "#".repeat(hashes));
    let start = prefix.len() + hashes + 1;
    Some(body.find(&end).map_or(rest.len(), |at| start + at + end.len()))
}

#[cfg(test)]
mod tests {
    use super::identifiers;

    fn check(text: &str, expected: &[(usize, &str)]) {
        let found = identifiers(text);
        let found: Vec<(usize, &str)> =
            found.iter().map(|(line, word)| (*line, word.as_str())).collect();
        assert_eq!(found, expected, "{text}");
    }

    #[test]
    fn comments_are_no_code() {
        check("a // b\nc", &[(1, "a"), (2, "c")]);
        check("a /* b /* c */\n d */ e", &[(1, "a"), (2, "e")]);
        check("//! b\n/// c\na", &[(3, "a")]);
    }

    #[test]
    fn strings_are_no_code() {
        check(r#"a "b \" c" d"#, &[(1, "a"), (1, "d")]);
        check("a r#\"b \" c\"# d", &[(1, "a"), (1, "d")]);
        check("a br\"b\\\" d", &[(1, "a"), (1, "d")]);
        check("a \"b\nc\" d", &[(1, "a"), (2, "d")]);
        check("var\"b\"", &[(1, "var")]);
    }

    #[test]
    fn characters_are_no_code_and_lifetimes_are() {
        check(r#"a '"' b '\'' c '\u{1f}' d"#, &[(1, "a"), (1, "b"), (1, "c"), (1, "d")]);
        check(
            "fn f<'a>(x: &'a str)",
            &[(1, "fn"), (1, "f"), (1, "a"), (1, "x"), (1, "a"), (1, "str")],
        );
    }
}
