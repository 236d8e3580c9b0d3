//! Numbers that people read: no gaps, no doubles.

use crate::sample::store;
use std::collections::BTreeSet;
use store::Meta;

#[tokio::test]
async fn a_series_counts_up_and_restarts_each_year() {
    let store = store().await;
    let mut tx = store.begin(&Meta::system()).await.unwrap();
    assert_eq!(tx.next_number("LEAD").await.unwrap(), "LEAD-2026-00001");
    assert_eq!(tx.next_number("LEAD").await.unwrap(), "LEAD-2026-00002");
    assert_eq!(tx.next_number("OPP").await.unwrap(), "OPP-2026-00001");
    let many = tx.next_numbers("LEAD", 3).await.unwrap();
    assert_eq!(many, ["LEAD-2026-00003", "LEAD-2026-00004", "LEAD-2026-00005"]);
    assert!(tx.next_numbers("LEAD", 0).await.unwrap().is_empty());
    tx.commit().await.unwrap();
    store.clock().advance(366 * 24 * 3600 * 1000);
    let mut tx = store.begin(&Meta::system()).await.unwrap();
    assert_eq!(tx.next_number("LEAD").await.unwrap(), "LEAD-2027-00001");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn parallel_series_have_neither_gaps_nor_doubles() {
    let store = store().await;
    let mut tasks = Vec::new();
    for task in 0..8 {
        let store = store.clone();
        tasks.push(tokio::spawn(async move {
            let mut taken = Vec::new();
            for round in 0..10 {
                let mut tx = store.begin(&Meta::system()).await.unwrap();
                let number = tx.next_number("OPP").await.unwrap();
                // What came to nothing gives its number back.
                if (task + round) % 3 == 0 {
                    drop(tx);
                } else {
                    tx.commit().await.unwrap();
                    taken.push(number);
                }
            }
            taken
        }));
    }
    let mut taken = Vec::new();
    for task in tasks {
        taken.extend(task.await.unwrap());
    }
    let wanted: BTreeSet<String> =
        (1..=taken.len()).map(|number| format!("OPP-2026-{number:05}")).collect();
    assert_eq!(taken.iter().cloned().collect::<BTreeSet<_>>(), wanted);
}
