//! The tables of this step in the store's vocabulary.

use store::{Change, Column as Col, Migration};

/// In order; published ones are never edited.
pub fn migrations() -> Vec<Migration> {
    vec![Migration { name: "delivery_0001_delivery", changes: delivery }]
}

fn delivery() -> Vec<Change> {
    vec![
        Change::Table(
            "milestone",
            vec![
                Col::id(),
                Col::text("contract_id").references("contract"),
                Col::text("opportunity_id").references("opportunity"),
                Col::text("kind"),
                Col::text("label"),
                Col::text("planned_on").null(),
                Col::text("forecast_on").null(),
                Col::text("contract_on").null(),
                Col::text("actual_on").null(),
                Col::text("status"),
                Col::text("accepted_by").null().references("user_account"),
                Col::integer("accepted_at").null(),
                Col::text("note").null(),
                Col::text("owner_id").references("user_account"),
                Col::text("unit_id").references("unit"),
                Col::path("unit_path"),
                Col::integer("version"),
                Col::integer("created_at"),
                Col::integer("updated_at"),
            ],
        ),
        Change::Index("milestone_contract", "milestone", "contract_id, id"),
        Change::Index("milestone_updated", "milestone", "updated_at, id"),
        Change::Index("milestone_forecast", "milestone", "COALESCE(forecast_on, '9999-12-31'), id"),
        Change::Index("milestone_planned", "milestone", "COALESCE(planned_on, '9999-12-31'), id"),
        Change::Index("milestone_owner", "milestone", "owner_id, updated_at, id"),
        Change::Index("milestone_place", "milestone", "unit_path, updated_at, id"),
        Change::Index("milestone_deal", "milestone", "opportunity_id"),
        Change::Table(
            "open_item",
            vec![
                Col::id(),
                Col::text("contract_id").references("contract"),
                Col::text("kind"),
                Col::text("title"),
                Col::text("detail").null(),
                Col::text("status"),
                Col::text("raised_by").references("user_account"),
                Col::text("raised_on"),
                Col::text("responsible_id").null().references("user_account"),
                Col::text("due_on").null(),
                Col::text("resolution").null(),
                Col::text("closed_by").null().references("user_account"),
                Col::integer("closed_at").null(),
                Col::integer("version"),
                Col::integer("created_at"),
                Col::integer("updated_at"),
            ],
        ),
        Change::Index("open_item_contract", "open_item", "contract_id, id"),
    ]
}
