//! One deal, played step by step by the people who would do it, up to a chosen point.

use super::{
    cast::{Cast, DemoError, id_of},
    company::prices,
};
use http::Method;
use serde_json::{Value, json};

/// How far a deal is played.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Until {
    /// An opportunity was made of the lead.
    Converted,
    /// The initiation decision (ATI) waits for its decider.
    AtiRequested,
    /// The project team guides the customer.
    Guiding,
    /// The quotation is written.
    Quoted,
    /// The bid decision (ATB) waits for its decider.
    AtbRequested,
    /// The bid is out, the contract is negotiated.
    Negotiating,
    /// The signature decision (ATC) waits for its decider.
    AtcRequested,
    /// Signed, registered, handed over.
    Executing,
    /// Advance paid, delivered, the delivery invoice is open.
    Delivered,
    /// Everything is paid.
    Paid,
    /// Closed.
    Closed,
}

/// A deal of the story.
#[derive(Debug, Clone)]
pub struct Deal {
    /// Its account manager.
    pub ar: &'static str,
    /// The customer.
    pub customer: &'static str,
    /// Class and industry of the customer.
    pub class: (&'static str, &'static str),
    /// Somebody there: name and title.
    pub contact: (&'static str, &'static str),
    /// What it is about.
    pub title: &'static str,
    /// What hurts the customer.
    pub pain: &'static str,
    /// What we propose.
    pub idea: &'static str,
    /// Product, quantity, discount in basis points.
    pub lines: &'static [(&'static str, i64, i64)],
    /// Days before today on which the lead was written down.
    pub start: i64,
    /// How many days each step of the story takes, in percent of the usual.
    pub pace: i64,
    /// How far it goes.
    pub until: Until,
}

impl Deal {
    fn amount(&self) -> i64 {
        let price = |code: &str| prices(code).map_or(0, |(_, price, _)| price);
        self.lines.iter().map(|(code, quantity, _)| price(code) * quantity).sum()
    }
    /// Days before today of the story's day `day` as it was planned; negative when it is to come.
    fn planned(&self, day: i64) -> i64 {
        self.start - day * self.pace / 100
    }
    /// Days before today of the story's day `day`.
    fn ago(&self, day: i64) -> i64 {
        self.planned(day).max(0)
    }
}

/// Plays a deal; the answer is the paths of what was made.
pub async fn play(cast: &mut Cast, deal: &Deal) -> Result<Value, DemoError> {
    let opportunity = convert(cast, deal).await?;
    let mut made = json!({"opportunity": opportunity});
    if deal.until < Until::AtiRequested {
        return Ok(made);
    }
    prepare(cast, deal, &opportunity).await?;
    cast.at(deal.ago(14));
    let decision = request(cast, deal.ar, &opportunity, "opportunity", "ati").await?;
    if deal.until < Until::Guiding {
        return Ok(made);
    }
    cast.at(deal.ago(16));
    decide(cast, "zhao.lei", &decision, "同意立项，按计划推进引导。").await?;
    guide(cast, deal, &opportunity).await?;
    if deal.until < Until::Quoted {
        return Ok(made);
    }
    let quotation = quote(cast, deal, &opportunity).await?;
    made["quotation"] = json!(quotation);
    if deal.until < Until::AtbRequested {
        return Ok(made);
    }
    cast.at(deal.ago(47));
    let decision = request(cast, deal.ar, &opportunity, "opportunity", "atb").await?;
    if deal.until < Until::Negotiating {
        return Ok(made);
    }
    cast.at(deal.ago(49));
    decide(cast, "zhao.lei", &decision, "价格与条款在授权范围内，同意投标。").await?;
    climb(cast, deal.ar, &opportunity, 50).await?;
    if deal.until < Until::AtcRequested {
        return Ok(made);
    }
    let contract = draft(cast, deal, &quotation).await?;
    made["contract"] = json!(contract);
    cast.at(deal.ago(63));
    let decision = request(cast, deal.ar, &contract, "contract", "atc").await?;
    if deal.until < Until::Executing {
        return Ok(made);
    }
    cast.at(deal.ago(65));
    decide(cast, "zhao.lei", &decision, "同意签约。").await?;
    sign(cast, deal, &contract).await?;
    advance_payment(cast, deal, &contract).await?;
    if deal.until < Until::Delivered {
        return Ok(made);
    }
    deliver(cast, deal, &contract).await?;
    if deal.until >= Until::Paid {
        settle(cast, deal, &contract).await?;
    }
    if deal.until >= Until::Closed {
        close(cast, deal, &contract).await?;
    }
    Ok(made)
}

async fn convert(cast: &mut Cast, deal: &Deal) -> Result<String, DemoError> {
    cast.at(deal.ago(0));
    let entry_on = cast.day(deal.planned(40));
    let body = json!({
        "title": deal.title, "customer_name": deal.customer, "source": "customer_network",
        "owner_id": cast.id(deal.ar)?, "contact_name": deal.contact.0, "pain": deal.pain,
        "pain_reach": "生产与计划部门", "solution_idea": deal.idea, "benefit": "降低停电损失与运维成本",
        "budget_source": "技术改造", "budget_state": "approved", "investment_leader": deal.contact.0,
        "decision_makers": deal.contact.0, "amount_minor": deal.amount(), "entry_on": entry_on,
        "urgency": 3, "maturity": 3, "agreement": 2, "entry": 3,
    });
    // Written down by delivery, which knows the installed base; verified by somebody else.
    let lead = id_of(&cast.post("liu.yang", "/api/leads", body).await?)?;
    let lead = format!("/api/leads/{lead}");
    cast.at(deal.ago(3));
    let answers = json!({"is_lead": true, "distance": "hot", "win": "medium", "note": "需求真实，预算已批。"});
    cast.act("wang.qiang", Method::POST, &lead, "verify", answers).await?;
    cast.at(deal.ago(8));
    let sign_on = cast.day(deal.planned(90));
    let mut body = json!({"opportunity_title": deal.title, "expected_sign_on": sign_on});
    if let Some(id) = cast.made.get(deal.customer) {
        let known = json!({"customer_id": id});
        cast.act(deal.ar, Method::PATCH, &lead, "", known).await?;
    } else {
        let (class, industry) = deal.class;
        body["customer"] = json!({"name": deal.customer, "class": class, "industry": industry});
        body["contact"] = json!({"name": deal.contact.0, "title": deal.contact.1});
    }
    let made = cast.act(deal.ar, Method::POST, &lead, "convert", body).await?;
    let text = |key: &str| made[key].as_str().unwrap_or_default().to_owned();
    cast.made.insert(deal.customer.to_owned(), text("customer_id"));
    Ok(format!("/api/opportunities/{}", text("opportunity_id")))
}

async fn prepare(cast: &Cast, deal: &Deal, opportunity: &str) -> Result<(), DemoError> {
    cast.at(deal.ago(12));
    let amount = deal.amount();
    let grade = if amount >= 2_000_000_000 { "major" } else { "important" };
    let facts = json!({
        "need": deal.pain, "amount_minor": amount, "project_type": "own_project",
        "project_grade": grade, "procurement": "tender", "competitors": "两家本地同行",
        "customer_step": "编制采购计划", "expected_sign_on": cast.day(deal.planned(90)),
    });
    cast.act(deal.ar, Method::PATCH, opportunity, "", facts).await?;
    let members = json!({"members": [
        {"user_id": cast.id(deal.ar)?, "role": "ar"},
        {"user_id": cast.id("chen.hao")?, "role": "sr"},
        {"user_id": cast.id("liu.yang")?, "role": "fr"},
        {"user_id": cast.id("wang.qiang")?, "role": "sponsor"},
    ]});
    cast.act(deal.ar, Method::PUT, opportunity, "team", members).await?;
    let win = json!({"scores": {"brand_recognition": 3, "customer_maturity": 3, "rival_share": 3,
        "price_competitiveness": 2}});
    cast.act(deal.ar, Method::PUT, opportunity, "scorecards/win", win).await?;
    let pay = json!({"scores": {"ownership": 4, "financial_state": 3, "payment_history": 3,
        "industry_profitability": 3}});
    cast.act(deal.ar, Method::PUT, opportunity, "scorecards/pay", pay).await?;
    Ok(())
}

async fn request(
    cast: &Cast,
    proposer: &str,
    record: &str,
    kind: &str,
    gate: &str,
) -> Result<String, DemoError> {
    let version = cast.get(proposer, record).await?["version"].clone();
    let id = record.rsplit('/').next().unwrap_or_default();
    let body = json!({"kind": kind, "record_id": id, "gate": gate, "version": version,
        "note": "材料齐备，请决策。"});
    let made = cast.post(proposer, "/api/decisions", body).await?;
    Ok(format!("/api/decisions/{}", id_of(&made)?))
}

async fn decide(cast: &Cast, who: &str, decision: &str, reason: &str) -> Result<(), DemoError> {
    let body = json!({"outcome": "go", "reason": reason});
    cast.act(who, Method::POST, decision, "outcome", body).await?;
    Ok(())
}

/// The questions of the rungs above the first.
const RUNGS: &[(i64, &[&str])] = &[
    (25, &["project_discussed", "budget_known"]),
    (50, &["difference_admitted", "company_accepted", "barriers_set"]),
];

async fn climb(cast: &Cast, ar: &str, opportunity: &str, to: i64) -> Result<(), DemoError> {
    let Some((_, questions)) = RUNGS.iter().find(|(percent, _)| *percent == to) else {
        return Ok(());
    };
    let answers: Vec<Value> = questions
        .iter()
        .map(|question| json!({"question": question, "yes": true, "evidence": "拜访纪要"}))
        .collect();
    let body = json!({"to": to, "answers": answers});
    cast.act(ar, Method::POST, opportunity, "rung", body).await?;
    Ok(())
}

async fn guide(cast: &Cast, deal: &Deal, opportunity: &str) -> Result<(), DemoError> {
    cast.at(deal.ago(30));
    climb(cast, deal.ar, opportunity, 25).await?;
    if deal.until < Until::Quoted {
        return Ok(());
    }
    cast.at(deal.ago(40));
    let done = json!({"guidance_done": true, "customer_step": "发布招标文件"});
    cast.act("chen.hao", Method::PATCH, opportunity, "", done).await?;
    cast.act("chen.hao", Method::POST, opportunity, "stage", json!({"to": "proposing"})).await?;
    Ok(())
}

async fn quote(cast: &Cast, deal: &Deal, opportunity: &str) -> Result<String, DemoError> {
    cast.at(deal.ago(44));
    let lines: Vec<Value> = deal
        .lines
        .iter()
        .filter_map(|(code, quantity, discount_bp)| {
            let (name, price, unit_cost) = prices(code)?;
            Some(json!({
                "product_id": cast.made.get(*code), "description": name, "unit": "套",
                "quantity_milli": quantity * 1000, "list_price_minor": price,
                "discount_bp": discount_bp, "unit_cost_minor": unit_cost,
            }))
        })
        .collect();
    // Valid long enough for the story, whenever it is played.
    let body = json!({
        "lines": lines, "valid_until": cast.day(deal.ago(44) - 120),
        "payment_terms": "3-3-3-1：预付、到货、验收、质保", "delivery_terms": "合同生效后 90 天内交货，含安装指导",
    });
    let made = cast.post("chen.hao", &format!("{opportunity}/quotations"), body).await?;
    let quotation = format!("/api/quotations/{}", id_of(&made)?);
    if deal.until >= Until::AtbRequested {
        cast.act("chen.hao", Method::POST, &quotation, "submit", json!({})).await?;
    }
    Ok(quotation)
}

async fn draft(cast: &Cast, deal: &Deal, quotation: &str) -> Result<String, DemoError> {
    cast.at(deal.ago(60));
    let made = cast.post(deal.ar, &format!("{quotation}/contract"), json!({})).await?;
    let contract = format!("/api/contracts/{}", id_of(&made)?);
    let terms = json!({
        "warranty_months": 24, "penalty_terms": "每延迟一周支付合同额 0.5%，上限 5%",
        "special_promises": "质保期内 24 小时响应",
    });
    cast.act(deal.ar, Method::PATCH, &contract, "", terms).await?;
    cast.act(deal.ar, Method::PUT, &contract, "plan", json!({"template": "equipment_3331"}))
        .await?;
    Ok(contract)
}

async fn sign(cast: &Cast, deal: &Deal, contract: &str) -> Result<(), DemoError> {
    cast.at(deal.ago(68));
    let body = json!({"signed_on": cast.day(deal.ago(68)), "customer_signer": deal.contact.0});
    cast.act(deal.ar, Method::POST, contract, "sign", body).await?;
    cast.at(deal.ago(69));
    cast.act("zhou.jie", Method::POST, contract, "register", json!({})).await?;
    cast.at(deal.ago(70));
    let note = json!({"note": "合同、技术协议与口头承诺清单已移交。"});
    cast.act(deal.ar, Method::POST, contract, "handover/propose", note).await?;
    cast.at(deal.ago(72));
    let note = json!({"note": "已核对，接收。"});
    cast.act("liu.yang", Method::POST, contract, "handover/accept", note).await?;
    for (kind, day) in [("delivered", 110), ("final_acceptance", 150), ("warranty_end", 190)] {
        let planned = cast.day(deal.planned(day));
        let body = json!({"kind": kind, "planned_on": planned, "contract_on": planned});
        cast.post("liu.yang", &format!("{contract}/milestones"), body).await?;
    }
    Ok(())
}

/// Invoices the line of a trigger and, when `paid` says on which day, books and allocates its money.
async fn collect(
    cast: &Cast,
    deal: &Deal,
    contract: &str,
    trigger: &str,
    invoiced: i64,
    paid: Option<i64>,
) -> Result<(), DemoError> {
    cast.at(deal.ago(invoiced));
    let plan = cast.get("sun.min", &format!("{contract}/plan")).await?;
    let lines = plan["items"].as_array().cloned().unwrap_or_default();
    for line in lines.iter().filter(|line| line["trigger"] == trigger) {
        let amount = line["amount_minor"].clone();
        let id = line["id"].as_str().unwrap_or_default();
        let body = json!({"amount_minor": amount, "issued_on": cast.day(deal.ago(invoiced))});
        let invoice = cast.post("sun.min", &format!("/api/plan-lines/{id}/invoices"), body).await?;
        let Some(paid) = paid else { continue };
        cast.at(deal.ago(paid));
        let body = json!({
            "customer_id": cast.made.get(deal.customer), "amount_minor": amount,
            "currency": line["currency"], "received_on": cast.day(deal.ago(paid)),
            "method": "transfer", "bank_reference": format!("BOC-{}", &id_of(&invoice)?[..8]),
        });
        let receipt = cast.post("sun.min", "/api/receipts", body).await?;
        let path = format!("/api/receipts/{}", id_of(&receipt)?);
        let body = json!({"lines": [{"invoice_id": invoice["id"], "amount_minor": amount}]});
        cast.act("sun.min", Method::POST, &path, "allocations", body).await?;
    }
    Ok(())
}

async fn advance_payment(cast: &Cast, deal: &Deal, contract: &str) -> Result<(), DemoError> {
    collect(cast, deal, contract, "contract_effective", 75, Some(85)).await
}

async fn accept(
    cast: &Cast,
    deal: &Deal,
    contract: &str,
    kind: &str,
    day: i64,
    evidence: &str,
) -> Result<(), DemoError> {
    cast.at(deal.ago(day));
    let all = cast.get("liu.yang", &format!("{contract}/milestones")).await?;
    let all = all["items"].as_array().cloned().unwrap_or_default();
    for milestone in all.iter().filter(|milestone| milestone["kind"] == kind) {
        let id = milestone["id"].as_str().unwrap_or_default();
        let text = format!("{} · {}\n{}\n", deal.customer, deal.title, evidence);
        let name = format!("{kind}.txt");
        cast.evidence("liu.yang", "milestone", id, &name, &text).await?;
        let body = json!({"actual_on": cast.day(deal.ago(day))});
        let path = format!("/api/milestones/{id}");
        let version = all_version(cast, contract, id).await?;
        cast.act_at("liu.yang", &format!("{path}/accept"), version, body).await?;
    }
    Ok(())
}

async fn all_version(cast: &Cast, contract: &str, id: &str) -> Result<i64, DemoError> {
    let all = cast.get("liu.yang", &format!("{contract}/milestones")).await?;
    let all = all["items"].as_array().cloned().unwrap_or_default();
    let found = all.iter().find(|milestone| milestone["id"] == id);
    Ok(found.and_then(|milestone| milestone["version"].as_i64()).unwrap_or_default())
}

async fn deliver(cast: &Cast, deal: &Deal, contract: &str) -> Result<(), DemoError> {
    accept(cast, deal, contract, "delivered", 110, "到货签收单：数量与箱单一致，外观完好。")
        .await?;
    let paid = (deal.until >= Until::Paid).then_some(135);
    collect(cast, deal, contract, "delivered", 112, paid).await
}

async fn settle(cast: &Cast, deal: &Deal, contract: &str) -> Result<(), DemoError> {
    accept(cast, deal, contract, "final_acceptance", 150, "竣工验收证书：全部试验合格。").await?;
    collect(cast, deal, contract, "final_acceptance", 152, Some(170)).await?;
    accept(cast, deal, contract, "warranty_end", 190, "质保期满证明。").await?;
    collect(cast, deal, contract, "warranty_end", 192, Some(200)).await
}

async fn close(cast: &Cast, deal: &Deal, contract: &str) -> Result<(), DemoError> {
    cast.at(deal.ago(203));
    cast.act(deal.ar, Method::POST, contract, "stage", json!({"to": "fulfilled"})).await?;
    let decision = request(cast, "liu.yang", contract, "contract", "atcc").await?;
    cast.at(deal.ago(205));
    decide(cast, "zhao.lei", &decision, "款项全部到账，同意关闭。").await
}
