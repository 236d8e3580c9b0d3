//! Pure rules: what a customer and a contact may look like, and when two names are alike.

use base::Check;
use std::collections::BTreeSet;

/// Characters of a name at most.
pub const NAME_MAX: usize = 200;
/// Characters of a legal id at most.
const LEGAL_ID_MAX: usize = 40;
/// Characters of industry, ownership, region, title and department at most.
const WORDS_MAX: usize = 100;
/// Characters of a website or mail address at most.
const ADDRESS_MAX: usize = 200;
/// Characters of a telephone number at most.
const PHONE_MAX: usize = 40;
/// Characters of a customer's note at most.
const NOTE_MAX: usize = 4_000;
/// Characters of a contact's note at most.
const CONTACT_NOTE_MAX: usize = 2_000;
/// Contacts of a customer at most: all of them stand on one page.
pub const CONTACTS_MAX: u64 = 500;
/// Levels of a group of customers at most.
pub const GROUP_DEPTH_MAX: usize = 10;
/// From here on two names are shown as possibly the same, in basis points.
pub const ALIKE_BP: i64 = 6_000;
/// Pieces of a name at most.
const PARTS_MAX: usize = 60;

/// The texts of a customer that have rules.
#[derive(Debug, Clone, Copy, Default)]
pub struct Sheet<'a> {
    /// What it is called.
    pub name: &'a str,
    /// Number in the register of companies.
    pub legal_id: Option<&'a str>,
    /// Its trade.
    pub industry: Option<&'a str>,
    /// Who owns it.
    pub ownership: Option<&'a str>,
    /// Where it is.
    pub region: Option<&'a str>,
    /// Address in the web.
    pub website: Option<&'a str>,
    /// What else is worth knowing.
    pub note: Option<&'a str>,
    /// Its key in the system it comes from.
    pub external_key: Option<&'a str>,
}

/// Collects what is wrong with a customer.
pub fn check_customer(check: &mut Check, sheet: &Sheet<'_>) {
    check.text("/name", sheet.name, 1, NAME_MAX);
    if let Some(legal_id) = sheet.legal_id {
        let fits = legal_id.chars().all(|c| c.is_alphanumeric() || matches!(c, '-' | '.' | '/'));
        check.ensure(fits, "/legal_id", "bad_format");
        check.text("/legal_id", legal_id, 0, LEGAL_ID_MAX);
    }
    check.optional_text("/industry", sheet.industry, WORDS_MAX);
    check.optional_text("/ownership", sheet.ownership, WORDS_MAX);
    check.optional_text("/region", sheet.region, WORDS_MAX);
    if let Some(website) = sheet.website {
        check.text("/website", website, 0, ADDRESS_MAX);
        check.ensure(is_website(website), "/website", "bad_website");
    }
    check.optional_text("/note", sheet.note, NOTE_MAX);
    check.optional_text("/external_key", sheet.external_key, ADDRESS_MAX);
}

/// The texts of a contact that have rules.
#[derive(Debug, Clone, Copy, Default)]
pub struct Card<'a> {
    /// Name.
    pub name: &'a str,
    /// What the person does.
    pub title: Option<&'a str>,
    /// In which department.
    pub department: Option<&'a str>,
    /// Telephone.
    pub phone: Option<&'a str>,
    /// Mail address.
    pub email: Option<&'a str>,
    /// What else is worth knowing.
    pub note: Option<&'a str>,
}

/// Collects what is wrong with a contact.
pub fn check_contact(check: &mut Check, card: &Card<'_>) {
    check.text("/name", card.name, 1, WORDS_MAX);
    check.optional_text("/title", card.title, WORDS_MAX);
    check.optional_text("/department", card.department, WORDS_MAX);
    check.optional_text("/phone", card.phone, PHONE_MAX);
    if let Some(email) = card.email {
        check.text("/email", email, 0, ADDRESS_MAX);
        check.ensure(is_email(email), "/email", "bad_email");
    }
    check.optional_text("/note", card.note, CONTACT_NOTE_MAX);
}

/// Whether a text may stand behind a link: a host with a dot, `http` or `https` or nothing before it.
fn is_website(text: &str) -> bool {
    let lower = text.to_lowercase();
    let rest = lower.strip_prefix("https://").or_else(|| lower.strip_prefix("http://"));
    let rest = rest.unwrap_or(&lower);
    let authority = rest.split(['/', '?', '#']).next().unwrap_or_default();
    let (host, port) = authority.split_once(':').unwrap_or((authority, "0"));
    let label =
        |l: &str| !l.is_empty() && l.chars().all(|c| c.is_alphanumeric() || matches!(c, '-' | '_'));
    host.contains('.')
        && host.split('.').all(label)
        && !port.is_empty()
        && port.bytes().all(|b| b.is_ascii_digit())
        && !text.chars().any(char::is_whitespace)
}

/// Something, one `@`, and a host; what the other side accepts only the other side knows.
fn is_email(text: &str) -> bool {
    let Some((local, host)) = text.split_once('@') else { return false };
    !local.is_empty()
        && !host.is_empty()
        && !host.contains('@')
        && !text.chars().any(|c| c.is_whitespace() || matches!(c, '<' | '>' | ',' | ';'))
}

/// A text without outer blanks; nothing when nothing is left.
pub fn clean(text: Option<&str>) -> Option<String> {
    text.map(str::trim).filter(|text| !text.is_empty()).map(str::to_owned)
}

/// A legal id as it is compared: capitals, without blanks, full-width characters as usual ones.
pub fn legal_id(text: Option<&str>) -> Option<String> {
    let text: String = text?.chars().map(narrow).filter(|c| !c.is_whitespace()).collect();
    (!text.is_empty()).then(|| text.to_uppercase())
}

/// Full-width Latin letters, digits and signs as usual ones.
fn narrow(c: char) -> char {
    match c {
        '\u{ff01}'..='\u{ff5e}' => {
            u32::from(c).checked_sub(0xfee0).and_then(char::from_u32).unwrap_or(c)
        }
        '\u{3000}' => ' ',
        _ => c,
    }
}

/// Chinese forms of a company, the longer ones first.
const FORMS: &[&str] =
    &["股份有限公司", "有限责任公司", "有限总公司", "有限公司", "股份公司", "总公司", "公司"];
/// Other forms of a company, as words.
const FORM_WORDS: &[&str] = &[
    "ag",
    "bv",
    "co",
    "company",
    "corp",
    "corporation",
    "gmbh",
    "inc",
    "incorporated",
    "kg",
    "kk",
    "limited",
    "llc",
    "llp",
    "ltd",
    "nv",
    "oy",
    "plc",
    "pte",
    "pty",
    "sa",
    "sarl",
    "sas",
    "se",
    "spa",
    "srl",
];

/// A company's name without what does not tell companies apart: case, blanks, signs and the legal
/// form. "西门子（中国）有限公司" becomes "西门子中国", "ACME Co., Ltd." becomes "acme".
pub fn name_key(name: &str) -> String {
    let plain: String = name.chars().map(narrow).flat_map(char::to_lowercase).collect();
    let mut short = plain.clone();
    for form in FORMS {
        short = short.replace(form, " ");
    }
    let key = join(&short, |word| !FORM_WORDS.contains(&word));
    // A name that is nothing but a form is still a name.
    if key.is_empty() { join(&plain, |_| true) } else { key }
}

/// The wanted words; a blank stays only between two words of Latin letters or digits.
fn join(text: &str, wanted: impl Fn(&str) -> bool) -> String {
    let mut key = String::new();
    for word in text.split(|c: char| !c.is_alphanumeric()).filter(|w| !w.is_empty() && wanted(w)) {
        let apart =
            key.ends_with(|c: char| c.is_ascii()) && word.starts_with(|c: char| c.is_ascii());
        if apart {
            key.push(' ');
        }
        key.push_str(word);
    }
    key
}

/// The pieces of a key by which similar names are found: pairs of characters, and threes within
/// Latin words, where a pair says too little.
pub fn name_parts(key: &str) -> BTreeSet<String> {
    let mut parts = BTreeSet::new();
    for word in key.split(' ') {
        let chars: Vec<char> = word.chars().collect();
        for run in chars.chunk_by(|a, b| a.is_ascii() == b.is_ascii()) {
            let size = if run.iter().all(char::is_ascii) { 3 } else { 2 };
            if run.len() <= size {
                parts.insert(run.iter().collect::<String>());
            }
            parts.extend(run.windows(size).map(|piece| piece.iter().collect::<String>()));
        }
    }
    while parts.len() > PARTS_MAX {
        parts.pop_last();
    }
    parts.retain(|part| !part.is_empty());
    parts
}

/// Characters of a key, without blanks, before it is compared with others at all.
const SIGNIFICANT_MIN: usize = 4;

/// How alike two keys are, in basis points: the share of common pieces (Dice); all of it when one
/// begins with the other, because names are compared while they are typed. What is too short to mean
/// one company is like nothing but itself, so that nobody reads the customers letter by letter.
pub fn likeness_bp(a: &str, b: &str) -> i64 {
    if a == b && !a.is_empty() {
        return 10_000;
    }
    let significant = |key: &str| key.chars().filter(|c| *c != ' ').count();
    if significant(a).min(significant(b)) < SIGNIFICANT_MIN {
        return 0;
    }
    if a.starts_with(b) || b.starts_with(a) {
        return 10_000;
    }
    let (left, right) = (name_parts(a), name_parts(b));
    let count = |n: usize| i64::try_from(n).unwrap_or_default();
    let common = count(left.intersection(&right).count());
    base::basis_points(2 * common, count(left.len() + right.len()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keys_keep_what_tells_companies_apart() {
        for (name, key) in [
            ("西门子（中国）有限公司", "西门子中国"),
            ("西门子(中国) 股份有限公司", "西门子中国"),
            ("ＡＣＭＥ Co., Ltd.", "acme"),
            ("Siemens  Energy AG", "siemens energy"),
            ("国家电网有限公司上海分公司", "国家电网上海分"),
            ("公司", "公司"),
            ("Limited", "limited"),
            ("3M 中国有限公司", "3m中国"),
            ("***", ""),
        ] {
            assert_eq!(name_key(name), key, "{name}");
        }
    }

    #[test]
    fn alike_names_are_alike_and_others_are_not() {
        let alike = |a: &str, b: &str| likeness_bp(&name_key(a), &name_key(b)) >= ALIKE_BP;
        assert!(alike("上海宝钢电气有限公司", "宝钢电气（上海）有限公司"));
        assert!(alike("宝钢电气", "宝钢电器有限公司"));
        assert!(alike("Siemens Energy AG", "Simens Energy"));
        assert!(alike("华东电力", "华东电力设计院"));
        assert!(!alike("华东电力", "华北电力"));
        assert!(!alike("上海宝钢电气", "上海华虹电气"));
        assert!(!alike("", "华东电力") && !alike("", ""));
        assert!(!alike("华东", "华东电力") && !alike("S I e", "Siemens"));
        assert!(alike("宝钢", "宝钢有限公司"), "the same, however short");
    }

    #[test]
    fn legal_ids_are_compared_in_one_form() {
        assert_eq!(legal_id(Some(" 9131 0000ma1fl0ｘ ")).as_deref(), Some("91310000MA1FL0X"));
        assert_eq!(legal_id(Some("  ")), None);
    }

    #[test]
    fn only_web_addresses_become_links() {
        for (text, fits) in [
            ("example.cn", true),
            ("https://www.example.com/a?b=c", true),
            ("http://example.com:8080", true),
            ("电力.中国", true),
            ("javascript:alert(1)", false),
            ("javascript:1.x", false),
            ("data:text/html,x.y", false),
            ("ftp://example.com", false),
            ("not a site", false),
            ("example", false),
            ("a..b", false),
        ] {
            assert_eq!(is_website(text), fits, "{text}");
        }
    }

    #[test]
    fn mail_addresses_have_two_sides() {
        for (text, fits) in [
            ("li.na@example.cn", true),
            ("li.na", false),
            ("@example.cn", false),
            ("a@b@c", false),
            ("a b@c", false),
            ("a@b,c@d", false),
        ] {
            assert_eq!(is_email(text), fits, "{text}");
        }
    }
}
