//! The tables of this step in the store's vocabulary.

use store::{Change, Column as Col, Migration};

/// In order; published ones are never edited.
pub fn migrations() -> Vec<Migration> {
    vec![Migration { name: "account_0001_customers", changes: customers }]
}

fn customers() -> Vec<Change> {
    vec![
        Change::Table(
            "customer",
            vec![
                Col::id(),
                Col::text("number").unique(),
                Col::text("name"),
                Col::text("name_key"),
                Col::text("legal_id").null().unique(),
                Col::text("class"),
                Col::text("industry").null(),
                Col::text("ownership").null(),
                Col::text("parent_id").null().references("customer"),
                Col::text("region").null(),
                Col::text("website").null(),
                Col::text("note").null(),
                Col::flag("history"),
                Col::text("external_key").null().unique(),
                Col::text("owner_id").references("user_account"),
                Col::text("unit_id").references("unit"),
                Col::path("unit_path"),
                Col::integer("version"),
                Col::integer("created_at"),
                Col::integer("updated_at"),
            ],
        ),
        Change::Index("customer_name", "customer", "name, id"),
        Change::Index("customer_name_key", "customer", "name_key"),
        Change::Index("customer_number", "customer", "number, id"),
        Change::Index("customer_class", "customer", "class, id"),
        Change::Index("customer_industry", "customer", "COALESCE(industry, ''), id"),
        Change::Index("customer_parent", "customer", "parent_id"),
        Change::Index("customer_updated", "customer", "updated_at, id"),
        Change::Index("customer_owner", "customer", "owner_id, updated_at, id"),
        Change::Index("customer_place", "customer", "unit_path, updated_at, id"),
        Change::Table(
            "customer_name_part",
            vec![Col::text("part"), Col::text("customer_id").references("customer")],
        ),
        Change::Unique("customer_name_part_one", "customer_name_part", "part, customer_id"),
        Change::Index("customer_name_part_of", "customer_name_part", "customer_id"),
        Change::Table(
            "contact",
            vec![
                Col::id(),
                Col::text("customer_id").references("customer"),
                Col::text("name"),
                Col::text("title").null(),
                Col::text("department").null(),
                Col::text("phone").null(),
                Col::text("email").null(),
                Col::text("note").null(),
                Col::integer("version"),
                Col::integer("created_at"),
                Col::integer("updated_at"),
            ],
        ),
        Change::Index("contact_customer", "contact", "customer_id, id"),
    ]
}
