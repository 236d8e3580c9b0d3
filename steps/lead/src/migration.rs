//! The tables of this step in the store's vocabulary.

use store::{Change, Column as Col, Migration};

/// In order; published ones are never edited.
pub fn migrations() -> Vec<Migration> {
    vec![Migration { name: "lead_0001_leads", changes: leads }]
}

fn leads() -> Vec<Change> {
    let mut columns = vec![
        Col::id(),
        Col::text("number").unique(),
        Col::text("title"),
        Col::text("customer_id").null().references("customer"),
        Col::text("status"),
        Col::integer("amount_minor").null(),
        Col::text("currency"),
        Col::text("product_id").null().references("product"),
        Col::integer("completeness"),
        Col::text("collector_id").references("user_account"),
        Col::text("verifier_id").null().references("user_account"),
        Col::integer("verified_at").null(),
        Col::flag("is_lead").null(),
        Col::text("owner_id").references("user_account"),
        Col::text("unit_id").references("unit"),
        Col::path("unit_path"),
        Col::integer("version"),
        Col::integer("created_at"),
        Col::integer("updated_at"),
    ];
    for name in [
        "customer_name",
        "contact_name",
        "contact_phone",
        "source",
        "entry_on",
        "pain",
        "pain_reach",
        "solution_idea",
        "benefit",
        "budget_source",
        "budget_state",
        "investment_leader",
        "decision_makers",
        "stakeholders",
        "grade",
        "grade_override",
        "grade_override_reason",
        "distance",
        "win",
        "verification_note",
        "review_on",
        "close_reason",
        "close_note",
        "opportunity_id",
        "opportunity_title",
    ] {
        columns.push(Col::text(name).null());
    }
    for name in ["urgency", "maturity", "agreement", "entry"] {
        columns.push(Col::integer(name).null());
    }
    vec![
        Change::Table("lead", columns),
        Change::Index("lead_updated", "lead", "updated_at, id"),
        Change::Index("lead_entry", "lead", "COALESCE(entry_on, '9999-12-31'), id"),
        Change::Index("lead_review", "lead", "COALESCE(review_on, '9999-12-31'), id"),
        Change::Index("lead_amount", "lead", "COALESCE(amount_minor, 0), id"),
        Change::Index("lead_status", "lead", "status, updated_at, id"),
        Change::Index("lead_owner", "lead", "owner_id, updated_at, id"),
        Change::Index("lead_place", "lead", "unit_path, updated_at, id"),
        Change::Index("lead_customer", "lead", "customer_id"),
    ]
}
