//! Configuration: defaults, then a TOML file, then `TRUSS_*` variables, then flags. Each value knows
//! where it came from.

use std::{collections::BTreeMap, fmt::Display, path::Path};
use store::{Durability, Options};
use wire::TrustedProxies;

/// Where a value came from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Source {
    /// Built in.
    Default,
    /// The configuration file.
    File(String),
    /// An environment variable.
    Variable(String),
    /// A flag on the command line.
    Flag,
}

impl Display for Source {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Default => f.write_str("default"),
            Self::File(path) => write!(f, "{path}"),
            Self::Variable(name) => write!(f, "{name}"),
            Self::Flag => f.write_str("flag"),
        }
    }
}

/// A value with its source.
#[derive(Debug, Clone)]
pub struct Setting {
    /// The value as text.
    pub value: String,
    /// Where it came from.
    pub source: Source,
}

/// Everything that can be configured.
#[derive(Debug, Clone)]
pub struct Config {
    /// Folder of the database, of files and of imports.
    pub data: Setting,
    /// `postgres://…`; empty for the embedded SQLite.
    pub database_url: Setting,
    /// Connections of the pool.
    pub connections: Setting,
    /// SQLite: `full` or `normal`.
    pub durability: Setting,
    /// Address and port.
    pub listen: Setting,
    /// How people reach it, for links; empty for the listening address.
    pub public_url: Setting,
    /// `true` when it is reached over TLS: cookies then travel over TLS only. `auto`: as the public
    /// URL says.
    pub secure_cookies: Setting,
    /// Proxies whose `X-Forwarded-For` is believed.
    pub trusted_proxies: Setting,
    /// Where days begin, for example `Asia/Shanghai`.
    pub time_zone: Setting,
    /// What is logged, for example `info` or `info,store=debug`.
    pub log: Setting,
}

/// Names, defaults and meaning of every setting.
pub const SETTINGS: &[(&str, &str, &str)] = &[
    ("data", "./data", "folder of the database, of files and of imports"),
    (
        "database_url",
        "",
        "postgres://user:password@host/database; empty: SQLite in the data folder",
    ),
    ("connections", "12", "connections of the database pool"),
    ("durability", "full", "SQLite: full survives a power cut, normal only a crash"),
    ("listen", "127.0.0.1:8080", "address and port"),
    ("public_url", "", "how people reach it, for links"),
    (
        "secure_cookies",
        "auto",
        "true when it is reached over TLS; auto: when public_url begins with https",
    ),
    (
        "trusted_proxies",
        "",
        "proxies whose X-Forwarded-For is believed: addresses and networks between commas",
    ),
    ("time_zone", "Asia/Shanghai", "where days begin"),
    ("log", "info", "what is logged"),
];

/// What is wrong with a configuration.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ConfigError(pub String);

impl Display for ConfigError {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.0)
    }
}
impl std::error::Error for ConfigError {}

impl Config {
    /// Reads file, variables and flags, in this order of strength. `flags` are (name, value).
    pub fn load(
        file: Option<&Path>,
        variables: &BTreeMap<String, String>,
        flags: &[(&str, String)],
    ) -> Result<Self, ConfigError> {
        let mut values: BTreeMap<&str, Setting> = SETTINGS
            .iter()
            .map(|(name, default, _)| {
                (*name, Setting { value: (*default).to_owned(), source: Source::Default })
            })
            .collect();
        if let Some(path) = file {
            let shown = path.display().to_string();
            let text = std::fs::read_to_string(path)
                .map_err(|error| ConfigError(format!("{shown}: {error}")))?;
            let table: toml::Table =
                text.parse().map_err(|error| ConfigError(format!("{shown}: {error}")))?;
            for (name, value) in table {
                let setting = values
                    .get_mut(name.as_str())
                    .ok_or_else(|| ConfigError(format!("{shown}: unknown setting {name}")))?;
                let value = match value {
                    toml::Value::String(text) => text,
                    other => other.to_string(),
                };
                *setting = Setting { value, source: Source::File(shown.clone()) };
            }
        }
        for (name, setting) in &mut values {
            let variable = format!("TRUSS_{}", name.to_uppercase());
            if let Some(value) = variables.get(&variable) {
                *setting = Setting { value: value.clone(), source: Source::Variable(variable) };
            }
        }
        for (name, value) in flags {
            if let Some(setting) = values.get_mut(name) {
                *setting = Setting { value: value.clone(), source: Source::Flag };
            }
        }
        let mut take = |name: &str| {
            values.remove(name).ok_or_else(|| ConfigError(format!("no setting {name}")))
        };
        let config = Self {
            data: take("data")?,
            database_url: take("database_url")?,
            connections: take("connections")?,
            durability: take("durability")?,
            listen: take("listen")?,
            public_url: take("public_url")?,
            secure_cookies: take("secure_cookies")?,
            trusted_proxies: take("trusted_proxies")?,
            time_zone: take("time_zone")?,
            log: take("log")?,
        };
        config.check()?;
        Ok(config)
    }

    fn check(&self) -> Result<(), ConfigError> {
        let wrong = |name: &str, wanted: &str| Err(ConfigError(format!("{name} must be {wanted}")));
        if !self.connections.value.parse::<u32>().is_ok_and(|n| (1..=200).contains(&n)) {
            return wrong("connections", "a number from 1 to 200");
        }
        if !matches!(self.durability.value.as_str(), "full" | "normal") {
            return wrong("durability", "full or normal");
        }
        if !matches!(self.secure_cookies.value.as_str(), "true" | "false" | "auto") {
            return wrong("secure_cookies", "true, false or auto");
        }
        self.trusted_proxies()?;
        if base::Clock::system(&self.time_zone.value).is_none() {
            return wrong("time_zone", "a time zone such as Asia/Shanghai");
        }
        let url = &self.database_url.value;
        if !url.is_empty() && !url.starts_with("postgres://") && !url.starts_with("postgresql://") {
            return wrong("database_url", "empty or postgres://…");
        }
        Ok(())
    }

    /// Whether cookies travel over TLS only.
    pub fn secure_cookies(&self) -> bool {
        match self.secure_cookies.value.as_str() {
            "auto" => self.public_url.value.to_lowercase().starts_with("https://"),
            value => value == "true",
        }
    }

    /// The proxies that are believed.
    pub fn trusted_proxies(&self) -> Result<TrustedProxies, ConfigError> {
        let wrong = |part| {
            ConfigError(format!("trusted_proxies must be addresses or networks: {part} is neither"))
        };
        TrustedProxies::parse(&self.trusted_proxies.value).map_err(wrong)
    }

    /// How the store is opened.
    pub fn store_options(&self) -> Options {
        let mut options = if self.database_url.value.is_empty() {
            Options::sqlite(Path::new(&self.data.value).join("truss.db"))
        } else {
            Options::postgres(&self.database_url.value)
        };
        options.connections = self.connections.value.parse().unwrap_or(12);
        options.durability = match self.durability.value.as_str() {
            "normal" => Durability::Normal,
            _ => Durability::Full,
        };
        options
    }

    /// Every setting as name, value without secrets, source.
    pub fn shown(&self) -> Vec<(&'static str, String, String)> {
        let all = [
            &self.data,
            &self.database_url,
            &self.connections,
            &self.durability,
            &self.listen,
            &self.public_url,
            &self.secure_cookies,
            &self.trusted_proxies,
            &self.time_zone,
            &self.log,
        ];
        SETTINGS
            .iter()
            .zip(all)
            .map(|((name, _, _), setting)| {
                (*name, without_password(&setting.value), setting.source.to_string())
            })
            .collect()
    }
}

fn without_password(value: &str) -> String {
    let Some((scheme, rest)) = value.split_once("://") else { return value.to_owned() };
    match rest.rsplit_once('@') {
        Some((login, host)) => {
            let user = login.split(':').next().unwrap_or_default();
            format!("{scheme}://{user}:***@{host}")
        }
        None => value.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn flags_win_over_variables_and_secrets_stay_hidden() {
        let variables = BTreeMap::from([
            ("TRUSS_LISTEN".to_owned(), "0.0.0.0:80".to_owned()),
            ("TRUSS_DATABASE_URL".to_owned(), "postgres://truss:secret@db/truss".to_owned()),
        ]);
        let flags = [("listen", "127.0.0.1:0".to_owned())];
        let config = Config::load(None, &variables, &flags).unwrap();
        assert_eq!(
            (config.listen.value.as_str(), &config.listen.source),
            ("127.0.0.1:0", &Source::Flag)
        );
        let shown = config.shown();
        assert!(shown.iter().all(|(_, value, _)| !value.contains("secret")), "{shown:?}");
        assert!(shown.contains(&("durability", "full".into(), "default".into())));
    }

    #[test]
    fn cookies_are_as_safe_as_the_address_that_people_use() {
        let with = |flags: &[(&str, &str)]| {
            let flags: Vec<_> = flags.iter().map(|(name, it)| (*name, (*it).to_owned())).collect();
            Config::load(None, &BTreeMap::new(), &flags).unwrap().secure_cookies()
        };
        assert!(with(&[("public_url", "https://truss.example")]));
        assert!(!with(&[("public_url", "http://truss.example")]) && !with(&[]));
        assert!(with(&[("secure_cookies", "true")]));
        assert!(!with(&[("secure_cookies", "false"), ("public_url", "https://truss.example")]));
    }

    #[test]
    fn wrong_values_are_named() {
        for (name, value) in [
            ("durability", "maybe"),
            ("connections", "0"),
            ("time_zone", "Mars"),
            ("secure_cookies", "yes"),
            ("trusted_proxies", "10.0.0.0/8, nginx"),
        ] {
            let error =
                Config::load(None, &BTreeMap::new(), &[(name, value.to_owned())]).unwrap_err();
            assert!(error.0.starts_with(name), "{error}");
        }
    }
}
