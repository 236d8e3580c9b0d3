//! What the flow asks of somebody: derived from where records stand, never stored.

use access::{
    Action, Actor, Permission, Reach, Role, ScopeColumns, policy, policy::kinds, sql::Sql,
};
use base::{Day, Fault};
use cash::queries::INVOICED;
use contract::ContractStage;
use sea_orm::{ConnectionTrait, DatabaseConnection};
use serde::Serialize;
use utoipa::ToSchema;

base::text_enum! {
    /// What is to be done.
    pub enum TaskKind {
        VerifyLead = "verify_lead",
        ConvertLead = "convert_lead",
        ReviewLead = "review_lead",
        CompleteChecklist = "complete_checklist",
        ReviewHold = "review_hold",
        SubmitQuotation = "submit_quotation",
        DraftContract = "draft_contract",
        SignContract = "sign_contract",
        RegisterContract = "register_contract",
        AcceptHandover = "accept_handover",
        AcceptMilestone = "accept_milestone",
        IssueInvoice = "issue_invoice",
    }
}

/// Something to be done with a record.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct WorkTask {
    /// Kind of the record.
    pub kind: String,
    /// The record.
    pub record_id: String,
    /// Its number.
    pub number: String,
    /// What it is called.
    pub title: String,
    /// What is to be done.
    pub task: TaskKind,
    /// Until when, when the flow knows.
    pub due_on: Option<Day>,
}

/// Tasks of one kind at most; the ones that are due first.
const EACH_MAX: i64 = 20;

/// What the flow asks of somebody.
#[derive(Debug, Default)]
pub struct Tasks {
    /// What is due first, some of each kind.
    pub items: Vec<WorkTask>,
    /// How many there are.
    pub count: i64,
}

/// Everything that the flow asks of the actor, what is due first.
pub async fn of(conn: &DatabaseConnection, actor: &Actor, today: Day) -> Result<Tasks, Fault> {
    let mut sql = Sql::new("SELECT kind, record_id, number, title, task, due_on, total FROM (");
    let mut first = true;
    for part in leads(actor, today)
        .into_iter()
        .chain(deals(actor, today))
        .chain(contracts(actor, today))
        .chain(invoices(actor, today))
    {
        if !first {
            sql.push(" UNION ALL ");
        }
        first = false;
        sql.push("SELECT * FROM (SELECT q.*, COUNT(*) OVER () AS total FROM (").append(&part);
        sql.push(") AS q ORDER BY COALESCE(due_on, '9999-12-31'), number LIMIT ");
        sql.value(EACH_MAX).push(") AS p");
    }
    sql.push(") AS t ORDER BY COALESCE(due_on, '9999-12-31'), number");
    let rows = conn
        .query_all_raw(sql.statement(conn.get_database_backend()))
        .await
        .map_err(store::internal)?;
    let mut tasks = Tasks::default();
    let mut counted = Vec::new();
    for row in &rows {
        let (kind, record_id, number, title, task, due_on, total): (_, _, _, _, TaskKind, _, i64) =
            row.try_get_many_by_index().map_err(store::internal)?;
        if !counted.contains(&task) {
            counted.push(task);
            tasks.count += total;
        }
        tasks.items.push(WorkTask { kind, record_id, number, title, task, due_on });
    }
    Ok(tasks)
}

/// The head of a part: identifiers of ours and words of ours only.
fn task(kind: &str, table: &str, number: &str, title: &str, task: TaskKind, due: &str) -> Sql {
    let mut sql = Sql::new("SELECT '");
    sql.push(kind).push("' AS kind, ").push(table).push(".id AS record_id, ").push(number);
    sql.push(" AS number, ").push(title).push(" AS title, '").push(task.as_str());
    sql.push("' AS task, ").push(due).push(" AS due_on FROM ").push(table).push(" WHERE ");
    sql
}

fn within(sql: &mut Sql, reach: &Reach, scope: &ScopeColumns) {
    sql.push(" AND ");
    reach.condition(scope, &str::to_owned, sql);
}

fn leads(actor: &Actor, today: Day) -> Vec<Sql> {
    let me = actor.user_id.as_str();
    let (number, title) = ("lead.number", "lead.title");
    let mut convert = task("lead", "lead", number, title, TaskKind::ConvertLead, "review_on");
    convert.push("status = 'nurturing' AND distance = 'hot' AND owner_id = ").value(me);
    let mut review = task("lead", "lead", number, title, TaskKind::ReviewLead, "review_on");
    review.push("status = 'nurturing' AND distance <> 'hot' AND owner_id = ").value(me);
    review.push(" AND review_on <= ").value(today);
    let mut parts = vec![convert, review];
    if actor.has(Role::LeadManager) || actor.has(Role::SalesHead) {
        let mut verify =
            task("lead", "lead", number, title, TaskKind::VerifyLead, "CAST(NULL AS TEXT)");
        verify.push("status = 'new' AND collector_id <> ").value(me);
        let reach = policy::reach(actor, kinds::LEAD, Action::Decide);
        within(&mut verify, &reach, &ScopeColumns::OWN_TEAM);
        parts.push(verify);
    }
    parts
}

fn deals(actor: &Actor, today: Day) -> Vec<Sql> {
    let me = actor.user_id.as_str();
    let deal = |kind, due| {
        task("opportunity", "opportunity", "opportunity.number", "opportunity.title", kind, due)
    };
    let mut checklist = deal(TaskKind::CompleteChecklist, "expected_sign_on");
    checklist.push("stage IN ('validating', 'guiding', 'proposing') AND on_hold = ").value(false);
    checklist.push(" AND owner_id = ").value(me);
    checklist.push(
        " AND NOT EXISTS (SELECT 1 FROM decision_request d WHERE d.record_id = \
         opportunity.id AND d.status = 'submitted')",
    );
    let mut hold = deal(TaskKind::ReviewHold, "review_on");
    hold.push("on_hold = ").value(true).push(" AND owner_id = ").value(me);
    hold.push(" AND review_on <= ").value(today);
    let mut draft = deal(TaskKind::DraftContract, "expected_sign_on");
    draft.push("stage = 'negotiating' AND owner_id = ").value(me);
    draft.push(" AND NOT EXISTS (SELECT 1 FROM contract c WHERE c.live_key = opportunity.id)");
    let (number, title) =
        ("quotation.number", "(SELECT o.title FROM opportunity o WHERE o.id = opportunity_id)");
    let kind = TaskKind::SubmitQuotation;
    let mut submit = task("quotation", "quotation", number, title, kind, "valid_until");
    submit.push("status = 'draft' AND (owner_id = ").value(me);
    submit
        .push(
            " OR opportunity_id IN (SELECT record_id FROM team_member WHERE role = 'sr' AND \
         user_id = ",
        )
        .value(me)
        .push("))");
    vec![checklist, hold, draft, submit]
}

fn contracts(actor: &Actor, today: Day) -> Vec<Sql> {
    let me = actor.user_id.as_str();
    let contract =
        |kind, due| task("contract", "contract", "contract.number", "contract.title", kind, due);
    let mut sign = contract(TaskKind::SignContract, "CAST(NULL AS TEXT)");
    sign.push("stage = 'authorised' AND owner_id = ").value(me);
    let mut handover = contract(TaskKind::AcceptHandover, "CAST(NULL AS TEXT)");
    handover
        .push(
            "handover = 'proposed' AND opportunity_id IN (SELECT record_id FROM team_member \
         WHERE role = 'fr' AND user_id = ",
        )
        .value(me)
        .push(")");
    let (number, title) = (
        "(SELECT c.number FROM contract c WHERE c.id = contract_id)",
        "(SELECT c.title FROM contract c WHERE c.id = contract_id)",
    );
    let kind = TaskKind::AcceptMilestone;
    let mut milestone = task("contract", "milestone", number, title, kind, "planned_on");
    milestone.push("status <> 'accepted' AND planned_on <= ").value(today.plus_days(14));
    milestone.push(" AND contract_id IN (SELECT c.id FROM contract c WHERE c.stage = 'executing')");
    milestone
        .push(
            " AND opportunity_id IN (SELECT record_id FROM team_member WHERE role = 'fr' \
         AND user_id = ",
        )
        .value(me)
        .push(")");
    // The page of a milestone is its contract.
    let milestone = Sql::new(
        "SELECT kind, (SELECT m.contract_id FROM milestone m WHERE m.id = \
         record_id) AS record_id, number, title, task, due_on FROM (",
    )
    .append(&milestone)
    .push(") AS m")
    .clone();
    let mut parts = vec![sign, handover, milestone];
    if actor.has(Role::ContractManager) {
        let mut register = contract(TaskKind::RegisterContract, "signed_on");
        register.push("stage = 'signed'");
        let reach = policy::reach(actor, kinds::CONTRACT, Action::Edit);
        within(&mut register, &reach, &ScopeColumns::DEAL_TEAM);
        parts.push(register);
    }
    parts
}

fn invoices(actor: &Actor, today: Day) -> Vec<Sql> {
    if !Permission::InvoiceCreate.held_by(actor) {
        return Vec::new();
    }
    let (number, title) =
        ("(SELECT c.number FROM contract c WHERE c.id = plan_line.contract_id)", "plan_line.label");
    let mut sql =
        task("contract", "plan_line", number, title, TaskKind::IssueInvoice, "triggered_on");
    sql.push("triggered_on <= ").value(today).push(" AND amount_minor > ").push(INVOICED);
    sql.push(" AND contract_id IN (SELECT c.id FROM contract c WHERE c.stage IN ");
    sql.any_of(ContractStage::INVOICED).push(")");
    let reach = policy::reach(actor, kinds::PLAN_LINE, Action::Edit);
    within(&mut sql, &reach, &ScopeColumns::DEAL_TEAM);
    let sql = Sql::new(
        "SELECT kind, (SELECT p.contract_id FROM plan_line p WHERE p.id = record_id) \
         AS record_id, number, title, task, due_on FROM (",
    )
    .append(&sql)
    .push(") AS l")
    .clone();
    vec![sql]
}
