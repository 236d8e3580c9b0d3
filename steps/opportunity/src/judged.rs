//! What the gates know about opportunities, and how their decisions reach one.

use crate::{
    model::opportunity::{Model, ProjectGrade, ProjectType},
    queries,
    rules::{TRIANGLE, TeamRole},
    transition::{KIND, Step, transition},
};
use access::{Action, Actor, team};
use base::{Day, Fault};
use decision::{
    Loaded, RecordKind, Source, Subject, Subjects, model::Model as Decision, subject::Material,
};
use process::{Effect, Facts};
use sea_orm::{ConnectionTrait, DatabaseExecutor};
use serde_json::{Map, Value, json};
use store::Tx;
use wire::{BoxFuture, Ctx};

/// The gate that initiates the pursuit.
const ATI: &str = "ati";

/// Opportunities as gates see them: their subject, and the first source of facts about them.
#[derive(Debug, Clone, Copy, Default)]
pub struct Opportunities;

impl Subject for Opportunities {
    fn kind(&self) -> RecordKind {
        KIND
    }

    fn load<'a>(
        &'a self,
        conn: DatabaseExecutor<'a>,
        actor: &'a Actor,
        id: &'a str,
    ) -> BoxFuture<'a, Result<Loaded, Fault>> {
        Box::pin(async move {
            let seen = access::get::<Model, _>(&conn, actor, id).await?;
            Ok(loaded(&seen))
        })
    }

    fn hold<'a>(&'a self, tx: &'a Tx, id: &'a str) -> BoxFuture<'a, Result<i64, Fault>> {
        Box::pin(async move { Ok(tx.lock::<Model>(id).await?.version) })
    }

    fn apply<'a>(
        &'a self,
        _: &'a Ctx,
        subjects: &'a Subjects,
        tx: &'a mut Tx,
        record_id: &'a str,
        effect: &'a Effect,
        decision: &'a Decision,
    ) -> BoxFuture<'a, Result<(), Fault>> {
        Box::pin(async move {
            let before = queries::one(tx.conn(), record_id).await?;
            transition(tx, subjects, &before, Step::Decided(effect, decision)).await?;
            Ok(())
        })
    }
}

/// An opportunity as the decision step takes it.
pub(crate) fn loaded(seen: &access::Seen<Model>) -> Loaded {
    let team = seen.team().iter().map(|it| (it.user_id.clone(), it.role.clone())).collect();
    let deal: &Model = seen;
    Loaded {
        kind: KIND,
        id: deal.id.to_string(),
        number: deal.number.clone(),
        title: deal.title.clone(),
        stage: deal.stage.to_string(),
        stopped_in: deal.stopped_in.map(|stage| stage.to_string()),
        on_hold: deal.on_hold,
        version: deal.version,
        owner_id: deal.owner_id.to_string(),
        unit_id: deal.unit_id.to_string(),
        unit_path: deal.unit_path.clone(),
        opportunity_id: deal.id.to_string(),
        team,
        may_edit: seen.may(Action::Edit),
        process_key: deal.process_key.clone(),
        process_version: deal.process_version,
    }
}

impl Source for Opportunities {
    fn kind(&self) -> RecordKind {
        KIND
    }

    fn gather<'a>(
        &'a self,
        conn: DatabaseExecutor<'a>,
        _: Day,
        record_id: &'a str,
        facts: &'a mut Facts,
        snapshot: &'a mut Map<String, Value>,
    ) -> BoxFuture<'a, Result<(), Fault>> {
        Box::pin(async move {
            let deal = queries::one(&conn, record_id).await?;
            let customer = queries::customer(&conn, &deal).await?;
            let members = team::of(&conn, record_id).await?;
            let names = people_of(&conn, &deal, &members).await?;
            let name = |id: &str| names.get(id).cloned().unwrap_or_default();
            let holder = |role: TeamRole| {
                let member = members.iter().find(|member| member.role == role.as_str());
                member.map(|member| name(&member.user_id))
            };
            facts
                .set("customer", customer.name.as_str())
                .set("need", deal.need.clone())
                .set("amount_minor", deal.amount_minor)
                .set("expected_sign_on", deal.expected_sign_on.map(|day| day.to_string()))
                .set("project_type", deal.project_type.map(ProjectType::as_str))
                .set("project_grade", deal.project_grade.map(ProjectGrade::as_str))
                .set("win_index", deal.win_index)
                .set("pay_index", deal.pay_index)
                .set("guidance_done", deal.guidance_done)
                .set("team_complete", TRIANGLE.iter().all(|role| holder(*role).is_some()));
            for role in TRIANGLE {
                facts.set(role.as_str(), holder(*role));
            }
            let team: Vec<Value> = members
                .iter()
                .map(|it| json!({"user": {"id": it.user_id, "name": name(&it.user_id)}, "role": it.role}))
                .collect();
            snapshot.insert("team".to_owned(), Value::Array(team));
            let owner = name(deal.owner_id.as_str());
            snapshot.insert("opportunity".to_owned(), frozen(&deal, &customer.name, &owner));
            Ok(())
        })
    }

    fn material(&self, gate: &str, snapshot: &Value) -> Material {
        let deal = |pointer: &str| snapshot.pointer(&format!("/opportunity/{pointer}")).cloned();
        let mut material = Material::new();
        material.insert("customer".to_owned(), deal("customer/id").unwrap_or_default());
        material.insert("currency".to_owned(), deal("currency").unwrap_or_default());
        // The initiation appoints the triangle; later gates only ask that there is one.
        if gate == ATI {
            let team = snapshot.get("team").and_then(Value::as_array);
            let team = team.map(Vec::as_slice).unwrap_or_default();
            for role in TRIANGLE {
                let holder = team.iter().find(|member| member["role"] == role.as_str());
                let id = holder.map(|member| member["user"]["id"].clone()).unwrap_or_default();
                material.insert(role.to_string(), id);
            }
        }
        material
    }
}

async fn people_of<C: ConnectionTrait>(
    conn: &C,
    deal: &Model,
    members: &[team::Model],
) -> Result<std::collections::HashMap<String, String>, Fault> {
    let members = members.iter().map(|member| member.user_id.as_str());
    people::names(conn, members.chain([deal.owner_id.as_str()])).await
}

/// The part of an opportunity that a decision keeps.
fn frozen(deal: &Model, customer: &str, owner: &str) -> Value {
    json!({
        "id": deal.id,
        "number": deal.number,
        "title": deal.title,
        "customer": {"id": deal.customer_id, "name": customer},
        "need": deal.need,
        "amount_minor": deal.amount_minor,
        "currency": deal.currency,
        "expected_sign_on": deal.expected_sign_on,
        "project_type": deal.project_type,
        "project_grade": deal.project_grade,
        "procurement": deal.procurement,
        "competitors": deal.competitors,
        "customer_step": deal.customer_step,
        "guidance_done": deal.guidance_done,
        "stage": deal.stage,
        "rung": deal.rung,
        "win_index": deal.win_index,
        "pay_index": deal.pay_index,
        "owner": {"id": deal.owner_id, "name": owner},
    })
}
