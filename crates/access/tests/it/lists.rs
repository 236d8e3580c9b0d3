//! Pages by cursor: each visible row once, in order, whether the list walks its sort index (a wide
//! scope) or gathers its rows (a narrow one).

use crate::sample::{Known, LEADS, LeadRow, actor, fill, leads, store};
use access::{Action, Actor, ListQuery, Role, list, list_query::Op, policy::kinds};
use base::{Day, Fault};
use sea_orm::ConnectionTrait;
use std::collections::BTreeMap;
use store::Store;

/// Many rows, few of them in Shanghai, with equal keys everywhere.
fn world() -> Vec<Known> {
    (0..600_i64)
        .map(|index| {
            let path = match index % 40 {
                0 => "0000.0001.0000.",
                1..5 => "0000.0001.0001.",
                _ => "0000.0002.",
            };
            let owner = if index % 50 == 7 { "me" } else { "other" };
            let team: &[&str] = if index % 60 == 11 { &["me"] } else { &[] };
            let mut known = Known::at(owner, path, team);
            let titles = ["变压器", "a", "B", "b", "Ä", "-", "开关 柜"];
            titles[usize::try_from(index % 7).unwrap()].clone_into(&mut known.title);
            known.amount_minor = index % 13 - 6;
            known.due_on =
                (index % 3 > 0).then(|| Day::new(2026, 1, 1).unwrap().plus_days(index % 17));
            known.updated_at = index % 29;
            known
        })
        .collect()
}

async fn all_pages(store: &Store, actor: &Actor, query: &ListQuery, wanted: u64) -> Vec<String> {
    let mut query = query.clone();
    let mut ids = Vec::new();
    loop {
        let page = list::<LeadRow>(store.read(), actor, &LEADS, &query, &leads()).await.unwrap();
        assert_eq!((page.count.value, page.count.capped), (wanted, false));
        ids.extend(page.items.into_iter().map(|row| row.id));
        match page.next {
            Some(next) => query.cursor = Some(next),
            None => return ids,
        }
    }
}

fn sorted(known: &[Known], ids: &[String], actor: &Actor, sort: &str) -> Vec<String> {
    let key = |record: &Known| match sort.trim_start_matches('-') {
        "updated_at" => (record.updated_at, String::new()),
        "amount_minor" => (record.amount_minor, String::new()),
        _ => (0, record.due_on.map_or_else(|| "9999-12-31".to_owned(), |day| day.to_string())),
    };
    let mut rows: Vec<(_, String)> = known
        .iter()
        .zip(ids)
        .filter(|(record, _)| record.reached(actor, kinds::LEAD, Action::See))
        .map(|(record, id)| (key(record), id.clone()))
        .collect();
    rows.sort();
    if sort.starts_with('-') {
        rows.reverse();
    }
    rows.into_iter().map(|(_, id)| id).collect()
}

#[tokio::test]
async fn pages_show_each_visible_row_once_and_in_order() {
    let store = store().await;
    let known = world();
    let (ids, _) = fill(&store, &known).await;
    store
        .begin(&store::Meta::system())
        .await
        .unwrap()
        .conn()
        .execute_unprepared("ANALYZE")
        .await
        .unwrap();
    for (name, actor) in [
        ("all", actor("x", &[(Role::SalesHead, "0000.")])),
        ("wide", actor("x", &[(Role::SalesHead, "0000.0002.")])),
        ("narrow", actor("x", &[(Role::SalesHead, "0000.0001.0000.")])),
        ("narrow, owner and team", actor("me", &[(Role::LeadManager, "0000.0001.0000.")])),
        ("owner and team", actor("me", &[(Role::Ar, "0000.0001.0000.")])),
        ("nothing", actor("x", &[(Role::Ar, "0000.0001.0000.")])),
    ] {
        for sort in
            ["updated_at", "-updated_at", "amount_minor", "-amount_minor", "due_on", "-due_on"]
        {
            let wanted = sorted(&known, &ids, &actor, sort);
            let count = u64::try_from(wanted.len()).unwrap();
            for limit in [7, 200] {
                let query = ListQuery { sort: Some(sort.to_owned()), ..ListQuery::first(limit) };
                let found = all_pages(&store, &actor, &query, count).await;
                assert_eq!(found, wanted, "{name} by {sort}, {limit} a page");
            }
        }
        // Each database sorts text in its own way; the pages must fit together all the same.
        for sort in ["title", "-title"] {
            let mut wanted = sorted(&known, &ids, &actor, "updated_at");
            let count = u64::try_from(wanted.len()).unwrap();
            let query = ListQuery { sort: Some(sort.to_owned()), ..ListQuery::first(7) };
            let mut found = all_pages(&store, &actor, &query, count).await;
            found.sort();
            wanted.sort();
            assert_eq!(found, wanted, "{name} by {sort}");
        }
    }
}

#[tokio::test]
async fn pages_of_a_filtered_and_searched_list_fit_together() {
    let store = store().await;
    let known = world();
    let (ids, _) = fill(&store, &known).await;
    let titles: BTreeMap<&String, &Known> = ids.iter().zip(&known).collect();
    for actor in [
        actor("x", &[(Role::SalesHead, "0000.")]),
        actor("me", &[(Role::LeadManager, "0000.0001.")]),
    ] {
        for sort in ["-updated_at", "amount_minor"] {
            let query = ListQuery {
                q: Some("开关".to_owned()),
                sort: Some(sort.to_owned()),
                ..ListQuery::first(7).and("amount_minor", Op::Gte, -2)
            };
            let wanted: Vec<String> = sorted(&known, &ids, &actor, sort)
                .into_iter()
                .filter(|id| titles[id].title.starts_with("开关") && titles[id].amount_minor >= -2)
                .collect();
            let count = u64::try_from(wanted.len()).unwrap();
            assert!(count > 7);
            assert_eq!(all_pages(&store, &actor, &query, count).await, wanted);
        }
    }
}

#[tokio::test]
async fn a_count_stops_at_a_thousand() {
    let store = store().await;
    let known: Vec<Known> = (0..1_001).map(|_| Known::at("other", "0000.0001.", &[])).collect();
    fill(&store, &known).await;
    let head = actor("x", &[(Role::SalesHead, "0000.")]);
    let query = ListQuery::first(1);
    let page = list::<LeadRow>(store.read(), &head, &LEADS, &query, &leads()).await.unwrap();
    assert_eq!((page.count.value, page.count.capped), (1_000, true));
}

#[tokio::test]
async fn a_filter_that_fits_much_keeps_the_order() {
    let store = store().await;
    let known: Vec<Known> = (0..1_300_i64)
        .map(|index| {
            let mut known = Known::at("other", "0000.0001.", &[]);
            known.amount_minor = index % 13;
            known.updated_at = index * 7 % 1_301;
            known
        })
        .collect();
    let (ids, _) = fill(&store, &known).await;
    let head = actor("x", &[(Role::SalesHead, "0000.")]);
    for (op, least, sort) in [(Op::Gte, 2, "-updated_at"), (Op::Ne, 0, "updated_at")] {
        let fits = |amount: i64| if op == Op::Gte { amount >= least } else { amount != least };
        let mut wanted: Vec<(i64, &String)> = known
            .iter()
            .zip(&ids)
            .filter(|(record, _)| fits(record.amount_minor))
            .map(|(record, id)| (record.updated_at, id))
            .collect();
        wanted.sort();
        if sort.starts_with('-') {
            wanted.reverse();
        }
        let mut query = ListQuery::first(200).and("amount_minor", op, least);
        query.sort = Some(sort.to_owned());
        let mut found = Vec::new();
        loop {
            let page = list::<LeadRow>(store.read(), &head, &LEADS, &query, &leads()).await;
            let page = page.unwrap();
            assert_eq!((page.count.value, page.count.capped), (1_000, true));
            found.extend(page.items.into_iter().map(|row| row.id));
            let Some(next) = page.next else { break };
            query.cursor = Some(next);
        }
        assert_eq!(found, wanted.into_iter().map(|(_, id)| id.clone()).collect::<Vec<_>>());
    }
}

#[tokio::test]
async fn a_cursor_is_no_way_in() {
    let store = store().await;
    let known = world();
    let (ids, _) = fill(&store, &known).await;
    let actor = actor("x", &[(Role::SalesHead, "0000.0001.0000.")]);
    let ask = |cursor: String| {
        let (conn, actor) = (store.read().clone(), actor.clone());
        async move {
            let query = ListQuery { cursor: Some(cursor), ..ListQuery::first(200) };
            list::<LeadRow>(&conn, &actor, &LEADS, &query, &leads()).await
        }
    };
    let visible = sorted(&known, &ids, &actor, "-updated_at");
    // A cursor that points at a hidden row is only a place in the order.
    let foreign = format!("[\"9999999999999\",\"{}\"]", ids[30]);
    let page = ask(foreign).await.unwrap();
    assert_eq!(page.items.into_iter().map(|row| row.id).collect::<Vec<_>>(), visible);
    for broken in [
        "",
        "x",
        "[]",
        "[1,2]",
        "[\"1\"]",
        "[\"a\",\"0195b7f2-0000-7000-8000-000000000000\"]",
        "[\"1\",\"') OR 1=1 --\"]",
        "{\"a\":1}",
    ] {
        let answer = ask(broken.to_owned()).await;
        assert!(matches!(answer, Err(Fault::Invalid(_))), "{broken}");
    }
}
