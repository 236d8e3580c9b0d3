//! Who works on which record: one table for every kind that has a team.

use crate::scoped::Placed;
use base::Fault;
use sea_orm::{
    ColumnTrait, ConnectionTrait, IntoActiveModel, QueryFilter, QueryOrder, entity::prelude::*,
};
use store::{Change, Column as Col, Migration, SearchDoc, Tx};

/// A member of a record's team in one role.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "team_member")]
pub struct Model {
    /// Id.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: String,
    /// The kind of the record.
    pub kind: String,
    /// The record.
    pub record_id: String,
    /// The member.
    pub user_id: String,
    /// The role in this team: `ar`, `sr`, `fr`, `sponsor`, `member`, `collector` …
    pub role: String,
}

/// No relations.
#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}

pub(crate) const MIGRATION: Migration = Migration {
    name: "access_0001_team",
    changes: || {
        vec![
            Change::Table(
                "team_member",
                vec![
                    Col::id(),
                    Col::text("kind"),
                    Col::text("record_id"),
                    Col::text("user_id"),
                    Col::text("role"),
                ],
            ),
            Change::Unique("team_member_one", "team_member", "record_id, user_id, role"),
            Change::Index("team_member_user", "team_member", "user_id, record_id"),
        ]
    },
};

/// The team of a record, in the order in which it was named.
pub async fn of<C: ConnectionTrait>(conn: &C, record_id: &str) -> Result<Vec<Model>, Fault> {
    store::select::<Entity>()
        .filter(Column::RecordId.eq(record_id))
        .order_by_asc(Column::Id)
        .all(conn)
        .await
        .map_err(store::internal)
}

/// Makes a record findable by those who reach it: its own place, and the team that counts for it. Of
/// `doc` only the words are taken.
pub async fn index<M: Placed>(tx: &mut Tx, record: &M, doc: SearchDoc) -> Result<(), Fault> {
    let team = of(tx.conn(), record.team_id()).await?;
    let doc = SearchDoc {
        owner_id: record.owner_id().to_owned(),
        unit_path: record.unit_path().to_owned(),
        member_ids: team.into_iter().map(|member| member.user_id).collect(),
        ..doc
    };
    tx.reindex(record, Some(doc));
    Ok(())
}

/// Replaces the team of a record. The caller journals it and refreshes the record's search entry.
pub async fn replace(
    tx: &mut Tx,
    kind: &str,
    record_id: &str,
    members: &[(String, String)],
) -> Result<(), Fault> {
    Entity::delete_many()
        .filter(Column::RecordId.eq(record_id))
        .exec(tx.conn())
        .await
        .map_err(store::internal)?;
    insert(tx, kind, members.iter().map(|(user, role)| (record_id, user.as_str(), role.as_str())))
        .await
}

/// Takes the teams of records away that go themselves.
pub async fn remove<'a>(
    tx: &mut Tx,
    record_ids: impl Iterator<Item = &'a str>,
) -> Result<(), Fault> {
    Entity::delete_many()
        .filter(Column::RecordId.is_in(record_ids))
        .exec(tx.conn())
        .await
        .map_err(store::internal)?;
    Ok(())
}

/// Adds members to records without looking whether they are there: for new records.
pub async fn insert<'a>(
    tx: &mut Tx,
    kind: &str,
    members: impl Iterator<Item = (&'a str, &'a str, &'a str)>,
) -> Result<(), Fault> {
    let rows: Vec<ActiveModel> = members
        .map(|(record_id, user_id, role)| {
            Model {
                id: tx.new_id::<()>().to_string(),
                kind: kind.to_owned(),
                record_id: record_id.to_owned(),
                user_id: user_id.to_owned(),
                role: role.to_owned(),
            }
            .into_active_model()
            .reset_all()
        })
        .collect();
    for chunk in rows.chunks(1000) {
        Entity::insert_many(chunk.to_vec())
            .exec_without_returning(tx.conn())
            .await
            .map_err(store::internal)?;
    }
    Ok(())
}
