//! The tables of this step in the store's vocabulary.

use store::{Change, Column as Col, Migration};

/// In order; published ones are never edited.
pub fn migrations() -> Vec<Migration> {
    vec![Migration { name: "bid_0001_quotations", changes: quotations }]
}

fn quotations() -> Vec<Change> {
    vec![
        Change::Table(
            "quotation",
            vec![
                Col::id(),
                Col::text("number"),
                Col::integer("revision"),
                Col::text("opportunity_id").references("opportunity"),
                Col::text("status"),
                Col::text("draft_key").null().unique(),
                Col::text("valid_until").null(),
                Col::text("currency"),
                Col::integer("list_total_minor"),
                Col::integer("discount_minor"),
                Col::integer("total_minor"),
                Col::integer("cost_total_minor").null(),
                Col::integer("margin_minor").null(),
                Col::integer("margin_bp").null(),
                Col::integer("lines_version"),
                Col::text("payment_terms").null(),
                Col::text("delivery_terms").null(),
                Col::text("note").null(),
                Col::text("withdraw_reason").null(),
                Col::integer("submitted_at").null(),
                Col::text("submitted_by").null().references("user_account"),
                Col::text("owner_id").references("user_account"),
                Col::text("unit_id").references("unit"),
                Col::path("unit_path"),
                Col::integer("version"),
                Col::integer("created_at"),
                Col::integer("updated_at"),
            ],
        ),
        Change::Unique("quotation_revision", "quotation", "opportunity_id, revision"),
        Change::Index("quotation_updated", "quotation", "updated_at, id"),
        Change::Index("quotation_owner", "quotation", "owner_id, updated_at, id"),
        Change::Index("quotation_place", "quotation", "unit_path, updated_at, id"),
        Change::Index("quotation_number", "quotation", "number, id"),
        Change::Index("quotation_status", "quotation", "status, id"),
        Change::Index("quotation_total", "quotation", "total_minor, id"),
        Change::Index("quotation_valid", "quotation", "COALESCE(valid_until, '9999-12-31'), id"),
        Change::Table(
            "quotation_line",
            vec![
                Col::id(),
                Col::text("quotation_id").references("quotation"),
                Col::integer("position"),
                Col::text("product_id").null().references("product"),
                Col::text("description"),
                Col::integer("quantity_milli"),
                Col::text("unit").null(),
                Col::integer("list_price_minor"),
                Col::integer("discount_bp"),
                Col::integer("net_price_minor"),
                Col::integer("amount_minor"),
                Col::integer("unit_cost_minor").null(),
                Col::integer("version"),
                Col::integer("created_at"),
                Col::integer("updated_at"),
            ],
        ),
        Change::Index("quotation_line_of", "quotation_line", "quotation_id, position"),
    ]
}
