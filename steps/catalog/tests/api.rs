//! Products over HTTP.

fn migrations() -> Vec<store::Migration> {
    [
        store::migrate::migrations(),
        access::migrations(),
        people::migrations(),
        catalog::migrations(),
    ]
    .into_iter()
    .flatten()
    .collect()
}

#[tokio::test]
async fn the_tables_are_made() {
    let store = testkit::database(migrations()).await;
    let schema = store::introspect(store.read()).await.unwrap();
    assert!(schema.contains("product.unit_cost_minor integer null"));
}
