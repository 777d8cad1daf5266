//! What has to be known of a layer before everybody sees it.

use super::Layer;
use crate::field::{Field, Scalar};
use crate::table::codes;

codes! {
    /// One thing that keeps a layer from being published, in the order of its form.
    pub enum Missing {
        /// The day and hour of the flight.
        CapturedAt = "captured_at",
        /// Its end lies before its beginning.
        CapturedUntil = "captured_until",
        Provider = "provider",
        Contact = "contact",
        /// There is no default.
        Licence = "licence",
        /// Whether it may be traced: yes or no.
        TracingPermitted = "tracing_permitted",
        /// Where it may: who said so, when, and how.
        TracingBy = "tracing_by",
        TracingAt = "tracing_at",
        TracingText = "tracing_text",
        Platform = "platform",
        Positioning = "positioning",
        Gsd = "gsd_mm",
        Footprint = "footprint",
        /// Whether somebody held it against something: yes or no.
        GeoreferenceChecked = "georeference_checked",
        /// Faces, number plates, shelter yards.
        PeopleChecked = "people_checked",
        /// The tiles themselves.
        Archive = "archive",
    }
}

/// All that is missing; nothing, where the layer may be published. What several people say
/// differently is not said.
pub fn missing(layer: &Layer) -> Vec<Missing> {
    let traced = layer.tracing_permitted.known().any(|permitted| *permitted);
    let until = (layer.captured_at.shown(), layer.captured_until.shown());
    let backwards = matches!(until, (Some(from), Some(until)) if until < from);
    // Photos have no pixels on the ground, and stand where their own receiver says.
    let of_photos = layer.is_of_photos();
    let tiles = [said(&layer.zoom_min), said(&layer.zoom_max), said(&layer.tile_format)];
    let content = if of_photos { said(&layer.photos) } else { tiles.into_iter().all(|it| it) };
    let archive = said(&layer.archive_hash) && said(&layer.archive_bytes) && content;
    let people = said(&layer.people_checked) && layer.people_checked.known().all(|done| *done);
    [
        (Missing::CapturedAt, said(&layer.captured_at)),
        (Missing::CapturedUntil, !layer.captured_until.is_clash() && !backwards),
        (Missing::Provider, said(&layer.provider)),
        (Missing::Contact, said(&layer.contact)),
        (Missing::Licence, said(&layer.licence)),
        (Missing::TracingPermitted, said(&layer.tracing_permitted)),
        (Missing::TracingBy, !traced || said(&layer.tracing_by)),
        (Missing::TracingAt, !traced || said(&layer.tracing_at)),
        (Missing::TracingText, !traced || said(&layer.tracing_text)),
        (Missing::Platform, said(&layer.platform)),
        (Missing::Positioning, said(&layer.positioning)),
        (Missing::Gsd, of_photos || said(&layer.gsd_mm)),
        (Missing::Footprint, said(&layer.footprint)),
        (Missing::GeoreferenceChecked, of_photos || said(&layer.georeference_checked)),
        (Missing::PeopleChecked, people),
        (Missing::Archive, archive),
    ]
    .into_iter()
    .filter(|(_, there)| !there)
    .map(|(missing, _)| missing)
    .collect()
}

fn said<T: Scalar>(field: &Field<T>) -> bool {
    field.shown().is_some() && !field.is_clash()
}

#[cfg(test)]
mod tests {
    use super::super::{
        ArchiveHash, LayerState, NewLayer, Outline, Platform, Positioning, TileFormat,
    };
    use super::*;
    use crate::field::{Noted, Recorder};
    use crate::ids::{Actor, RecordId};
    use crate::record::{Edit, Fields, Reading, Seen, Value};
    use crate::text::Whole;
    use crate::time::Timestamp;

    const ID: RecordId = RecordId::new([1; 16]);

    fn whole<const MIN: i64, const MAX: i64>(number: i64) -> Whole<MIN, MAX> {
        number.try_into().expect("within bounds")
    }

    fn full() -> NewLayer {
        let at = Timestamp::from_millis(1_790_000_000_000);
        let square = [(0, 0), (10, 0), (10, 10)].map(|(lon, lat)| [lon, lat]).to_vec();
        NewLayer {
            captured_at: Some(at),
            captured_until: Some(at),
            provider: Some("試験市消防".parse().unwrap()),
            contact: Some("試験, a@example.jp".parse().unwrap()),
            licence: Some("CC-BY-4.0".parse().unwrap()),
            tracing_permitted: Some(true),
            tracing_by: Some("市長室".parse().unwrap()),
            tracing_at: Some(at),
            tracing_text: Some("OpenStreetMap のための利用を認める".parse().unwrap()),
            platform: Some(Platform::Uav),
            positioning: Some(Positioning::Rtk),
            gsd_mm: Some(whole(50)),
            people_checked: Some(true),
            georeference_checked: Some(false),
            footprint: Some(Outline::new(vec![vec![square]]).unwrap()),
            zoom_min: Some(whole(14)),
            zoom_max: Some(whole(21)),
            tile_format: Some(TileFormat::Jpeg),
            archive_hash: Some(ArchiveHash([7; 32])),
            archive_bytes: Some(whole(1)),
            ..NewLayer::of("校区の写真".parse().unwrap(), LayerState::Draft)
        }
    }

    /// As another laptop reads it, with `more` said by somebody else at the same time.
    fn read(layer: &NewLayer, more: &[(&str, Value)]) -> Layer {
        let noted = Noted {
            observed_at: Timestamp::from_millis(0),
            recorded_at: Timestamp::from_millis(0),
            recorded_by: Recorder::Import,
            reissue_of: None,
        };
        let edits = layer.create(ID, &noted).expect("it keeps all rules");
        let [Edit::Create { table, fields, .. }] = &edits[..] else { panic!("one record") };
        let table = ("table".to_owned(), Value::Text(table.clone()));
        let seen =
            |value: &Value, by| Seen { value: value.clone(), by: Actor::new([by; 16]), seq: 1 };
        let reading = |(name, value): &(String, Value)| {
            let other = more.iter().find(|(field, _)| field == name);
            let all = other.map(|(_, value)| seen(value, 1)).into_iter().chain([seen(value, 2)]);
            (name.clone(), Reading::new(all.collect()).expect("one at least"))
        };
        let fields: Fields = fields.iter().chain([&table]).map(reading).collect();
        Layer::read(ID, &fields).expect("it is of the table")
    }

    #[test]
    fn every_missing_item_is_named_and_nothing_else() {
        assert_eq!(missing(&read(&full(), &[])), []);
        let check = |take: &dyn Fn(&mut NewLayer), want: &[Missing]| {
            let mut layer = full();
            take(&mut layer);
            assert_eq!(missing(&read(&layer, &[])), want);
        };
        check(&|it| it.captured_at = None, &[Missing::CapturedAt]);
        check(&|it| it.captured_until = None, &[]);
        let early = Timestamp::from_millis(0);
        check(&|it| it.captured_until = Some(early), &[Missing::CapturedUntil]);
        check(&|it| it.provider = None, &[Missing::Provider]);
        check(&|it| it.contact = None, &[Missing::Contact]);
        check(&|it| it.licence = None, &[Missing::Licence]);
        check(&|it| it.tracing_permitted = None, &[Missing::TracingPermitted]);
        check(&|it| it.tracing_by = None, &[Missing::TracingBy]);
        check(&|it| it.tracing_at = None, &[Missing::TracingAt]);
        check(&|it| it.tracing_text = None, &[Missing::TracingText]);
        check(&|it| it.platform = None, &[Missing::Platform]);
        check(&|it| it.positioning = None, &[Missing::Positioning]);
        check(&|it| it.gsd_mm = None, &[Missing::Gsd]);
        check(&|it| it.footprint = None, &[Missing::Footprint]);
        check(&|it| it.georeference_checked = None, &[Missing::GeoreferenceChecked]);
        check(&|it| it.people_checked = None, &[Missing::PeopleChecked]);
        check(&|it| it.people_checked = Some(false), &[Missing::PeopleChecked]);
        check(&|it| it.archive_hash = None, &[Missing::Archive]);
        check(&|it| it.zoom_max = None, &[Missing::Archive]);
        let bare = NewLayer::of("校区の写真".parse().unwrap(), LayerState::Draft);
        let all: Vec<Missing> = Missing::ALL
            .iter()
            .copied()
            // These follow from others.
            .filter(|it| {
                use Missing::{CapturedUntil, TracingAt, TracingBy, TracingText};
                !matches!(it, CapturedUntil | TracingAt | TracingBy | TracingText)
            })
            .collect();
        assert_eq!(missing(&read(&bare, &[])), all);
    }

    #[test]
    fn of_photos_nothing_is_asked_that_only_tiles_have() {
        let photos = || NewLayer {
            gsd_mm: None,
            georeference_checked: None,
            zoom_min: None,
            zoom_max: None,
            tile_format: None,
            photos: Some(whole(12)),
            ..full()
        };
        assert_eq!(missing(&read(&photos(), &[])), []);
        let check = |layer: NewLayer, want: &[Missing]| {
            assert_eq!(missing(&read(&layer, &[])), want);
        };
        check(
            NewLayer { photos: None, ..photos() },
            &[Missing::Gsd, Missing::GeoreferenceChecked, Missing::Archive],
        );
        check(NewLayer { archive_hash: None, ..photos() }, &[Missing::Archive]);
        check(NewLayer { people_checked: None, ..photos() }, &[Missing::PeopleChecked]);
        check(NewLayer { positioning: None, ..photos() }, &[Missing::Positioning]);
    }

    #[test]
    fn a_layer_that_may_not_be_traced_needs_nobodys_word_for_it() {
        let mut layer = full();
        layer.tracing_permitted = Some(false);
        (layer.tracing_by, layer.tracing_at, layer.tracing_text) = (None, None, None);
        assert_eq!(missing(&read(&layer, &[])), []);
    }

    #[test]
    fn what_two_people_say_differently_is_not_said() {
        let layer = read(&full(), &[("licence", Value::Text("CC0-1.0".into()))]);
        assert_eq!(missing(&layer), [Missing::Licence]);
        let layer = read(&full(), &[("people_checked", Value::Flag(false))]);
        assert_eq!(missing(&layer), [Missing::PeopleChecked]);
        let layer = read(&full(), &[("gsd_mm", Value::Text("of a later version".into()))]);
        assert_eq!(missing(&layer), [Missing::Gsd]);
    }
}
