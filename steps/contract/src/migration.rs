//! The tables of this step in the store's vocabulary.

use store::{Change, Column as Col, Migration};

/// In order; published ones are never edited.
pub fn migrations() -> Vec<Migration> {
    vec![
        Migration { name: "contract_0001_contracts", changes: contracts },
        Migration { name: "contract_0002_plan", changes: plan },
    ]
}

fn contracts() -> Vec<Change> {
    let mut columns = vec![
        Col::id(),
        Col::text("number").unique(),
        Col::text("title"),
        Col::text("customer_id").references("customer"),
        Col::text("customer_name"),
        Col::text("opportunity_id").references("opportunity"),
        Col::text("live_key").null().unique(),
        Col::text("quotation_id").references("quotation"),
        Col::text("stage"),
        Col::integer("stage_at"),
        Col::integer("amount_minor"),
        Col::integer("tax_bp"),
        Col::text("currency"),
        Col::integer("warranty_months").null(),
        Col::text("our_signer_id").null().references("user_account"),
        Col::integer("plan_version"),
        Col::text("handover"),
        Col::text("handover_by_id").null().references("user_account"),
        Col::integer("handover_at").null(),
        Col::text("process_key"),
        Col::integer("process_version"),
    ];
    for name in [
        "stopped_in",
        "payment_terms",
        "delivery_terms",
        "penalty_terms",
        "special_promises",
        "customer_signer",
        "signed_on",
        "effective_on",
        "plan_template",
        "handover_note",
        "terminate_reason",
    ] {
        columns.push(Col::text(name).null());
    }
    columns.extend(placed());
    vec![
        Change::Table("contract", columns),
        Change::Index("contract_updated", "contract", "updated_at, id"),
        Change::Index("contract_amount", "contract", "amount_minor, id"),
        Change::Index("contract_signed", "contract", "COALESCE(signed_on, '9999-12-31'), id"),
        Change::Index("contract_stage", "contract", "stage, updated_at, id"),
        Change::Index("contract_owner", "contract", "owner_id, updated_at, id"),
        Change::Index("contract_place", "contract", "unit_path, updated_at, id"),
        Change::Index("contract_opportunity", "contract", "opportunity_id"),
        Change::Index("contract_customer", "contract", "customer_id"),
    ]
}

fn plan() -> Vec<Change> {
    let mut columns = vec![
        Col::id(),
        Col::text("contract_id").references("contract"),
        Col::text("opportunity_id").references("opportunity"),
        Col::text("customer_id").references("customer"),
        Col::integer("position"),
        Col::text("label"),
        Col::integer("amount_minor"),
        Col::text("currency"),
        Col::text("trigger_kind"),
        Col::integer("payment_days"),
        Col::text("planned_on").null(),
        Col::text("forecast_on").null(),
        Col::text("triggered_on").null(),
        Col::text("due_on").null(),
    ];
    columns.extend(placed());
    vec![
        Change::Table("plan_line", columns),
        Change::Index("plan_line_contract", "plan_line", "contract_id, position"),
        Change::Index("plan_line_due", "plan_line", "COALESCE(due_on, '9999-12-31'), id"),
        Change::Index("plan_line_updated", "plan_line", "updated_at, id"),
        Change::Index("plan_line_owner", "plan_line", "owner_id, updated_at, id"),
        Change::Index("plan_line_place", "plan_line", "unit_path, updated_at, id"),
        Change::Index("plan_line_customer", "plan_line", "customer_id"),
    ]
}

fn placed() -> [Col; 6] {
    [
        Col::text("owner_id").references("user_account"),
        Col::text("unit_id").references("unit"),
        Col::path("unit_path"),
        Col::integer("version"),
        Col::integer("created_at"),
        Col::integer("updated_at"),
    ]
}
