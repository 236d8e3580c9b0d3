//! Pure rules: paths of units, passwords, logins.

use base::Check;

/// Characters of a password at least.
pub const PASSWORD_MIN: usize = 12;
/// Characters of a password at most.
pub const PASSWORD_MAX: usize = 200;
/// Levels of the unit tree at most.
pub const DEPTH_MAX: usize = 8;

/// The path of a unit that is the `index`-th child of `parent` (the company has no parent): four
/// digits of base 36, then a dot.
pub fn child_path(parent: Option<&str>, index: u32) -> String {
    let mut digits = ['0'; 4];
    let mut rest = index;
    for digit in digits.iter_mut().rev() {
        *digit = char::from_digit(rest % 36, 36).unwrap_or('0');
        rest /= 36;
    }
    format!("{}{}.", parent.unwrap_or_default(), digits.iter().collect::<String>())
}

/// Levels below the company.
pub fn depth(path: &str) -> usize {
    path.matches('.').count().saturating_sub(1)
}

/// Whether a text can be a login: 2 to 60 letters, digits, dots, dashes, underscores or `@`, in lower
/// case.
pub fn is_login(text: &str) -> bool {
    (2..=60).contains(&text.len())
        && text.chars().all(|c| {
            c.is_ascii_lowercase() || c.is_ascii_digit() || matches!(c, '.' | '-' | '_' | '@')
        })
}

/// A new login.
pub fn check_login(check: &mut Check, pointer: &str, login: &str) {
    check.ensure(is_login(login), pointer, "login_form");
}

/// Whether a text is longer than any password.
pub fn is_password_too_long(text: &str) -> bool {
    text.chars().count() > PASSWORD_MAX
}

/// A password: long, not the login, not one character repeated.
pub fn check_password(check: &mut Check, pointer: &str, password: &str, login: &str) {
    let length = password.chars().count();
    if length < PASSWORD_MIN {
        let params = base::Params::from([("min", PASSWORD_MIN.into())]);
        check.fault_with(pointer, "password_short", params);
    } else if length > PASSWORD_MAX {
        check.fault(pointer, "too_long");
    } else {
        let first = password.chars().next();
        let repeated = password.chars().all(|c| Some(c) == first);
        let weak = repeated || password.to_lowercase().contains(&login.to_lowercase());
        check.ensure(!weak, pointer, "password_weak");
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paths_sort_like_the_tree() {
        let root = child_path(None, 0);
        assert_eq!(root, "0000.");
        let second = child_path(Some(&root), 1);
        let last = child_path(Some(&root), 36);
        assert_eq!((second.as_str(), last.as_str()), ("0000.0001.", "0000.0010."));
        assert!(root < second && second < last && child_path(Some(&second), 5) < last);
        assert_eq!(depth(&second), 1);
    }

    #[test]
    fn weak_passwords_are_named() {
        for (password, ok) in [
            ("short", false),
            ("aaaaaaaaaaaaaaaa", false),
            ("lina-lina-lina", false),
            ("a long sentence", true),
        ] {
            let mut check = Check::new();
            check_password(&mut check, "/password", password, "lina");
            assert_eq!(check.done().is_ok(), ok, "{password}");
        }
    }
}
