//! Open opportunities by unit, stage and currency: what board and funnel add up.

use store::{Column, Rollup};

/// Counts and sums of what is open. What is on hold counts as a card but in no sum.
pub static SUMS: Rollup = Rollup {
    name: "opportunity_sum",
    table: "opportunity",
    condition: "row.stage IN ('validating', 'guiding', 'proposing', 'negotiating')",
    groups: &[Column::path("unit_path"), Column::text("stage"), Column::text("currency")],
    sums: &[
        ("amount_minor", "CASE WHEN row.on_hold THEN 0 ELSE row.amount_minor END"),
        (
            "weighted_minor",
            "CASE WHEN row.on_hold THEN 0 ELSE (row.amount_minor * row.rung + 50) / 100 END",
        ),
    ],
    watched: &["amount_minor", "rung", "on_hold"],
};
