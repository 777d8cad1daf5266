//! The roster of staff and what they reported: who has not replied, whose word counts, who is overdue.

use musubi_model::field::{Change, Noted, Recorder};
use musubi_model::record::Value;
use musubi_model::staff::{self, NewStaffMember, NewStaffReport};

use super::{HOUR_MS, NOW, Written, at, id};

#[test]
fn no_reply_is_who_is_on_the_roster_and_said_nothing() {
    let (mut roster, mut reports) = (Written::default(), Written::default());
    for (number, staff_no) in [(1, "0001"), (2, "0002"), (3, "0003")] {
        let mut member = NewStaffMember::of(staff_no.parse().unwrap(), "職員".parse().unwrap());
        member.department = Some("総務課".parse().unwrap());
        roster.take(member.create(id(number), &at(50)).unwrap());
    }
    let report = |staff_no: &str, can_report| {
        let mut report = NewStaffReport::of(
            staff_no.parse().unwrap(),
            staff::Safety::Safe,
            staff::ReportedBy::OneSelf,
        );
        report.can_report = Some(can_report);
        report
    };
    reports.take(report("0001", staff::CanReport::Hard).create(id(11), &at(4)).unwrap());
    reports.take(report("0001", staff::CanReport::Arrived).create(id(10), &at(2)).unwrap());
    reports.take(report("9999", staff::CanReport::Yes).create(id(12), &at(2)).unwrap());
    let (known, strangers) = staff::known(&roster.facts(), &[reports.facts()]);
    assert_eq!((known.len(), strangers.len()), (3, 1));
    let numbers = staff::roll_up(&known)["総務課"];
    assert_eq!((numbers.replied, numbers.no_reply, numbers.arrived), (1, 2, 1));
}

#[test]
fn what_came_by_the_public_page_counts_once_an_account_confirmed_it() {
    let (mut roster, mut reports) = (Written::default(), Written::default());
    let member = NewStaffMember::of("0001".parse().unwrap(), "職員".parse().unwrap());
    roster.take(member.create(id(1), &at(50)).unwrap());
    let mut report = NewStaffReport::of(
        "0001".parse().unwrap(),
        staff::Safety::Safe,
        staff::ReportedBy::OneSelf,
    );
    reports.take(report.create(id(9), &at(9)).unwrap());
    report.standing = Some(staff::Standing::Unverified);
    report.safety = staff::Safety::Severe;
    let public = Noted::now(NOW.plus_millis(-HOUR_MS), Recorder::Public);
    reports.take(report.create(id(10), &public).unwrap());
    let known = |reports: &Written| staff::known(&roster.facts(), &[reports.facts()]).0;
    let shown = |reports: &Written| {
        let known = known(reports);
        let report = known[0].report.as_ref().and_then(|it| it.safety.shown().copied());
        (report, known[0].unverified.is_some())
    };
    assert_eq!(shown(&reports), (Some(staff::Safety::Safe), true));
    assert_eq!(staff::roll_up(&known(&reports))[""].replied, 1);
    let confirm = |standing| staff::ChangeStaffReport {
        standing: Change::To(standing),
        ..staff::ChangeStaffReport::default()
    };
    reports.take(confirm(staff::Standing::Confirmed).edits(id(10), &at(1)));
    assert_eq!(shown(&reports), (Some(staff::Safety::Severe), false));
    reports.clash(id(10), "standing", Value::Text("rejected".to_owned()));
    assert_eq!(shown(&reports), (Some(staff::Safety::Safe), true), "two hands disagree");
    reports.take(confirm(staff::Standing::Rejected).edits(id(10), &at(1)));
    assert_eq!(shown(&reports), (Some(staff::Safety::Safe), false));
}

#[test]
fn only_unverified_reports_are_no_reply_and_no_answer() {
    let (mut roster, mut reports) = (Written::default(), Written::default());
    let member = NewStaffMember::of("0001".parse().unwrap(), "職員".parse().unwrap());
    roster.take(member.create(id(1), &at(50)).unwrap());
    let report = NewStaffReport::of(
        "0001".parse().unwrap(),
        staff::Safety::Safe,
        staff::ReportedBy::OneSelf,
    );
    // Not even said to be unverified: whose hand it was is enough.
    let public = Noted::now(NOW, Recorder::Public);
    reports.take(report.create(id(10), &public).unwrap());
    let (known, strangers) = staff::known(&roster.facts(), &[reports.facts()]);
    let numbers = staff::roll_up(&known)[""];
    assert_eq!((numbers.replied, numbers.unverified, numbers.no_reply), (0, 1, 0));
    assert!(strangers.is_empty());
}

#[test]
fn a_newer_list_changes_what_it_says_otherwise_and_removes_nobody() {
    let mut roster = Written::default();
    let department = |name: &str| Change::To(name.parse().unwrap());
    let listed = |staff_no: &str, department| staff::Listed {
        staff_no: staff_no.parse().unwrap(),
        name: "職員".parse().unwrap(),
        kana: Change::Keep,
        department,
        gathering_place: Change::Keep,
    };
    for (number, staff_no) in [(1, "0001"), (2, "0002"), (3, "0003")] {
        let mut member = NewStaffMember::of(staff_no.parse().unwrap(), "職員".parse().unwrap());
        member.department = Some("総務課".parse().unwrap());
        member.kana = Some("しょくいん".parse().unwrap());
        roster.take(member.create(id(number), &at(50)).unwrap());
    }
    // Another laptop of headquarters took in the same list meanwhile.
    let mut twin = NewStaffMember::of("0001".parse().unwrap(), "職員".parse().unwrap());
    twin.department = Some("総務課".parse().unwrap());
    roster.take(twin.create(id(8), &at(40)).unwrap());
    let list = [
        listed("0001", department("総務課")),
        listed("0002", department("道路課")),
        listed("0009", Change::Clear),
    ];
    let difference = |roster: &Written| staff::difference(&staff::members(&roster.facts()), &list);
    let told = difference(&roster);
    assert_eq!((told.added.len(), told.changed.len(), told.same), (1, 1, 1));
    assert_eq!(told.missing.iter().map(|it| it.id).collect::<Vec<_>>(), [id(3)]);
    roster.take(told.added[0].create(id(4), &at(1)).unwrap());
    roster.take(told.changed[0].1.edits(told.changed[0].0.id, &at(1)));
    let told = difference(&roster);
    assert_eq!((told.added.len(), told.changed.len(), told.same), (0, 0, 3));
    let kept = staff::members(&roster.facts());
    let second = &kept[&"0002".parse().unwrap()];
    assert!(second.kana.shown().is_some(), "the list has no such column");
    // Who left and stands in a list again is back.
    let leave = staff::ChangeStaffMember { left: Change::To(true), ..Default::default() };
    roster.take(leave.edits(id(2), &at(0)));
    assert_eq!(staff::known(&roster.facts(), &[]).0.len(), 3);
    let told = difference(&roster);
    assert_eq!(told.changed.len(), 1);
    roster.take(told.changed[0].1.edits(id(2), &at(0)));
    assert_eq!(staff::known(&roster.facts(), &[]).0.len(), 4);
}

#[test]
fn who_said_they_would_come_and_has_not_arrived_is_told_after_the_margin() {
    let mut roster = Written::default();
    let member = NewStaffMember::of("0001".parse().unwrap(), "職員".parse().unwrap());
    roster.take(member.create(id(1), &at(50)).unwrap());
    let report = |can_report, eta| {
        let (safe, own) = (staff::Safety::Safe, staff::ReportedBy::OneSelf);
        let mut report = NewStaffReport::of("0001".parse().unwrap(), safe, own);
        report.can_report = Some(can_report);
        report.eta = Some(eta);
        report
    };
    let overdue_after = |reports: &Written, hours: i64| {
        let known = staff::known(&roster.facts(), &[reports.facts()]).0;
        let by = NOW.plus_millis(hours * HOUR_MS);
        (staff::overdue(&known, by).len(), staff::overdue(&known, by.plus_millis(1)).len())
    };
    let (comes, hour) = (staff::CanReport::Yes, staff::Eta::Hour);
    let mut reports = Written::default();
    reports.take(report(comes, hour).create(id(11), &at(0)).unwrap());
    assert_eq!(overdue_after(&reports, 2), (0, 1), "an hour, and the margin of an hour");
    for (can_report, eta) in [
        (staff::CanReport::Arrived, hour),
        (staff::CanReport::No, hour),
        (comes, staff::Eta::Later),
    ] {
        let mut reports = Written::default();
        reports.take(report(can_report, eta).create(id(11), &at(0)).unwrap());
        assert_eq!(overdue_after(&reports, 999), (0, 0));
    }
    let here = report(staff::CanReport::Arrived, hour);
    reports.take(here.create(id(12), &Noted::now(NOW.plus_millis(1), Recorder::Node)).unwrap());
    assert_eq!(overdue_after(&reports, 999), (0, 0), "they have come since");
}
