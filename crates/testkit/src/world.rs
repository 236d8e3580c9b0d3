//! A small company: two offices with the iron triangle, their heads, finance, and an administrator.

use access::{Actor, Role};
use people::{
    model::{
        unit::{self, UnitKind},
        user::Locale,
    },
    settings::{self, COMPANY, Company},
    verbs::{self, NewPost, NewUser},
};
use std::{collections::BTreeMap, sync::Arc};
use store::{Meta, Store};

/// Somebody of the test company.
#[derive(Debug, Clone)]
pub struct Person {
    /// Id.
    pub id: String,
    /// Login, by which tests call the person.
    pub login: &'static str,
    /// What the person may reach.
    pub actor: Arc<Actor>,
}

/// The test company.
#[derive(Debug, Clone)]
pub struct World {
    /// Units by name: `company`, `east` (region), `shanghai`, `north` (region), `beijing`.
    pub units: BTreeMap<&'static str, unit::Model>,
    /// People by login; see [`STAFF`].
    pub people: BTreeMap<&'static str, Person>,
}

/// Login, unit and roles of everybody. `stranger` sits in another region; `colleague` is another AR
/// in the same office.
pub const STAFF: &[(&str, &str, &[Role])] = &[
    ("admin", "company", &[Role::Administrator]),
    ("ar", "shanghai", &[Role::Ar]),
    ("sr", "shanghai", &[Role::Sr]),
    ("fr", "shanghai", &[Role::Fr]),
    ("colleague", "shanghai", &[Role::Ar]),
    ("lead_manager", "east", &[Role::LeadManager]),
    ("head", "east", &[Role::SalesHead]),
    ("chair", "company", &[Role::SdtChair]),
    ("finance", "company", &[Role::FinanceReviewer, Role::ReceivableAccountant]),
    ("contracts", "east", &[Role::ContractManager]),
    ("auditor", "company", &[Role::Auditor]),
    ("pricing", "company", &[Role::Pricing]),
    ("stranger", "beijing", &[Role::Ar]),
    ("north_head", "north", &[Role::SalesHead]),
];

/// The password of everybody in tests that sign in for real.
pub const PASSWORD: &str = "correct horse battery";

impl World {
    /// Founds the company in an empty database.
    pub async fn found(store: &Store) -> Self {
        let mut tx = store.begin(&Meta::system()).await.unwrap();
        let mut units = BTreeMap::new();
        for (key, parent, kind) in [
            ("company", None, UnitKind::Company),
            ("east", Some("company"), UnitKind::Region),
            ("north", Some("company"), UnitKind::Region),
            ("shanghai", Some("east"), UnitKind::Office),
            ("beijing", Some("north"), UnitKind::Office),
        ] {
            let parent = parent.map(|parent: &str| units.get(parent).unwrap());
            let unit = verbs::add_unit(&mut tx, parent, kind, key).await.unwrap();
            units.insert(key, unit);
        }
        let company = Company {
            unit_id: units["company"].id.to_string(),
            currency: "CNY".to_owned(),
            demo: false,
        };
        settings::write(&mut tx, COMPANY, &company).await.unwrap();
        let mut ids = Vec::new();
        for (login, unit, roles) in STAFF {
            let posts = roles
                .iter()
                .map(|role| NewPost { unit_id: units[unit].id.clone(), role: *role, rank: 5 })
                .collect();
            let new = NewUser {
                login: (*login).to_owned(),
                name: format!("{login} of {unit}"),
                email: None,
                locale: Locale::English,
                // Tests that sign in set a real hash; hashing all passwords takes too long.
                password_hash: people::secret::NOBODY.to_owned(),
                posts,
            };
            let user = verbs::add_user(&mut tx, new).await.unwrap();
            ids.push((*login, user.id.to_string()));
        }
        tx.commit().await.unwrap();
        let mut staff = BTreeMap::new();
        for (login, id) in ids {
            let actor = people::actor(store.read(), &id).await.unwrap().unwrap();
            staff.insert(login, Person { id, login, actor: Arc::new(actor) });
        }
        Self { units, people: staff }
    }

    /// Somebody by login.
    pub fn person(&self, login: &str) -> &Person {
        self.people.get(login).unwrap_or_else(|| panic!("nobody is called {login}"))
    }
}
