//! Reads of money; lists start from the scope.

use crate::{
    model::{
        invoice::{self, InvoiceState},
        receipt::{self, ReceiptMethod},
    },
    rules::{self, Bucket, Figures, InvoiceStatus, PlanStatus},
};
use access::{Field, FieldKind, List, ScopeColumns, policy::kinds, sql::Sql};
use base::{Day, Fault, Page, Timestamp};
use contract::{ContractStage, contract as contracts, plan_line};
use exchange::export::{Cell, Column as Out};
use people::user;
use sea_orm::{
    ColumnTrait, ConnectionTrait, QueryFilter,
    sea_query::{Expr, ExprTrait as _, Query, SelectStatement},
};

/// One sum over the invoices of a plan line that are not void.
macro_rules! of_invoices {
    ($column:literal) => {
        concat!(
            "(SELECT COALESCE(SUM(i.",
            $column,
            "), 0) FROM invoice i WHERE i.plan_line_id = plan_line.id AND i.state = 'issued')"
        )
    };
}
/// What a plan line counts for: see [`rules::counted_minor`].
macro_rules! counted {
    () => {
        concat!(
            "(CASE WHEN (SELECT c.stage FROM contract c WHERE c.id = plan_line.contract_id) = \
             'terminated' THEN ",
            of_invoices!("amount_minor"),
            " ELSE plan_line.amount_minor END)"
        )
    };
}

/// What is received on a plan line, as an expression over `plan_line`.
pub const RECEIVED: &str = of_invoices!("allocated_minor");
/// What is invoiced on a plan line, as an expression over `plan_line`.
pub const INVOICED: &str = of_invoices!("amount_minor");
/// What a plan line counts for, as an expression over `plan_line`: [`rules::counted_minor`].
pub const COUNTED: &str = counted!();
/// What is still open of a plan line.
const OPEN: &str = concat!("(", counted!(), " - ", of_invoices!("allocated_minor"), ")");

/// The condition on `plan_line` for every list and sum of what customers owe: lines of signed
/// contracts, and of terminated ones what was invoiced, which is owed whatever became of the rest.
pub fn owed() -> Sql {
    let mut sql = Sql::new("(SELECT c.stage FROM contract c WHERE c.id = plan_line.contract_id)");
    sql.push(" IN ").any_of(ContractStage::SIGNED).push(" OR ").push(INVOICED).push(" > 0");
    sql
}

/// The list of receivables: the plan lines that are [`owed`].
pub const RECEIVABLES: List = List {
    kind: kinds::PLAN_LINE,
    table: "plan_line",
    scope: Some(ScopeColumns::DEAL_TEAM),
    fields: &[
        Field::new("due_on", FieldKind::Day).sorted_by("COALESCE(due_on, '9999-12-31')"),
        Field::new("updated_at", FieldKind::Instant).sorted(),
        Field::new("customer_id", FieldKind::Id),
        Field::new("contract_id", FieldKind::Id),
        Field::new("opportunity_id", FieldKind::Id),
        Field::new("owner_id", FieldKind::Id),
        Field::new("unit_id", FieldKind::Id),
        Field { expr: COUNTED, ..Field::new("amount_minor", FieldKind::Integer) },
        Field::new("currency", FieldKind::Text),
        Field { expr: OPEN, ..Field::new("open_minor", FieldKind::Integer) },
    ],
    sort: "due_on",
    searchable: false,
};

store::project! {
    /// What the database tells of a receivable.
    pub struct ReceivableLine {
        /// Id of the plan line.
        pub id: String = (plan_line::Entity, plan_line::Column::Id),
        /// Contract.
        pub contract_id: String = (contracts::Entity, contracts::Column::Id),
        /// Its number.
        pub contract: String = (contracts::Entity, contracts::Column::Number),
        /// Customer.
        pub customer_id: String = (plan_line::Entity, plan_line::Column::CustomerId),
        /// Its name.
        pub customer: String = (contracts::Entity, contracts::Column::CustomerName),
        /// Name of the line.
        pub label: String = (plan_line::Entity, plan_line::Column::Label),
        /// Currency.
        pub currency: String = (plan_line::Entity, plan_line::Column::Currency),
        /// Due.
        pub due_on: Option<Day> = (plan_line::Entity, plan_line::Column::DueOn),
        /// Expected.
        pub forecast_on: Option<Day> = (plan_line::Entity, plan_line::Column::ForecastOn),
        /// Triggered.
        pub triggered_on: Option<Day> = (plan_line::Entity, plan_line::Column::TriggeredOn),
        /// Owner.
        pub owner: String = (user::Entity, user::Column::Name),
        /// Version.
        pub version: i64 = (plan_line::Entity, plan_line::Column::Version),
    }
}

/// One line of the list of receivables.
#[derive(Debug, Clone, serde::Serialize, utoipa::ToSchema)]
pub struct ReceivableRow {
    /// Id of the plan line.
    pub id: String,
    /// Contract.
    pub contract_id: String,
    /// Its number.
    pub contract: String,
    /// Customer.
    pub customer_id: String,
    /// Its name.
    pub customer: String,
    /// Name of the line.
    pub label: String,
    /// Planned, in minor units; of a terminated contract what was invoiced.
    pub amount_minor: i64,
    /// Three letters.
    pub currency: String,
    /// Invoiced.
    pub invoiced_minor: i64,
    /// Received.
    pub received_minor: i64,
    /// Amount less received.
    pub open_minor: i64,
    /// Where it stands.
    pub status: PlanStatus,
    /// When payment is due.
    pub due_on: Option<Day>,
    /// When payment is expected.
    pub forecast_on: Option<Day>,
    /// Days overdue.
    pub overdue_days: i64,
    /// Its class of age.
    pub bucket: Bucket,
    /// Whose the deal is.
    pub owner: String,
    /// Version.
    pub version: i64,
}

/// Where the list of receivables starts.
pub fn receivables() -> SelectStatement {
    Query::select()
        .from(plan_line::Entity)
        .inner_join(
            contracts::Entity,
            Expr::col((contracts::Entity, contracts::Column::Id))
                .equals((plan_line::Entity, plan_line::Column::ContractId)),
        )
        .inner_join(
            user::Entity,
            Expr::col((user::Entity, user::Column::Id))
                .equals((plan_line::Entity, plan_line::Column::OwnerId)),
        )
        .to_owned()
}

/// Completes the lines of a page with their figures, in one statement.
pub async fn with_figures<C: ConnectionTrait>(
    conn: &C,
    lines: Vec<ReceivableLine>,
    today: Day,
) -> Result<Vec<ReceivableRow>, Fault> {
    let ids: Vec<&str> = lines.iter().map(|line| line.id.as_str()).collect();
    let mut figures = std::collections::HashMap::new();
    if !ids.is_empty() {
        let query = Query::select()
            .column(plan_line::Column::Id)
            .expr(Expr::cust(format!("CAST({COUNTED} AS BIGINT)")))
            .expr(Expr::cust(format!("CAST({INVOICED} AS BIGINT)")))
            .expr(Expr::cust(format!("CAST({RECEIVED} AS BIGINT)")))
            .from(plan_line::Entity)
            .and_where(Expr::col(plan_line::Column::Id).is_in(ids))
            .to_owned();
        for row in conn.query_all(&query).await.map_err(store::internal)? {
            let (id, planned_minor, invoiced_minor, received_minor): (String, i64, i64, i64) =
                row.try_get_many_by_index().map_err(store::internal)?;
            figures.insert(id, Figures { planned_minor, invoiced_minor, received_minor });
        }
    }
    Ok(lines
        .into_iter()
        .map(|line| {
            let figures: Figures = figures.get(&line.id).copied().unwrap_or_default();
            let Figures { planned_minor, invoiced_minor, received_minor } = figures;
            let open_minor = planned_minor - received_minor;
            let overdue_days = rules::overdue_days(line.due_on, open_minor, today);
            ReceivableRow {
                status: rules::plan_status(
                    line.triggered_on.is_some_and(|day| day <= today),
                    figures,
                ),
                bucket: Bucket::of(overdue_days),
                id: line.id,
                contract_id: line.contract_id,
                contract: line.contract,
                customer_id: line.customer_id,
                customer: line.customer,
                label: line.label,
                amount_minor: planned_minor,
                currency: line.currency,
                invoiced_minor,
                received_minor,
                open_minor,
                due_on: line.due_on,
                forecast_on: line.forecast_on,
                overdue_days,
                owner: line.owner,
                version: line.version,
            }
        })
        .collect())
}

/// A page of receivables from a page of lines.
pub async fn receivable_page<C: ConnectionTrait>(
    conn: &C,
    page: Page<ReceivableLine>,
    today: Day,
) -> Result<Page<ReceivableRow>, Fault> {
    let items = with_figures(conn, page.items, today).await?;
    Ok(Page { items, next: page.next, count: page.count })
}

/// The list of invoices.
pub const INVOICES: List = List {
    kind: kinds::INVOICE,
    table: "invoice",
    scope: Some(ScopeColumns::DEAL_TEAM),
    fields: &[
        Field::new("updated_at", FieldKind::Instant).sorted(),
        Field::new("issued_on", FieldKind::Day).sorted(),
        Field::new("due_on", FieldKind::Day).sorted(),
        Field::new("amount_minor", FieldKind::Integer).sorted(),
        Field::new("number", FieldKind::Text),
        Field::new("invoice_no", FieldKind::Text),
        Field::new("state", FieldKind::Word(&["issued", "voided"])),
        Field::new("contract_id", FieldKind::Id),
        Field::new("plan_line_id", FieldKind::Id),
        Field::new("customer_id", FieldKind::Id),
        Field::new("owner_id", FieldKind::Id),
        Field::new("currency", FieldKind::Text),
        Field {
            key: "open_minor",
            expr: "(CASE WHEN state = 'issued' THEN amount_minor - allocated_minor ELSE 0 END)",
            ..Field::new("open_minor", FieldKind::Integer)
        },
    ],
    sort: "-issued_on",
    searchable: true,
};

store::project! {
    /// One line of the list of invoices.
    #[derive(Debug, serde::Serialize, utoipa::ToSchema)]
    pub struct InvoiceRow {
        /// Id.
        pub id: String = (invoice::Entity, invoice::Column::Id),
        /// Number.
        pub number: String = (invoice::Entity, invoice::Column::Number),
        /// Number of the tax invoice.
        pub invoice_no: Option<String> = (invoice::Entity, invoice::Column::InvoiceNo),
        /// Contract.
        pub contract_id: String = (contracts::Entity, contracts::Column::Id),
        /// Its number.
        pub contract: String = (contracts::Entity, contracts::Column::Number),
        /// Customer.
        pub customer_id: String = (invoice::Entity, invoice::Column::CustomerId),
        /// Its name.
        pub customer: String = (contracts::Entity, contracts::Column::CustomerName),
        /// In minor units.
        pub amount_minor: i64 = (invoice::Entity, invoice::Column::AmountMinor),
        /// Σ of its allocations.
        pub allocated_minor: i64 = (invoice::Entity, invoice::Column::AllocatedMinor),
        /// Three letters.
        pub currency: String = (invoice::Entity, invoice::Column::Currency),
        /// State.
        pub state: InvoiceState = (invoice::Entity, invoice::Column::State),
        /// When it was issued.
        pub issued_on: Day = (invoice::Entity, invoice::Column::IssuedOn),
        /// When it is due.
        pub due_on: Day = (invoice::Entity, invoice::Column::DueOn),
        /// Whose the deal is.
        pub owner: String = (user::Entity, user::Column::Name),
        /// Last changed.
        pub updated_at: Timestamp = (invoice::Entity, invoice::Column::UpdatedAt),
        /// Version.
        pub version: i64 = (invoice::Entity, invoice::Column::Version),
    }
}

impl InvoiceRow {
    /// Where it stands.
    pub fn status(&self) -> InvoiceStatus {
        let voided = self.state == InvoiceState::Voided;
        rules::invoice_status(voided, self.amount_minor, self.allocated_minor)
    }
}

/// Where the list of invoices starts.
pub fn invoices() -> SelectStatement {
    Query::select()
        .from(invoice::Entity)
        .inner_join(
            contracts::Entity,
            Expr::col((contracts::Entity, contracts::Column::Id))
                .equals((invoice::Entity, invoice::Column::ContractId)),
        )
        .inner_join(
            user::Entity,
            Expr::col((user::Entity, user::Column::Id))
                .equals((invoice::Entity, invoice::Column::OwnerId)),
        )
        .to_owned()
}

/// The columns of an exported list of invoices.
pub const INVOICE_COLUMNS: &[Out<InvoiceRow>] = &[
    Out::new("number", "编号", "Number", |row| row.number.as_str().into()),
    Out::new("invoice_no", "发票号", "Tax invoice", |row| row.invoice_no.clone().into()),
    Out::new("contract", "合同", "Contract", |row| row.contract.as_str().into()),
    Out::new("customer", "客户", "Customer", |row| row.customer.as_str().into()),
    Out::new("status", "状态", "Status", |row| row.status().as_str().into()),
    Out::new("amount_minor", "金额", "Amount", |row| Cell::Money(row.amount_minor)),
    Out::new("allocated_minor", "已核销", "Allocated", |row| Cell::Money(row.allocated_minor)),
    Out::new("currency", "币种", "Currency", |row| row.currency.as_str().into()),
    Out::new("issued_on", "开票日期", "Issued on", |row| row.issued_on.into()),
    Out::new("due_on", "到期日", "Due on", |row| row.due_on.into()),
    Out::new("owner", "负责人", "Owner", |row| row.owner.as_str().into()),
];

/// The list of receipts.
pub const RECEIPTS: List = List {
    kind: kinds::RECEIPT,
    table: "receipt",
    scope: Some(ScopeColumns::OWN_TEAM),
    fields: &[
        Field::new("updated_at", FieldKind::Instant).sorted(),
        Field::new("received_on", FieldKind::Day).sorted(),
        Field::new("amount_minor", FieldKind::Integer).sorted(),
        Field::new("number", FieldKind::Text),
        Field::new("bank_reference", FieldKind::Text),
        Field::new("method", FieldKind::Word(&["transfer", "acceptance_bill", "offset"])),
        Field::new("customer_id", FieldKind::Id),
        Field::new("owner_id", FieldKind::Id),
        Field::new("currency", FieldKind::Text),
        Field {
            key: "open_minor",
            expr: "(amount_minor - allocated_minor)",
            ..Field::new("open_minor", FieldKind::Integer)
        },
    ],
    sort: "-received_on",
    searchable: true,
};

store::project! {
    /// One line of the list of receipts.
    #[derive(Debug, serde::Serialize, utoipa::ToSchema)]
    pub struct ReceiptRow {
        /// Id.
        pub id: String = (receipt::Entity, receipt::Column::Id),
        /// Number.
        pub number: String = (receipt::Entity, receipt::Column::Number),
        /// Customer.
        pub customer_id: String = (receipt::Entity, receipt::Column::CustomerId),
        /// Its name.
        pub customer: String = (account::customer::Entity, account::customer::Column::Name),
        /// In minor units.
        pub amount_minor: i64 = (receipt::Entity, receipt::Column::AmountMinor),
        /// Σ of its allocations.
        pub allocated_minor: i64 = (receipt::Entity, receipt::Column::AllocatedMinor),
        /// Three letters.
        pub currency: String = (receipt::Entity, receipt::Column::Currency),
        /// When it came in.
        pub received_on: Day = (receipt::Entity, receipt::Column::ReceivedOn),
        /// How it came in.
        pub method: ReceiptMethod = (receipt::Entity, receipt::Column::Method),
        /// The bank's own reference.
        pub bank_reference: Option<String> = (receipt::Entity, receipt::Column::BankReference),
        /// Last changed.
        pub updated_at: Timestamp = (receipt::Entity, receipt::Column::UpdatedAt),
        /// Version.
        pub version: i64 = (receipt::Entity, receipt::Column::Version),
    }
}

/// Where the list of receipts starts.
pub fn receipts() -> SelectStatement {
    Query::select()
        .from(receipt::Entity)
        .inner_join(
            account::customer::Entity,
            Expr::col((account::customer::Entity, account::customer::Column::Id))
                .equals((receipt::Entity, receipt::Column::CustomerId)),
        )
        .to_owned()
}

/// The columns of an exported list of receipts.
pub const RECEIPT_COLUMNS: &[Out<ReceiptRow>] = &[
    Out::new("number", "编号", "Number", |row| row.number.as_str().into()),
    Out::new("customer", "客户", "Customer", |row| row.customer.as_str().into()),
    Out::new("amount_minor", "金额", "Amount", |row| Cell::Money(row.amount_minor)),
    Out::new("allocated_minor", "已核销", "Allocated", |row| Cell::Money(row.allocated_minor)),
    Out::new("currency", "币种", "Currency", |row| row.currency.as_str().into()),
    Out::new("received_on", "到账日期", "Received on", |row| row.received_on.into()),
    Out::new("method", "方式", "Method", |row| row.method.as_str().into()),
    Out::new("bank_reference", "银行流水", "Bank reference", |row| {
        row.bank_reference.clone().into()
    }),
];

/// The allocations of a receipt with the numbers of their invoices.
pub async fn allocations<C: ConnectionTrait>(
    conn: &C,
    receipt_id: &str,
) -> Result<Vec<(crate::allocation::Model, String)>, Fault> {
    let found = store::select::<crate::allocation::Entity>()
        .filter(crate::allocation::Column::ReceiptId.eq(receipt_id))
        .all(conn)
        .await
        .map_err(store::internal)?;
    let ids: Vec<&str> = found.iter().map(|it| it.invoice_id.as_str()).collect();
    let invoices = store::select::<invoice::Entity>()
        .filter(invoice::Column::Id.is_in(ids))
        .all(conn)
        .await
        .map_err(store::internal)?;
    let number = |id: &invoice::InvoiceId| {
        invoices.iter().find(|it| it.id == *id).map(|it| it.number.clone()).unwrap_or_default()
    };
    Ok(found.into_iter().map(|it| (it.clone(), number(&it.invoice_id))).collect())
}
