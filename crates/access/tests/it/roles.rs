//! For every role in every unit: the list, its count, its export, search, and each record by itself
//! give the same records.

use crate::sample::{
    Known, LEADS, LeadRow, QUOTATIONS, QuotationRow, actor, fill, lead, leads, quotation,
    quotations, store,
};
use access::{
    Action, Actor, ListQuery, Permission, Role, list, list::list_all, list::search_scope,
    policy::kinds,
};
use base::Fault;
use std::collections::BTreeSet;
use store::{Store, search::search};

const PATHS: &[&str] =
    &["0000.", "0000.0001.", "0000.0001.0000.", "0000.0001.0001.", "0000.0002.", "0000.0002.0000."];

fn world() -> Vec<Known> {
    let mut known = Vec::new();
    for path in PATHS {
        for owner in ["me", "other"] {
            for team in [&[][..], &["me"], &["other"]] {
                known.push(Known::at(owner, path, team));
            }
        }
    }
    known
}

fn words() -> ListQuery {
    ListQuery { q: Some("变压器".to_owned()), ..ListQuery::first(200) }
}

async fn leads_of(store: &Store, actor: &Actor, known: &[Known], ids: &[String]) {
    let wanted: BTreeSet<String> = known
        .iter()
        .zip(ids)
        .filter(|(record, _)| record.reached(actor, kinds::LEAD, Action::See))
        .map(|(_, id)| id.clone())
        .collect();
    let conn = store.read();
    for query in [ListQuery::first(200), words()] {
        let page = list::<LeadRow>(conn, actor, &LEADS, &query, &leads()).await.unwrap();
        let listed: BTreeSet<String> = page.items.iter().map(|row| row.id.clone()).collect();
        assert_eq!((page.items.len(), &listed), (wanted.len(), &wanted), "{actor:?}");
        // A page of one row has to count.
        let first = ListQuery { limit: 1, ..query.clone() };
        let page = list::<LeadRow>(conn, actor, &LEADS, &first, &leads()).await.unwrap();
        assert_eq!(page.count.value, u64::try_from(wanted.len()).unwrap(), "{actor:?}");
        let exported =
            list_all::<LeadRow>(conn, actor, &LEADS, &query, &leads(), 1_000).await.unwrap();
        assert_eq!(exported.len(), wanted.len());
    }
    let scope = search_scope(actor, kinds::LEAD, false);
    let hits = search(conn, "变压器", &[scope], 50).await.unwrap();
    assert_eq!(hits.into_iter().map(|hit| hit.id).collect::<BTreeSet<_>>(), wanted, "{actor:?}");
    for id in ids {
        let one = access::get::<lead::Model, _>(conn, actor, id).await;
        match one {
            Ok(seen) => assert!(wanted.contains(seen.id.as_str())),
            Err(Fault::NotFound) => assert!(!wanted.contains(id)),
            Err(fault) => panic!("{fault}"),
        }
    }
}

async fn quotations_of(store: &Store, actor: &Actor, known: &[Known], ids: &[String]) {
    let wanted: BTreeSet<String> = known
        .iter()
        .zip(ids)
        .filter(|(record, _)| record.reached(actor, kinds::QUOTATION, Action::See))
        .map(|(_, id)| id.clone())
        .collect();
    let conn = store.read();
    let query = words();
    let page = list::<QuotationRow>(conn, actor, &QUOTATIONS, &query, &quotations()).await.unwrap();
    let listed: BTreeSet<String> = page.items.into_iter().map(|row| row.id).collect();
    assert_eq!((listed, page.count.value), (wanted.clone(), u64::try_from(wanted.len()).unwrap()));
    let scope = search_scope(actor, kinds::QUOTATION, false);
    let hits = search(conn, "变压器", &[scope], 50).await.unwrap();
    assert_eq!(hits.into_iter().map(|hit| hit.id).collect::<BTreeSet<_>>(), wanted);
    for id in ids {
        let one = access::get::<quotation::Model, _>(conn, actor, id).await;
        assert_eq!(one.is_ok(), wanted.contains(id));
    }
}

#[tokio::test]
async fn every_way_of_asking_gives_the_same_records() {
    let store = store().await;
    let known = world();
    let (lead_ids, quotation_ids) = fill(&store, &known).await;
    for role in Role::ALL {
        for path in PATHS {
            let actor = actor("me", &[(*role, path)]);
            leads_of(&store, &actor, &known, &lead_ids).await;
            quotations_of(&store, &actor, &known, &quotation_ids).await;
        }
    }
    let nobody = actor("me", &[]);
    leads_of(&store, &nobody, &known, &lead_ids).await;
    let two = actor("me", &[(Role::Ar, "0000.0001.0000."), (Role::SalesHead, "0000.0002.")]);
    leads_of(&store, &two, &known, &lead_ids).await;
    quotations_of(&store, &two, &known, &quotation_ids).await;
}

#[tokio::test]
async fn a_record_answers_the_same_whether_hidden_or_missing() {
    let store = store().await;
    let (ids, _) = fill(&store, &[Known::at("other", "0000.0002.", &[])]).await;
    let actor = actor("me", &[(Role::SalesHead, "0000.0001.")]);
    for id in [ids[0].as_str(), "0195b7f2-0000-7000-8000-000000000000", "", "' OR 1=1 --"] {
        let answer = access::get::<lead::Model, _>(store.read(), &actor, id).await;
        assert!(matches!(answer, Err(Fault::NotFound)), "{id}");
    }
}

#[tokio::test]
async fn a_verb_needs_the_right_for_its_action() {
    use access::act;
    let store = store().await;
    let (ids, _) = fill(&store, &[Known::at("owner", "0000.0001.", &["member"])]).await;
    let load = |actor: Actor| {
        let (conn, id) = (store.read().clone(), ids[0].clone());
        async move { access::get::<lead::Model, _>(&conn, &actor, &id).await.unwrap() }
    };
    let owner = actor("owner", &[(Role::Ar, "0000.0001.")]);
    assert!(load(owner.clone()).await.allow::<act::Edit>().is_ok());
    let refused = load(owner.clone()).await.allow::<act::Decide>().unwrap_err();
    assert_eq!(refused.code(), "forbidden");
    let auditor = actor("a", &[(Role::Auditor, "0000.")]);
    assert!(load(auditor).await.allow::<act::Edit>().is_err());
    let stale = load(owner).await.allow::<act::Edit>().unwrap().at_version(7).unwrap_err();
    assert!(matches!(stale, Fault::Stale(None)));
}

#[test]
fn company_wide_permissions_need_a_role_at_the_company() {
    let above = actor("a", &[(Role::Administrator, "0000.")]);
    let below = actor("b", &[(Role::Administrator, "0000.0001."), (Role::Auditor, "0000.")]);
    for permission in Permission::ALL {
        let held = permission.roles().contains(&Role::Administrator);
        assert_eq!(permission.held_by(&above), held, "{permission}");
    }
    for permission in [Permission::PeopleAdminister, Permission::ImportHistory, Permission::Demo] {
        assert!(!permission.held_by(&below), "{permission}");
    }
    assert!(Permission::ImportRun.held_by(&below) && Permission::LeadCreate.held_by(&below));
}
