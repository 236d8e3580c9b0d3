//! The engine on the shipped process.

use super::*;
use crate::huawei5;

const TODAY: &str = "2026-03-10";

/// Everything that ATI asks for.
fn ati_facts() -> Facts {
    let mut facts = Facts::new();
    for key in ["customer", "need", "expected_sign_on", "project_type", "project_grade"] {
        facts.set(key, "given");
    }
    for key in ["ar", "sr", "fr"] {
        facts.set(key, "user");
    }
    facts.set("amount_minor", 100).set("win_index", 0).set("pay_index", 25);
    facts
}

fn by(roles: &'static [&'static str], outcome: Outcome) -> Decision<'static> {
    Decision {
        gate: "ati",
        outcome,
        proposer: "ann",
        decider: "bob",
        decider_roles: roles,
        reason: None,
        review_on: None,
        today: TODAY,
    }
}

fn ati(facts: &Facts, decision: &Decision<'_>) -> Result<Effect, Refusal> {
    decide(huawei5(), "opportunity", "validating", facts, decision)
}

fn moved(from: &str, to: &str) -> Moved {
    Moved { from: from.to_owned(), to: to.to_owned() }
}

#[test]
fn a_report_shows_every_criterion_with_what_was_found() {
    let mut facts = ati_facts();
    facts.set("pay_index", 24).set("need", " ");
    let Some(report) = report(huawei5(), "opportunity", "validating", &facts) else {
        panic!("an open stage has a report")
    };
    assert_eq!((report.from.as_str(), report.to.as_str()), ("validating", "guiding"));
    assert_eq!(report.gate.as_deref(), Some("ati"));
    assert_eq!(report.criteria.len(), 12);
    assert!(!report.ready);
    let open: Vec<_> = report.criteria.iter().filter(|it| !it.met).collect();
    let shown: Vec<_> = open.iter().map(|it| (it.key.as_str(), it.actual.as_deref())).collect();
    assert_eq!(shown, [("need", None), ("pay_index_enough", Some("24"))]);
}

#[test]
fn a_soft_criterion_is_shown_and_does_not_block() {
    let mut facts = Facts::new();
    facts.set("expected_sign_on", "2026-06-30");
    let report = report(huawei5(), "opportunity", "guiding", &facts);
    let state = report.as_ref().map(|it| (it.ready, it.criteria[0].met, it.criteria[0].hard));
    assert_eq!(state, Some((true, false, false)));
    assert_eq!(
        advance(huawei5(), "opportunity", "guiding", "proposing", &facts, None),
        Ok(moved("guiding", "proposing"))
    );
}

#[test]
fn hidden_facts_leave_the_report_without_their_values() {
    let mut facts = Facts::new();
    facts.set("margin_bp", 1250).set("win_index", 67);
    let Some(mut report) = report(huawei5(), "opportunity", "proposing", &facts) else {
        panic!("an open stage has a report")
    };
    report.hide(&["margin_bp"]);
    let actual = |key: &str| {
        report.criteria.iter().find(|it| it.key == key).map(|it| (it.met, it.actual.clone()))
    };
    assert_eq!(actual("margin_positive"), Some((true, None)));
    assert_eq!(actual("win_index_enough"), Some((true, Some("67".to_owned()))));
}

#[test]
fn ends_and_unknown_stages_have_no_report() {
    assert_eq!(report(huawei5(), "lead", "closed", &Facts::new()), None);
    assert_eq!(report(huawei5(), "lead", "nowhere", &Facts::new()), None);
    assert_eq!(report(huawei5(), "order", "new", &Facts::new()), None);
}

#[test]
fn everything_in_the_way_is_listed_in_one_go() {
    let refusal =
        advance(huawei5(), "opportunity", "validating", "negotiating", &Facts::new(), None);
    let keys: Vec<_> = match &refusal {
        Err(refusal) => refusal.unmet().iter().map(|it| it.key.as_str()).collect(),
        Ok(_) => vec![],
    };
    assert_eq!(
        keys,
        [
            "order",
            "customer",
            "need",
            "amount",
            "expected_sign_on",
            "project_type",
            "project_grade",
            "win_index",
            "pay_index",
            "pay_index_enough",
            "ar",
            "sr",
            "fr",
            "decision:ati"
        ]
    );
}

#[test]
fn a_decision_of_another_gate_opens_nothing() {
    let go = |gate| {
        advance(huawei5(), "opportunity", "validating", "guiding", &ati_facts(), Some(gate))
            .map_err(|refusal| refusal.unmet().iter().map(|it| it.key.clone()).collect::<Vec<_>>())
    };
    assert_eq!(go("ati"), Ok(moved("validating", "guiding")));
    assert_eq!(go("atb"), Err(vec!["decision:ati".to_owned()]));
}

#[test]
fn stages_are_known_and_ends_are_final() {
    let facts = Facts::new();
    let code = |kind, from, to| {
        advance(huawei5(), kind, from, to, &facts, None).map_err(|refusal| refusal.code())
    };
    assert_eq!(code("lead", "closed", "new"), Err("end_stage"));
    assert_eq!(code("lead", "won", "new"), Err("unknown_stage"));
    assert_eq!(code("lead", "new", "won"), Err("unknown_stage"));
    assert_eq!(code("order", "new", "won"), Err("unknown_stage"));
    assert_eq!(code("opportunity", "guiding", "validating"), Err("criteria_unmet"));
}

#[test]
fn a_go_needs_the_criteria_and_moves() {
    let decision = by(&["sdt_member"], Outcome::Go);
    assert_eq!(ati(&ati_facts(), &decision), Ok(Effect::Move(moved("validating", "guiding"))));
    let refusal = ati(&Facts::new(), &decision).map_err(|refusal| refusal.code());
    assert_eq!(refusal, Err("criteria_unmet"));
}

#[test]
fn only_a_deciding_role_decides_and_never_the_proposer() {
    let facts = ati_facts();
    let code = |decision: &Decision<'_>| ati(&facts, decision).map_err(|refusal| refusal.code());
    assert_eq!(code(&by(&["ar", "administrator"], Outcome::Go)), Err("not_decider"));
    assert_eq!(code(&by(&[], Outcome::Hold)), Err("not_decider"));
    let own = Decision { decider: "ann", ..by(&["sdt_chair"], Outcome::Go) };
    assert_eq!(code(&own), Err("own_proposal"));
}

#[test]
fn the_gate_must_be_the_one_of_the_stage() {
    let other = Decision { gate: "atb", ..by(&["sdt_chair"], Outcome::Go) };
    assert_eq!(
        ati(&ati_facts(), &other),
        Err(Refusal::WrongGate { expected: Some("ati".to_owned()), given: "atb".to_owned() })
    );
    let none = decide(huawei5(), "opportunity", "guiding", &ati_facts(), &other);
    let expected = Some("ati".to_owned());
    assert_eq!(none, Err(Refusal::WrongGate { expected, given: "atb".to_owned() }));
    let ended = decide(huawei5(), "opportunity", "won", &ati_facts(), &other);
    assert_eq!(ended, Err(Refusal::EndStage("won".to_owned())));
}

#[test]
fn rework_and_no_go_need_a_reason_and_no_criteria() {
    for (outcome, effect) in [(Outcome::Rework, Effect::Stay), (Outcome::NoGo, Effect::Stop)] {
        let bare = by(&["sponsor"], outcome);
        assert_eq!(ati(&Facts::new(), &bare), Err(Refusal::ReasonRequired));
        let blank = Decision { reason: Some("  "), ..bare };
        assert_eq!(ati(&Facts::new(), &blank), Err(Refusal::ReasonRequired));
        let full = Decision { reason: Some("budget unclear"), ..bare };
        assert_eq!(ati(&Facts::new(), &full), Ok(effect));
    }
}

#[test]
fn a_hold_needs_a_review_date_after_today() {
    let on = |review_on| {
        ati(&Facts::new(), &Decision { review_on, ..by(&["sales_head"], Outcome::Hold) })
    };
    for wrong in [
        None,
        Some(TODAY),
        Some("2026-03-09"),
        Some("soon"),
        Some("2026-3-11"),
        Some("2026-13-01"),
        Some("2026-04-32"),
        Some("２０２６-04"),
    ] {
        assert_eq!(on(wrong), Err(Refusal::ReviewDateRequired));
    }
    assert_eq!(on(Some("2026-03-11")), Ok(Effect::Park { review_on: "2026-03-11".to_owned() }));
}

#[test]
fn a_stop_leads_from_an_open_stage_to_a_lost_end_with_a_reason() {
    let to = |from, to, reason| {
        stop(huawei5(), "opportunity", from, to, reason).map_err(|refusal| refusal.code())
    };
    assert_eq!(to("guiding", "lost", Some("price")), Ok(moved("guiding", "lost")));
    assert_eq!(
        to("validating", "abandoned", Some("no budget")),
        Ok(moved("validating", "abandoned"))
    );
    assert_eq!(to("guiding", "lost", None), Err("reason_required"));
    assert_eq!(to("negotiating", "won", Some("x")), Err("not_a_lost_end"));
    assert_eq!(to("lost", "abandoned", Some("x")), Err("end_stage"));
    assert_eq!(to("guiding", "terminated", Some("x")), Err("unknown_stage"));
}

#[test]
fn a_replay_refuses_gaps_skips_and_moves_after_the_end() {
    let code =
        |moves: Vec<Moved>| replay(huawei5(), "contract", moves).map_err(|refusal| refusal.code());
    assert_eq!(code(vec![]), Ok("draft".to_owned()));
    assert_eq!(code(vec![moved("draft", "authorised")]), Ok("authorised".to_owned()));
    assert_eq!(code(vec![moved("draft", "terminated")]), Ok("terminated".to_owned()));
    assert_eq!(code(vec![moved("draft", "signed")]), Err("out_of_order"));
    assert_eq!(code(vec![moved("signed", "registered")]), Err("out_of_order"));
    assert_eq!(code(vec![moved("draft", "nowhere")]), Err("unknown_stage"));
    let after = vec![moved("draft", "terminated"), moved("terminated", "authorised")];
    assert_eq!(code(after), Err("out_of_order"));
    assert_eq!(replay(huawei5(), "order", []).map_err(|it| it.code()), Err("unknown_stage"));
}

#[test]
fn outcomes_and_effects_are_spelled_as_stored() -> Result<(), serde_json::Error> {
    let spelled =
        serde_json::to_string(&[Outcome::Go, Outcome::Rework, Outcome::Hold, Outcome::NoGo])?;
    assert_eq!(spelled, r#"["go","rework","hold","no_go"]"#);
    let effect = Effect::Move(moved("a", "b"));
    assert_eq!(serde_json::to_string(&effect)?, r#"{"effect":"move","from":"a","to":"b"}"#);
    Ok(())
}

#[test]
fn the_decision_that_opened_a_stage_is_renewed_there_and_moves_nothing() {
    let renewed = |facts: &Facts, outcome| {
        decide(huawei5(), "opportunity", "guiding", facts, &by(&["sdt_chair"], outcome))
    };
    assert_eq!(renewed(&ati_facts(), Outcome::Go), Ok(Effect::Renew));
    let mut short = ati_facts();
    short.set("pay_index", 24);
    let keys = renewed(&short, Outcome::Go)
        .map_err(|refusal| refusal.unmet().iter().map(|it| it.key.clone()).collect::<Vec<_>>());
    assert_eq!(keys, Err(vec!["pay_index_enough".to_owned()]));
    for ended in ["won", "lost"] {
        assert_eq!(huawei5().gate_at("opportunity", ended), None);
    }
    let open =
        huawei5().gate_at("contract", "authorised").map(|it| (it.gate.key.as_str(), it.renews));
    assert_eq!(open, Some(("atc", true)));
    assert_eq!(huawei5().gate_at("contract", "signed"), None);
}
