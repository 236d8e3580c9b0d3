//! The table of this step in the store's vocabulary.

use store::{Change, Column as Col, Migration};

/// In order; published ones are never edited.
pub fn migrations() -> Vec<Migration> {
    vec![Migration { name: "decision_0001_requests", changes: requests }]
}

fn requests() -> Vec<Change> {
    vec![
        Change::Table(
            "decision_request",
            vec![
                Col::id(),
                Col::text("kind"),
                Col::text("record_id"),
                Col::text("record_number"),
                Col::text("record_title"),
                Col::text("gate"),
                Col::integer("round"),
                Col::text("status"),
                Col::text("outcome").null(),
                Col::flag("in_force"),
                Col::text("note").null(),
                Col::text("reason").null(),
                Col::text("review_on").null(),
                Col::json("snapshot_json"),
                Col::json("checklist_json"),
                Col::text("process_key"),
                Col::integer("process_version"),
                Col::text("proposer_id").references("user_account"),
                Col::integer("proposed_at"),
                Col::text("due_on"),
                Col::text("decider_id").null().references("user_account"),
                Col::integer("decided_at").null(),
                Col::text("valid_until").null(),
                Col::text("owner_id").references("user_account"),
                Col::text("unit_id").references("unit"),
                Col::path("unit_path"),
                Col::text("opportunity_id"),
                Col::text("open_key").null().unique(),
                Col::integer("version"),
                Col::integer("created_at"),
                Col::integer("updated_at"),
            ],
        ),
        Change::Unique("decision_request_round", "decision_request", "record_id, gate, round"),
        Change::Index("decision_request_updated", "decision_request", "updated_at, id"),
        Change::Index("decision_request_proposed", "decision_request", "proposed_at, id"),
        Change::Index("decision_request_due", "decision_request", "due_on, id"),
        Change::Index("decision_request_inbox", "decision_request", "status, due_on, id"),
        Change::Index("decision_request_owner", "decision_request", "owner_id, updated_at, id"),
        Change::Index("decision_request_unit", "decision_request", "unit_path, updated_at, id"),
    ]
}
