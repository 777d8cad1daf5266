//! A draft of the body that L-Alert's PCXML has for shelters, to be finished and sent by those who
//! are registered for it.
//!
//! Unverified: written after version 3 (about 2013) as an open source program had it; the version in
//! force, its codes and the address of the namespace `pcx_eb` are not confirmed. So what stands under
//! that name (the disaster's name, addresses, phones) and the envelope are left out, and states are
//! given in the words of EEI. The file says so itself. It is never claimed to conform.

use crate::shelters::Shelter;
use crate::table::Head;
use crate::xml::{Out, Written, around, document, text};
use crate::{eei, utc};

const BODY: &str = "http://xml.publiccommons.ne.jp/pcxml1/body/shelter3";
const COMMONS: &str = "http://xml.publiccommons.ne.jp/xml/edxl/";

/// Shelters whose state is known.
pub fn draft(shelters: &[Shelter<'_>], head: &Head) -> String {
    let shelters: Vec<&Shelter<'_>> = shelters.iter().filter(|it| it.is_shelter()).collect();
    let known: Vec<&&Shelter<'_>> = shelters.iter().filter(|it| it.opening().is_some()).collect();
    let open: Vec<_> = known.iter().filter(|it| it.is_open()).collect();
    let left_out = shelters.len() - known.len();
    // That nothing is known to be open is not that nobody is there.
    let is_known = !open.is_empty() || left_out == 0;
    let people: Option<i64> = open.iter().map(|it| it.in_shelter()).sum();
    let households: Option<i64> = open.iter().map(|it| it.households()).sum();
    let (people, households) = (people.filter(|_| is_known), households.filter(|_| is_known));
    let note = format!(
        "下書き（未検証）: PCXML v3 の避難所の本文。現行の版、コード、名前空間 pcx_eb は確認できていません。\
         このままでは送信できません。{} {} 時点 {}。開設状況が不明で載せていない場所 {left_out}か所。\
         避難者数の分からない場所があるときは合計を書きません。",
        head.exercise.word(),
        head.operation,
        utc::japan(head.as_of),
    );
    document(|out| {
        let spaces = [("xmlns:pcx_sh", BODY), ("xmlns:commons", COMMONS)];
        crate::xml::comment(out, &note)?;
        around(out, "pcx_sh:Shelter", &spaces, |out| {
            text(out, "pcx_sh:ComplementaryInfo", &note)?;
            around(out, "pcx_sh:TotalNumber", &[], |out| {
                number(out, "pcx_sh:HeadCount", people)?;
                number(out, "pcx_sh:Households", households)
            })?;
            text(out, "pcx_sh:TotalNumberOfShelter", &open.len().to_string())?;
            around(out, "pcx_sh:Informations", &[], |out| {
                known.iter().try_for_each(|shelter| information(out, shelter))
            })
        })
    })
}

fn information(out: &mut Out, shelter: &Shelter<'_>) -> Written {
    around(out, "pcx_sh:Information", &[], |out| {
        around(out, "pcx_sh:Location", &[], |out| {
            said(out, "commons:areaName", shelter.name())?;
            let kana = shelter.listed(|entry| &entry.kana).map(String::from);
            said(out, "commons:areaNameKana", kana.as_deref())
        })?;
        number(out, "pcx_sh:Capacity", shelter.capacity())?;
        let state = shelter.opening().map(|(opening, _)| eei::opening(opening));
        said(out, "pcx_sh:Status", state)?;
        around(out, "pcx_sh:NumberOf", &[], |out| {
            number(out, "pcx_sh:HeadCount", shelter.in_shelter())?;
            number(out, "pcx_sh:HeadCountVoluntary", shelter.part(|it| &it.voluntary))?;
            number(out, "pcx_sh:Households", shelter.households())
        })?;
        said(out, "pcx_sh:CheckedDateTime", shelter.seen_at().map(utc::japan).as_deref())
    })
}

/// An element that nobody can fill is left out.
fn said(out: &mut Out, name: &str, value: Option<&str>) -> Written {
    value.map_or(Ok(()), |value| text(out, name, value))
}

fn number(out: &mut Out, name: &str, value: Option<i64>) -> Written {
    said(out, name, value.map(|it| it.to_string()).as_deref())
}
