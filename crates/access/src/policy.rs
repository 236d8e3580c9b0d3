//! The policy: reads like the sentence "readers of an opportunity are its owner, its team, and
//! whoever holds a role with that right in its unit or above".

use crate::{
    actor::{Actor, Role},
    reach::Reach,
};
use Role::{
    Administrator, Ar, Auditor, BidManager, ContractManager, FinanceReviewer, Fr, LeadManager,
    LegalReviewer, PaymentManager, Pricing, ProcessOwner, ReceivableAccountant, ReviewManager,
    SalesHead, SdtChair, SdtMember, Sponsor, Sr, StrategyPlanner,
};
use base::Kind;

base::text_enum! {
    /// What somebody wants to do with a record. Few, and the same for every kind.
    pub enum Action {
        See = "see",
        Edit = "edit",
        Assign = "assign",
        Decide = "decide",
        Accept = "accept",
    }
}

base::text_enum! {
    /// Rights that hang on no single record.
    pub enum Permission {
        LeadCreate = "lead.create",
        CustomerCreate = "customer.create",
        OpportunityCreate = "opportunity.create",
        QuotationCreate = "quotation.create",
        ContractCreate = "contract.create",
        InvoiceCreate = "invoice.create",
        ReceiptCreate = "receipt.create",
        CatalogEdit = "catalog.edit",
        PeopleAdminister = "people.administer",
        ImportRun = "import.run",
        ImportHistory = "import.history",
        CostSee = "cost.see",
        CashSee = "cash.see",
        Demo = "demo.remove",
    }
}

impl Permission {
    /// Whether the permission is about the whole company, so that it counts only with a role that is
    /// held at the company itself: who administers one office must not administer the others.
    pub const fn is_company_wide(self) -> bool {
        matches!(self, Self::PeopleAdminister | Self::ImportHistory | Self::Demo)
    }
    /// The roles that hold the permission, in whatever unit unless it is company-wide.
    pub const fn roles(self) -> &'static [Role] {
        match self {
            Self::LeadCreate => &[Ar, Sr, Fr, LeadManager, SalesHead, Administrator],
            Self::CustomerCreate => &[Ar, LeadManager, SalesHead, Administrator],
            Self::OpportunityCreate => &[Ar, SalesHead, Administrator],
            Self::QuotationCreate => &[Ar, Sr, BidManager, Pricing, SalesHead],
            Self::ContractCreate => &[Ar, ContractManager, SalesHead],
            Self::InvoiceCreate | Self::ReceiptCreate => {
                &[FinanceReviewer, ReceivableAccountant, PaymentManager]
            }
            Self::CatalogEdit => &[Pricing, Role::ProductExpert, Administrator],
            Self::PeopleAdminister | Self::ImportHistory | Self::Demo => &[Administrator],
            Self::ImportRun => &[
                SalesHead,
                LeadManager,
                StrategyPlanner,
                Pricing,
                Role::ProductExpert,
                Administrator,
            ],
            Self::CostSee => COST_READERS,
            Self::CashSee => &[
                Ar,
                Fr,
                SalesHead,
                Sponsor,
                SdtMember,
                SdtChair,
                ReviewManager,
                FinanceReviewer,
                ReceivableAccountant,
                PaymentManager,
                LegalReviewer,
                ContractManager,
                Auditor,
                Administrator,
                StrategyPlanner,
            ],
        }
    }
    /// Whether the actor holds it.
    pub fn held_by(self, actor: &Actor) -> bool {
        actor.grants.iter().any(|grant| {
            self.roles().contains(&grant.role)
                && (grant.is_company_wide() || !self.is_company_wide())
        })
    }
    /// [`base::Fault::Forbidden`] with the permission's name unless the actor holds it.
    pub fn demand(self, actor: &Actor) -> Result<(), base::Fault> {
        if self.held_by(actor) { Ok(()) } else { Err(base::Fault::Forbidden(self.as_str())) }
    }
}

/// Who sees cost and margin.
const COST_READERS: &[Role] = &[
    Sr,
    SalesHead,
    Sponsor,
    SdtMember,
    SdtChair,
    ReviewManager,
    FinanceReviewer,
    BidManager,
    Pricing,
    Auditor,
];

/// Who reads every business record of the unit and below.
const UNIT_READERS: &[Role] = &[
    SalesHead,
    Sponsor,
    SdtMember,
    SdtChair,
    ReviewManager,
    FinanceReviewer,
    LegalReviewer,
    ContractManager,
    BidManager,
    Pricing,
    Auditor,
    StrategyPlanner,
    ProcessOwner,
    Administrator,
];

/// Kinds of records that the policy knows.
pub mod kinds {
    use base::Kind;
    /// A customer.
    pub const CUSTOMER: Kind = Kind("customer");
    /// A lead.
    pub const LEAD: Kind = Kind("lead");
    /// An opportunity.
    pub const OPPORTUNITY: Kind = Kind("opportunity");
    /// A request for a decision of a gate; it sits where the record sits that it is about.
    pub const DECISION: Kind = Kind("decision");
    /// A version of a quotation.
    pub const QUOTATION: Kind = Kind("quotation");
    /// A contract.
    pub const CONTRACT: Kind = Kind("contract");
    /// A delivery milestone.
    pub const MILESTONE: Kind = Kind("milestone");
    /// A line of a payment plan.
    pub const PLAN_LINE: Kind = Kind("plan_line");
    /// An invoice.
    pub const INVOICE: Kind = Kind("invoice");
    /// A receipt.
    pub const RECEIPT: Kind = Kind("receipt");
    /// A product.
    pub const PRODUCT: Kind = Kind("product");
    /// A user.
    pub const USER: Kind = Kind("user");
    /// A unit.
    pub const UNIT: Kind = Kind("unit");
    /// An import.
    pub const IMPORT: Kind = Kind("import");
    /// Every kind whose records have a place, in the order of the value stream.
    pub const PLACED: &[Kind] = &[
        CUSTOMER,
        LEAD,
        OPPORTUNITY,
        DECISION,
        QUOTATION,
        CONTRACT,
        MILESTONE,
        PLAN_LINE,
        INVOICE,
        RECEIPT,
    ];
}

/// The roles that may do `action` to records of `kind` in their unit and below.
pub fn unit_roles(kind: Kind, action: Action) -> Vec<Role> {
    let mut roles: Vec<Role> = match (kind.as_str(), action) {
        ("customer", Action::See) => {
            [UNIT_READERS, &[Ar, Sr, Fr, LeadManager, ReceivableAccountant, PaymentManager]]
                .concat()
        }
        ("customer", Action::Edit | Action::Assign) => {
            vec![SalesHead, LeadManager, Administrator]
        }
        ("lead", Action::See) => [UNIT_READERS, &[LeadManager]].concat(),
        ("lead", Action::Edit | Action::Assign) => vec![SalesHead, LeadManager, Administrator],
        ("lead", Action::Decide) => vec![SalesHead, LeadManager],
        ("opportunity" | "decision" | "quotation", Action::See) => UNIT_READERS.to_vec(),
        ("opportunity", Action::Edit | Action::Assign) => vec![SalesHead, Administrator],
        ("quotation", Action::Edit) => vec![SalesHead, BidManager, Pricing],
        ("contract" | "milestone" | "plan_line" | "invoice" | "receipt", Action::See) => {
            [UNIT_READERS, &[ReceivableAccountant, PaymentManager]].concat()
        }
        ("contract", Action::Edit | Action::Assign) => {
            vec![SalesHead, ContractManager, Administrator]
        }
        ("contract" | "milestone", Action::Accept) => vec![Fr, ContractManager],
        ("milestone", Action::Edit) => vec![ContractManager, Administrator],
        ("plan_line" | "invoice" | "receipt", Action::Edit | Action::Accept) => {
            vec![FinanceReviewer, ReceivableAccountant, PaymentManager]
        }
        _ => Vec::new(),
    };
    // The decider of a gate stands in the process definition; whoever sees the record may be asked.
    if action == Action::Decide && matches!(kind.as_str(), "opportunity" | "contract") {
        roles = vec![SdtChair, SdtMember, SalesHead, Sponsor, FinanceReviewer];
    }
    // The early end of a signed contract is decided without a gate; the contract manager may, too.
    if (kind.as_str(), action) == ("contract", Action::Decide) {
        roles.push(ContractManager);
    }
    roles.sort_unstable();
    roles.dedup();
    roles
}

/// Whether owner and team may do `action` to a record of `kind` by being owner or team.
pub fn belongs(kind: Kind, action: Action) -> bool {
    match action {
        Action::See => true,
        Action::Edit => !matches!(kind.as_str(), "decision" | "plan_line" | "invoice" | "receipt"),
        Action::Assign => matches!(kind.as_str(), "customer" | "lead"),
        Action::Decide | Action::Accept => false,
    }
}

/// Which records of a kind the actor may do `action` to.
pub fn reach(actor: &Actor, kind: Kind, action: Action) -> Reach {
    if actor.grants.is_empty() {
        return Reach::None;
    }
    let roles = unit_roles(kind, action);
    let mut parts: Vec<Reach> = actor
        .grants
        .iter()
        .filter(|grant| roles.contains(&grant.role))
        .map(|grant| Reach::Unit(grant.unit_path.clone()))
        .collect();
    if belongs(kind, action) {
        parts.push(Reach::Owner(actor.user_id.clone()));
        parts.push(Reach::Team(actor.user_id.clone()));
    }
    Reach::any(parts)
}
