//! The tables of this step.

/// An invoice.
pub mod invoice {
    use access::policy::kinds;
    use base::{Day, Id, Timestamp};
    use people::{unit::UnitId, user::UserId};
    use sea_orm::entity::prelude::*;

    /// The id of an invoice.
    pub type InvoiceId = Id<Entity>;

    base::text_enum! {
        /// What is stored; settled is read from the allocations.
        pub enum InvoiceState { Issued = "issued", Voided = "voided" }
    }

    /// An invoice of one plan line.
    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel, serde::Serialize)]
    #[sea_orm(table_name = "invoice")]
    pub struct Model {
        /// Id.
        #[sea_orm(primary_key, auto_increment = false)]
        pub id: InvoiceId,
        /// `INV-2026-00001`.
        pub number: String,
        /// The number of the tax invoice, from the tax system.
        pub invoice_no: Option<String>,
        /// Of which contract.
        pub contract_id: contract::ContractId,
        /// For which line of its plan.
        pub plan_line_id: Id<contract::plan_line::Entity>,
        /// From which deal; its team reaches the invoice.
        pub opportunity_id: opportunity::OpportunityId,
        /// To whom.
        pub customer_id: Id<account::customer::Entity>,
        /// In minor units.
        pub amount_minor: i64,
        /// Three letters.
        pub currency: String,
        /// When it was issued.
        pub issued_on: Day,
        /// When it is due: the line's due day, not before it was issued.
        pub due_on: Day,
        /// State.
        pub state: InvoiceState,
        /// Why it was voided.
        pub void_reason: Option<String>,
        /// Σ of its allocations, recomputed with each of them.
        pub allocated_minor: i64,
        /// Whose the deal is.
        pub owner_id: UserId,
        /// Where the deal sits.
        pub unit_id: UnitId,
        /// Its path.
        pub unit_path: String,
        /// Version.
        pub version: i64,
        /// Born.
        pub created_at: Timestamp,
        /// Last changed.
        pub updated_at: Timestamp,
    }

    /// No relations: joins name their columns.
    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}
    impl ActiveModelBehavior for ActiveModel {}
    // Its search entry holds the team, which is not in the row: see `verbs::index`.
    store::record!(
        Model,
        "invoice",
        about = |invoice| Some(("contract", invoice.contract_id.to_string()))
    );
    access::placed!(Model, kinds::INVOICE, deal);

    impl Model {
        /// What is still open of it, in minor units.
        pub fn open_minor(&self) -> i64 {
            match self.state {
                InvoiceState::Issued => self.amount_minor - self.allocated_minor,
                InvoiceState::Voided => 0,
            }
        }
    }
}

/// A receipt.
pub mod receipt {
    use access::policy::kinds;
    use base::{Day, Id, Timestamp};
    use people::{unit::UnitId, user::UserId};
    use sea_orm::entity::prelude::*;
    use store::SearchDoc;

    /// The id of a receipt.
    pub type ReceiptId = Id<Entity>;

    base::text_enum! {
        /// How money came in (method 9.5).
        pub enum ReceiptMethod {
            Transfer = "transfer",
            AcceptanceBill = "acceptance_bill",
            Offset = "offset",
        }
    }

    /// Money that came in from a customer.
    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel, serde::Serialize)]
    #[sea_orm(table_name = "receipt")]
    pub struct Model {
        /// Id.
        #[sea_orm(primary_key, auto_increment = false)]
        pub id: ReceiptId,
        /// `REC-2026-00001`.
        pub number: String,
        /// From whom.
        pub customer_id: Id<account::customer::Entity>,
        /// In minor units.
        pub amount_minor: i64,
        /// Three letters.
        pub currency: String,
        /// When it came in.
        pub received_on: Day,
        /// The bank's own reference.
        pub bank_reference: Option<String>,
        /// How it came in.
        pub method: ReceiptMethod,
        /// In words.
        pub note: Option<String>,
        /// Σ of its allocations, recomputed with each of them.
        pub allocated_minor: i64,
        /// Whose the customer is.
        pub owner_id: UserId,
        /// Where the customer sits.
        pub unit_id: UnitId,
        /// Its path.
        pub unit_path: String,
        /// Version.
        pub version: i64,
        /// Born.
        pub created_at: Timestamp,
        /// Last changed.
        pub updated_at: Timestamp,
    }

    /// No relations: joins name their columns.
    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}
    impl ActiveModelBehavior for ActiveModel {}
    store::record!(
        Model,
        "receipt",
        about = |receipt| Some(("customer", receipt.customer_id.to_string())),
        search = |receipt| Some(receipt.search_doc())
    );
    access::placed!(Model, kinds::RECEIPT);

    impl Model {
        fn search_doc(&self) -> SearchDoc {
            SearchDoc {
                number: self.number.clone(),
                title: self.number.clone(),
                subtitle: self.bank_reference.clone().unwrap_or_default(),
                text: String::new(),
                owner_id: self.owner_id.to_string(),
                unit_path: self.unit_path.clone(),
                member_ids: Vec::new(),
            }
        }
    }
}

/// A part of a receipt that pays a part of an invoice.
pub mod allocation {
    use super::{invoice::InvoiceId, receipt::ReceiptId};
    use base::{Id, Timestamp};
    use sea_orm::entity::prelude::*;

    /// The id of an allocation.
    pub type AllocationId = Id<Entity>;

    /// An allocation.
    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel, serde::Serialize)]
    #[sea_orm(table_name = "allocation")]
    pub struct Model {
        /// Id.
        #[sea_orm(primary_key, auto_increment = false)]
        pub id: AllocationId,
        /// From which receipt.
        pub receipt_id: ReceiptId,
        /// To which invoice.
        pub invoice_id: InvoiceId,
        /// In minor units.
        pub amount_minor: i64,
        /// Version.
        pub version: i64,
        /// Born.
        pub created_at: Timestamp,
        /// Last changed.
        pub updated_at: Timestamp,
    }

    /// No relations: joins name their columns.
    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}
    impl ActiveModelBehavior for ActiveModel {}
    store::record!(
        Model,
        "allocation",
        about = |allocation| Some(("invoice", allocation.invoice_id.to_string()))
    );
}
