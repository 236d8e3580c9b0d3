//! What a list can be asked, and what it refuses to answer.

use crate::sample::{Known, LEADS, LeadRow, actor, fill, leads, store};
use access::{
    Actor, ListQuery, Role, list,
    list_query::{ListParams, Op},
};
use base::{Day, Fault};
use serde_json::{Value, json};
use store::Store;

fn head() -> Actor {
    actor("x", &[(Role::SalesHead, "0000.")])
}

async fn filled() -> Store {
    let store = store().await;
    let rows = [
        ("Transformer 100%_OK", 1, Day::new(2026, 1, 31)),
        ("transformer 100 OK", 2, Day::new(2026, 2, 1)),
        ("变压器 \\ path ü-path", 3, None),
    ];
    let known: Vec<Known> = rows
        .into_iter()
        .map(|(title, amount_minor, due_on)| Known {
            title: title.to_owned(),
            amount_minor,
            due_on,
            ..Known::at("other", "0000.0001.", &[])
        })
        .collect();
    fill(&store, &known).await;
    store
}

async fn ask(store: &Store, actor: &Actor, query: &ListQuery) -> Result<usize, Fault> {
    let page = list::<LeadRow>(store.read(), actor, &LEADS, query, &leads()).await?;
    assert_eq!(page.count.value, u64::try_from(page.items.len()).unwrap());
    Ok(page.items.len())
}

#[tokio::test]
async fn conditions_mean_the_same_on_both_databases() {
    let store = filled().await;
    for (field, op, value, rows) in [
        ("title", Op::Contains, json!("TRANSformer"), 2),
        ("title", Op::Contains, json!("100%"), 1),
        ("title", Op::Contains, json!("%_"), 1),
        ("title", Op::Contains, json!("\\"), 1),
        ("title", Op::Contains, json!("变压"), 1),
        ("title", Op::Contains, json!("' OR 1=1 --"), 0),
        ("title", Op::Contains, json!(""), 3),
        ("title", Op::Eq, json!("transformer 100 OK"), 1),
        ("title", Op::In, json!(["transformer 100 OK", "nothing"]), 1),
        ("amount_minor", Op::Eq, json!(2), 1),
        ("amount_minor", Op::Ne, json!(2), 2),
        ("amount_minor", Op::Gte, json!(2), 2),
        ("amount_minor", Op::Lte, json!(1), 1),
        ("amount_minor", Op::Between, json!([2, 3]), 2),
        ("amount_minor", Op::In, json!([1, 3, 9]), 2),
        ("due_on", Op::Gte, json!("2026-02-01"), 2),
        ("due_on", Op::Between, json!(["2026-01-01", "2026-12-31"]), 2),
        ("due_on", Op::Eq, json!("2026-01-31"), 1),
        ("due_on", Op::Empty, Value::Null, 1),
        ("due_on", Op::NotEmpty, Value::Null, 2),
        ("owner_id", Op::Ne, json!("other"), 0),
        // Letters beyond ASCII are compared as they are, on both.
        ("title", Op::Contains, json!("Ü-path"), 0),
        ("title", Op::Contains, json!("ü-PATH"), 1),
        // A field that is computed has no column.
        ("double_minor", Op::Eq, json!(4), 1),
        ("double_minor", Op::Empty, Value::Null, 0),
        ("double_minor", Op::NotEmpty, Value::Null, 3),
    ] {
        let query = ListQuery::first(50).and(field, op, value.clone());
        assert_eq!(ask(&store, &head(), &query).await.unwrap(), rows, "{field} {op} {value}");
    }
    let both = ListQuery::first(50).and("title", Op::Contains, json!("100")).and(
        "amount_minor",
        Op::Gte,
        json!(2),
    );
    assert_eq!(ask(&store, &head(), &both).await.unwrap(), 1);
}

#[tokio::test]
async fn what_does_not_fit_is_refused() {
    let store = filled().await;
    for (field, op, value) in [
        ("password", Op::Eq, json!("x")),
        ("id", Op::Eq, json!("x")),
        ("title; DROP TABLE sample_lead", Op::Eq, json!("x")),
        ("title", Op::Eq, json!(1)),
        ("title", Op::Gte, json!("a")),
        ("title", Op::In, json!([])),
        ("title", Op::In, json!("a")),
        ("title", Op::Contains, json!("x".repeat(401))),
        ("amount_minor", Op::Contains, json!("1")),
        ("amount_minor", Op::Eq, json!("1")),
        ("amount_minor", Op::Eq, json!(1.5)),
        ("amount_minor", Op::Between, json!([1])),
        ("due_on", Op::Eq, json!("2026-02-30")),
        ("due_on", Op::Eq, json!("yesterday")),
    ] {
        let query = ListQuery::first(50).and(field, op, value.clone());
        let answer = ask(&store, &head(), &query).await;
        assert!(matches!(answer, Err(Fault::Invalid(_))), "{field} {op} {value}");
    }
    for sort in ["password", "owner_id", "", "-", "title desc", "id; --"] {
        let query = ListQuery { sort: Some(sort.to_owned()), ..ListQuery::first(50) };
        assert!(matches!(ask(&store, &head(), &query).await, Err(Fault::Invalid(_))), "{sort}");
    }
}

#[tokio::test]
async fn a_hidden_field_neither_sorts_nor_filters() {
    let store = filled().await;
    // Sees every record here, but not what it costs.
    let blind = actor("x", &[(Role::LeadManager, "0000.")]);
    let sort = ListQuery { sort: Some("-cost_minor".to_owned()), ..ListQuery::first(50) };
    let filter = ListQuery::first(50).and("cost_minor", Op::Gte, json!(0));
    let empty = ListQuery::first(50).and("cost_minor", Op::NotEmpty, Value::Null);
    for query in [sort, filter, empty] {
        assert!(ask(&store, &head(), &query).await.is_ok());
        let hidden = ask(&store, &blind, &query).await.unwrap_err();
        let Fault::Invalid(faults) = hidden else { panic!("{hidden}") };
        // The same answer as for a field that does not exist.
        assert_eq!(faults[0].code, "field_unknown");
    }
    assert_eq!(ask(&store, &blind, &ListQuery::first(50)).await.unwrap(), 3);
}

#[tokio::test]
async fn words_that_say_nothing_find_nothing() {
    let store = filled().await;
    for (q, rows) in [("变压", 1), ("tran", 2), ("byq", 1), ("***", 0), ("\"", 0), ("' OR 1=1", 0)]
    {
        let query = ListQuery { q: Some(q.to_owned()), ..ListQuery::first(50) };
        assert_eq!(ask(&store, &head(), &query).await.unwrap(), rows, "{q}");
    }
}

#[test]
fn parameters_are_checked_before_the_list_is_asked() {
    let parse = |limit: Option<u64>, q: &str, filter: &str| {
        let params = ListParams {
            q: Some(q.to_owned()),
            filter: Some(filter.to_owned()),
            limit,
            ..ListParams::default()
        };
        params.parse()
    };
    assert_eq!(parse(None, " ", "").unwrap(), ListQuery::first(50));
    assert_eq!(parse(Some(200), "a", "[]").unwrap().limit, 200);
    let one = "{\"field\":\"title\",\"op\":\"eq\",\"value\":\"a\"}";
    assert_eq!(parse(None, "", &format!("[{one}]")).unwrap().filter.len(), 1);
    let values: Vec<u32> = (0..101).collect();
    for (limit, q, filter) in [
        (Some(0), "", String::new()),
        (Some(201), "", String::new()),
        (None, &"字".repeat(101), String::new()),
        (None, "", "{}".to_owned()),
        (None, "", "[".repeat(100_000)),
        (None, "", "[{\"field\":\"title\",\"op\":\"like\"}]".to_owned()),
        (None, "", "[{\"field\":\"title\",\"op\":\"eq\",\"sql\":\"1\"}]".to_owned()),
        (None, "", format!("[{}]", vec![one; 13].join(","))),
        (None, "", json!([{"field": "amount_minor", "op": "in", "value": values}]).to_string()),
    ] {
        assert!(matches!(parse(limit, q, &filter), Err(Fault::Invalid(_))), "{filter:.60}");
    }
}
