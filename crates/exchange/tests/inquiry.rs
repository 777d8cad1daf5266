//! The bytes of an inquiry: they read back, and what is none is refused.

#![expect(clippy::unwrap_used, reason = "a test that cannot be set up has failed")]

use musubi_exchange::inquiry::{BYTES_MAX, InquiryRefused, from_bytes, to_bytes};
use musubi_model::inquiry::{Form, IdChecked, Sought, Status, Tier};
use musubi_model::person::Sex;

/// Every field as long as it may be.
fn fullest() -> Form {
    let long = |chars: usize| "髙".repeat(chars);
    let name = || long(60).parse().ok();
    Form {
        status: Status::BelievedMissing,
        inquirer: long(60).parse().unwrap(),
        inquirer_address: long(120).parse().ok(),
        inquirer_phone: "0".repeat(30).parse().ok(),
        relation: long(40).parse().ok(),
        tier: Tier::Acquaintance,
        id_checked: IdChecked::Insurance,
        reason: long(200).parse().ok(),
        sought: Sought {
            family: name(),
            given: name(),
            kana_family: name(),
            kana_given: name(),
            birth: "1950-03-02".parse().ok(),
            age: "70-80".parse().ok(),
            sex: Some(Sex::Other),
            address: long(120).parse().ok(),
        },
        last_known_location: long(120).parse().ok(),
        description: long(500).parse().ok(),
        person_record_id: long(200).parse().ok(),
    }
}

fn barest() -> Form {
    Form {
        status: Status::InformationSought,
        inquirer: "結城 梅".parse().unwrap(),
        inquirer_address: None,
        inquirer_phone: None,
        relation: None,
        tier: Tier::Public,
        id_checked: IdChecked::None,
        reason: None,
        sought: Sought { kana_family: "みなと".parse().ok(), ..Sought::default() },
        last_known_location: None,
        description: None,
        person_record_id: None,
    }
}

#[test]
fn the_fullest_and_the_barest_inquiry_read_back_and_fit_a_field_of_a_record() {
    for form in [fullest(), barest()] {
        let bytes = to_bytes(&form);
        assert!(bytes.len() <= BYTES_MAX, "{} bytes", bytes.len());
        assert!(from_bytes(&bytes).unwrap() == form);
    }
    assert!(fullest().person_record_id.is_some() && fullest().description.is_some());
}

#[test]
fn bytes_that_are_no_inquiry_are_refused_wherever_they_were_cut_or_altered() {
    let bytes = to_bytes(&fullest());
    for end in 0..bytes.len() {
        assert!(from_bytes(&bytes[..end]).is_err(), "cut at {end}");
    }
    let longer = [&bytes[..], &[0]].concat();
    assert_eq!(from_bytes(&longer), Err(InquiryRefused::Form));
    assert_eq!(from_bytes(&vec![0; BYTES_MAX + 1]), Err(InquiryRefused::Form));
    for at in 0..bytes.len() {
        let mut altered = bytes.clone();
        altered[at] ^= 0x55;
        // Whatever it reads as, it reads.
        let _ = from_bytes(&altered);
    }
}

#[test]
fn an_inquiry_after_nobody_by_name_is_none() {
    let mut form = barest();
    form.sought = Sought { address: "本町1-2".parse().ok(), ..Sought::default() };
    let refused = InquiryRefused::Field { field: "family" };
    assert_eq!(from_bytes(&to_bytes(&form)), Err(refused));
}
