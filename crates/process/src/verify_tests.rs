//! What a definition is refused for, and that the shipped one is sound and complete.

use crate::{Definition, Gate, Process, huawei5};

/// A small sound definition; each test breaks one thing.
const SOUND: &str = r#"
key = "small"
version = 1
title = { zh = "小", en = "Small" }

[[gates]]
key = "check"
title = { zh = "检查", en = "Check" }
kind = "deal"
proposers = ["ar"]
deciders = ["sdt_chair"]
sla_days = 2

[[tracks]]
kind = "deal"

[[tracks.stages]]
key = "first"
title = { zh = "一", en = "First" }
goal = { zh = "一", en = "First" }
lead_role = "ar"

[tracks.stages.exit]
to = "second"
gate = "check"

[[tracks.stages.exit.criteria]]
key = "need"
text = { zh = "需求", en = "Need" }
check = { present = "need" }

[[tracks.stages]]
key = "second"
title = { zh = "二", en = "Second" }
goal = { zh = "二", en = "Second" }
lead_role = "ar"

[tracks.stages.exit]
to = "won"

[[tracks.stages]]
key = "won"
title = { zh = "赢", en = "Won" }
goal = { zh = "赢", en = "Won" }
kind = "won"
lead_role = "ar"

[[tracks.stages]]
key = "lost"
title = { zh = "输", en = "Lost" }
goal = { zh = "输", en = "Lost" }
kind = "lost"
lead_role = "ar"
"#;

/// The findings after replacing the first occurrence of one text.
fn broken(from: &str, to: &str) -> Vec<String> {
    assert!(SOUND.contains(from), "nothing to replace: {from}");
    findings(&SOUND.replacen(from, to, 1))
}

fn findings(text: &str) -> Vec<String> {
    match Process::parse(text) {
        Ok(_) => vec![],
        Err(errors) => errors.0.iter().map(ToString::to_string).collect(),
    }
}

/// The findings for one check in place of the sound one.
fn with_check(check: &str) -> Vec<String> {
    broken(r#"{ present = "need" }"#, check)
}

const FIRST: &str = "tracks.deal.stages.first";
const NEED: &str = "tracks.deal.stages.first.exit.criteria.need";

#[test]
fn the_sound_one_is_accepted() {
    assert_eq!(findings(SOUND), Vec::<String>::new());
}

#[test]
fn unknown_fields_and_kinds_of_check_are_refused() {
    for (from, to) in [
        ("version = 1", "version = 1\ncolour = 1"),
        ("sla_days = 2", "sla_days = 2\nsla_hours = 3"),
        ("kind = \"won\"", "kind = \"gone\""),
        ("{ present = \"need\" }", "{ attached = \"need\" }"),
        ("{ present = \"need\" }", "{ at_least = { fact = \"need\", value = 1, unit = \"x\" } }"),
        ("{ zh = \"小\", en = \"Small\" }", "{ zh = \"小\" }"),
    ] {
        let found = broken(from, to);
        assert_eq!(found.len(), 1, "{to}: {found:?}");
        assert!(found[0].starts_with("definition: "), "{found:?}");
    }
}

#[test]
fn keys_texts_and_numbers_are_checked() {
    assert_eq!(
        broken("key = \"small\"", "key = \"Small one\""),
        ["key: 'Small one' is not a key: lower case letters, digits and '_'"]
    );
    assert_eq!(broken("version = 1", "version = 0"), ["version: versions count from 1"]);
    assert_eq!(
        broken("zh = \"检查\"", "zh = \" \""),
        ["gates.check: a text is blank in one language"]
    );
    assert_eq!(
        broken("sla_days = 2", "sla_days = 0\nvalid_days = 0"),
        [
            "gates.check.sla_days: at least one day is needed",
            "gates.check.valid_days: at least one day is needed"
        ]
    );
    assert_eq!(
        broken("{ present = \"need\" }", "{ present = \"need\" }\ncontrol_point = \"5\""),
        [format!("{NEED}: a control point looks like 'K05'")]
    );
    assert_eq!(
        broken("key = \"need\"", "key = \"order\""),
        [format!("{FIRST}.exit.criteria.order: 'order' is reserved")]
    );
}

#[test]
fn keys_stand_once() {
    let twice = format!("{SOUND}\n[[tracks]]\nkind = \"deal\"\nstages = []\n");
    assert!(findings(&twice).contains(&"tracks: track 'deal' stands twice".to_owned()));
    let found = broken("key = \"lost\"", "key = \"won\"");
    assert!(found.contains(&"tracks.deal: stage 'won' stands twice".to_owned()), "{found:?}");
    let criterion = "text = { zh = \"需求\", en = \"Need\" }\ncheck = { present = \"need\" }";
    let again =
        format!("{criterion}\n[[tracks.stages.exit.criteria]]\nkey = \"need\"\n{criterion}");
    assert_eq!(broken(criterion, &again), [format!("{FIRST}.exit: criterion 'need' stands twice")]);
}

#[test]
fn roles_are_known_and_present() {
    assert_eq!(
        broken("[\"sdt_chair\"]", "[]"),
        ["gates.check.deciders: at least one role is needed"]
    );
    assert_eq!(
        broken("[\"ar\"]", "[\"ar\", \"king\", \"ar\"]"),
        [
            "gates.check.proposers: role 'ar' stands twice",
            "gates.check.proposers: role 'king' is not known"
        ]
    );
    assert_eq!(
        broken("lead_role = \"ar\"", "lead_role = \"king\""),
        [format!("{FIRST}.lead_role: role 'king' is not known")]
    );
}

#[test]
fn exits_lead_to_stages_and_gates_of_the_track() {
    assert_eq!(
        broken("gate = \"check\"", "gate = \"cheque\""),
        [format!("{FIRST}.exit: there is no gate 'cheque'")]
    );
    assert_eq!(
        broken("kind = \"deal\"", "kind = \"order\""),
        [
            "gates.check: there is no track 'order'".to_owned(),
            format!("{FIRST}.exit: gate 'check' decides on 'order'")
        ]
    );
    assert_eq!(
        broken("to = \"won\"", "to = \"won\"\ngate = \"check\""),
        ["gates.check: one gate guards one exit only, or a decision could count twice"]
    );
    let found = broken("to = \"won\"", "to = \"heaven\"");
    assert!(
        found.contains(
            &"tracks.deal.stages.second.exit: there is no stage 'heaven' in this track".to_owned()
        ),
        "{found:?}"
    );
    let found = broken("to = \"won\"", "to = \"lost\"");
    assert!(
        found.iter().any(|it| it.ends_with("'lost' is a lost end; it is reached by stopping")),
        "{found:?}"
    );
}

#[test]
fn stages_are_reachable_and_reach_an_end() {
    assert_eq!(
        broken("to = \"second\"", "to = \"won\""),
        ["tracks.deal.stages.second: no way leads here from the first stage"]
    );
    let circle = broken("to = \"won\"", "to = \"first\"");
    assert_eq!(
        circle,
        [
            "tracks.deal.stages.first: no way leads from here to an end",
            "tracks.deal.stages.second: no way leads from here to an end",
            "tracks.deal.stages.won: no way leads here from the first stage",
        ]
    );
    let found = broken("kind = \"won\"", "kind = \"open\"");
    assert!(found.contains(&"tracks.deal.stages.won: an open stage needs an exit".to_owned()));
    assert_eq!(
        broken(
            "[tracks.stages.exit]\nto = \"won\"",
            "kind = \"done\"\n[tracks.stages.exit]\nto = \"won\""
        ),
        ["tracks.deal.stages.second: an end has no exit"]
    );
    let found = broken("kind = \"lost\"", "kind = \"done\"");
    assert!(
        found.contains(
            &"tracks.deal: a track needs a lost end, for records that are stopped".to_owned()
        ),
        "{found:?}"
    );
}

#[test]
fn contradictory_criteria_are_refused() {
    let opposite = "can never hold: it asks for something and for its opposite";
    for check in [
        r#"{ all = [{ yes = "a" }, { not = { yes = "a" } }] }"#,
        r#"{ all = [{ yes = "a" }, { all = [{ not = { not = { not = { yes = "a" } } } }] }] }"#,
        r#"{ all = [{ yes = "a" }, { not = { present = "a" } }] }"#,
        r#"{ all = [{ yes = "a" }, { not = { any = [{ yes = "a" }, { yes = "b" }] } }] }"#,
        r#"{ all = [{ at_least = { fact = "a", value = 5 } }, { not = { at_least = { fact = "a", value = 4 } } }] }"#,
        r#"{ any = [{ yes = "b" }, { all = [{ yes = "a" }, { not = { yes = "a" } }] }] }"#,
    ] {
        assert_eq!(with_check(check), [format!("{NEED}: {opposite}")], "{check}");
    }
    for (check, reason) in [
        (
            r#"{ all = [{ at_least = { fact = "a", value = 5 } }, { at_most = { fact = "a", value = 4 } }] }"#,
            "can never hold: 'a' cannot be at least 5 and at most 4",
        ),
        (
            r#"{ all = [{ yes = "a" }, { at_least = { fact = "a", value = 4 } }] }"#,
            "can never hold: 'a' cannot be of two types",
        ),
        (
            r#"{ all = [{ equals = { fact = "a", text = "x" } }, { equals = { fact = "a", text = "y" } }] }"#,
            "can never hold: 'a' cannot equal two texts",
        ),
        ("{ any = [] }", "an empty 'any' can never hold"),
        ("{ all = [] }", "an empty 'all' asks for nothing"),
    ] {
        assert_eq!(with_check(check), [format!("{NEED}: {reason}")], "{check}");
    }
}

#[test]
fn criteria_that_only_look_alike_are_accepted() {
    for check in [
        r#"{ all = [{ yes = "a" }, { not = { yes = "b" } }] }"#,
        r#"{ any = [{ yes = "a" }, { not = { yes = "a" } }] }"#,
        r#"{ all = [{ at_least = { fact = "a", value = 4 } }, { at_most = { fact = "a", value = 4 } }] }"#,
        r#"{ all = [{ at_least = { fact = "a", value = 4 } }, { not = { at_least = { fact = "a", value = 5 } } }] }"#,
    ] {
        assert_eq!(with_check(check), Vec::<String>::new(), "{check}");
    }
}

#[test]
fn hard_criteria_of_one_exit_must_be_able_to_hold_together() {
    let second = |hard: bool| {
        broken(
            "check = { present = \"need\" }",
            &format!(
                "check = {{ present = \"need\" }}\n[[tracks.stages.exit.criteria]]\nkey = \"no_need\"\n\
                 hard = {hard}\ntext = {{ zh = \"无\", en = \"None\" }}\ncheck = {{ not = {{ present = \"need\" }} }}"
            ),
        )
    };
    assert_eq!(
        second(true),
        [format!("{FIRST}.exit: can never hold: it asks for something and for its opposite")]
    );
    assert_eq!(second(false), Vec::<String>::new());
}

#[test]
fn the_shipped_process_is_sound_and_in_order() {
    assert_eq!(findings(include_str!("../definitions/huawei5.toml")), Vec::<String>::new());
    let process = huawei5();
    let gates = |kind: &str| -> Vec<&str> {
        process.gates_of(kind).into_iter().map(|gate: &Gate| gate.key.as_str()).collect()
    };
    assert_eq!(gates("opportunity"), ["ati", "atb"]);
    assert_eq!(gates("contract"), ["atc", "atcc"]);
    assert_eq!(gates("lead"), Vec::<&str>::new());
    assert_eq!(process.guarded_stage("atb").map(|it| it.key.as_str()), Some("proposing"));
    assert_eq!(process.gate("atc").and_then(|gate| gate.valid_days), Some(30));
    assert!(process.gate("ati").is_some_and(|gate| gate.admits_proposer(&["fr"])));
    assert_eq!(process.first_stage("contract").map(|it| it.key.as_str()), Some("draft"));
}

#[test]
fn the_shipped_process_survives_storing() -> Result<(), serde_json::Error> {
    let stored = serde_json::to_string(huawei5())?;
    assert_eq!(&serde_json::from_str::<Process>(&stored)?, huawei5());
    let mut definition: Definition = serde_json::from_str(&stored)?;
    definition.gates.clear();
    let broken = serde_json::to_string(&definition)?;
    assert!(serde_json::from_str::<Process>(&broken).is_err());
    Ok(())
}
