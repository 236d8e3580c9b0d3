//! Background work, called as the jobs call it.

use base::Clock;
use exchange::{Folder, Order};
use server::{assembly, jobs};
use testkit::TestApp;

fn files(folder: &std::path::Path) -> Vec<std::path::PathBuf> {
    let entries = std::fs::read_dir(folder).into_iter().flatten().flatten();
    entries
        .flat_map(|it| if it.path().is_dir() { files(&it.path()) } else { vec![it.path()] })
        .collect()
}

#[tokio::test]
async fn files_that_nobody_needs_are_swept() {
    let data = tempfile::tempdir().unwrap();
    let folder = data.path().to_owned();
    let services = |app| assembly::services(app, &folder).unwrap();
    let app = TestApp::start(assembly::migrations(), assembly::routes(), services).await;
    let clock = app.app.store().clock().clone();
    // Contents have the time of the disk, so the clock shows that.
    let real = Clock::system("UTC").unwrap().now();
    clock.advance(real.millis() - clock.now().millis());
    let orphan = data.path().join("files/ab");
    std::fs::create_dir_all(&orphan).unwrap();
    std::fs::write(orphan.join("orphan"), "left by a crash").unwrap();
    let sheet = data.path().join("people.csv");
    std::fs::write(&sheet, "name,login\nLi Na,li.na\n").unwrap();
    let order = Order {
        file: sheet,
        login: "admin".to_owned(),
        kind: Some("user".to_owned()),
        take_suggestions: true,
        ..Order::default()
    };
    let done = exchange::import_file(&app.app, order).await.unwrap();
    let imports = data.path().join("imports");
    let id = done.id.parse().unwrap();
    let rows = app.app.service::<Folder>().unwrap().rows(&id);
    assert_eq!(files(&imports), [rows], "what was uploaded goes as soon as its rows are kept");
    let lost = imports.join("0195b7f2-0000-7000-8000-000000000000.rows");
    std::fs::write(&lost, "of an import that never was").unwrap();
    jobs::sweep(app.app.clone()).await.unwrap();
    assert_eq!((files(&imports).len(), files(&orphan).len()), (2, 1), "both may just be arriving");

    let report = format!("/api/imports/{}/report", done.id);
    app.get("admin", &report).await.expect(200);
    clock.advance(2 * 86_400_000);
    jobs::sweep(app.app.clone()).await.unwrap();
    assert_eq!((files(&imports).len(), files(&orphan).len()), (1, 0));
    clock.advance(30 * 86_400_000);
    jobs::sweep(app.app.clone()).await.unwrap();
    assert_eq!(files(&imports).len(), 0);
    app.get("admin", &report).await.refused(409, "file_gone");
}
