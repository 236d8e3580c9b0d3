//! The person (or machine) that acts, with what the posts give.

use crate::reach;

base::text_enum! {
    /// The permission sets of method 15.3, fixed for now.
    pub enum Role {
        Ar = "ar",
        Sr = "sr",
        Fr = "fr",
        LeadManager = "lead_manager",
        SalesHead = "sales_head",
        Sponsor = "sponsor",
        SdtMember = "sdt_member",
        SdtChair = "sdt_chair",
        ReviewManager = "review_manager",
        FinanceReviewer = "finance_reviewer",
        ReceivableAccountant = "receivable_accountant",
        PaymentManager = "payment_manager",
        LegalReviewer = "legal_reviewer",
        ContractManager = "contract_manager",
        BidManager = "bid_manager",
        Pricing = "pricing",
        ProductExpert = "product_expert",
        SatisfactionRepresentative = "satisfaction_representative",
        StrategyPlanner = "strategy_planner",
        ProcessOwner = "process_owner",
        Hr = "hr",
        Auditor = "auditor",
        Administrator = "administrator",
    }
}

/// A role held in a unit: it reaches that unit and everything below.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Grant {
    /// The unit's id.
    pub unit_id: String,
    /// The unit's path, for example `0000.0002.`.
    pub unit_path: String,
    /// The role.
    pub role: Role,
}

impl Grant {
    /// Whether it is held at the company itself, not in a unit below.
    pub fn is_company_wide(&self) -> bool {
        reach::is_root(&self.unit_path)
    }
}

/// Who acts, as loaded once per request.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Actor {
    /// The user's id.
    pub user_id: String,
    /// The user's name, for messages.
    pub name: String,
    /// Roles in units, main post first.
    pub grants: Vec<Grant>,
    /// Company setting: three letters, used when an amount names no currency.
    pub currency: String,
}

impl Actor {
    /// Whether the actor holds the role anywhere.
    pub fn has(&self, role: Role) -> bool {
        self.grants.iter().any(|grant| grant.role == role)
    }
    /// The roles that reach a record in the unit of `unit_path`.
    pub fn roles_over<'a>(&'a self, unit_path: &'a str) -> impl Iterator<Item = Role> + 'a {
        self.grants
            .iter()
            .filter(move |grant| unit_path.starts_with(&grant.unit_path))
            .map(|grant| grant.role)
    }
    /// The unit of the main post: where new records sit when nobody says otherwise.
    pub fn home(&self) -> Option<&Grant> {
        self.grants.first()
    }
    /// Whether a unit is one in which, or above which, the actor has a post.
    pub fn reaches_unit(&self, unit_path: &str) -> bool {
        self.grants.iter().any(|grant| unit_path.starts_with(&grant.unit_path))
    }
}
