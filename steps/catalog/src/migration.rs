//! The tables of this step in the store's vocabulary.

use store::{Change, Column as Col, Migration};

/// In order; published ones are never edited.
pub fn migrations() -> Vec<Migration> {
    vec![Migration { name: "catalog_0001_products", changes: products }]
}

fn products() -> Vec<Change> {
    vec![
        Change::Table(
            "product",
            vec![
                Col::id(),
                Col::text("code"),
                Col::text("name"),
                Col::text("series").null(),
                Col::integer("list_price_minor"),
                Col::integer("unit_cost_minor").null(),
                Col::text("currency"),
                Col::flag("active"),
                Col::integer("version"),
                Col::integer("created_at"),
                Col::integer("updated_at"),
            ],
        ),
        Change::Unique("product_code_once", "product", "LOWER(code)"),
        Change::Index("product_code", "product", "code, id"),
        Change::Index("product_name", "product", "name, id"),
        Change::Index("product_series", "product", "COALESCE(series, ''), id"),
        Change::Index("product_price", "product", "list_price_minor, id"),
        Change::Index("product_updated", "product", "updated_at, id"),
    ]
}
