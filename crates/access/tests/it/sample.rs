//! Records with a place: leads with a team of their own, quotations with their opportunity's.

use access::{
    Actor, Field, FieldGroup, FieldKind, Grant, List, Placed, Role, ScopeColumns, policy::kinds,
};
use base::{Day, Id, Timestamp};
use sea_orm::sea_query::{Query, SelectStatement};
use store::{Change, Column as Col, Meta, Migration, Store};

macro_rules! placed_table {
    ($module:ident, $table:literal, $kind:literal, $placed:expr $(, $deal:ident)?) => {
        pub(crate) mod $module {
            use base::{Day, Id, Timestamp};
            use sea_orm::entity::prelude::*;

            #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel, serde::Serialize)]
            #[sea_orm(table_name = $table)]
            pub(crate) struct Model {
                #[sea_orm(primary_key, auto_increment = false)]
                pub id: Id<Entity>,
                pub opportunity_id: String,
                pub title: String,
                pub owner_id: String,
                pub unit_path: String,
                /// Not a column: what search must know of the team.
                #[sea_orm(ignore)]
                #[serde(skip)]
                pub team: Vec<String>,
                pub amount_minor: i64,
                pub cost_minor: i64,
                pub due_on: Option<Day>,
                pub version: i64,
                pub created_at: Timestamp,
                pub updated_at: Timestamp,
            }
            #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
            pub(crate) enum Relation {}
            impl ActiveModelBehavior for ActiveModel {}
            store::record!(
                Model,
                $kind,
                search = |row| Some(store::SearchDoc {
                    title: row.title.clone(),
                    owner_id: row.owner_id.clone(),
                    unit_path: row.unit_path.clone(),
                    member_ids: row.team.clone(),
                    ..store::SearchDoc::default()
                })
            );
            access::placed!(Model, $placed $(, $deal)?);
        }
    };
}

placed_table!(lead, "sample_lead", "lead", access::policy::kinds::LEAD);
placed_table!(quotation, "sample_quotation", "quotation", access::policy::kinds::QUOTATION, deal);

const FIELDS: &[Field] = &[
    Field::new("updated_at", FieldKind::Instant).sorted(),
    Field::new("title", FieldKind::Text).sorted(),
    Field::new("amount_minor", FieldKind::Integer).sorted(),
    Field::new("due_on", FieldKind::Day).sorted_by("COALESCE(due_on, '9999-12-31')"),
    Field::new("cost_minor", FieldKind::Integer).sorted().hidden_with(FieldGroup::Cost),
    Field::new("owner_id", FieldKind::Text),
    Field {
        key: "double_minor",
        expr: "(amount_minor * 2)",
        ..Field::new("double_minor", FieldKind::Integer)
    },
];

/// The list of leads.
pub(crate) const LEADS: List = List {
    kind: kinds::LEAD,
    table: "sample_lead",
    scope: Some(ScopeColumns::OWN_TEAM),
    fields: FIELDS,
    sort: "-updated_at",
    searchable: true,
};

/// The list of quotations.
pub(crate) const QUOTATIONS: List = List {
    kind: kinds::QUOTATION,
    table: "sample_quotation",
    scope: Some(ScopeColumns::DEAL_TEAM),
    fields: FIELDS,
    sort: "-updated_at",
    searchable: true,
};

store::project! {
    /// One line of the list of leads.
    #[derive(Debug, Clone, PartialEq, Eq)]
    pub(crate) struct LeadRow {
        /// Id.
        pub(crate) id: String = (lead::Entity, lead::Column::Id),
        /// Title.
        pub(crate) title: String = (lead::Entity, lead::Column::Title),
    }
}
store::project! {
    /// One line of the list of quotations.
    #[derive(Debug, Clone, PartialEq, Eq)]
    pub(crate) struct QuotationRow {
        /// Id.
        pub(crate) id: String = (quotation::Entity, quotation::Column::Id),
    }
}

pub(crate) fn leads() -> SelectStatement {
    Query::select().from(lead::Entity).to_owned()
}
pub(crate) fn quotations() -> SelectStatement {
    Query::select().from(quotation::Entity).to_owned()
}

fn migrations() -> Vec<Migration> {
    let mut all = store::migrate::migrations();
    all.extend(access::migrations());
    all.push(Migration { name: "sample_0001", changes: tables });
    all
}

fn tables() -> Vec<Change> {
    let mut changes = Vec::new();
    for (table, indexes) in [
        ("sample_lead", ["lead_u", "lead_o", "lead_p", "lead_t", "lead_a", "lead_d"]),
        ("sample_quotation", ["quo_u", "quo_o", "quo_p", "quo_t", "quo_a", "quo_d"]),
    ] {
        changes.push(Change::Table(
            table,
            vec![
                Col::id(),
                Col::text("opportunity_id"),
                Col::text("title"),
                Col::text("owner_id"),
                Col::path("unit_path"),
                Col::integer("amount_minor"),
                Col::integer("cost_minor"),
                Col::text("due_on").null(),
                Col::integer("version"),
                Col::integer("created_at"),
                Col::integer("updated_at"),
            ],
        ));
        let columns = [
            "updated_at, id",
            "owner_id, updated_at, id",
            "unit_path, updated_at, id",
            "title, id",
            "amount_minor, id",
            "COALESCE(due_on, '9999-12-31'), id",
        ];
        for (name, columns) in indexes.into_iter().zip(columns) {
            changes.push(Change::Index(name, table, columns));
        }
    }
    changes
}

pub(crate) async fn store() -> Store {
    testkit::database(migrations()).await
}

/// A record as the test knows it.
#[derive(Debug, Clone)]
pub(crate) struct Known {
    pub(crate) title: String,
    pub(crate) owner: String,
    pub(crate) path: String,
    pub(crate) team: Vec<String>,
    pub(crate) amount_minor: i64,
    pub(crate) due_on: Option<Day>,
    pub(crate) updated_at: i64,
}

impl Known {
    pub(crate) fn at(owner: &str, path: &str, team: &[&str]) -> Self {
        Self {
            title: "变压器 plain".to_owned(),
            owner: owner.to_owned(),
            path: path.to_owned(),
            team: team.iter().map(|user| (*user).to_owned()).collect(),
            amount_minor: 0,
            due_on: None,
            updated_at: 0,
        }
    }
    /// Whether the actor may do this, told by the reader in memory.
    pub(crate) fn reached(&self, actor: &Actor, kind: base::Kind, action: access::Action) -> bool {
        let place =
            access::Placement { owner_id: &self.owner, unit_path: &self.path, team: &self.team };
        access::policy::reach(actor, kind, action).holds(&place)
    }
}

/// Stores the records as leads with teams of their own and as quotations whose opportunity has the
/// team; answers the ids: of the leads, of the quotations.
pub(crate) async fn fill(store: &Store, known: &[Known]) -> (Vec<String>, Vec<String>) {
    let mut tx = store.begin(&Meta::system()).await.unwrap();
    let (mut leads, mut quotations) = (Vec::new(), Vec::new());
    for record in known {
        let now = tx.now();
        let updated_at = now.plus_millis(record.updated_at);
        let deal: Id<()> = tx.new_id();
        macro_rules! model {
            ($module:ident) => {
                $module::Model {
                    id: tx.new_id(),
                    opportunity_id: deal.to_string(),
                    title: record.title.clone(),
                    owner_id: record.owner.clone(),
                    unit_path: record.path.clone(),
                    team: record.team.clone(),
                    amount_minor: record.amount_minor,
                    cost_minor: -record.amount_minor,
                    due_on: record.due_on,
                    version: 1,
                    created_at: Timestamp::from_millis(0),
                    updated_at,
                }
            };
        }
        leads.push(model!(lead));
        quotations.push(model!(quotation));
    }
    tx.insert_many(&leads, "created").await.unwrap();
    tx.insert_many(&quotations, "created").await.unwrap();
    let teams = |id: &str, team: &[String]| -> Vec<(String, String)> {
        team.iter().map(|user| (id.to_owned(), user.clone())).collect()
    };
    let mut members = Vec::new();
    for (lead, quotation) in leads.iter().zip(&quotations) {
        members.extend(teams(lead.team_id(), &lead.team));
        members.extend(teams(quotation.team_id(), &quotation.team));
    }
    let rows = members.iter().map(|(id, user)| (id.as_str(), user.as_str(), "member"));
    access::team::insert(&mut tx, "sample", rows).await.unwrap();
    tx.commit().await.unwrap();
    let leads = leads.iter().map(|row| row.id.to_string()).collect();
    let quotations = quotations.iter().map(|row| row.id.to_string()).collect();
    (leads, quotations)
}

/// Somebody with these roles in these units.
pub(crate) fn actor(user: &str, grants: &[(Role, &str)]) -> Actor {
    Actor {
        user_id: user.to_owned(),
        name: user.to_owned(),
        grants: grants
            .iter()
            .map(|(role, path)| Grant {
                unit_id: format!("unit {path}"),
                unit_path: (*path).to_owned(),
                role: *role,
            })
            .collect(),
        currency: "CNY".to_owned(),
    }
}
