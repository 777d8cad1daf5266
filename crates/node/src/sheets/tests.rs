use std::collections::BTreeMap;

use musubi_log::city::CitySecret;
use musubi_log::hash::{hq_place, place_id};
use musubi_log::safe::OperationSecret;
use musubi_log::sheet::Sheet;
use musubi_log::ticket::{Order, Pin, Printed, TEXT_CHARS_MAX, Ticket};
use musubi_model::ids::PlaceId;

use super::*;

struct City {
    secret: CitySecret,
    operation: OperationSecret,
}

impl City {
    fn new(kind: OperationKind) -> Self {
        let mut rng = rand::rng();
        let operation = OperationSecret::mint(kind, "令和八年 大雨災害", &mut rng);
        Self { secret: CitySecret::generate(&mut rng), operation }
    }

    fn ticket(&self, role: Role, place: PlaceId, place_name: &str, index: u8) -> Ticket {
        let order = Order {
            operation: &self.operation.operation,
            role,
            place,
            place_name,
            index,
            not_after: Timestamp::from_millis(1_924_959_599_999),
        };
        self.secret.issue(&order, &self.operation.master, &mut rand::rng())
    }
}

/// The longest name that a ticket takes.
const LONG_NAME: &str = "特別養護老人ホーム併設地域交流センター西館二階大会議室";

fn page(ticket: &Ticket, text: &str, lock: PaperLock) -> String {
    tickets("試験市", &[TicketPaper { grant: ticket.grant(), text, number: 1, of: 5, lock }])
}

/// Dots of the camera for one of the printer's.
const SCALE: usize = 4;

/// What a camera sees: the dark modules of the page's picture, read as any reader reads them.
fn scanned(page: &str) -> String {
    let (_, svg) = page.split_once("viewBox=\"0 0 ").expect("a picture");
    let width: usize = svg.split(' ').next().unwrap().parse().unwrap();
    let (_, path) = svg.split_once("<path d=\"").unwrap();
    let path = path.split('"').next().unwrap();
    let mut dark = vec![false; width * width];
    for row in path.split('M').skip(1) {
        let numbers: Vec<usize> =
            row.split([' ', 'h', 'v']).take(3).map(|number| number.parse().unwrap()).collect();
        let [left, top, wide] = numbers[..] else { panic!("{row}") };
        dark[top * width + left..top * width + left + wide].fill(true);
    }
    let mut picture =
        rqrr::PreparedImage::prepare_from_greyscale(width * SCALE, width * SCALE, |x, y| {
            if dark[y / SCALE * width + x / SCALE] { 0 } else { 255 }
        });
    let grids = picture.detect_grids();
    assert_eq!(grids.len(), 1, "one code a page");
    grids[0].decode().expect("it reads").1
}

/// What a person types: the prefix and the groups, line after line, with blanks between.
fn copied(page: &str) -> String {
    let (_, table) = page.split_once("<table class=\"text\">").unwrap();
    let cells = table.split("<td>").skip(1).map(|cell| cell.split("</td>").next().unwrap());
    let lines: Vec<String> =
        cells.map(|cell| cell.replace("<span>", " ").replace("</span>", "")).collect();
    lines.join("\n")
}

#[test]
fn a_printed_ticket_is_read_from_its_picture_and_from_its_letters() {
    let city = City::new(OperationKind::Drill);
    let place = place_id(&city.secret.public(), "E9999900001111");
    for (role, place, name) in [
        (Role::Shelter, place, LONG_NAME),
        (Role::Shelter, PlaceId::new([7; 16]), ""),
        (Role::Patrol, PlaceId::new([8; 16]), ""),
        (Role::Hq, hq_place(&city.secret.public()), "災害対策本部"),
    ] {
        let ticket = city.ticket(role, place, name, 2);
        let text = ticket.print();
        let page = page(&ticket, &text, PaperLock::Open);
        assert_eq!(scanned(&page), text, "{role:?}");
        let Printed::Open(typed) = Ticket::parse(&copied(&page)).unwrap() else {
            panic!("it has no PIN");
        };
        assert_eq!(typed.grant(), ticket.grant());
        assert!(page.contains("端末 C"), "the letter");
        assert_eq!(page.contains("使う人が決める"), name.is_empty(), "a line for the name");
        assert_eq!(page.contains("金庫"), role == Role::Hq);
    }
}

#[test]
fn the_longest_text_that_a_ticket_may_have_fits_a_picture() {
    let text = format!("{PREFIX}{}", "Z".repeat(TEXT_CHARS_MAX - PREFIX.len()));
    assert_eq!(scanned(&qr(&text).into_string()), text);
}

#[test]
fn a_locked_ticket_says_so_and_its_digits_stand_on_another_paper() {
    let city = City::new(OperationKind::Real);
    let ticket = city.ticket(Role::Shelter, PlaceId::new([7; 16]), "集会所", 0);
    let digits = "493817";
    let text = ticket.print_locked(&Pin::parse(digits).unwrap(), &mut rand::rng());
    let papers = [TicketPaper {
        grant: ticket.grant(),
        text: &text,
        number: 1,
        of: 1,
        lock: PaperLock::Pin,
    }];
    let page = tickets("試験市", &papers);
    assert!(page.contains("別の紙") && !page.contains(digits));
    let pin = pin("試験市", &papers, digits);
    assert!(pin.contains(digits) && pin.contains(&ticket.grant().serial.to_string()));
    assert!(!pin.contains(&text[..40]), "the ticket does not stand beside its PIN");
}

#[test]
fn a_drill_and_a_disaster_are_told_apart_in_words() {
    for (kind, word, other) in [
        (OperationKind::Drill, ">訓練<", "本番"),
        (OperationKind::Real, "災害対応(本番)", ">訓練<"),
    ] {
        let city = City::new(kind);
        let ticket = city.ticket(Role::Shelter, PlaceId::new([7; 16]), "集会所", 0);
        let page = page(&ticket, &ticket.print(), PaperLock::Open);
        assert!(page.contains(word), "{kind:?}");
        assert!(!page.contains(other), "{kind:?}");
    }
}

#[test]
fn any_two_printed_sheets_bring_the_citys_key_back() {
    let city = City::new(OperationKind::Real);
    let key = city.secret.public();
    let sheets = Sheet::split(&city.secret, &mut rand::rng());
    let pages: BTreeMap<u8, String> = sheets
        .iter()
        .map(|sheet| {
            let page = city_key("試験市", &key, sheet.number(), Sheet::PREFIX, &sheet.print());
            (sheet.number(), page)
        })
        .collect();
    for (one, other) in [(1, 2), (1, 3), (3, 2)] {
        let scanned = Sheet::parse(&scanned(&pages[&one])).unwrap();
        let typed = Sheet::parse(&copied(&pages[&other])).unwrap();
        assert_eq!(Sheet::join(&scanned, &typed).unwrap().public(), key);
    }
}

#[test]
fn a_page_has_all_its_words_and_asks_nothing_of_the_internet() {
    let city = City::new(OperationKind::Drill);
    let ticket = city.ticket(Role::Hq, hq_place(&city.secret.public()), "災害対策本部", 0);
    let text = ticket.print();
    let papers = [TicketPaper {
        grant: ticket.grant(),
        text: &text,
        number: 1,
        of: 1,
        lock: PaperLock::Pin,
    }];
    let sheet = &Sheet::split(&city.secret, &mut rand::rng())[0];
    let key = city.secret.public();
    for page in [
        tickets("試験市", &papers),
        pin("試験市", &papers, "493817"),
        city_key("試験市", &key, 1, Sheet::PREFIX, &sheet.print()),
    ] {
        assert!(!page.contains("sheet-"), "a key without words is shown as itself");
        let without_svg = page.replace("http://www.w3.org/2000/svg", "");
        for outside in ["http:", "https:", "<script", "src=", "url("] {
            assert!(!without_svg.contains(outside), "{outside}");
        }
    }
}

#[test]
fn a_day_is_told_in_japans_time() {
    assert_eq!(day(Timestamp::from_millis(1_795_445_999_999)), "2026-11-23");
}

#[test]
fn the_policy_of_papers_names_the_style_that_is_sent() {
    use sha2::Digest as _;
    let hash = data_encoding::BASE64.encode(&sha2::Sha256::digest(STYLE));
    assert!(POLICY.contains(&format!("'sha256-{hash}'")), "the style's hash is {hash}");
}

#[test]
fn a_report_says_on_every_page_whether_it_is_real_and_how_old_each_count_is() {
    use crate::desk::hq::groups::CityGroups;
    use crate::desk::hq::requests::OpenRequests;
    use crate::desk::hq::silence::{ExpectationOf, ExpectedContact, Silence, SilenceState};
    use crate::desk::hq::{Channel, Overview, OverviewPlace, Total};
    use crate::desk::situation::{Report, States};
    use crate::desk::staff::wire::Department;
    use crate::desk::wire::Figure;

    let place = |number: u32| OverviewPlace {
        id: number.to_string(),
        name: format!("第{number}体育館"),
        kind: None,
        opening: None,
        opening_age: None,
        in_shelter: Figure::default(),
        households: Figure::default(),
        outside_known: Figure::default(),
        in_shelter_day: Figure::default(),
        in_shelter_night: Figure::default(),
        capacity: None,
        crowding: None,
        lifelines: Vec::new(),
        needs_care: Figure::default(),
        groups: None,
        registered_staying: None,
        channel: Channel::Mesh,
        open_requests: 0,
        heard_age_s: Some(2 * 86_400),
        route: None,
        silence: SilenceState::Alarm,
        expected_hours: 12,
        has_clash: false,
        closed: false,
        at: None,
    };
    let overview = Overview {
        now: 0,
        in_shelter: Total::default(),
        households: Total::default(),
        outside_known: Total::default(),
        needs_care: Total::default(),
        groups: CityGroups::default(),
        silence: Silence {
            alarms: 0,
            never_heard: 0,
            seen: 0,
            for_all: ExpectedContact { hours: 12, set_for: ExpectationOf::Nobody },
            next_alarm_at: None,
            places: Vec::new(),
        },
        places: (1..=60).map(place).collect(),
        never_heard: Vec::new(),
        open_requests: 0,
        requests: OpenRequests::new(),
    };
    let report = Report { overview, states: States::default(), staff: Department::default() };
    for (drill, word, other) in
        [(true, ">訓練<", "災害対応(本番)"), (false, "災害対応(本番)", ">訓練<")]
    {
        let at = Timestamp::from_millis(1_795_684_170_000);
        let head = situation::Head { operation: "試験".to_owned(), drill, at };
        let page = situation::situation(&head, &report);
        let pages = page.matches("<section class=\"page\">").count();
        assert_eq!(pages, 4);
        for said in [word, "2026-11-26 18:09", "Situation report", "<thead>"] {
            // The title stands in the head of the page besides.
            assert!(page.matches(said).count() >= pages, "{said}");
        }
        assert!(!page.contains(other));
        assert_eq!(page.matches("2日前").count(), 60);
        assert!((1..=60).all(|number| page.contains(&format!("第{number}体育館<"))));
    }
}

#[test]
fn a_load_of_which_no_line_can_be_read_is_a_paper_that_says_so() {
    let printed = load::Printed { drill: true, at: Timestamp::from_millis(0) };
    let unread = crate::desk::supplies::loads::Load {
        from_hub: None,
        lines_left: 0,
        lines: 0,
        id: String::new(),
        place: String::new(),
        place_name: "本部".to_owned(),
        own: true,
        name: "一号車".to_owned(),
        vehicle: None,
        departs_at: None,
        on_pallets: false,
        note: None,
        stops: vec![],
        unreadable: 2,
        contradictions: 0,
        age: None,
    };
    let paper = load::load(&printed, &unread, &[]);
    for words in ["一号車", "読めない行があります", "訓練"] {
        assert!(paper.contains(words), "{words}");
    }
}
