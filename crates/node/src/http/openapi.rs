//! The API's own description, generated from the handlers. The web client's types are generated
//! from the snapshot `crates/node/openapi.json`, which a test compares with this.

use axum::Json;
use utoipa::OpenApi;
use utoipa::openapi::{Content, Ref, RefOr, ResponseBuilder};

use super::{
    accounts, courier, duplicates, ending, events, exports, handover, hq, inquiries, laptop,
    layers, lookups, notices, papers, people, places, reach, reception, rollcall, session,
    staff_safety, supplies, sync, transfers, trust, uploads, volunteers,
};

#[derive(OpenApi)]
#[openapi(
    info(title = "Musubi staff API", version = "1"),
    paths(
        session::show,
        session::login,
        session::logout,
        session::confirm_clock,
        session::take_ticket,
        session::name_manager,
        session::begin_provisional,
        session::unlock,
        session::relock,
        accounts::list,
        accounts::create,
        accounts::disable,
        lookups::list,
        places::list,
        places::show,
        places::daily,
        places::report,
        places::headcount,
        places::choose_name,
        ending::closure,
        ending::close_place,
        ending::show,
        ending::close,
        ending::reopen,
        ending::erase_drill,
        ending::request,
        ending::order,
        ending::tick_paper,
        ending::certificate,
        ending::paper,
        people::search,
        people::show,
        people::create,
        people::change,
        people::add_person,
        people::change_person,
        people::stay,
        people::settle,
        papers::household,
        papers::roster,
        papers::public_list,
        papers::situation,
        transfers::list,
        transfers::send,
        transfers::take_back,
        transfers::slip,
        transfers::read,
        transfers::take_in,
        reception::duplicates,
        reception::compare,
        inquiries::taken,
        inquiries::take,
        inquiries::list,
        inquiries::look,
        inquiries::answer,
        reception::blank_cards,
        reception::away,
        supplies::catalogue,
        supplies::all,
        supplies::list,
        supplies::create,
        supplies::step,
        supplies::stock,
        supplies::adjust_stock,
        supplies::order,
        supplies::forecast,
        supplies::offers,
        supplies::offer,
        supplies::withdraw_offer,
        supplies::door,
        supplies::tell_door,
        supplies::loads,
        supplies::plan_load,
        supplies::take_load_back,
        supplies::depart_load,
        supplies::take_departure_back,
        supplies::acting,
        supplies::begin_acting,
        supplies::end_acting,
        supplies::act,
        supplies::hubs,
        supplies::list_hub,
        supplies::change_hub,
        supplies::close_hub,
        papers::load,
        supplies::handouts,
        supplies::hand_out,
        supplies::household_took,
        supplies::give_household,
        staff_safety::list,
        staff_safety::add,
        staff_safety::report,
        staff_safety::summary,
        staff_safety::alarms,
        staff_safety::unverified,
        staff_safety::decide,
        staff_safety::check_roster,
        staff_safety::take_roster,
        volunteers::list,
        volunteers::join,
        volunteers::change,
        volunteers::card,
        volunteers::tap,
        volunteers::take_back,
        rollcall::list,
        rollcall::open,
        rollcall::show,
        rollcall::find,
        rollcall::mark,
        rollcall::close,
        handover::list,
        handover::show,
        handover::hand_over,
        handover::take,
        notices::list,
        notices::create,
        notices::withdraw,
        layers::list,
        layers::show,
        layers::change,
        layers::publish,
        layers::withdraw,
        layers::fetch,
        layers::correct,
        layers::cancel,
        layers::walk,
        layers::looked,
        layers::tile,
        layers::photos,
        layers::photo,
        layers::give_back,
        layers::given,
        layers::given_on_map,
        layers::take_mapped_back,
        uploads::announce,
        uploads::receive,
        hq::overview,
        hq::silence,
        hq::see_silence,
        hq::expect_contact,
        hq::trend,
        hq::stuck,
        hq::tickets,
        duplicates::list,
        duplicates::compare,
        duplicates::decide,
        hq::reveal,
        hq::hide_again,
        trust::show,
        trust::decide,
        trust::draft,
        trust::learn,
        exports::places,
        exports::people,
        exports::roster,
        courier::plan,
        courier::export,
        courier::import,
        laptop::show,
        sync::show,
        events::stream,
        reach::show,
        reach::printed,
    )
)]
struct Api;

/// Operation ids are `<tag>_<handler>`: handlers of different resources share names. Every
/// operation may be refused in one and the same shape.
pub(crate) fn document() -> utoipa::openapi::OpenApi {
    let mut document = Api::openapi();
    for item in document.paths.paths.values_mut() {
        let operations =
            [&mut item.get, &mut item.put, &mut item.post, &mut item.delete, &mut item.patch];
        for operation in operations.into_iter().flatten() {
            let tag = operation.tags.iter().flatten().next();
            if let (Some(tag), Some(id)) = (tag, &operation.operation_id) {
                operation.operation_id = Some(format!("{tag}_{id}"));
            }
            let refused = ResponseBuilder::new()
                .description("Refused: nothing was changed.")
                .content("application/json", Content::new(Some(Ref::from_schema_name("Problem"))));
            let refused = RefOr::T(refused.build());
            operation.responses.responses.entry("default".to_owned()).or_insert(refused);
        }
    }
    document
}

pub(crate) async fn show() -> Json<utoipa::openapi::OpenApi> {
    Json(document())
}

#[cfg(test)]
mod tests {
    use super::*;

    /// `UPDATE_SNAPSHOTS=1` writes it.
    #[test]
    fn the_snapshot_is_what_the_handlers_say() {
        let path = concat!(env!("CARGO_MANIFEST_DIR"), "/openapi.json");
        let now = document().to_pretty_json().unwrap() + "\n";
        if std::env::var_os("UPDATE_SNAPSHOTS").is_some() {
            std::fs::write(path, &now).unwrap();
        }
        let held = std::fs::read_to_string(path).unwrap();
        assert!(held == now, "openapi.json is stale: run this test with UPDATE_SNAPSHOTS=1");
    }
}
