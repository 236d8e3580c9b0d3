//! The tables of this step in the store's vocabulary.

use store::{Change, Column as Col, Migration};

/// In order; published ones are never edited.
pub fn migrations() -> Vec<Migration> {
    vec![
        Migration { name: "people_0001_people", changes: people },
        Migration { name: "people_0002_access", changes: access },
    ]
}

fn people() -> Vec<Change> {
    vec![
        Change::Table(
            "unit",
            vec![
                Col::id(),
                Col::text("parent_id").null().references("unit"),
                Col::text("kind"),
                Col::text("name"),
                Col::path("path").unique(),
                Col::flag("active"),
                Col::integer("version"),
                Col::integer("created_at"),
                Col::integer("updated_at"),
            ],
        ),
        Change::Table(
            "user_account",
            vec![
                Col::id(),
                Col::text("login").unique(),
                Col::text("name"),
                Col::text("email").null(),
                Col::text("password_hash"),
                Col::text("locale"),
                Col::text("theme"),
                Col::text("density"),
                Col::flag("active"),
                Col::integer("version"),
                Col::integer("created_at"),
                Col::integer("updated_at"),
            ],
        ),
        Change::Index("user_account_name", "user_account", "name, id"),
        Change::Index("user_account_updated", "user_account", "updated_at, id"),
        Change::Table(
            "post",
            vec![
                Col::id(),
                Col::text("user_id").references("user_account"),
                Col::text("unit_id").references("unit"),
                Col::text("role"),
                Col::integer("rank"),
                Col::integer("position"),
            ],
        ),
        Change::Index("post_user", "post", "user_id, position"),
        Change::Index("post_unit", "post", "unit_id"),
    ]
}

fn access() -> Vec<Change> {
    vec![
        Change::Table(
            "session",
            vec![
                Col::id(),
                Col::text("user_id").references("user_account"),
                Col::integer("created_at"),
                Col::integer("expires_at"),
            ],
        ),
        Change::Index("session_owner", "session", "user_id"),
        Change::Table(
            "api_token",
            vec![
                Col::id(),
                Col::text("digest").unique(),
                Col::text("user_id").references("user_account"),
                Col::text("name"),
                Col::text("expires_on"),
                Col::integer("last_used_at").null(),
                Col::integer("version"),
                Col::integer("created_at"),
                Col::integer("updated_at"),
            ],
        ),
        Change::Index("api_token_user", "api_token", "user_id"),
    ]
}
