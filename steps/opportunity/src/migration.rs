//! The tables of this step in the store's vocabulary.

use crate::sums::SUMS;
use store::{Change, Column as Col, Migration};

/// In order; published ones are never edited.
pub fn migrations() -> Vec<Migration> {
    vec![
        Migration { name: "opportunity_0001_opportunities", changes: opportunities },
        Migration { name: "opportunity_0002_sums", changes: || vec![Change::Rollup(&SUMS)] },
    ]
}

fn opportunities() -> Vec<Change> {
    let mut changes = vec![Change::Table("opportunity", opportunity())];
    for (name, columns) in [
        ("opportunity_updated", "updated_at, id"),
        ("opportunity_owner", "owner_id, updated_at, id"),
        ("opportunity_place", "unit_path, updated_at, id"),
        ("opportunity_stage", "stage, updated_at, id"),
        ("opportunity_amount", "amount_minor, id"),
        ("opportunity_sign", "COALESCE(expected_sign_on, '9999-12-31'), id"),
        ("opportunity_customer", "customer_id, id"),
        ("opportunity_lead", "lead_id"),
        // Counts and sums of the board come from this index alone, open stages only.
        ("opportunity_board", "stage, unit_path, currency, on_hold, rung, amount_minor"),
    ] {
        changes.push(Change::Index(name, "opportunity", columns));
    }
    changes.extend([
        Change::Table(
            "scorecard",
            vec![
                Col::id(),
                Col::text("opportunity_id").references("opportunity"),
                Col::text("card"),
                Col::json("scores_json"),
                Col::integer("score_index"),
                Col::text("band"),
                Col::text("scored_by_id").references("user_account"),
                Col::integer("version"),
                Col::integer("created_at"),
                Col::integer("updated_at"),
            ],
        ),
        Change::Index("scorecard_of", "scorecard", "opportunity_id, card, id"),
        Change::Table(
            "rung_answer",
            vec![
                Col::id(),
                Col::text("opportunity_id").references("opportunity"),
                Col::text("question"),
                Col::flag("yes"),
                Col::text("evidence").null(),
                Col::text("answered_by_id").references("user_account"),
                Col::integer("version"),
                Col::integer("created_at"),
                Col::integer("updated_at"),
            ],
        ),
        Change::Unique("rung_answer_one", "rung_answer", "opportunity_id, question"),
    ]);
    changes
}

fn opportunity() -> Vec<Col> {
    vec![
        Col::id(),
        Col::text("number").unique(),
        Col::text("title"),
        Col::text("customer_id").references("customer"),
        Col::text("lead_id").null().references("lead"),
        Col::text("product_id").null().references("product"),
        Col::text("need").null(),
        Col::integer("amount_minor"),
        Col::text("currency"),
        Col::text("expected_sign_on").null(),
        Col::text("project_type").null(),
        Col::text("project_grade").null(),
        Col::text("procurement").null(),
        Col::text("competitors").null(),
        Col::text("customer_step").null(),
        Col::flag("guidance_done"),
        Col::text("stage"),
        Col::integer("stage_at"),
        Col::text("stopped_in").null(),
        Col::flag("on_hold"),
        Col::text("hold_reason").null(),
        Col::text("review_on").null(),
        Col::integer("rung"),
        Col::integer("win_index").null(),
        Col::integer("pay_index").null(),
        Col::text("loss_reason").null(),
        Col::text("loss_note").null(),
        Col::text("closed_on").null(),
        Col::text("process_key"),
        Col::integer("process_version"),
        Col::flag("history"),
        Col::text("external_key").null().unique(),
        Col::text("owner_id").references("user_account"),
        Col::text("unit_id").references("unit"),
        Col::path("unit_path"),
        Col::integer("version"),
        Col::integer("created_at"),
        Col::integer("updated_at"),
    ]
}
