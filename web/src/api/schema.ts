// Made from crates/node/openapi.json by `npm run api`. Not edited by hand.
/* eslint-disable */
export interface paths {
    "/api/v1/accounts": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** All accounts, disabled ones too. */
        get: operations["accounts_list"];
        put?: never;
        /** Make an account. */
        post: operations["accounts_create"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/accounts/{id}/disable": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Disable an account and end its sessions. One's own cannot be disabled. */
        post: operations["accounts_disable"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/acting": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** 代行: which places act in headquarters' stead, and whether this one may. */
        get: operations["supplies_acting"];
        put?: never;
        /** This place acts from now on. Refused while headquarters is not silent. */
        post: operations["supplies_begin_acting"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/acting/end": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** This place lays the duty down. */
        post: operations["supplies_end_acting"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/away": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Who spends a night elsewhere, and who should be back. */
        get: operations["reception_away"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/cards/blank": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Numbers for cards that are printed ahead. Nothing is written down. */
        post: operations["reception_blank_cards"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/catalogue": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Kinds of goods that may be asked for. */
        get: operations["supplies_catalogue"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/courier": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** What a bundle for a place would carry: counts and ages. */
        get: operations["courier_plan"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/courier/bundle": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The bundle itself (`docs/format.md`, section 8), to be saved on a stick. */
        get: operations["courier_export"];
        put?: never;
        /** A bundle that was brought here. Answers once everything usable of it is on the disk. */
        post: operations["courier_import"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/ending": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Whether the operation is closed, what is kept until when, and what an erasure has come to. */
        get: operations["ending_show"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/ending/certificate": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The certificate of erasure (`docs/format.md`, section 2), as things stand now. */
        get: operations["ending_certificate"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/ending/certificate.html": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The same on paper, in Japanese and English: a page to be saved and printed. */
        get: operations["ending_paper"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/ending/close": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** 災害対応の終了, by two persons. Stops new records, destroys nothing. */
        post: operations["ending_close"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/ending/erase-drill": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Orders a drill to be erased, everywhere and for good. */
        post: operations["ending_erase_drill"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/ending/order": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** The city's order. From here on laptops erase, as it becomes known to them. */
        post: operations["ending_order"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/ending/papers": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** A person destroyed a printed ticket, or the operation's keys in the city's folder. */
        post: operations["ending_tick_paper"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/ending/reopen": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Takes headquarters' closing back. */
        post: operations["ending_reopen"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/ending/request": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** A facts file (`docs/format.md`, section 2) for the computer with the city's key. */
        get: operations["ending_request"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/events": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** `text/event-stream` of `changed` (data: `DocumentChanged`) and `resync`. */
        get: operations["sync_stream"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/exports/people/{as}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** People of every list that this laptop reads, as a file. That it was taken is written down first. */
        get: operations["exports_people"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/exports/places/{as}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Every place, as a file. */
        get: operations["exports_places"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/handovers": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** What is open now, and the sheets that were handed over, the newest first. */
        get: operations["handover_list"];
        put?: never;
        /** Hand over: what is open is written down as it is now, under this account's name. */
        post: operations["handover_hand_over"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/handovers/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** One sheet, as far as this account is shown its lines. */
        get: operations["handover_show"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/handovers/{id}/take": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Take over, with the own name and secret. Signs in; sets the cookie `sid`. */
        post: operations["handover_take"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/households": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Register a household with everyone in it, saved whole or not at all. */
        post: operations["people_create"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/households/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The card of a household. That it was opened is written down first. */
        get: operations["people_show"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        /** Change what is said of a household. What is left out stays. */
        patch: operations["people_change"];
        trace?: never;
    };
    "/api/v1/households/{id}/duplicates": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Records of other households that may be of the same humans as this one's. */
        get: operations["reception_duplicates"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/households/{id}/handouts": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Whether a household took its share today. */
        get: operations["supplies_household_took"];
        put?: never;
        /** Given to a household. One that took its share already is not refused. */
        post: operations["supplies_give_household"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/households/{id}/persons": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post: operations["people_add_person"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/households/{id}/persons/{person}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        /** Change what is said of a person. What is left out stays. */
        patch: operations["people_change_person"];
        trace?: never;
    };
    "/api/v1/households/{id}/persons/{person}/compare": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** A person looked at two records and says whether they are one human's. Neither is changed. */
        post: operations["reception_compare"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/households/{id}/settle": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Choose one of the values of a clash in this household. */
        post: operations["people_settle"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/households/{id}/sheet": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** A household's sheet. That it was opened is written down first. */
        get: operations["papers_household"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/households/{id}/stays": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Check in, check out with where-to, a night elsewhere and back. Gives a self-registered
         *     household its reception number.
         */
        post: operations["people_stay"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/households/{id}/transfers": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Send a household, or some of it, on to another place. They leave now. */
        post: operations["transfers_send"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/households/search": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Find households by a part of a name, reception number or claim code. */
        post: operations["people_search"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/hq/contact": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** How often word is expected, of one place or of all. At HQ only. */
        post: operations["hq_expect_contact"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/hq/duplicates": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Pairs of records of two places: proposed with reasons, linked, and set apart. Nobody protected is in
         *     them, whoever asks.
         */
        get: operations["hq_list"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/hq/duplicates/compare": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Two records side by side. Noted, both. */
        post: operations["hq_compare"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/hq/duplicates/decide": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Somebody decided whether two records are of one human, or took that back. */
        post: operations["hq_decide"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/hq/inquiries": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Every place's inquiries. At HQ only. */
        get: operations["inquiries_list"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/hq/inquiries/{id}/answers": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Answer one: what is to be told comes back once it is noted. */
        post: operations["inquiries_answer"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/hq/inquiries/{id}/look": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Open one with whoever may be meant, and what may be told of them to whoever asks. Noted. */
        post: operations["inquiries_look"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/hq/overview": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Every place's newest figures with their ages; totals with their oldest part. */
        get: operations["hq_overview"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/hq/reveal": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Two persons look at what is protected: the other one agrees with the own secret. Noted. */
        post: operations["hq_reveal"];
        /** They are done. */
        delete: operations["hq_hide_again"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/hq/silence": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** 連絡の途絶: places that are silent for longer than expected, and who could carry. */
        get: operations["hq_silence"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/hq/silence/{place}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Somebody saw that a place is silent, and asks somebody to look. At HQ only. */
        post: operations["hq_see_silence"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/hq/stuck": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Open requests whose next step did not come in its time, the longest stuck first. */
        get: operations["hq_stuck"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/hq/tickets": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Tickets in use, those that two laptops took first. At HQ only. */
        get: operations["hq_tickets"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/hq/trend": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** People inside and outside by day, from one count a place and day. */
        get: operations["hq_trend"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/hq/trust": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Everything that headquarters decides about. At HQ only. */
        get: operations["trust_show"];
        put?: never;
        /** Revoke, extend, lift, rule, renew keys, hand keys out. */
        post: operations["trust_decide"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/hq/trust/draft": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * A revocation of headquarters' own laptop or ticket, for the city's key to sign
         *     (`docs/format.md`, section 2).
         */
        get: operations["trust_draft"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/hq/trust/statement": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** What the city's key signed. */
        post: operations["trust_learn"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/hubs": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** 物資拠点, and what came to each, went on, lies there and is stuck, by the steps of the requests. */
        get: operations["supplies_hubs"];
        put?: never;
        /** At headquarters. */
        post: operations["supplies_list_hub"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/hubs/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        /** All of what is said of a hub: what is left out is not said any more. */
        put: operations["supplies_change_hub"];
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/hubs/{id}/close": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * No longer in use, or in use again. Where goods lie it is refused until whoever closes it says
         *     that they know.
         */
        post: operations["supplies_close_hub"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/inquiries": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** What was taken at this place, and whether it was answered; nothing of what was asked. */
        get: operations["inquiries_taken"];
        put?: never;
        /** Take an inquiry or a report of a missing person. It is sealed for headquarters. */
        post: operations["inquiries_take"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/laptop": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** How long this laptop goes on, and what nobody else has yet. */
        get: operations["laptop_show"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/layer-uploads": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Say which files are to become a layer. */
        post: operations["layers_announce"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/layer-uploads/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        /**
         * The files themselves, one after the other. Answers once they are on the disk and their import
         *     waits or runs.
         */
        put: operations["layers_receive"];
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/layers": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** All layers that are known here, and what is being made. */
        get: operations["layers_list"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/layers/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get: operations["layers_show"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        /** Say more of a layer, or something else. */
        patch: operations["layers_change"];
        trace?: never;
    };
    "/api/v1/layers/{id}/cancel": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** End an import that runs or waits, or put away the word about one that came to nothing. */
        post: operations["layers_cancel"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/layers/{id}/check": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** How far the people check is, and a square to look at that nobody else looks at. */
        get: operations["layers_walk"];
        put?: never;
        /** A square was looked at. */
        post: operations["layers_looked"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/layers/{id}/correct": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Move a layer to where it belongs. */
        post: operations["layers_correct"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/layers/{id}/fetch": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Have the archive of another laptop's layer come here. */
        post: operations["layers_fetch"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/layers/{id}/mapped": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Give back what was drawn from a layer: the file itself, judged before it is taken. */
        post: operations["layers_give_back"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/layers/{id}/mapped.geojson": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** What mappers gave back of a layer, for the map. */
        get: operations["layers_given_on_map"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/layers/{id}/mapped/{mapped}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The file as it was given, to be uploaded by its author when the line is back. */
        get: operations["layers_given"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/layers/{id}/mapped/{mapped}/withdraw": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Take a mapper's file back, for good. */
        post: operations["layers_take_mapped_back"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/layers/{id}/photos.geojson": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The points of a layer of photos that is held here, drafts too. */
        get: operations["layers_photos"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/layers/{id}/photos/{number}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The small picture of one photo, by its number from 0. */
        get: operations["layers_photo"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/layers/{id}/publish": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Show a draft to everybody. Refused with the name of everything that is missing. */
        post: operations["layers_publish"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/layers/{id}/tiles/{z}/{x}/{y}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** A tile of any layer that is held here, drafts too. */
        get: operations["layers_tile"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/layers/{id}/withdraw": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Take a layer back, for good. */
        post: operations["layers_withdraw"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/loads": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** What is planned to go onto which vehicle, the newest first. */
        get: operations["supplies_loads"];
        put?: never;
        /** One vehicle with all its stops. What contradicts a door is taken, and told with the load. */
        post: operations["supplies_plan_load"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/loads/{id}/depart": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** The vehicle left: 配送中 of everything on it. Saying so again says nothing twice. */
        post: operations["supplies_depart_load"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/loads/{id}/depart/take-back": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** It has not left after all. What a place has received since stays said. */
        post: operations["supplies_take_departure_back"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/loads/{id}/sheet": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** 積込表・配送表 of one vehicle, with what contradicts its doors. */
        get: operations["papers_load"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/loads/{id}/take-back": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Where it was planned. */
        post: operations["supplies_take_load_back"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/lock": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Set, change or take away the passphrase of this laptop's keys. */
        post: operations["session_relock"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/lookups": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The newest look-ups of people: at this place, at HQ of every place. */
        get: operations["lookups_list"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/notices": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** HQ's notices for this place and this place's own, the urgent first; at HQ all, with who has them. */
        get: operations["notices_list"];
        put?: never;
        /** Publish a notice: at HQ to all places, some or one, elsewhere to the own one. */
        post: operations["notices_create"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/notices/{id}/withdraw": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Withdraw a notice of one's own; at HQ of any place. */
        post: operations["notices_withdraw"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/offers": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** What places have too much of, the nearest first. */
        get: operations["supplies_offers"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/papers/public-list": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** 避難者名閲覧用名簿: those who agreed that everybody may read it. */
        get: operations["papers_public_list"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/papers/roster": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Everybody here whom the caller may see. That it was printed is written down first. */
        get: operations["papers_roster"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/papers/situation": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** 被害状況・避難所状況報告: what is known of every place now. At HQ only; nobody's name is on it. */
        get: operations["papers_situation"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/places": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Every place of the register, and those known by their own word. */
        get: operations["places_list"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/places/{place}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get: operations["places_show"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/places/{place}/closure": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Whether a place is closed, by whom, and what is left to do there. */
        get: operations["ending_closure"];
        put?: never;
        /** 閉鎖 or 再開 of a place. */
        post: operations["ending_close_place"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/places/{place}/daily": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** 日報: every field somebody spoke of with its age and source, and the counts of day and night. */
        get: operations["places_daily"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/places/{place}/door": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** What a lorry finds at the door. */
        get: operations["supplies_door"];
        put?: never;
        post: operations["supplies_tell_door"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/places/{place}/forecast/{days}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** What is needed for 1 to 14 days, and how long what is here will last. */
        get: operations["supplies_forecast"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/places/{place}/handouts": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** What was given out today. */
        get: operations["supplies_handouts"];
        put?: never;
        /** Given by tap to people whom nobody writes down. */
        post: operations["supplies_hand_out"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/places/{place}/headcounts": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** A count by looking. */
        post: operations["places_headcount"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/places/{place}/name": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        /** The name a place chooses for itself, where the register has none. */
        put: operations["places_choose_name"];
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/places/{place}/offers": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post: operations["supplies_offer"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/places/{place}/offers/{id}/withdraw": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Take an offer back. */
        post: operations["supplies_withdraw_offer"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/places/{place}/orders": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Ask for several kinds of goods at once. Answers the first request's id. */
        post: operations["supplies_order"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/places/{place}/reports": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** 避難所の状況: a shelter writes its own, HQ and patrols any. */
        post: operations["places_report"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/places/{place}/requests": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Requests of one place, the newest first. */
        get: operations["supplies_list"];
        put?: never;
        post: operations["supplies_create"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/places/{place}/requests/{id}/acting": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** What this place did for a request while it acts; written into its own document. */
        post: operations["supplies_act"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/places/{place}/requests/{id}/events": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** A step in a request's life. */
        post: operations["supplies_step"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/places/{place}/roster/{as}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Everybody at one place whom the caller may see, as a file. That it was taken is written down first. */
        get: operations["exports_roster"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/places/{place}/stock": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get: operations["supplies_stock"];
        put?: never;
        /** Change the stock of one item, or set it to what was counted. */
        post: operations["supplies_adjust_stock"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/reach": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get: operations["reach_show"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/reach/poster": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** A poster with this address hangs in the gym. From now on a change of address is an alarm. */
        post: operations["reach_printed"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/requests": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Requests of every place, the newest first. */
        get: operations["supplies_all"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/roll-calls": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Every call of this place, the newest first. */
        get: operations["rollcall_list"];
        put?: never;
        /** Open a call. */
        post: operations["rollcall_open"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/roll-calls/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Everybody expected, as far as this account is shown them, and what was marked. */
        get: operations["rollcall_show"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/roll-calls/{id}/close": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Close it with a sign. */
        post: operations["rollcall_close"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/roll-calls/{id}/find": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Whom a name, a number or a card means. A POST, so that no name stands in an address. */
        post: operations["rollcall_find"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/roll-calls/{id}/marks": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Found, not found, known to be away; or the mark before was a mistake. */
        post: operations["rollcall_mark"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/session": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Who is signed in, and what the first run still needs. */
        get: operations["session_show"];
        put?: never;
        /** Sign in. Sets the cookie `sid`. */
        post: operations["session_login"];
        /** Sign out. */
        delete: operations["session_logout"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/setup/clock": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** First run 1: a person says that the shown date and time are right. */
        post: operations["setup_confirm_clock"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/setup/manager": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** First run 3: the first account. Signs in. */
        post: operations["setup_name_manager"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/setup/provisional": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * First run 2, without a ticket: work provisionally (仮) until one is brought. Everything recorded
         *     is taken over then.
         */
        post: operations["setup_begin_provisional"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/setup/ticket": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** First run 2: the text of the printed ticket. */
        post: operations["setup_take_ticket"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/setup/unlock": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** After a start with locked keys: their passphrase. */
        post: operations["setup_unlock"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/shifts": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Begin or end a shift, by a tap on a name or by what was scanned. */
        post: operations["volunteers_tap"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/shifts/{id}/take-back": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Take a mistaken tap back. */
        post: operations["volunteers_take_back"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/staff": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The roster with everyone's newest report. */
        get: operations["staff_list"];
        put?: never;
        /** Add somebody to the roster. At HQ only. */
        post: operations["staff_add"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/staff/alarms": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Who said they would come and has not been seen since. */
        get: operations["staff_alarms"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/staff/reports": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Take a safety report, of oneself or of another. */
        post: operations["staff_report"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/staff/roster": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Take the list in: only what it says otherwise is written. At HQ only. */
        post: operations["staff_take_roster"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/staff/roster/check": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Read a list of staff and say what it would change. At HQ only; nothing is saved. */
        post: operations["staff_check_roster"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/staff/summary": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Per department: answered, silent, hurt, able to come, arrived. */
        get: operations["staff_summary"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/staff/unverified": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** What came by public pages and waits for an account to confirm it. */
        get: operations["staff_unverified"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/staff/unverified/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Confirm or reject a report that came by a public page. */
        post: operations["staff_decide"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/sync": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Neighbours, and every document's age. */
        get: operations["sync_show"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/transfers": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Who was sent on, and who is on the way here. There is no total. */
        get: operations["transfers_list"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/transfers/{id}/slip": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The slip that the family carries, as a page to be printed. No name is on it. */
        get: operations["transfers_slip"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/transfers/{id}/take-back": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** They did not go after all. */
        post: operations["transfers_take_back"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/transfers/arrivals": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** They are here. */
        post: operations["transfers_take_in"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/transfers/read": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Whose slip this is. The code is posted, so that it stands in no URL; nothing is written. */
        post: operations["transfers_read"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/volunteers": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Everybody who helps at this place, with their hours. */
        get: operations["volunteers_list"];
        put?: never;
        /** Somebody joins, and begins at once where that is said. */
        post: operations["volunteers_join"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/volunteers/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        /** They do not come any more, or do again. Their hours stay. */
        patch: operations["volunteers_change"];
        trace?: never;
    };
    "/api/v1/volunteers/{id}/card.svg": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The QR code of a volunteer's card, as the app prints it. */
        get: operations["volunteers_card"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
}
export type webhooks = Record<string, never>;
export interface components {
    schemas: {
        Account: {
            /** Format: int64 */
            created_at: number;
            disabled: boolean;
            /** Format: int64 */
            expires_at?: number | null;
            id: string;
            name: string;
            role?: components["schemas"]["Role"] | null;
        };
        AccountList: {
            accounts: components["schemas"]["Account"][];
        };
        Acting: {
            acts: components["schemas"]["Acts"];
            age?: components["schemas"]["Age"] | null;
            id: string;
            note?: string | null;
            /** @description Of this laptop's own place. */
            own: boolean;
            place: string;
            place_name: string;
            /**
             * Format: int32
             * @description How many steps it said.
             */
            steps: number;
        };
        ActingList: {
            /** @description Of every place that this laptop knows, the newest first. */
            acting: components["schemas"]["Acting"][];
            /** @description Headquarters itself is never silent to itself. */
            hq: components["schemas"]["HqWord"];
            /** @description This laptop's place may take the duty on now. */
            may_begin: boolean;
        };
        /** @description What a neighbour did for a request in headquarters' stead. Its quantity stands in no sum. */
        ActingStep: {
            age?: components["schemas"]["Age"] | null;
            by: string;
            by_name: string;
            carrier?: string | null;
            /** Format: int64 */
            expected_at?: number | null;
            id: string;
            note?: string | null;
            /** Format: int64 */
            quantity?: number | null;
            stage?: components["schemas"]["Stage"] | null;
            /** @description Nobody has gone on from it. */
            stands: boolean;
        };
        /**
         * @description How a time of acting stands.
         * @enum {string}
         */
        Acts: "on" | "by_hand" | "hq_is_back";
        AddPerson: {
            check_in: boolean;
            key: components["schemas"]["RequestKey"];
            person: components["schemas"]["NewPerson"];
        };
        Addressee: {
            name: string;
            place: string;
        };
        /** @enum {string} */
        AddressKind: "residence" | "living";
        /** @description Either what changed, or all that a person counted just now. */
        AdjustStock: {
            /** Format: int64 */
            change?: number | null;
            /** Format: int32 */
            counted?: number | null;
            item: string;
            key: components["schemas"]["RequestKey"];
            why?: components["schemas"]["MovementWhy"] | null;
        };
        /**
         * @description What of a place's conditions the vehicle contradicts.
         * @enum {string}
         */
        Against: "no_vehicle" | "too_large" | "road_closed" | "no_forklift" | "outside_hours";
        /** @description When something was so, and how sure that is. Unknown is `null`, never 0. */
        Age: {
            /**
             * Format: int64
             * @description Seconds since it was observed; 0 where the clock is doubted.
             */
            age_s: number;
            /**
             * Format: int64
             * @description When it was looked at, not when it was typed or sent.
             */
            observed_at: number;
            /**
             * Format: int64
             * @description When it was entered.
             */
            recorded_at: number;
            /** @description 時刻未確認: it claims to come from the future, so its age means nothing. */
            time_uncertain: boolean;
        };
        /** @enum {string} */
        Allergen: "egg" | "milk" | "wheat" | "peanut" | "buckwheat" | "shrimp" | "crab" | "other";
        /**
         * @description Files that are to become one layer: images, later ones on top, with the files that stand beside
         *     them; or one file of tiles that are ready.
         */
        Announce: {
            /**
             * Format: int32
             * @description The coordinate system of the images, whatever they say.
             */
            epsg?: number | null;
            /** @description Sent one after the other, in this order and with nothing between them. */
            files: components["schemas"]["ExpectedFile"][];
            /** @description The fourth band is transparency, though the files do not say so. */
            fourth_band_is_alpha?: boolean;
            title: string;
        };
        Announced: {
            /** @description Of the layer that these files become. */
            id: string;
        };
        /** @description What is to be told now. */
        AnsweredInquiry: {
            id: string;
            repeated: boolean;
            told?: components["schemas"]["ToldPerson"] | null;
        };
        AnswerInquiry: {
            id_checked: components["schemas"]["IdChecked"];
            key: components["schemas"]["RequestKey"];
            note?: string | null;
            outcome: components["schemas"]["InquiryOutcome"];
            /** @description One of the candidates, where somebody was found. */
            person?: string | null;
            /** @description As whoever answers judges it. */
            tier: components["schemas"]["InquirerTier"];
        };
        /** @description Who stands here, before anything is written down. */
        ArrivingFamily: {
            from: string;
            from_name: string;
            /** @description They were taken in here before: their household. */
            household?: string | null;
            id: string;
            /**
             * @description Empty: the slip holds the number alone, and nothing was announced. They are registered anew, and
             *     the number is given with `arrived`.
             */
            persons: components["schemas"]["TransferPerson"][];
            reception_no?: string | null;
        };
        /** @description Where a place is, by the register: degrees, JGD2011, which WGS 84 is taken for. */
        At: {
            /** Format: double */
            latitude: number;
            /** Format: double */
            longitude: number;
        };
        /**
         * @description The step that an open request awaits.
         * @enum {string}
         */
        Awaits: "answer" | "sending" | "arrival" | "last_mile" | "receipt" | "rest";
        /** @description People who spend nights elsewhere and are expected back, those first who should be back longest. */
        AwayList: {
            /** @description There is no total: it would tell of people who are not shown. */
            away: components["schemas"]["AwayPerson"][];
        };
        AwayPerson: {
            household: string;
            kana: string;
            name: string;
            overdue: boolean;
            person: string;
            reception_no?: string | null;
            /** Format: int64 */
            returns_at?: number | null;
            since?: components["schemas"]["Age"] | null;
        };
        Battery: {
            /**
             * Format: int32
             * @description `null`: not known.
             */
            percent?: number | null;
            state: components["schemas"]["PowerState"];
        };
        BeginActing: {
            key: components["schemas"]["RequestKey"];
            note?: string | null;
        };
        /** @description Work without a ticket until one is brought. */
        BeginProvisional: {
            /** @description Where this is, as it stands on what is printed. */
            place_name: string;
        };
        /** @description Numbers nobody bears yet. Nothing is written: a card begins to mean something when it is tied. */
        BlankCards: {
            cards: components["schemas"]["PrintedCard"][];
        };
        Branch: {
            /**
             * Format: int64
             * @description Entries on it, at least.
             */
            entries: number;
            /** @description Every laptop follows this one. */
            followed: boolean;
            leaf: string;
        };
        /** @description One who is expected. */
        Called: {
            /** @description People marked otherwise without knowing of each other. */
            disputed: boolean;
            found?: components["schemas"]["RollFound"] | null;
            /** @description A record's id; of staff the number. */
            id: string;
            kana?: string | null;
            /** @description A night elsewhere is noted: nobody needs to look for them. */
            known_away: boolean;
            /** Format: int64 */
            marked_at?: number | null;
            name: string;
            /** @description 受付番号, number of staff. */
            number?: string | null;
            /** @description 区画 of an evacuee. */
            section?: string | null;
        };
        /** @enum {string} */
        CanReport: "yes" | "hard" | "no" | "arrived";
        Catalogue: {
            items: components["schemas"]["Item"][];
        };
        /** @description What is looked at in one go: a square of tiles, or a photo. */
        Cell: {
            /** @description `z/x/y` of the tile that covers it, or `photo/` and its number. */
            cell: string;
            /** Format: int32 */
            photo?: number | null;
            square?: components["schemas"]["Square"] | null;
        };
        /** @enum {string} */
        Certainty: "likely" | "possible";
        ChangePerson: {
            consent?: components["schemas"]["Consent"] | null;
            details?: components["schemas"]["PersonDetails"];
            /** @description Setting it takes the right to register; clearing it is a right of its own. */
            protected?: boolean | null;
        };
        ChangeVolunteer: {
            /** @description They do not come any more, or do again. */
            left: boolean;
        };
        /** @enum {string} */
        Channel: "here" | "mesh" | "import" | "telephone" | "radio" | "fax" | "patrol" | "self_defence" | "other_body";
        ChooseName: {
            name: string;
        };
        /** @description A request that is to be filled from an offer. */
        ChosenFor: {
            /**
             * Format: int64
             * @description What of it has not been received.
             */
            outstanding: number;
            place: string;
            place_name: string;
            stage: components["schemas"]["Stage"];
        };
        /** @description Records of two places that may be, were found to be, or were found not to be of one human. */
        CityDuplicates: {
            apart: components["schemas"]["PairPage"];
            /**
             * Format: int64
             * @description As the records were then; milliseconds since 1970. In a large city they are not compared at every
             *     change. Who was linked, set apart or hidden since is not proposed all the same.
             */
            compared_at: number;
            linked: components["schemas"]["PairPage"];
            /** @description Undecided, the surest first. */
            proposed: components["schemas"]["PairPage"];
        };
        /** @description Over the lists that this laptop reads. */
        CityGroups: {
            /**
             * Format: int32
             * @description By so many the lists together have more people: whoever stands on two and was linked as one human
             *     is counted once.
             */
            counted_once: number;
            /**
             * Format: int32
             * @description Places with somebody on their list.
             */
            listed_places: number;
            of_lists?: components["schemas"]["Groups"] | null;
            /**
             * Format: int32
             * @description Places that are not closed and have nobody on a list that is read here: not known, not 0.
             */
            unlisted_places: number;
        };
        CityPair: {
            /**
             * Format: int32
             * @description Records of the city with just this reading; 0: not known.
             */
            bearers: number;
            certainty?: components["schemas"]["Certainty"] | null;
            one: components["schemas"]["PairedRecord"];
            other: components["schemas"]["PairedRecord"];
            /** @description The weightiest first. */
            reasons: components["schemas"]["MatchReason"][];
        };
        /** @description A field in which writers who did not know of each other left different values. */
        Clash: {
            field: string;
            /** @description The record to name when settling. */
            record: string;
            /** @description The value that is shown until somebody settles it. */
            shown: string;
            /** @description All of them, as text to show and to send back. */
            values: components["schemas"]["ClashValue"][];
        };
        ClashValue: {
            /** @description Whose account wrote it, and when, where both were written in one step with it. */
            account?: string | null;
            /** Format: int64 */
            at?: number | null;
            /** @description Short name of the laptop's run that wrote it. */
            by: string;
            letter?: string | null;
            /** @description The place and letter of that laptop, where it is known. */
            place_name?: string | null;
            this_laptop: boolean;
            value: string;
        };
        ClosedState: {
            /** Format: int64 */
            at: number;
            /** @description A real operation cannot be erased before. */
            due: boolean;
            /** Format: int64 */
            figures_until: number;
            /** Format: int64 */
            lookups_until: number;
            /** Format: int64 */
            people_until: number;
        };
        CloseHub: {
            /** @description `false`: in use again. */
            closed: boolean;
            /** @description Whoever closes it knows that goods lie there. */
            despite_goods?: boolean;
        };
        /** @description Two persons end the operation: whoever is signed in, and one who agrees with the own name and secret. */
        CloseOperation: {
            keep: components["schemas"]["NewClosing"];
            name: string;
            secret: string;
        };
        CloseRollCall: {
            key: components["schemas"]["RequestKey"];
            note?: string | null;
            /**
             * @description Whoever is not marked is noted as not found. Without it, somebody unmarked keeps the call
             *     open.
             */
            rest_not_found: boolean;
            signed: string;
        };
        /** @enum {string} */
        ClosureState: "closed" | "reopened";
        /**
         * @description Which of the numbers was typed or scanned.
         * @enum {string}
         */
        CodeKind: "reception_no" | "claim_code" | "blank_card" | "card";
        Compare: {
            comparison: components["schemas"]["Comparison"];
            other: string;
        };
        /** @description Two records to put side by side. */
        ComparePair: {
            one: components["schemas"]["RecordAt"];
            other: components["schemas"]["RecordAt"];
        };
        /** @enum {string} */
        Comparison: "same" | "different";
        /** @description The person looked at a watch: this laptop's shown time is right. */
        ConfirmClock: {
            /**
             * Format: int64
             * @description The time that was shown, so that a page left open overnight confirms nothing.
             */
            shown: number;
        };
        /** @description The three questions, asked apart. Left out means no. */
        Consent: {
            /**
             * @description 知人からの照会に答えてよい
             * @default false
             */
            acquaintance: boolean;
            /**
             * @description 親族・同居者からの照会に答えてよい
             * @default false
             */
            kin: boolean;
            /**
             * @description 上記以外の照会・公表に同意する
             * @default false
             */
            public: boolean;
        };
        /** @description By how much a layer lies wrong: where it has to go, from where it is. */
        Correct: {
            /** Format: int64 */
            east_cm: number;
            /** Format: int64 */
            north_cm: number;
        };
        Corrected: {
            /** @description From the originals; else editors are told what to move it by. */
            rendered_again: boolean;
        };
        /**
         * @description What of one kind of documents a revoked laptop had keys for. Whether it ever fetched them nobody
         *     knows.
         */
        CouldRead: {
            /** Format: int64 */
            entries: number;
            /**
             * Format: int64
             * @description Written under keys that it did not get.
             */
            entries_closed: number;
            /** @description As in `DocumentState`. */
            kind: string;
            /** @description The one place, where it is one. */
            place_name?: string | null;
            /**
             * Format: int64
             * @description Of how many places; 0 for the whole city's.
             */
            places: number;
            /**
             * Format: int64
             * @description Records that stand in them now.
             */
            records: number;
        };
        /** @description One count that stands. */
        Counted: {
            age?: components["schemas"]["Age"] | null;
            count_source?: components["schemas"]["CountSource"] | null;
            /** @description Another count of the same moment says something else. */
            differs: boolean;
            /** Format: int32 */
            households?: number | null;
            /** Format: int32 */
            in_shelter?: number | null;
            /** Format: int32 */
            infants?: number | null;
            /** Format: int32 */
            men?: number | null;
            /** Format: int32 */
            needs_care?: number | null;
            /** Format: int32 */
            outside_households?: number | null;
            /** Format: int32 */
            outside_known?: number | null;
            /** Format: int32 */
            sex_unknown?: number | null;
            slot?: components["schemas"]["Slot"] | null;
            /** @description The list or the account it comes from, where that is known here. */
            source?: string | null;
            told_by?: string | null;
            via?: components["schemas"]["Via"] | null;
            /** Format: int32 */
            voluntary?: number | null;
            /** Format: int32 */
            women?: number | null;
        };
        /**
         * @description How a number came about.
         * @enum {string}
         */
        CountSource: "counted" | "roster" | "estimated" | "patrol" | "import";
        /** @enum {string} */
        CourierEnding: "whole" | "cut" | "damaged";
        CourierKind: {
            /** Format: int64 */
            entries: number;
            /** @description As in `DocumentState`. */
            kind: string;
            /**
             * Format: int64
             * @description Seconds since the newest of these documents' entries came here.
             */
            newest_age_s?: number | null;
            /** Format: int64 */
            places: number;
        };
        /** @description What a bundle would carry now. */
        CourierPlan: {
            /** Format: int64 */
            entries: number;
            kinds: components["schemas"]["CourierKind"][];
            /**
             * Format: int64
             * @description When the destination's laptops last said what they hold, the one that is longest ago;
             *     `null`: nothing is known of any, and everything goes.
             */
            known_at?: number | null;
            /**
             * Format: int64
             * @description Places whose entries they are.
             */
            places: number;
            /** @description The destination's id. */
            to: string;
            to_hq: boolean;
            to_name: string;
        };
        /** @description What a bundle brought. All of it is on this laptop's disk. */
        CourierReport: {
            /** Format: int64 */
            bytes: number;
            /**
             * Format: int64
             * @description Parts that wait for what comes before them, which was never brought here.
             */
            early: number;
            ending: components["schemas"]["CourierEnding"];
            /** @description The place whose laptop made it. */
            from: string;
            from_hq: boolean;
            from_name: string;
            /**
             * Format: int64
             * @description New parts of layers' archives.
             */
            layer_parts: number;
            /**
             * Format: int64
             * @description When, by that laptop's clock.
             */
            made_at: number;
            /** Format: int64 */
            new_documents: number;
            /** Format: int64 */
            new_entries: number;
            /**
             * Format: int64
             * @description Statements, certificates, proofs and receipts.
             */
            new_facts: number;
            /** Format: int64 */
            new_places: number;
            /**
             * Format: int64
             * @description Parts that do not hold and were left out.
             */
            refused: number;
            /** Format: int64 */
            usable_bytes: number;
        };
        /** @enum {string} */
        Crowding: "room" | "crowded" | "full" | "unknown";
        /** @description From the newest report that speaks of it. */
        CrowdingSaid: {
            age?: components["schemas"]["Age"] | null;
            channel: components["schemas"]["Channel"];
            crowding?: components["schemas"]["Crowding"] | null;
        };
        /**
         * @description Whether a laptop was revoked, as it knows itself.
         * @enum {string}
         */
        CutOff: "no" | "said" | "yes";
        /** @description What the daily report of one place is filled from. */
        Daily: {
            day?: components["schemas"]["Counted"] | null;
            newest?: components["schemas"]["Counted"] | null;
            night?: components["schemas"]["Counted"] | null;
            on_list?: components["schemas"]["OnList"] | null;
            own?: components["schemas"]["Counted"] | null;
            said: components["schemas"]["ReportSaid"][];
            told?: components["schemas"]["Counted"] | null;
        };
        DaySum: {
            /** Format: int32 */
            known_places: number;
            /**
             * Format: int32
             * @description `null` where no place was counted.
             */
            sum?: number | null;
            /**
             * Format: int32
             * @description Counted on an earlier day, not closed, and without this number today.
             */
            unknown_places: number;
        };
        DayTotal: {
            /** @description `2026-11-26`, by Japan's clocks. */
            day: string;
            in_shelter: components["schemas"]["DaySum"];
            /** @description Today: more counts may come. */
            is_today: boolean;
            outside_known: components["schemas"]["DaySum"];
        };
        /** @description One decision of a person at headquarters. */
        Decide: {
            /** @enum {string} */
            decide: "revoke";
            node?: string | null;
            serial: string;
        } | {
            /** @enum {string} */
            decide: "extend";
            logs: string[];
            node?: string | null;
            serial: string;
        } | {
            /** @enum {string} */
            decide: "lift";
            node?: string | null;
            serial: string;
        } | {
            /** @enum {string} */
            decide: "rule";
            leaf: string;
            log: string;
        } | {
            /** @enum {string} */
            decide: "renew";
        } | {
            /** @enum {string} */
            decide: "hand";
            nodes: string[];
        };
        /** @description A person looked at both and decided. */
        DecidePair: {
            decision: components["schemas"]["PairState"];
            one: components["schemas"]["RecordAt"];
            other: components["schemas"]["RecordAt"];
            /** @description What the page showed. Where somebody else decided meanwhile, nothing is changed. */
            was: components["schemas"]["PairState"];
        };
        DecideStaffReport: {
            /** @description The document of this place holds the report. */
            place: string;
            verdict: components["schemas"]["StaffVerdict"];
        };
        /** @description How many requests each press concerned. */
        Departed: {
            /**
             * Format: int32
             * @description It stood so already.
             */
            already: number;
            /**
             * Format: int32
             * @description Not said: over, or not known here. Of taking back: the place has received something since.
             */
            left_out: number;
            /**
             * Format: int32
             * @description Said now.
             */
            now: number;
        };
        Department: {
            /** Format: int32 */
            arrived: number;
            /** Format: int32 */
            can_come: number;
            /** Format: int32 */
            hurt: number;
            name: string;
            /**
             * Format: int32
             * @description 未回答: computed, never stored.
             */
            no_reply: number;
            oldest?: components["schemas"]["Age"] | null;
            /** Format: int32 */
            replied: number;
            /** Format: int32 */
            safe: number;
            /** Format: int32 */
            staff: number;
            /**
             * Format: int32
             * @description Nothing but what came by the public page and is confirmed by nobody yet.
             */
            unverified: number;
        };
        DestroyedPaper: {
            /** Format: int64 */
            at: number;
            city_folder: boolean;
            serial: string;
        };
        /** @enum {string} */
        Diet: "halal" | "vegetarian" | "soft" | "milk_formula";
        /** @description The data of an event named `changed`. An event named `resync` has none: read everything again. */
        DocumentChanged: {
            /** @description As in `DocumentState`; or `reach`, of no owner: how phones reach this laptop. */
            kind: string;
            owner: string;
        };
        DocumentState: {
            /**
             * Format: int64
             * @description Seconds since the newest entry came.
             */
            age_s?: number | null;
            /** Format: int64 */
            applied: number;
            /**
             * Format: int64
             * @description HQ has them, and its receipt came back (本部受領).
             */
            at_hq: number;
            /**
             * Format: int64
             * @description HQ had them, and that is being checked.
             */
            being_checked: number;
            /**
             * Format: int64
             * @description Logs that were signed in two ways, and of which HQ has not ruled yet.
             */
            disputed: number;
            /**
             * Format: int64
             * @description Kept, and not believed.
             */
            held: number;
            /**
             * Format: int64
             * @description HQ's clock when it last confirmed any of them.
             */
            hq_as_of?: number | null;
            /** @description `city`, `place`, `people`, `staff`, `desk`, `lookups`, `layers`, or a number. */
            kind: string;
            /** Format: int64 */
            logs: number;
            /**
             * Format: int64
             * @description Of these, this laptop's own.
             */
            own: number;
            owner: string;
            owner_name: string;
            /** @description This laptop holds its key. */
            readable: boolean;
            /**
             * Format: int64
             * @description Entries on this laptop's disk.
             */
            saved_here: number;
        };
        /** @description 荷受け条件. `null`: nobody said. */
        Door: {
            age?: components["schemas"]["Age"] | null;
            delivery_hours?: string | null;
            forklift_state?: string | null;
            /** Format: int64 */
            forklifts?: number | null;
            largest_vehicle?: components["schemas"]["Vehicle"] | null;
            road_access?: components["schemas"]["Usable"] | null;
            unloaders?: string | null;
        };
        /** @description Records of other households that may be, or were found to be, of the same human. */
        Duplicates: {
            likely: components["schemas"]["LikelyDuplicate"][];
            linked: components["schemas"]["LinkedDuplicate"][];
        };
        EndActing: {
            key: components["schemas"]["RequestKey"];
            note?: string | null;
        };
        EndingState: {
            account?: components["schemas"]["ErasureAccount"] | null;
            closed?: components["schemas"]["ClosedState"] | null;
            drill: boolean;
            here: components["schemas"]["Here"];
            /** @description This laptop is headquarters. */
            hq: boolean;
            left?: components["schemas"]["OperationLeft"] | null;
            /** Format: int64 */
            now: number;
            /**
             * Format: int64
             * @description The order to erase that stands, and since when.
             */
            ordered_at?: number | null;
            /** @description What the form suggests. */
            suggested: components["schemas"]["NewClosing"];
        };
        /**
         * @description What reception writes down.
         * @enum {string}
         */
        EnteredFrom: "desk" | "paper";
        ErasedLaptop: {
            /**
             * Format: int64
             * @description By its own clock.
             */
            at: number;
            node: string;
            place_name: string;
            role: string;
            /** @description The hash of its statement. */
            statement: string;
        };
        ErasureAccount: {
            bundles: components["schemas"]["MadeBundle"][];
            complete: boolean;
            destroyed_papers: components["schemas"]["DestroyedPaper"][];
            kept: components["schemas"]["KeptThing"][];
            open_papers: components["schemas"]["OpenPaper"][];
            proven: components["schemas"]["ErasedLaptop"][];
            /** @description The order lists every ticket that was printed. */
            tickets_known: boolean;
            unproven: components["schemas"]["UnprovenLaptop"][];
        };
        /**
         * @description When they can be there.
         * @enum {string}
         */
        Eta: "hour" | "hours" | "day" | "days" | "later";
        /**
         * @description By whom an expectation was set.
         * @enum {string}
         */
        ExpectationOf: "place" | "all" | "nobody";
        ExpectContact: {
            /**
             * Format: int32
             * @description 1 to 168. Left out, of a place: from now on as all.
             */
            hours?: number | null;
            key: components["schemas"]["RequestKey"];
            /** @description Left out: every place that has no expectation of its own. */
            place?: string | null;
        };
        ExpectedContact: {
            /** Format: int64 */
            hours: number;
            set_for: components["schemas"]["ExpectationOf"];
        };
        ExpectedFile: {
            /** Format: int64 */
            bytes: number;
            /** @description Without folders. */
            name: string;
        };
        /** @description A household that was announced and has not come. */
        ExpectedTransfer: {
            age?: components["schemas"]["Age"] | null;
            from: string;
            from_name: string;
            id: string;
            persons: components["schemas"]["TransferPerson"][];
            /** @description 受付番号 at the place that sent them. */
            reception_no?: string | null;
            unconfirmed: boolean;
        };
        /** @enum {string} */
        FamilySafety: "all_safe" | "injured" | "missing" | "unknown";
        /** @description Which part of what was sent cannot be taken, and why. Holds nothing of what was sent. */
        FieldProblem: {
            /** @description Stable: `text.too_long`, `record.missing`, … */
            code: string;
            /** @description `persons.2.birth`, or the place in a body that is no JSON. */
            path: string;
        };
        /** @description A figure with its age. `value` is `null` where it is unknown. */
        Figure: {
            age?: components["schemas"]["Age"] | null;
            /** Format: int32 */
            value?: number | null;
        };
        FindCalled: {
            /** @description A name, a number, or what a reader read from a card. */
            text: string;
        };
        /** @description What the basic goods will be needed for some days, each number with where it comes from. */
        Forecast: {
            counted?: components["schemas"]["Age"] | null;
            /** Format: int32 */
            days: number;
            /** Format: int64 */
            infants?: number | null;
            /**
             * Format: int64
             * @description `null`: nobody knows. Then nothing is proposed.
             */
            inside?: number | null;
            items: components["schemas"]["ItemForecast"][];
            /** Format: int64 */
            outside?: number | null;
            /** @description Some number of the stock is not sure. */
            unsure: boolean;
            /** Format: int64 */
            women?: number | null;
        };
        Forked: {
            branches: components["schemas"]["Branch"][];
            /**
             * Format: int64
             * @description Entries that both have in common.
             */
            common: number;
            /** @description Headquarters has ruled. Before that the document is disputed. */
            ruled: boolean;
        };
        FoundCalled: {
            group?: components["schemas"]["RollGroup"] | null;
            /** @description Ids as the call lists them. */
            ids: string[];
        };
        /** @description The searched text is a number of this kind. */
        FoundCode: {
            /**
             * @description The one household that bears it. `null`: none that is known here and that the caller may
             *     see, or several.
             */
            household?: string | null;
            kind: components["schemas"]["CodeKind"];
        };
        /** @description A file that a mapper gives back, and what is said of it. */
        GiveBack: {
            /** @description Everybody sees it. */
            author: string;
            /** @description Its bytes, in base64. */
            file: string;
            format: components["schemas"]["MappedFormat"];
            /** @description What it was drawn from. */
            imagery?: string | null;
            kind: components["schemas"]["MappedKind"];
            /** Format: int64 */
            made_at?: number | null;
            title: string;
        };
        /** @enum {string} */
        Given: "meal" | "water" | "goods";
        /** @description An answer that was given. Whom it told of is not said again. */
        GivenAnswer: {
            /** Format: int64 */
            at: number;
            by?: string | null;
            id: string;
            id_checked?: components["schemas"]["IdChecked"] | null;
            note?: string | null;
            outcome?: components["schemas"]["InquiryOutcome"] | null;
            tier?: components["schemas"]["InquirerTier"] | null;
            told: components["schemas"]["ToldItem"][];
        };
        GivenToday: {
            given: components["schemas"]["Given"];
            /** Format: int64 */
            inside: number;
            /** Format: int64 */
            outside: number;
        };
        /** @description What is noted of the people on one list, or on several. Protected people are in it. */
        Groups: {
            /** @description Every need, also those noted of nobody. Somebody with several stands under each. */
            needs: components["schemas"]["NeedCount"][];
            /**
             * Format: int32
             * @description With at least one need noted, in words also.
             */
            noted: number;
            /**
             * Format: int32
             * @description Staying by name.
             */
            people: number;
            /**
             * Format: int32
             * @description Of whom nothing is noted: without any need, or never asked. Nobody can tell which.
             */
            unnoted: number;
        };
        Handouts: {
            given: components["schemas"]["GivenToday"][];
            /**
             * Format: int64
             * @description Midnight in Japan.
             */
            since: number;
        };
        Handover: {
            head: components["schemas"]["HandoverHead"];
            is_partial: boolean;
            matters: components["schemas"]["Matter"][];
            notes?: string | null;
        };
        HandoverHead: {
            /** Format: int64 */
            at?: number | null;
            id: string;
            /** @description Who handed over. */
            signed: string;
            /** @description Who took over; `null`: nobody yet. Several where two laptops took it at once. */
            taken: components["schemas"]["HandoverSign"][];
        };
        HandoverList: {
            /** @description The newest first. */
            handovers: components["schemas"]["HandoverHead"][];
            /** @description 掲載は全員ではありません: whether or not there is somebody this account is not shown. */
            is_partial: boolean;
            /** @description What is open now, as this account is shown it. */
            matters: components["schemas"]["Matter"][];
        };
        HandoverSign: {
            /** Format: int64 */
            at?: number | null;
            signed: string;
        };
        /**
         * @description What became of an order on this laptop.
         * @enum {string}
         */
        Here: "whole" | "waiting" | "erased";
        /** @enum {string} */
        House: "ok" | "half" | "full" | "unknown";
        /** @enum {string} */
        HouseDamage: "none" | "partial" | "half" | "full" | "unknown";
        Household: {
            address?: string | null;
            address_kind?: components["schemas"]["AddressKind"] | null;
            card?: string | null;
            /** @description 控え番号, where the household registered itself. */
            claim_code?: string | null;
            /** @description Of the household, its persons and their events. */
            clashes: components["schemas"]["Clash"][];
            house_damage?: components["schemas"]["HouseDamage"] | null;
            id: string;
            /** @description Of the household with its persons and their events. */
            kept: components["schemas"]["Kept"];
            language?: components["schemas"]["Language"] | null;
            note?: string | null;
            persons: components["schemas"]["Person"][];
            pets?: string | null;
            phone?: string | null;
            /** @description Where those who sleep outside pick up goods, by name. */
            pickup?: string | null;
            place: string;
            place_name: string;
            reception_no?: string | null;
            /** Format: int64 */
            registered_at: number;
            registered_by?: components["schemas"]["RegisteredBy"] | null;
            self_registered: boolean;
            stay_place?: components["schemas"]["StayPlace"] | null;
            stays: components["schemas"]["Stay"][];
            /** @description Fields whose values this version cannot read: `record.field`. */
            unreadable: string[];
        };
        /** @description What may be said of a household. Left out: unchanged, or unknown in a new one. */
        HouseholdDetails: {
            address?: string | null;
            address_kind?: components["schemas"]["AddressKind"] | null;
            /** @description Any card's number as a token; never My Number, which is refused. */
            card?: string | null;
            house_damage?: components["schemas"]["HouseDamage"] | null;
            language?: components["schemas"]["Language"] | null;
            note?: string | null;
            pets?: string | null;
            phone?: string | null;
            stay_place?: components["schemas"]["StayPlace"] | null;
        };
        HouseholdHit: {
            has_clash: boolean;
            id: string;
            /** @description Of the household with its persons and their events. */
            kept: components["schemas"]["Kept"];
            persons: components["schemas"]["PersonHit"][];
            place: string;
            place_name: string;
            reception_no?: string | null;
            /** Format: int64 */
            registered_at: number;
            self_registered: boolean;
        };
        /** @description When it took its share today; `null`: not yet. */
        HouseholdTook: {
            /** Format: int64 */
            goods_at?: number | null;
            /** Format: int64 */
            meal_at?: number | null;
            /** Format: int64 */
            water_at?: number | null;
        };
        /** @enum {string} */
        How: "daily" | "once";
        HqHas: {
            /**
             * Format: int64
             * @description HQ's clock when it last confirmed it; only where the state is `received`.
             */
            as_of?: number | null;
            state: components["schemas"]["HqState"];
        };
        /** @enum {string} */
        HqState: "not_yet" | "being_checked" | "received";
        /** @description When word of headquarters came last. */
        HqWord: {
            /** @description One of its laptops is a neighbour just now. */
            connected: boolean;
            /**
             * Format: int64
             * @description After how many hours without word it is silent.
             */
            hours: number;
            /**
             * Format: int64
             * @description By headquarters' clock; `null`: never a word.
             */
            last_at?: number | null;
            silent: boolean;
        };
        /** @description A hub is in no total of places. */
        Hub: components["schemas"]["HubFacts"] & {
            age?: components["schemas"]["Age"] | null;
            /** @description Nothing is brought there any more. */
            closed: boolean;
            /** @description By kind of goods. */
            goods: components["schemas"]["HubGoods"][];
            /** @description Headquarters' laptops said different things of it at once. */
            has_clash: boolean;
            id: string;
            /** @description What waits there for its last mile too long, the longest first. */
            stuck: components["schemas"]["StuckRequest"][];
        };
        /** @description What headquarters says of a hub. `null`: not said. */
        HubFacts: {
            address?: string | null;
            delivery_hours?: string | null;
            /** Format: int64 */
            forklifts?: number | null;
            kind?: components["schemas"]["HubKind"] | null;
            largest_vehicle?: components["schemas"]["Vehicle"] | null;
            /**
             * Format: double
             * @description Degrees; both or none.
             */
            latitude?: number | null;
            /** Format: double */
            longitude?: number | null;
            name: string;
            note?: string | null;
            phone?: string | null;
            road_access?: components["schemas"]["Usable"] | null;
            unloaders?: string | null;
        };
        /** @description `came` = `went_on` + `lies`, as in each of `lines`, whose sums they are. */
        HubGoods: {
            /** Format: int64 */
            came: number;
            /**
             * Format: int64
             * @description Of `lies`: its request is over.
             */
            free: number;
            item: string;
            label?: string | null;
            /** Format: int64 */
            lies: number;
            /** @description Of each request. */
            lines: components["schemas"]["HubLine"][];
            /**
             * Format: int64
             * @description Since when something of it lies there. `null`: nothing does, or a clock is doubted.
             */
            since?: number | null;
            unit?: string | null;
            /** Format: int64 */
            went_on: number;
        };
        /** @enum {string} */
        HubKind: "wide_area" | "in_area";
        HubLine: {
            /** Format: int64 */
            came: number;
            /** @description The request is over. */
            free: boolean;
            /** Format: int64 */
            lies: number;
            /** @description More left than came. */
            more_left: boolean;
            place: string;
            place_name: string;
            request: string;
            /** Format: int64 */
            since?: number | null;
            /** @description Steps were said at once by people who did not know of each other. */
            unsure: boolean;
            /** Format: int64 */
            went_on: number;
        };
        HubList: {
            /** @description Those in use first, each by name. */
            hubs: components["schemas"]["Hub"][];
            /**
             * Format: int32
             * @description Places whose document was read.
             */
            known_places: number;
            /**
             * Format: int32
             * @description Whose document has not come here: what of theirs lies at hubs is not known.
             */
            unknown_places: number;
        };
        /** @description One hub, as others name it. */
        HubNamed: {
            id: string;
            /** @description `null`: not in the list that came here. */
            name?: string | null;
        };
        /**
         * @description What of their papers was looked at.
         * @enum {string}
         */
        IdChecked: "licence" | "insurance" | "other" | "none";
        /**
         * @description 照会者の区分: whose consent decides.
         * @enum {string}
         */
        InquirerTier: "kin" | "acquaintance" | "public";
        /** @description An inquiry at headquarters. */
        Inquiry: {
            age?: components["schemas"]["Age"] | null;
            form?: components["schemas"]["InquiryForm"] | null;
            id: string;
            number: string;
            place: string;
            place_name: string;
            state: components["schemas"]["InquiryState"];
        };
        /** @description Somebody who may be meant, and what may be told of them. */
        InquiryCandidate: {
            certainty: components["schemas"]["Certainty"];
            person: string;
            /** @description Of what may be told alone, the weightiest first. */
            reasons: components["schemas"]["MatchReason"][];
            told: components["schemas"]["ToldPerson"];
        };
        /** @description Who asks, and whom they look for. */
        InquiryForm: {
            address?: string | null;
            age?: string | null;
            birth?: string | null;
            description?: string | null;
            family?: string | null;
            family_kana?: string | null;
            given?: string | null;
            given_kana?: string | null;
            id_checked: components["schemas"]["IdChecked"];
            /** @description The name of whoever asks. */
            inquirer: string;
            inquirer_address?: string | null;
            inquirer_phone?: string | null;
            last_known_location?: string | null;
            reason?: string | null;
            /** @description 続柄, as they say it. */
            relation?: string | null;
            sex?: components["schemas"]["Sex"] | null;
            status: components["schemas"]["InquiryStatus"];
            tier: components["schemas"]["InquirerTier"];
        };
        InquiryList: {
            /** @description The open ones first, the oldest of each first. */
            inquiries: components["schemas"]["Inquiry"][];
            /** @description There are others that are not in this answer. */
            more: boolean;
        };
        /** @enum {string} */
        InquiryOutcome: "found" | "not_found" | "refused";
        /**
         * @description By the newest answer.
         * @enum {string}
         */
        InquiryState: "open" | "not_found" | "found" | "refused";
        /**
         * @description What is known of the person by whoever asks.
         * @enum {string}
         */
        InquiryStatus: "information_sought" | "believed_missing";
        /** @description A kind of goods. */
        Item: {
            /** @description One of the official 基本8品目. */
            basic: boolean;
            code: string;
            /** @description From the catalogue, else in the words of the pages for `basic` ones. */
            label?: string | null;
            /** Format: int64 */
            per_case?: number | null;
            unit?: string | null;
        };
        ItemForecast: {
            item: string;
            /** @description From what was handed out, not from the rate. */
            measured: boolean;
            /** Format: int64 */
            needed?: number | null;
            /** @description A fifth was added for people outside whom nobody counted. */
            outside_estimated: boolean;
            /**
             * Format: int64
             * @description The people it was multiplied with.
             */
            people?: number | null;
            /**
             * Format: int64
             * @description What goes in a day.
             */
            per_day?: number | null;
            /**
             * Format: int64
             * @description `needed` without what is here and what is still to come.
             */
            proposed?: number | null;
            rate?: components["schemas"]["NeedRate"] | null;
            /** Format: int64 */
            requested: number;
            /** Format: int64 */
            stock?: number | null;
            /** Format: int64 */
            tenths_of_days_left?: number | null;
        };
        /** @description Where a record is safe. */
        Kept: {
            hq: components["schemas"]["HqHas"];
            /** @description Flushed to this laptop's disk. Always so of what is shown. */
            saved_here: boolean;
        };
        /** @enum {string} */
        KeptClass: "lookups" | "figures";
        KeptThing: {
            class: components["schemas"]["KeptClass"];
            hash: string;
            /** Format: int64 */
            until: number;
        };
        LackingKeys: {
            /** Format: int64 */
            keys: number;
            laptop: components["schemas"]["LaptopNamed"];
        };
        /**
         * @description Language the household reads best.
         * @enum {string}
         */
        Language: "ja" | "ja_easy" | "en" | "vi" | "zh_hans" | "zh_hant" | "tl" | "id" | "ko" | "ne" | "pt" | "other";
        Laptop: {
            battery: components["schemas"]["Battery"];
            /**
             * Format: int32
             * @description Other laptops that are reached just now, which may have them already.
             */
            neighbours: number;
            /**
             * Format: int64
             * @description Entries of this place of which HQ has not said that it holds them. `null` at HQ itself, and
             *     as long as there is no ticket.
             */
            not_at_hq?: number | null;
        };
        /** @description A laptop, as pages name it. */
        LaptopNamed: {
            letter: string;
            node: string;
            place_name: string;
            /** @description `hq`, `shelter`, `patrol` or `relay`. */
            role: string;
            serial: string;
        };
        LaptopOfTicket: {
            /** @description It is cut off. */
            cut_off: boolean;
            /**
             * Format: int64
             * @description When headquarters first heard of it.
             */
            heard_at?: number | null;
            node: string;
            /** @description Through a laptop of this place; its own where it came itself; `null` where nobody knows. */
            via_name?: string | null;
        };
        /** @description Nothing of the phone itself. */
        LastPhone: {
            /** Format: int64 */
            age_s: number;
            /** Format: int64 */
            at: number;
            whence: components["schemas"]["ReachWhence"];
        };
        LayerCard: {
            age?: components["schemas"]["Age"] | null;
            /** @description It is being rendered once more. */
            being_made: boolean;
            /** @description West, south, east, north in degrees. */
            bounds?: number[] | null;
            /** Format: int64 */
            bytes?: number | null;
            /** @description On the public listener. */
            draft_path?: string | null;
            /** @description Of its tiles. */
            extension?: string | null;
            /** @description What is missing of it is being fetched. */
            fetched: boolean;
            /** @description The archive is on this laptop. */
            held: boolean;
            id: string;
            /** @description What mappers gave back of it, the newest first. */
            mapped: components["schemas"]["MappedCard"][];
            /** @description Names of all that is missing before it may be published. */
            missing: string[];
            /** @description East and north, by which the tiles were moved when they were rendered. */
            moved_cm?: number[] | null;
            /** @description East and north, which editors are told. */
            offset_cm?: number[] | null;
            /** @description This laptop took it in. */
            own: boolean;
            /** Format: int64 */
            parts: number;
            /**
             * Format: int64
             * @description Parts of it that are, of so many.
             */
            parts_held: number;
            people_checked: boolean;
            /**
             * Format: int64
             * @description How many, of a layer of photos; it has no tiles.
             */
            photos?: number | null;
            state: components["schemas"]["LayerState"];
            words: components["schemas"]["LayerWords"];
            zooms?: number[] | null;
        };
        LayerImport: {
            /** @description A layer that is there is rendered once more. */
            again: boolean;
            /** Format: int64 */
            done?: number | null;
            draft_path: string;
            /** @description The file it is about. */
            file?: string | null;
            /** @description Names without folders. */
            files: string[];
            layer: string;
            /** Format: int64 */
            left_ms?: number | null;
            /** @description A code, where it came to nothing. */
            refused?: string | null;
            /** @description `reading`, `rendering`, `writing`; `null`: it waits. */
            stage?: string | null;
            title?: string | null;
            /** Format: int64 */
            total?: number | null;
        };
        LayerList: {
            /** @description What is being made, waits, or came to nothing. */
            imports: components["schemas"]["LayerImport"][];
            /** @description The newest first. */
            layers: components["schemas"]["LayerCard"][];
        };
        /** @enum {string} */
        LayerState: "draft" | "published" | "corrected" | "withdrawn";
        /** @description What is left out stays as it is; a text that is empty clears. */
        LayerWords: {
            /**
             * Format: int64
             * @description Milliseconds since 1970, as all times.
             * @default null
             */
            captured_at: number | null;
            /**
             * Format: int64
             * @default null
             */
            captured_until: number | null;
            /**
             * @description Name, e-mail: catalogues show it to everybody.
             * @default null
             */
            contact: string | null;
            /** @default null */
            georeference_checked: boolean | null;
            /**
             * Format: int64
             * @default null
             */
            gsd_mm: number | null;
            /**
             * @description An SPDX identifier where there is one. There is no default.
             * @default null
             */
            licence: string | null;
            /** @default null */
            licence_url: string | null;
            /** @default null */
            note: string | null;
            /** @default null */
            platform: components["schemas"]["Platform"] | null;
            /** @default null */
            positioning: components["schemas"]["Positioning"] | null;
            /** @default null */
            provider: string | null;
            /** @default null */
            sensor: string | null;
            /** @default null */
            title: string | null;
            /**
             * Format: int64
             * @default null
             */
            tracing_at: number | null;
            /** @default null */
            tracing_by: string | null;
            /**
             * @description Whether it may be traced for OpenStreetMap, which is not the licence.
             * @default null
             */
            tracing_permitted: boolean | null;
            /** @default null */
            tracing_text: string | null;
        };
        Learned: {
            /**
             * Format: int64
             * @description Statements that were new here.
             */
            new: number;
        };
        /** @description What should be settled before something is closed. */
        Left: {
            /**
             * Format: int32
             * @description Fields in which two people said different things.
             */
            clashes: number;
            /**
             * Format: int64
             * @description Entries on this disk of which headquarters has sent no receipt.
             */
            not_at_hq: number;
            /** Format: int32 */
            open_requests: number;
            /**
             * Format: int32
             * @description People who are still checked in; `null` where this laptop cannot read them.
             */
            staying?: number | null;
        };
        /** @description What of a request lies at one hub. */
        LiesAt: {
            hub: components["schemas"]["HubNamed"];
            /** Format: int64 */
            lies: number;
            /** Format: int64 */
            since?: number | null;
        };
        /** @enum {string} */
        Lifeline: "electricity" | "water" | "gas" | "sewer" | "telephone" | "network";
        /** @description From the newest report that speaks of it. */
        LifelineSaid: {
            age?: components["schemas"]["Age"] | null;
            channel: components["schemas"]["Channel"];
            lifeline: components["schemas"]["Lifeline"];
            usable?: components["schemas"]["Usable"] | null;
        };
        LikelyDuplicate: {
            other: components["schemas"]["OnePerson"];
            person: components["schemas"]["OnePerson"];
            reasons: components["schemas"]["SameReason"][];
        };
        /**
         * @description What is wrong with a line, by what is known here of its request.
         * @enum {string}
         */
        LineDoubt: "unknown" | "over" | "too_much";
        /**
         * @description Whether what a load has of one request has left with it, by the request's own steps.
         * @enum {string}
         */
        LineLeft: "not" | "on_the_road" | "and_received";
        LinkedDuplicate: {
            other: components["schemas"]["OnePerson"];
            person: components["schemas"]["OnePerson"];
        };
        /** @description One vehicle's way. */
        Load: {
            age?: components["schemas"]["Age"] | null;
            /**
             * Format: int32
             * @description Contradictions of all its stops and lines.
             */
            contradictions: number;
            /** Format: int64 */
            departs_at?: number | null;
            from_hub?: components["schemas"]["LoadHub"] | null;
            id: string;
            /** Format: int32 */
            lines: number;
            /**
             * Format: int32
             * @description Lines that have left, of all.
             */
            lines_left: number;
            name: string;
            note?: string | null;
            on_pallets: boolean;
            /** @description Of this laptop's own place. */
            own: boolean;
            /** @description Where it is loaded. */
            place: string;
            place_name: string;
            /** @description In their order. */
            stops: components["schemas"]["LoadStop"][];
            /**
             * Format: int32
             * @description Lines that this version cannot read.
             */
            unreadable: number;
            vehicle?: components["schemas"]["Vehicle"] | null;
        };
        /** @description Where a vehicle is loaded, held against it like a door. */
        LoadHub: {
            address?: string | null;
            against: components["schemas"]["Against"][];
            closed: boolean;
            id: string;
            /** @description `null`: not in the list that came here. */
            name?: string | null;
            unsaid: components["schemas"]["Unsaid"][];
        };
        LoadLine: {
            contact?: string | null;
            doubt?: components["schemas"]["LineDoubt"] | null;
            item: string;
            label?: string | null;
            left: components["schemas"]["LineLeft"];
            /**
             * Format: int64
             * @description What of the request has still to come. `null`: it is not known here.
             */
            outstanding?: number | null;
            /** Format: int64 */
            quantity: number;
            request: string;
            unit?: string | null;
        };
        LoadList: {
            /** @description Without those taken back, the newest first. */
            loads: components["schemas"]["Load"][];
        };
        LoadStop: {
            against: components["schemas"]["Against"][];
            /** Format: int64 */
            arrives_at?: number | null;
            door: components["schemas"]["Door"];
            lines: components["schemas"]["LoadLine"][];
            /** Format: int64 */
            number: number;
            place: string;
            place_name: string;
            unsaid: components["schemas"]["Unsaid"][];
        };
        Login: {
            name: string;
            secret: string;
        };
        LongShift: {
            /** @description `null`: a staff number that is not on the roster. */
            name?: string | null;
            /** @description Of staff. */
            number?: string | null;
            shift: components["schemas"]["ShiftNow"];
        };
        Looked: {
            cell: string;
            /** @description Somebody is to be recognised. */
            people: boolean;
        };
        /** @description Open an inquiry, as one of this tier asks. */
        LookInquiry: {
            tier: components["schemas"]["InquirerTier"];
        };
        /** @description One look-up, without a name of whoever was seen. */
        Lookup: {
            /** @description Who looked; `None` where that account is not known here. */
            account?: string | null;
            account_name?: string | null;
            action?: components["schemas"]["LookupAction"] | null;
            /**
             * Format: int64
             * @description Milliseconds since 1970, by the clock of the laptop.
             */
            at: number;
            household: string;
            id: string;
            /** @description The number of the inquiry, where it was about one. */
            inquiry?: string | null;
            /** @description Whose people they are, where it is not the looking place. */
            of_place_name?: string | null;
            outcome?: components["schemas"]["InquiryOutcome"] | null;
            /** @description Which of them, where two records were put side by side. */
            person?: string | null;
            /** @description Where they looked. */
            place: string;
            place_name: string;
            reception_no?: string | null;
            /** @description The other person, where it took two. */
            second_name?: string | null;
            tier?: components["schemas"]["InquirerTier"] | null;
            /** @description What was told of somebody. */
            told: components["schemas"]["ToldItem"][];
            why?: string | null;
        };
        /**
         * @description What was done.
         * @enum {string}
         */
        LookupAction: "card" | "reveal" | "list" | "file" | "close" | "published" | "ledger" | "inquiry" | "answer" | "compare";
        LookupList: {
            /** @description The newest first. */
            lookups: components["schemas"]["Lookup"][];
            /** @description There are older ones that are not in this answer. */
            more: boolean;
        };
        MadeBundle: {
            /**
             * Format: int64
             * @description When a person said that it is erased.
             */
            erased_at?: number | null;
            /** Format: int64 */
            made_at: number;
            node: string;
            /** @description By which a person ticks it off. */
            serial: string;
            to_name: string;
        };
        MappedCard: {
            age?: components["schemas"]["Age"] | null;
            author?: string | null;
            /** Format: int64 */
            bytes?: number | null;
            format?: components["schemas"]["MappedFormat"] | null;
            /** @description The file is on this laptop. */
            held: boolean;
            id: string;
            imagery?: string | null;
            kind?: components["schemas"]["MappedKind"] | null;
            /** Format: int64 */
            made_at?: number | null;
            /** @description It may be taken back here. */
            own: boolean;
            title?: string | null;
        };
        /** @enum {string} */
        MappedFormat: "osm" | "osc" | "geojson";
        /** @enum {string} */
        MappedKind: "damaged_buildings" | "blocked_roads" | "other";
        MarkCalled: {
            found: components["schemas"]["RollFound"];
            group: components["schemas"]["RollGroup"];
            /** @description Ids as the call lists them; at most 30, a household. */
            ids: string[];
            key: components["schemas"]["RequestKey"];
        };
        /**
         * @description What speaks for one human, or against.
         * @enum {string}
         */
        MatchReason: "same_name" | "same_reading" | "near_reading" | "same_kanji" | "name_exchanged" | "other_kanji" | "other_name" | "same_birth" | "near_birth" | "same_age" | "near_age" | "within_age_band" | "other_age" | "other_sex" | "same_phone" | "near_phone" | "other_phone" | "same_address" | "near_address" | "same_town" | "other_address" | "same_company" | "other_company";
        /** @description One open matter. Of people the reader is not shown there is no line. */
        Matter: {
            /** Format: int64 */
            amount?: number | null;
            kind: components["schemas"]["MatterKind"];
            /** @description A name, a title, a number; of `laptop` the code of its warning. */
            label?: string | null;
            /** Format: int64 */
            since?: number | null;
            unit?: string | null;
        };
        /** @enum {string} */
        MatterKind: "request" | "overdue_return" | "in_transit" | "clash" | "unverified_staff" | "overdue_staff" | "long_shift" | "roll_call" | "notice" | "laptop" | "more";
        Me: {
            account: string;
            name: string;
            /**
             * Format: int64
             * @description Until when two persons see what is protected, at HQ.
             */
            reveals_until?: number | null;
            /** @description Names of what this account may do; pages leave out what is not here. */
            rights: string[];
            role: components["schemas"]["Role"];
        };
        /**
         * @description 未実施、実施済
         * @enum {string}
         */
        Measure: "not_done" | "done";
        /**
         * @description Why goods came or went.
         * @enum {string}
         */
        MovementWhy: "delivered" | "handed_out" | "given_away" | "spoilt" | "other";
        NameManager: {
            name: string;
            /** @description A PIN of at least 6 digits or a passphrase of at least 8 characters. */
            secret: string;
        };
        /**
         * @description 要配慮事由
         * @enum {string}
         */
        Need: "illness" | "injury" | "pregnant" | "infant" | "disability" | "care_level" | "device_power" | "medication" | "elderly_alone" | "dementia" | "foreign_language" | "other";
        NeedCount: {
            need: components["schemas"]["Need"];
            /** Format: int32 */
            people: number;
        };
        /** @description `numerator` ÷ `denominator` for each. */
        NeedRate: {
            /** Format: int64 */
            denominator: number;
            how: components["schemas"]["How"];
            /** Format: int64 */
            numerator: number;
            per: components["schemas"]["Per"];
            source: components["schemas"]["RateSource"];
        };
        /** @description A place of which there was word within what is expected of it. */
        Neighbour: {
            id: string;
            /**
             * Format: int32
             * @description Along the earth's surface, not along roads.
             */
            metres: number;
            name: string;
            phone?: string | null;
            /**
             * Format: int64
             * @description When its last word was.
             */
            said_at: number;
        };
        /** @description What the register says of a place of which nobody has said anything: whom to call. */
        NeverHeard: {
            at?: components["schemas"]["At"] | null;
            /** Format: int32 */
            capacity?: number | null;
            id: string;
            kind?: components["schemas"]["PlaceKind"] | null;
            name: string;
            phone?: string | null;
        };
        /**
         * @description `secret`: a PIN of at least 6 digits or a passphrase of at least 8 characters; of managers and HQ
         *     officers a passphrase.
         */
        NewAccount: {
            /**
             * Format: int64
             * @description Left out: 90 days from now.
             */
            expires_at?: number | null;
            key: components["schemas"]["RequestKey"];
            /** @description What is typed to sign in; at most 40 characters. */
            name: string;
            role: components["schemas"]["Role"];
            secret: string;
        };
        NewActingStep: {
            carrier?: string | null;
            /** Format: int64 */
            expected_at?: number | null;
            key: components["schemas"]["RequestKey"];
            note?: string | null;
            /** Format: int32 */
            quantity?: number | null;
            /** @description `sourcing`, `shipped`, `at_hub` or `out_for_delivery`. */
            stage: components["schemas"]["Stage"];
        };
        /** @description Until when each class is kept; milliseconds since 1970. */
        NewClosing: {
            /** Format: int64 */
            figures_until: number;
            /** Format: int64 */
            lookups_until: number;
            /** Format: int64 */
            people_until: number;
        };
        NewClosure: {
            key: components["schemas"]["RequestKey"];
            state: components["schemas"]["ClosureState"];
            why?: string | null;
        };
        /** @description What is left out stays as it was. */
        NewDoor: {
            delivery_hours?: string | null;
            forklift_state?: string | null;
            /** Format: int32 */
            forklifts?: number | null;
            key: components["schemas"]["RequestKey"];
            largest_vehicle?: components["schemas"]["Vehicle"] | null;
            road_access?: components["schemas"]["Usable"] | null;
            unloaders?: string | null;
            via?: components["schemas"]["Via"] | null;
        };
        /** @description Given to people whom nobody writes down. */
        NewHandout: {
            from_stock?: boolean;
            given: components["schemas"]["Given"];
            /** Format: int32 */
            inside?: number | null;
            /** @description Needed for `goods`, and where it comes from the stock. */
            item?: string | null;
            key: components["schemas"]["RequestKey"];
            note?: string | null;
            /** Format: int32 */
            outside?: number | null;
        };
        /** @description Whoever is signed in hands over. */
        NewHandover: {
            key: components["schemas"]["RequestKey"];
            notes?: string | null;
        };
        /** @description A count by looking. What was not counted is left out: unknown is not 0. */
        NewHeadcount: {
            count_source?: components["schemas"]["CountSource"] | null;
            /** Format: int32 */
            households?: number | null;
            /** Format: int32 */
            in_shelter?: number | null;
            /** Format: int32 */
            infants?: number | null;
            key: components["schemas"]["RequestKey"];
            /** Format: int32 */
            men?: number | null;
            /** Format: int32 */
            needs_care?: number | null;
            /** Format: int64 */
            observed_at?: number | null;
            /** Format: int32 */
            outside_households?: number | null;
            /** Format: int32 */
            outside_known?: number | null;
            /** Format: int32 */
            sex_unknown?: number | null;
            slot?: components["schemas"]["Slot"] | null;
            /** @description Section and post of who said it, never a name. */
            told_by?: string | null;
            via?: components["schemas"]["Via"] | null;
            /**
             * Format: int32
             * @description 自主避難者数, a part of the total.
             */
            voluntary?: number | null;
            /** Format: int32 */
            women?: number | null;
        };
        NewHousehold: {
            /** @description `true`: they stand here and are checked in at once. */
            check_in: boolean;
            details?: components["schemas"]["HouseholdDetails"];
            from?: components["schemas"]["EnteredFrom"];
            key: components["schemas"]["RequestKey"];
            /** Format: int64 */
            observed_at?: number | null;
            persons: components["schemas"]["NewPerson"][];
        };
        /** @description Given to a household. */
        NewHouseholdTook: {
            from_stock?: boolean;
            given: components["schemas"]["Given"];
            item?: string | null;
            key: components["schemas"]["RequestKey"];
            /** Format: int32 */
            portions: number;
        };
        NewHub: {
            hub: components["schemas"]["HubFacts"];
            key: components["schemas"]["RequestKey"];
        };
        /** @description The form, filled in at a desk for whoever stands there or calls. */
        NewInquiry: {
            form: components["schemas"]["InquiryForm"];
            key: components["schemas"]["RequestKey"];
        };
        NewLine: {
            /** Format: int32 */
            quantity: number;
            request: string;
        };
        NewLoad: {
            /** Format: int64 */
            departs_at?: number | null;
            /** @description The hub where it is loaded; left out, at this laptop's own place. */
            from_hub?: string | null;
            key: components["schemas"]["RequestKey"];
            /** @description Which vehicle it is. */
            name: string;
            note?: string | null;
            on_pallets?: boolean;
            /** @description 1 to 20, in their order. */
            stops: components["schemas"]["NewStop"][];
            vehicle: components["schemas"]["Vehicle"];
        };
        NewNotice: {
            issuer?: string | null;
            key: components["schemas"]["RequestKey"];
            language: components["schemas"]["Language"];
            text: string;
            title: string;
            /** @description The places it is for, 1 to 100 of them; at HQ alone. Left out: all. */
            to?: string[] | null;
            urgent: boolean;
            /**
             * Format: int64
             * @description Left out: until it is withdrawn.
             */
            valid_until?: number | null;
        };
        NewOffer: {
            /** Format: int64 */
            best_before?: number | null;
            description?: string | null;
            item: string;
            key: components["schemas"]["RequestKey"];
            note?: string | null;
            /** Format: int32 */
            quantity: number;
            unit?: string | null;
        };
        /** @description Several kinds of goods asked for at once, saved whole or not at all. */
        NewOrder: {
            contact?: string | null;
            key: components["schemas"]["RequestKey"];
            /** @description 1 to 40. */
            lines: components["schemas"]["OrderLine"][];
            /** Format: int64 */
            needed_by?: number | null;
            note?: string | null;
            /** Format: int64 */
            observed_at?: number | null;
            /**
             * Format: int32
             * @description For how many people.
             */
            people?: number | null;
            urgency: components["schemas"]["Urgency"];
        };
        NewPerson: {
            consent?: components["schemas"]["Consent"];
            details?: components["schemas"]["PersonDetails"];
            /** @description 情報非公開 */
            protected?: boolean;
        };
        /** @description One look at a place. What was not looked at is left out, and keeps what was last said of it. */
        NewReport: {
            bathing?: components["schemas"]["Usable"] | null;
            beds?: string | null;
            blankets?: boolean | null;
            care_space?: components["schemas"]["Measure"] | null;
            /** Format: int64 */
            closed_at?: number | null;
            cooling?: components["schemas"]["Usable"] | null;
            crowding?: components["schemas"]["Crowding"] | null;
            delivery_hours?: string | null;
            disaster_radio?: components["schemas"]["Usable"] | null;
            domestic_water?: components["schemas"]["SupplyLevel"] | null;
            drinking_water?: components["schemas"]["SupplyLevel"] | null;
            electricity?: components["schemas"]["Usable"] | null;
            emergency_water?: components["schemas"]["Usable"] | null;
            fever_care?: components["schemas"]["Measure"] | null;
            food?: components["schemas"]["SupplyLevel"] | null;
            forklift_state?: string | null;
            /** Format: int32 */
            forklifts?: number | null;
            fuel?: components["schemas"]["SupplyLevel"] | null;
            gas?: components["schemas"]["Usable"] | null;
            generator?: components["schemas"]["Usable"] | null;
            generator_fuel?: components["schemas"]["SupplyLevel"] | null;
            goods_needed?: string | null;
            health_care?: components["schemas"]["Measure"] | null;
            heating?: components["schemas"]["Usable"] | null;
            help_details?: string | null;
            help_needed?: boolean | null;
            hygiene?: components["schemas"]["Measure"] | null;
            key: components["schemas"]["RequestKey"];
            /** Format: int32 */
            kitchen_cars?: number | null;
            largest_vehicle?: components["schemas"]["Vehicle"] | null;
            laundry?: boolean | null;
            meals?: string | null;
            network?: components["schemas"]["Usable"] | null;
            note?: string | null;
            /**
             * Format: int64
             * @description 避難所状況確認日時; left out: now.
             */
            observed_at?: number | null;
            /** Format: int64 */
            opened_at?: number | null;
            opening?: components["schemas"]["Opening"] | null;
            opening_reason?: string | null;
            over_capacity?: boolean | null;
            partitions?: string | null;
            pets?: string | null;
            power_truck_needed?: boolean | null;
            reporter?: string | null;
            road_access?: components["schemas"]["Usable"] | null;
            sanitary_state?: string | null;
            sewer?: components["schemas"]["Usable"] | null;
            soap?: boolean | null;
            space?: string | null;
            /** Format: int32 */
            staff?: number | null;
            /** Format: int32 */
            supporters?: number | null;
            telephone?: components["schemas"]["Usable"] | null;
            /** Format: int32 */
            toilet_trucks?: number | null;
            toilets?: components["schemas"]["Usable"] | null;
            /** Format: int32 */
            toilets_accessible?: number | null;
            /** Format: int32 */
            toilets_comfort?: number | null;
            /** Format: int32 */
            toilets_manhole?: number | null;
            /** Format: int32 */
            toilets_men?: number | null;
            /** Format: int32 */
            toilets_portable?: number | null;
            /** Format: int32 */
            toilets_shared?: number | null;
            /** Format: int32 */
            toilets_simple?: number | null;
            /** Format: int32 */
            toilets_temporary?: number | null;
            /** Format: int32 */
            toilets_women?: number | null;
            /** @description Looked for, and nobody could tell: unknown from now on. */
            unknown?: components["schemas"]["ReportField"][];
            unloaders?: string | null;
            via?: components["schemas"]["Via"] | null;
            water?: components["schemas"]["Usable"] | null;
            wifi?: components["schemas"]["Usable"] | null;
        };
        NewRequest: {
            item: string;
            key: components["schemas"]["RequestKey"];
            note?: string | null;
            /** Format: int64 */
            observed_at?: number | null;
            /** Format: int32 */
            quantity: number;
            unit?: string | null;
            urgency: components["schemas"]["Urgency"];
        };
        NewRequestEvent: {
            carrier?: string | null;
            /**
             * Format: int64
             * @description When it should arrive.
             */
            expected_at?: number | null;
            /** @description With `at_hub` and `out_for_delivery`: the hub that it left. */
            from_hub?: string | null;
            /** @description With `at_hub`: where; needed as soon as headquarters listed a hub that is in use. */
            hub?: string | null;
            key: components["schemas"]["RequestKey"];
            note?: string | null;
            /** Format: int64 */
            observed_at?: number | null;
            /** @description Needed with the source `offer`. */
            offer?: string | null;
            /**
             * Format: int32
             * @description How many; needed for `delivered`, and with `hub` or `from_hub`.
             */
            quantity?: number | null;
            /** @description Needed where `refusal` is `other`. */
            reason?: string | null;
            refusal?: components["schemas"]["Refusal"] | null;
            source?: components["schemas"]["Source"] | null;
            /** @description Whose stock it is; left out, this laptop's own place. */
            source_place?: string | null;
            stage: components["schemas"]["Stage"];
            /** @description With `delivered`: put what came into the stock, in the same commit. */
            to_stock?: boolean;
        };
        NewRollCall: {
            groups: components["schemas"]["RollGroup"][];
            key: components["schemas"]["RequestKey"];
            title: string;
        };
        NewStaffMember: {
            department: string;
            key: components["schemas"]["RequestKey"];
            name: string;
            number: string;
        };
        NewStaffReport: {
            can_report?: components["schemas"]["CanReport"] | null;
            comment?: string | null;
            eta?: components["schemas"]["Eta"] | null;
            family?: components["schemas"]["FamilySafety"] | null;
            gathering_place?: string | null;
            house?: components["schemas"]["House"] | null;
            key: components["schemas"]["RequestKey"];
            number: string;
            /** Format: int64 */
            observed_at?: number | null;
            own: components["schemas"]["Safety"];
            proxy?: string | null;
            whereabouts?: components["schemas"]["Whereabouts"] | null;
        };
        NewStay: {
            action: components["schemas"]["StayAction"];
            key: components["schemas"]["RequestKey"];
            note?: string | null;
            /** Format: int64 */
            observed_at?: number | null;
            /** @description The other place, where `where_to` is a shelter of the register. */
            other_place?: string | null;
            /** @description Empty: everyone of the household whom it can apply to. */
            persons?: string[];
            /** Format: int64 */
            returns_at?: number | null;
            /** @description 区画; needed for `move`. */
            section?: string | null;
            where_to?: components["schemas"]["WhereTo"] | null;
            /** @description With whom an unaccompanied minor leaves; needed where one does. */
            with_adult?: string | null;
        };
        NewStop: {
            /** Format: int64 */
            arrives_at?: number | null;
            /** @description 1 to 40. */
            lines: components["schemas"]["NewLine"][];
            place: string;
        };
        NewTransfer: {
            key: components["schemas"]["RequestKey"];
            /** Format: int64 */
            observed_at?: number | null;
            /** @description Empty: everybody of the household who is here. */
            persons?: string[];
            /** @description The place they go to. */
            to: string;
            /** @description With whom an unaccompanied minor leaves; needed where one does. */
            with_adult?: string | null;
        };
        NewVolunteer: {
            /** @description They begin at once. */
            begin: boolean;
            kana?: string | null;
            key: components["schemas"]["RequestKey"];
            name: string;
            phone?: string | null;
            remark?: string | null;
            skills?: components["schemas"]["Skill"][];
        };
        /** @description What this laptop is. */
        NodeInfo: {
            /** @description 終了: the operation was closed; nothing new is recorded. */
            closed: boolean;
            /** @description Headquarters has revoked it: what it writes now counts nowhere. */
            cut_off: components["schemas"]["CutOff"];
            /** @description 訓練: everything shown must say so. */
            drill: boolean;
            /** @description 消去済み: this laptop obeyed an order to erase and reads nothing any more. */
            erased: boolean;
            /** @description Its keys ask for a passphrase at every start. */
            has_passphrase: boolean;
            letter: string;
            node: string;
            operation: string;
            place: string;
            place_name: string;
            /** @description 仮: this laptop has no ticket yet; everything shown must say so. */
            provisional: boolean;
            /** @description `hq`, `shelter`, `patrol` or `relay`. */
            role: string;
        };
        Notice: {
            age?: components["schemas"]["Age"] | null;
            /**
             * Format: int64
             * @description When it was issued or withdrawn.
             */
            changed_at?: number | null;
            id: string;
            /** @description Which office issued it. */
            issuer?: string | null;
            language?: components["schemas"]["Language"] | null;
            /** @description Written at this laptop's own desk or at another one that may take it back here. */
            own: boolean;
            /** @description The place it is from and for. `null`: from HQ, for those in `to`. */
            place?: string | null;
            reached?: components["schemas"]["Reached"] | null;
            state: components["schemas"]["NoticeState"];
            text: string;
            title: string;
            /** @description The places that a notice of HQ is for. `null`: all of them, or the one it is from. */
            to?: components["schemas"]["Addressee"][] | null;
            urgent: boolean;
            /** Format: int64 */
            valid_until?: number | null;
        };
        NoticeAt: {
            /**
             * Format: int64
             * @description When one of its laptops last said what it holds; on a stick by its own clock.
             */
            as_of?: number | null;
            by?: components["schemas"]["RouteBy"] | null;
            /**
             * Format: int32
             * @description Laptops of the place that may still be believed, and how many of them have it.
             */
            laptops: number;
            /** Format: int32 */
            laptops_with: number;
            name: string;
            place: string;
            /**
             * Format: int64
             * @description Since when one is known to have it: when it first said so.
             */
            since?: number | null;
            state: components["schemas"]["NoticeAtState"];
            /** @description Of a withdrawn one: each that has it knows that it was withdrawn. */
            withdrawal_known: boolean;
        };
        /** @enum {string} */
        NoticeAtState: "unknown" | "unconfirmed" | "has";
        NoticeList: {
            /**
             * Format: int64
             * @description When somebody last issued or withdrew one.
             */
            changed_at?: number | null;
            /** @description Those that hold now, the urgent first. */
            notices: components["schemas"]["Notice"][];
            /** @description Withdrawn, or their time is over: the newest of them, whatever was changed last first. */
            past: components["schemas"]["Notice"][];
        };
        /** @enum {string} */
        NoticeState: "holds" | "ended" | "withdrawn";
        /** @description 有り余り */
        Offer: {
            age?: components["schemas"]["Age"] | null;
            /** Format: int64 */
            best_before?: number | null;
            /** @description Open requests that headquarters means to fill with it. */
            chosen_for: components["schemas"]["ChosenFor"][];
            /**
             * Format: int32
             * @description As the crow flies, where the register knows both places.
             */
            distance_m?: number | null;
            id: string;
            item: string;
            label?: string | null;
            note?: string | null;
            /** @description Of this laptop's own place. */
            own: boolean;
            place: string;
            place_name: string;
            /** Format: int64 */
            quantity?: number | null;
            unit?: string | null;
        };
        OfferList: {
            offers: components["schemas"]["Offer"][];
        };
        /** @description The one that waits longest, of those whose clock is not doubted. */
        OldestRequest: {
            age: components["schemas"]["Age"];
            place: string;
            place_name: string;
        };
        /** @description One record of a person, as much as it takes to compare. */
        OnePerson: {
            address?: string | null;
            age?: string | null;
            birth?: string | null;
            household: string;
            id: string;
            kana: string;
            name: string;
            phone?: string | null;
            reception_no?: string | null;
            sex?: components["schemas"]["Sex"] | null;
            state: components["schemas"]["StayState"];
        };
        /** @description The list's numbers. Protected people are in them, whoever asks. */
        OnList: {
            /**
             * Format: int32
             * @description Of whom this is disputed; in none of the other numbers.
             */
            disputed: number;
            /**
             * Format: int32
             * @description In the shelter, those away for a night among them.
             */
            staying: number;
        };
        OpenedInquiry: {
            /** @description The oldest first. */
            answers: components["schemas"]["GivenAnswer"][];
            /** @description The surest first. Who is not here may be registered all the same. */
            candidates: components["schemas"]["InquiryCandidate"][];
            inquiry: components["schemas"]["Inquiry"];
        };
        /**
         * @description 開設状況
         * @enum {string}
         */
        Opening: "not_open" | "open" | "closed" | "unknown" | "permanent";
        OpenPaper: {
            /**
             * Format: int64
             * @description Laptops that took it.
             */
            laptops: number;
            letter: string;
            place_name: string;
            /** @description `null`: the operation's keys in the city's folder. */
            role?: string | null;
            serial: string;
        };
        /** @description Open requests of every place whose document this laptop reads. */
        OpenRequests: {
            all: components["schemas"]["RequestsOf"];
            /** @description すぐに, 今日中, 数日中, and last those that say none of these. Always all four. */
            by_urgency: components["schemas"]["RequestsOf"][];
            /**
             * Format: int32
             * @description Places whose document was read.
             */
            known_places: number;
            /**
             * Format: int32
             * @description Whose document has not come here: what they ask for is not known.
             */
            unknown_places: number;
        };
        OperationLeft: {
            all: components["schemas"]["Left"];
            /**
             * Format: int32
             * @description Places that are not closed, of those that said anything.
             */
            open_places: number;
        };
        OrderLine: {
            /** Format: int32 */
            cases?: number | null;
            description?: string | null;
            /** @description `other`: goods that no catalogue has, told in `description`. */
            item: string;
            /** Format: int32 */
            per_case?: number | null;
            /**
             * Format: int32
             * @description May be left out where `cases` and `per_case` are given.
             */
            quantity?: number | null;
            /** @description The request that this one takes the place of. */
            replaces?: string | null;
            unit?: string | null;
        };
        /** @description Said they would come, and has not been seen since. */
        OverdueMember: {
            department: string;
            /**
             * Format: int64
             * @description When they would have been there.
             */
            due: number;
            gathering_place?: string | null;
            name: string;
            number: string;
            said?: components["schemas"]["Age"] | null;
        };
        Overview: {
            /** @description The same from what is noted of the people on their lists; never added to it. */
            groups: components["schemas"]["CityGroups"];
            households: components["schemas"]["Total"];
            in_shelter: components["schemas"]["Total"];
            /** @description 要配慮者数 as places counted it by looking. */
            needs_care: components["schemas"]["Total"];
            /** @description In the register, and never heard of, in the order of their readings. */
            never_heard: components["schemas"]["NeverHeard"][];
            /** Format: int64 */
            now: number;
            /**
             * Format: int32
             * @description `requests.all.open`, in one number.
             */
            open_requests: number;
            outside_known: components["schemas"]["Total"];
            /** @description Places that have said anything at all: alarms first, then the longest silent. */
            places: components["schemas"]["OverviewPlace"][];
            requests: components["schemas"]["OpenRequests"];
            /** @description 連絡の途絶, of all places of the register too. */
            silence: components["schemas"]["Silence"];
        };
        OverviewPlace: {
            at?: components["schemas"]["At"] | null;
            /**
             * Format: int32
             * @description 定員, by the register. `null`: not known.
             */
            capacity?: number | null;
            channel: components["schemas"]["Channel"];
            /** @description Somebody closed it (閉鎖): its silence is no alarm. */
            closed: boolean;
            crowding?: components["schemas"]["CrowdingSaid"] | null;
            /**
             * Format: int64
             * @description Word is expected at least so often.
             */
            expected_hours: number;
            groups?: components["schemas"]["Groups"] | null;
            /** @description Newest headcounts disagree. */
            has_clash: boolean;
            /**
             * Format: int64
             * @description Seconds since the last word of this place. `null`: never a word.
             */
            heard_age_s?: number | null;
            households: components["schemas"]["Figure"];
            id: string;
            in_shelter: components["schemas"]["Figure"];
            /** @description The newest 昼 and the newest 夜 of people in the shelter. */
            in_shelter_day: components["schemas"]["Figure"];
            in_shelter_night: components["schemas"]["Figure"];
            kind?: components["schemas"]["PlaceKind"] | null;
            /** @description Those that somebody spoke of. */
            lifelines: components["schemas"]["LifelineSaid"][];
            name: string;
            /** @description 要配慮者数 of the count that stands. */
            needs_care: components["schemas"]["Figure"];
            /** Format: int32 */
            open_requests: number;
            opening?: components["schemas"]["Opening"] | null;
            opening_age?: components["schemas"]["Age"] | null;
            outside_known: components["schemas"]["Figure"];
            /**
             * Format: int32
             * @description People checked in by name, counted from the place's records as HQ holds them.
             */
            registered_staying?: number | null;
            route?: components["schemas"]["Route"] | null;
            silence: components["schemas"]["SilenceState"];
        };
        /** @description As much of a record as a search shows. */
        PairedRecord: {
            age?: string | null;
            at: components["schemas"]["RecordAt"];
            kana: string;
            name: string;
            place_name: string;
            sex?: components["schemas"]["Sex"] | null;
            state: components["schemas"]["StayState"];
        };
        PairPage: {
            /**
             * Format: int32
             * @description On all pages.
             */
            all: number;
            /** Format: int32 */
            page: number;
            /** Format: int32 */
            pages: number;
            pairs: components["schemas"]["CityPair"][];
        };
        /**
         * @description What is known of two records, by hand.
         * @enum {string}
         */
        PairState: "undecided" | "same" | "different";
        /** @description Parts of layers' files that went between this laptop and its neighbours since it started. */
        PartsMoved: {
            /** Format: int64 */
            given: number;
            /**
             * Format: int64
             * @description Whether they were of use or not.
             */
            received: number;
            /**
             * Format: int64
             * @description They were not what they should be.
             */
            refused: number;
        };
        Peer: {
            address: string;
            /**
             * Format: int64
             * @description Entries it holds and this disk does not.
             */
            ahead?: number | null;
            /**
             * Format: int64
             * @description Entries on this disk which it has not said it holds; `null` before the first comparison.
             */
            behind?: number | null;
            connected: boolean;
            /** Format: int64 */
            heard_age_s: number;
            node: string;
            place: string;
            place_name: string;
            role: string;
            /** Format: int64 */
            skew_ms?: number | null;
        };
        /** @enum {string} */
        Per: "person" | "infant" | "woman";
        Person: {
            /** @description As told, else from the birth date: `34` or `60-69`. */
            age?: string | null;
            /** @description Ticked; what was written besides stands in `allergies`. */
            allergens: components["schemas"]["Allergen"][];
            allergies?: string | null;
            birth?: string | null;
            brought_by?: string | null;
            consent: components["schemas"]["Consent"];
            diet: components["schemas"]["Diet"][];
            family?: string | null;
            family_kana?: string | null;
            given?: string | null;
            given_kana?: string | null;
            id: string;
            needs: components["schemas"]["Need"][];
            note?: string | null;
            protected: boolean;
            relation?: string | null;
            /**
             * Format: int64
             * @description Where the state is `overnight`.
             */
            returns_at?: number | null;
            /** @description 区画, where the person stays in one. */
            section?: string | null;
            sex?: components["schemas"]["Sex"] | null;
            since?: components["schemas"]["Age"] | null;
            state: components["schemas"]["StayState"];
            unaccompanied_minor: boolean;
            where_to?: components["schemas"]["WhereTo"] | null;
        };
        /** @description What may be said of a person. Left out: unchanged, or unknown in a new one. */
        PersonDetails: {
            /** @description Where the birth date is not known: `34` or `60-69`. */
            age?: string | null;
            allergies?: string | null;
            /** @description `YYYY`, `YYYY-MM` or `YYYY-MM-DD`. */
            birth?: string | null;
            /** @description The adult who brought them, with whom alone they leave. */
            brought_by?: string | null;
            family?: string | null;
            family_kana?: string | null;
            given?: string | null;
            given_kana?: string | null;
            needs?: components["schemas"]["Need"][] | null;
            note?: string | null;
            /** @description 続柄 */
            relation?: string | null;
            sex?: components["schemas"]["Sex"] | null;
            /** @description A child who came without a guardian. */
            unaccompanied_minor?: boolean | null;
        };
        PersonHit: {
            age?: string | null;
            id: string;
            kana: string;
            /** @description This person is why the household was found. */
            matched: boolean;
            name: string;
            sex?: components["schemas"]["Sex"] | null;
            state: components["schemas"]["StayState"];
        };
        Place: {
            address?: string | null;
            /** Format: int32 */
            capacity?: number | null;
            /** @description 共通ID, where it has one. */
            common_id?: string | null;
            /** @description Two reports of equal age disagree. */
            has_clash: boolean;
            households: components["schemas"]["Figure"];
            /** @description 災害対策本部 */
            hq: boolean;
            id: string;
            /** @description 避難者数: people in the shelter. */
            in_shelter: components["schemas"]["Figure"];
            kind?: components["schemas"]["PlaceKind"] | null;
            /** Format: double */
            latitude?: number | null;
            /** Format: double */
            longitude?: number | null;
            /** @description What people call it: the register's name, else the one it chose itself. */
            name: string;
            /** @description 避難所外避難者(把握分) */
            outside_known: components["schemas"]["Figure"];
            /** @description This laptop's own place. */
            own: boolean;
            /** @description In HQ's register (else only known by its own word). */
            registered: boolean;
            situation?: components["schemas"]["Situation"] | null;
        };
        PlaceClosure: {
            /** Format: int64 */
            at?: number | null;
            /** @description Where that account is known here. */
            by_name?: string | null;
            /** @description Two people who did not know of each other said different things; it counts as open. */
            disputed: boolean;
            left: components["schemas"]["Left"];
            state?: components["schemas"]["ClosureState"] | null;
            why?: string | null;
        };
        /** @enum {string} */
        PlaceKind: "designated" | "welfare" | "voluntary" | "car_park" | "tent_village" | "home_district" | "isolated_hamlet";
        PlaceList: {
            places: components["schemas"]["Place"][];
        };
        /** @enum {string} */
        Platform: "satellite" | "aircraft" | "uav" | "balloon" | "kite" | "helikite" | "pole" | "rover";
        /**
         * @description 測位方法
         * @enum {string}
         */
        Positioning: "single" | "rtk" | "ppk" | "gcp";
        /** @enum {string} */
        PowerState: "discharging" | "charging" | "no_battery" | "unknown";
        PrintCards: {
            /**
             * Format: int32
             * @description Ten cards each.
             */
            pages: number;
        };
        PrintedCard: {
            number: string;
            /** @description The dark modules, as the `d` of an SVG path with one unit a module. */
            path: string;
            /** @description Modules along one side of its QR code, without the quiet zone. */
            size: number;
        };
        PrintedPoster: {
            /** @description One of the addresses. */
            url: string;
        };
        /** @description Every refusal of the API has this shape. */
        Problem: {
            /** @description Stable; pages choose their words by it. */
            code: string;
            /** @description The fields it is about, where it is about fields. */
            fields: components["schemas"]["FieldProblem"][];
            /** @description A sentence in the language of the request. */
            message: string;
        };
        /**
         * @description 未対応, 対応中, 対応済
         * @enum {string}
         */
        Progress: "open" | "working" | "done";
        /** @description A symbol as a path of an SVG with `size` units a side, without its quiet zone. */
        Qr: {
            path: string;
            size: number;
        };
        /** @enum {string} */
        RateSource: "damage_estimate" | "advice" | "unconfirmed";
        ReachAddress: {
            /** @description As the operating system calls it. */
            interface: string;
            network: components["schemas"]["ReachNetwork"];
            qr: components["schemas"]["Qr"];
            /** @description `http://192.168.0.10/` */
            url: string;
        };
        /** @description Of the places it is for. */
        Reached: {
            /** Format: int32 */
            addressed: number;
            /** Format: int32 */
            has: number;
            /** @description Those that are not known to have it first. */
            places: components["schemas"]["NoticeAt"][];
            /**
             * Format: int32
             * @description They said what they hold, and this was not in it.
             */
            unconfirmed: number;
            /**
             * Format: int32
             * @description None of their laptops ever said what it holds.
             */
            unknown: number;
        };
        /**
         * @description What kind of network an address is on.
         * @enum {string}
         */
        ReachNetwork: "self_assigned" | "virtual" | "public" | "local";
        /**
         * @description Whether the pages for phones are also at port 80.
         * @enum {string}
         */
        ReachPort: "open" | "not_permitted" | "taken" | "unasked";
        ReachPoster: {
            /** Format: int64 */
            printed_at: number;
            url: string;
            /** @description This laptop has that address no more: who follows the poster comes to nobody. */
            wrong: boolean;
        };
        ReachState: {
            /** @description In the order in which they are to be tried; the first is for the poster. */
            addresses: components["schemas"]["ReachAddress"][];
            last_phone?: components["schemas"]["LastPhone"] | null;
            port_80: components["schemas"]["ReachPort"];
            poster?: components["schemas"]["ReachPoster"] | null;
            trouble?: components["schemas"]["ReachTrouble"] | null;
        };
        /**
         * @description Why no phone can come.
         * @enum {string}
         */
        ReachTrouble: "loopback_listener" | "no_network" | "self_assigned";
        /**
         * @description Where a phone was when it came through.
         * @enum {string}
         */
        ReachWhence: "our_network" | "elsewhere";
        /** @description The code on a family's slip, as a reader types it. */
        ReadTransfer: {
            code: string;
        };
        /** @description A record by the place in whose people it is. */
        RecordAt: {
            person: string;
            place: string;
        };
        /**
         * @description Why headquarters does not send what was asked for.
         * @enum {string}
         */
        Refusal: "none_to_be_had" | "too_much" | "asked_twice" | "on_its_way" | "no_way" | "not_given" | "other";
        /** @description What is handed over at reception: flushed to this laptop's disk. */
        Registered: {
            id: string;
            persons: string[];
            reception_no?: string | null;
            /** @description `true`: this very request had been saved before, nothing was written now. */
            repeated: boolean;
        };
        /**
         * @description How the household was registered.
         * @enum {string}
         */
        RegisteredBy: "self_qr" | "paper" | "staff" | "prereg";
        /** @description What one author had to write again, because it was held or on a branch that is not followed. */
        Reissued: {
            kind: string;
            laptop: components["schemas"]["LaptopNamed"];
            /** Format: int64 */
            last_at?: number | null;
            owner_name: string;
            /** Format: int64 */
            records: number;
        };
        /** @description Sets, changes or takes away the passphrase of this laptop's keys. */
        Relock: {
            /** @description At least 8 characters, or at least 12 digits. Left out: no passphrase any more. */
            new?: string | null;
            /** @description The one that holds now, where there is one. */
            old?: string | null;
        };
        /**
         * @description What a report may speak of.
         * @enum {string}
         */
        ReportField: "opening" | "opening_reason" | "opened_at" | "closed_at" | "crowding" | "over_capacity" | "reporter" | "electricity" | "generator" | "generator_fuel" | "power_truck_needed" | "gas" | "water" | "emergency_water" | "sewer" | "telephone" | "network" | "wifi" | "disaster_radio" | "drinking_water" | "domestic_water" | "food" | "fuel" | "meals" | "kitchen_cars" | "toilets" | "toilets_shared" | "toilets_women" | "toilets_men" | "toilets_accessible" | "toilets_temporary" | "toilets_simple" | "toilets_manhole" | "toilets_portable" | "toilet_trucks" | "toilets_comfort" | "soap" | "health_care" | "hygiene" | "fever_care" | "sanitary_state" | "care_space" | "space" | "partitions" | "beds" | "blankets" | "cooling" | "heating" | "bathing" | "laundry" | "help_needed" | "help_details" | "staff" | "supporters" | "largest_vehicle" | "unloaders" | "forklifts" | "forklift_state" | "delivery_hours" | "road_access" | "pets" | "goods_needed" | "note";
        /** @description The newest word on one field. A field of which nobody ever spoke is not listed. */
        ReportSaid: {
            age?: components["schemas"]["Age"] | null;
            /** @description Two laptops said different things. */
            clash: boolean;
            field: components["schemas"]["ReportField"];
            /** @description 報告部署・機関, else the list or the account it comes from, where that is known here. */
            source?: string | null;
            value?: components["schemas"]["ReportValue"] | null;
        };
        /** @description A value as the API writes it; `null` is unknown. */
        ReportValue: boolean | number | string;
        RequestEvent: {
            age?: components["schemas"]["Age"] | null;
            carrier?: string | null;
            /** Format: int64 */
            expected_at?: number | null;
            from_hub?: components["schemas"]["HubNamed"] | null;
            hub?: components["schemas"]["HubNamed"] | null;
            id: string;
            /** @description It counts for nothing: nobody of that side may say so. */
            ignored: boolean;
            /** @description The load that it left on. */
            load?: string | null;
            note?: string | null;
            /** Format: int64 */
            quantity?: number | null;
            reason?: string | null;
            refusal?: components["schemas"]["Refusal"] | null;
            source?: components["schemas"]["Sourced"] | null;
            stage?: components["schemas"]["Stage"] | null;
            /** @description Another step of the same side took it back. */
            taken_back: boolean;
        };
        /**
         * @description A token of the client's own making that makes sending twice harmless.
         *
         *     8 to 64 letters, digits, `-` or `_`; fresh for every form that is opened.
         */
        RequestKey: string;
        RequestList: {
            requests: components["schemas"]["SupplyRequest"][];
        };
        /** @description Requests of one urgency; the bands of age make up `open`. */
        RequestsOf: {
            /**
             * Format: int32
             * @description Past the time it was promised for or needed by.
             */
            late: number;
            /**
             * Format: int32
             * @description Three days and more.
             */
            older: number;
            oldest?: components["schemas"]["OldestRequest"] | null;
            /** Format: int32 */
            open: number;
            /**
             * Format: int32
             * @description 時刻未確認: nobody can tell how old.
             */
            time_uncertain: number;
            /**
             * Format: int32
             * @description 6 hours and more, less than a day.
             */
            under_1_day: number;
            /**
             * Format: int32
             * @description A day and more, less than three.
             */
            under_3_days: number;
            /**
             * Format: int32
             * @description Asked for less than 6 hours ago.
             */
            under_6_hours: number;
            urgency?: components["schemas"]["Urgency"] | null;
        };
        /** @description The other person agrees, with the own name and secret. */
        Reveal: {
            name: string;
            secret: string;
            /** @description What it is needed for; stands with every look-up. */
            why: string;
        };
        Revealed: {
            /**
             * Format: int64
             * @description Milliseconds since 1970; `null`: it is over.
             */
            until?: number | null;
        };
        /** @description A laptop or a ticket that is cut off. */
        Revoked: {
            /** @description Only the city's key takes it back. */
            by_city: boolean;
            could_read: components["schemas"]["CouldRead"][];
            /** Format: int64 */
            decided_at?: number | null;
            decided_by?: string | null;
            /**
             * Format: int64
             * @description Entries that are kept and not applied, and entries applied because others build on them.
             */
            held: number;
            /** @description Every laptop against which it counts. */
            laptops: components["schemas"]["LaptopNamed"][];
            /**
             * Format: int64
             * @description Logs of which something stands.
             */
            logs_standing: number;
            /** @description The key of the laptop; `null`: the whole ticket. */
            node?: string | null;
            /**
             * Format: int64
             * @description Places whose people's records it never had a key for.
             */
            places_closed: number;
            /** @description New keys are in use wherever it could read. */
            renewed: boolean;
            serial: string;
            /**
             * Format: int64
             * @description Statements of theirs that are void.
             */
            void: number;
            /** Format: int64 */
            vouched: number;
        };
        /**
         * @description What a person at a desk is there for.
         * @enum {string}
         */
        Role: "manager" | "staff" | "reception" | "supplies" | "staff_safety" | "hq_officer";
        RollCall: {
            evacuee_numbers?: components["schemas"]["RollNumbers"] | null;
            evacuees: components["schemas"]["Called"][];
            head: components["schemas"]["RollCallHead"];
            /**
             * @description 掲載は全員ではありません: this account is not shown everybody, whether or not there is
             *     somebody it is not shown.
             */
            is_partial: boolean;
            staff: components["schemas"]["Called"][];
            volunteers: components["schemas"]["Called"][];
            worker_numbers: components["schemas"]["RollNumbers"];
        };
        RollCallEnd: {
            /** Format: int64 */
            at?: number | null;
            note?: string | null;
            signed: string;
        };
        RollCallHead: {
            also_closed_by: components["schemas"]["RollCallEnd"][];
            closed?: components["schemas"]["RollCallEnd"] | null;
            groups: components["schemas"]["RollGroup"][];
            id: string;
            /** Format: int64 */
            opened_at?: number | null;
            opened_by?: string | null;
            title: string;
        };
        RollCallList: {
            /** @description The newest first. */
            calls: components["schemas"]["RollCallHead"][];
        };
        /** @enum {string} */
        RollFound: "found" | "not_found" | "away" | "unmarked";
        /** @enum {string} */
        RollGroup: "evacuees" | "volunteers" | "staff";
        RollNumbers: {
            /** Format: int32 */
            away: number;
            /** Format: int32 */
            expected: number;
            /** Format: int32 */
            found: number;
            /** Format: int32 */
            not_found: number;
            /**
             * Format: int32
             * @description Nobody has said anything, or people disagree.
             */
            open: number;
        };
        RosterChange: {
            /** @description `name`, `kana`, `department`, `gathering_place`, `left`. */
            fields: string[];
            name: string;
            number: string;
        };
        /** @description The roster as a CSV file (UTF-8 or `Shift_JIS`), in base64. */
        RosterFile: {
            file: string;
        };
        RosterMember: {
            department: string;
            id: string;
            name: string;
            number: string;
        };
        /** @description What the list would change. Nothing is saved. */
        RosterPlan: {
            /** Format: int32 */
            added: number;
            changed: components["schemas"]["RosterChange"][];
            /** @description On the roster and not in the list; they stay until somebody says that they left. */
            missing: components["schemas"]["RosterMember"][];
            /** @description Where there is one, the list cannot be taken in. */
            problems: components["schemas"]["RosterProblem"][];
            /** Format: int32 */
            same: number;
        };
        RosterProblem: {
            /** @description Stable. */
            code: string;
            column?: string | null;
            /**
             * Format: int64
             * @description The row in which the same number stands already.
             */
            other_row?: number | null;
            /**
             * Format: int64
             * @description The line of the file; the header is line 1.
             */
            row?: number | null;
        };
        RosterTaken: {
            /** Format: int32 */
            added: number;
            /** Format: int32 */
            changed: number;
            /** Format: int32 */
            left: number;
        };
        /** @description The route of the newest word. */
        Route: {
            by: components["schemas"]["RouteBy"];
            /**
             * Format: int64
             * @description When it reached this laptop, where that is known.
             */
            came_at?: number | null;
            /**
             * Format: int64
             * @description Of when the word is: when it came through the mesh, when its stick was made, when somebody told it.
             */
            said_at: number;
        };
        /** @enum {string} */
        RouteBy: "mesh" | "stick" | "telephone" | "radio" | "fax" | "patrol" | "self_defence" | "other_body" | "unknown";
        /** @enum {string} */
        Safety: "safe" | "minor" | "severe" | "other";
        /**
         * @description Why two records may be of one human.
         * @enum {string}
         */
        SameReason: "name" | "age" | "phone";
        /** @description Flushed to this laptop's disk. Nothing is said about HQ. */
        SavedHere: {
            /** @description The record that was made or changed. */
            id: string;
            /** @description `true`: this very request had been saved before, nothing was written now. */
            repeated: boolean;
        };
        Search: {
            /** @description HQ only: one place; left out, all places. */
            place?: string | null;
            state?: components["schemas"]["StayState"] | null;
            /**
             * @description Part of a name in kanji, kana or romaji, a reception number, a claim code, or a card.
             *     Empty: the newest registrations.
             */
            text: string;
        };
        /** @description The best matches. There is no total: it would tell of people who are not shown. */
        SearchResult: {
            code?: components["schemas"]["FoundCode"] | null;
            households: components["schemas"]["HouseholdHit"][];
            /** @description There are more; a longer search text finds them. */
            more: boolean;
        };
        Seen: {
            asked: string;
            /** Format: int64 */
            at: number;
            /** @description The account's name, where this laptop knows it. */
            by?: string | null;
            note?: string | null;
            /**
             * Format: int64
             * @description Without word until then it is an alarm again.
             */
            until: number;
        };
        SeeSilence: {
            /** @description Who is asked to look. */
            asked: string;
            key: components["schemas"]["RequestKey"];
            note?: string | null;
        };
        SentTransfer: {
            age?: components["schemas"]["Age"] | null;
            from: string;
            from_name: string;
            household: string;
            id: string;
            persons: components["schemas"]["TransferPerson"][];
            reception_no?: string | null;
            state: components["schemas"]["TransferState"];
            to: string;
            to_name: string;
        };
        Session: {
            /** @description To be sent back in the header `x-form-token` with everything that changes something. */
            form_token: string;
            me?: components["schemas"]["Me"] | null;
            node?: components["schemas"]["NodeInfo"] | null;
            /**
             * Format: int64
             * @description This laptop's clock.
             */
            now: number;
            setup: components["schemas"]["Setup"];
        };
        /** @description A person chose one of the values of a clash. */
        Settle: {
            field: string;
            record: string;
            /** @description One of the clash's `values`, letter by letter. */
            value: string;
        };
        /**
         * @description What the first run still needs. The pages follow it in this order.
         * @enum {string}
         */
        Setup: "unlock" | "confirm_clock" | "take_ticket" | "name_manager" | "done";
        /** @enum {string} */
        Sex: "male" | "female" | "other" | "no_answer";
        /** @enum {string} */
        ShiftAction: "begin" | "end";
        /** @description Computed from the taps, never stored. */
        ShiftNow: {
            /** Format: int32 */
            all_minutes: number;
            /**
             * Format: int64
             * @description `null`: not at work.
             */
            on_since?: number | null;
            /** @description More than 12 hours at a stretch or within the last 24 (過労); or nobody ended the shift. */
            tired: boolean;
            /** Format: int32 */
            today_minutes: number;
        };
        /** @description What the tap did. */
        ShiftTapped: {
            action: components["schemas"]["ShiftAction"];
            /** @description The tap, to be taken back by. */
            id: string;
            /** @description `null`: a staff number that is not on the roster. */
            name?: string | null;
            number?: string | null;
            repeated: boolean;
        };
        SideBySide: {
            one: components["schemas"]["OnePerson"];
            other: components["schemas"]["OnePerson"];
            state: components["schemas"]["PairState"];
        };
        Silence: {
            /**
             * Format: int32
             * @description Silent for longer than expected, and nobody who was asked to look has time left.
             */
            alarms: number;
            for_all: components["schemas"]["ExpectedContact"];
            /**
             * Format: int32
             * @description Of these, places that never said a word.
             */
            never_heard: number;
            /**
             * Format: int64
             * @description When there will be another alarm, if no word comes until then.
             */
            next_alarm_at?: number | null;
            /** @description Alarms first; of these the longest silent, and behind them those that never said a word. */
            places: components["schemas"]["SilentPlace"][];
            /**
             * Format: int32
             * @description Silent as well, and somebody was asked to look.
             */
            seen: number;
        };
        /**
         * @description How it stands with word of a place.
         * @enum {string}
         */
        SilenceState: "heard" | "alarm" | "seen" | "not_expected";
        SilentPlace: {
            address?: string | null;
            alarm: boolean;
            /** Format: int32 */
            capacity?: number | null;
            /** @description One of the place's laptops is a neighbour just now, though nobody writes on it. */
            connected: boolean;
            expected: components["schemas"]["ExpectedContact"];
            id: string;
            kind?: components["schemas"]["PlaceKind"] | null;
            name: string;
            /** @description `null`: where the place is, is not known. */
            near?: components["schemas"]["Neighbour"][] | null;
            phone?: string | null;
            route?: components["schemas"]["Route"] | null;
            seen?: components["schemas"]["Seen"] | null;
            /**
             * Format: int32
             * @description Places with word of which nobody knows where they are: they may be near.
             */
            unplaced: number;
        };
        /** @description What holds now, field by field the newest report that speaks of it. `null`: nobody said. */
        Situation: {
            /** @description Of the newest report. */
            age: components["schemas"]["Age"];
            crowding?: components["schemas"]["Crowding"] | null;
            /** @description 荷受け条件: when and how goods can be taken in. */
            delivery_hours?: string | null;
            domestic_water?: components["schemas"]["SupplyLevel"] | null;
            drinking_water?: components["schemas"]["SupplyLevel"] | null;
            electricity?: components["schemas"]["Usable"] | null;
            food?: components["schemas"]["SupplyLevel"] | null;
            fuel?: components["schemas"]["SupplyLevel"] | null;
            gas?: components["schemas"]["Usable"] | null;
            network?: components["schemas"]["Usable"] | null;
            note?: string | null;
            /** @description Of the oldest report that something above comes from. */
            oldest: components["schemas"]["Age"];
            opening?: components["schemas"]["Opening"] | null;
            opening_age?: components["schemas"]["Age"] | null;
            /** @description Nobody said so; it follows from its absence in a list. */
            opening_inferred: boolean;
            sewer?: components["schemas"]["Usable"] | null;
            telephone?: components["schemas"]["Usable"] | null;
            unloaders?: string | null;
            water?: components["schemas"]["Usable"] | null;
        };
        /** @enum {string} */
        Skill: "medical" | "care" | "children" | "languages" | "cooking" | "driving" | "carrying" | "computers" | "cleaning";
        /**
         * @description The two daily counts: 昼, 夜.
         * @enum {string}
         */
        Slot: "day" | "night";
        /**
         * @description Where what is sent comes from.
         * @enum {string}
         */
        Source: "stock" | "purchase" | "aid" | "offer";
        /** @description Where goods come from. */
        Sourced: {
            offer?: string | null;
            /** @description Whose stock or offer it is; `null` where nobody said, or nobody has to. */
            place?: string | null;
            place_name?: string | null;
            source: components["schemas"]["Source"];
        };
        /** @description A square of the finest zoom's tiles. */
        Square: {
            columns: number[];
            rows: number[];
            /**
             * Format: int32
             * @description The finest zoom, and columns and rows of its tiles from the north-west on.
             */
            zoom: number;
        };
        StaffAlarms: {
            /** @description At this place, more than 12 hours: to be sent to rest, or nobody ended the shift. */
            long_shifts: components["schemas"]["LongShift"][];
            /** @description 参集の遅れ, the longest overdue first. */
            overdue: components["schemas"]["OverdueMember"][];
        };
        StaffList: {
            staff: components["schemas"]["StaffMember"][];
        };
        StaffMember: {
            department: string;
            gathering_place?: string | null;
            kana?: string | null;
            name: string;
            number: string;
            report?: components["schemas"]["StaffReport"] | null;
            unverified?: components["schemas"]["StaffReport"] | null;
        };
        StaffOnShift: {
            /** @description `null`: the number is not on the roster. */
            name?: string | null;
            number: string;
            shift: components["schemas"]["ShiftNow"];
        };
        StaffReport: {
            age?: components["schemas"]["Age"] | null;
            can_report?: components["schemas"]["CanReport"] | null;
            comment?: string | null;
            eta?: components["schemas"]["Eta"] | null;
            family?: components["schemas"]["FamilySafety"] | null;
            gathering_place?: string | null;
            house?: components["schemas"]["House"] | null;
            own?: components["schemas"]["Safety"] | null;
            /** @description Who said it, where it was not themselves (肩代わり報告). */
            proxy?: string | null;
            whereabouts?: components["schemas"]["Whereabouts"] | null;
        };
        StaffSummary: {
            all: components["schemas"]["Department"];
            departments: components["schemas"]["Department"][];
        };
        /** @enum {string} */
        StaffVerdict: "confirm" | "reject";
        /**
         * @description Where a request stands. `delivered` (受取) is said by the place, never by the sender.
         * @enum {string}
         */
        Stage: "draft" | "submitted" | "superseded" | "rejected" | "cancelled" | "accepted" | "sourcing" | "shipped" | "at_hub" | "out_for_delivery" | "delivered" | "closed";
        Stay: {
            age: components["schemas"]["Age"];
            id: string;
            kind: components["schemas"]["StayKind"];
            note?: string | null;
            other_place?: string | null;
            person: string;
            /** Format: int64 */
            returns_at?: number | null;
            section?: string | null;
            where_to?: components["schemas"]["WhereTo"] | null;
            with_adult?: string | null;
        };
        /**
         * @description What reception can do with people.
         * @enum {string}
         */
        StayAction: "check_in" | "check_out" | "overnight_away" | "return" | "move";
        /** @enum {string} */
        StayKind: "check_in" | "check_out" | "overnight_away" | "transfer_out" | "transfer_in" | "correction" | "void";
        /**
         * @description Where the household sleeps.
         * @enum {string}
         */
        StayPlace: "shelter" | "car" | "tent" | "home" | "relative" | "other";
        /**
         * @description Where a person is, as derived from the stay events.
         * @enum {string}
         */
        StayState: "expected" | "staying" | "overnight" | "left" | "in_transit" | "disputed";
        Stock: {
            items: components["schemas"]["StockItem"][];
        };
        StockItem: {
            /** @description Other numbers, from counts on laptops that did not know of each other. */
            also: number[];
            /**
             * Format: int64
             * @description May be negative where laptops gave out the same boxes unknown to each other.
             */
            count: number;
            /** Format: int64 */
            counted_at?: number | null;
            item: string;
            label?: string | null;
            /**
             * Format: int64
             * @description Movements of which nobody can tell whether they came before or after the count.
             */
            meanwhile: number;
            /** Format: int64 */
            per_case?: number | null;
            /** @description Nobody can be sure of the number: somebody should count again. */
            uncertain: boolean;
            unit?: string | null;
        };
        StuckList: {
            /**
             * Format: int32
             * @description Places whose document was read.
             */
            known_places: number;
            /** @description Stuck the longest first; those of which nobody can tell since when come last. */
            requests: components["schemas"]["StuckRequest"][];
            /**
             * Format: int32
             * @description Whose document has not come here: what they wait for is not known.
             */
            unknown_places: number;
        };
        StuckRequest: {
            awaits: components["schemas"]["Awaits"];
            id: string;
            item: string;
            /** @description From the catalogue or the request; pages have words of their own for the basic goods. */
            label?: string | null;
            /**
             * Format: int64
             * @description When that was observed. `null`: its clock is doubted.
             */
            last?: number | null;
            /**
             * Format: int64
             * @description What of it has not been received.
             */
            outstanding: number;
            place: string;
            place_name: string;
            since?: components["schemas"]["Age"] | null;
            /** @description The last step that was said. */
            stage: components["schemas"]["Stage"];
            unit?: string | null;
            urgency?: components["schemas"]["Urgency"] | null;
        };
        /**
         * @description 飲料水・生活用水・食料・燃料 の状況, the three official values.
         * @enum {string}
         */
        SupplyLevel: "enough" | "days_left" | "short_today";
        SupplyRequest: {
            /** @description What others did for it in headquarters' stead; none of it is one of its own steps. */
            acting: components["schemas"]["ActingStep"][];
            /** @description What this laptop's place may do for it while it acts in headquarters' stead. */
            acting_next: components["schemas"]["Stage"][];
            age?: components["schemas"]["Age"] | null;
            /** @description What others said at the same time, shown beside the stage. */
            also: components["schemas"]["Stage"][];
            /**
             * Format: int64
             * @description `quantity` is `cases` × `per_case` where it was asked for by the case.
             */
            cases?: number | null;
            complete: boolean;
            contact?: string | null;
            /**
             * Format: int64
             * @description Sum of what the place said it received.
             */
            delivered: number;
            /**
             * Format: int64
             * @description What was promised last, else by when it is needed.
             */
            due_at?: number | null;
            events: components["schemas"]["RequestEvent"][];
            has_clash: boolean;
            /** @description What of it lies at which hub, by its steps. */
            hubs: components["schemas"]["LiesAt"][];
            id: string;
            item: string;
            /** @description From the catalogue; pages have words of their own for the basic ones. */
            label?: string | null;
            /** @description It should have come by now. */
            late: boolean;
            /** Format: int64 */
            needed_by?: number | null;
            /** @description What this laptop's side may say next. */
            next: components["schemas"]["Stage"][];
            note?: string | null;
            /** @description Lines that were sent together carry the same. */
            order?: string | null;
            /** Format: int64 */
            people?: number | null;
            /** Format: int64 */
            per_case?: number | null;
            place: string;
            place_name: string;
            progress: components["schemas"]["Progress"];
            /**
             * Format: int64
             * @description `null`: not readable by this version.
             */
            quantity?: number | null;
            /** @description Why it was refused, while it is. */
            refusals: components["schemas"]["Refusal"][];
            /** @description The request that stands in its place. */
            replaced_by?: string | null;
            /** @description Where it comes from, as was said last; several where that was said at once. */
            sources: components["schemas"]["Sourced"][];
            stage: components["schemas"]["Stage"];
            unit?: string | null;
            urgency?: components["schemas"]["Urgency"] | null;
        };
        SyncState: {
            /**
             * Format: int64
             * @description A person confirmed this laptop's clock then.
             */
            clock_confirmed_at?: number | null;
            /**
             * Format: int64
             * @description This clock minus the neighbours' median.
             */
            clock_skew_ms?: number | null;
            documents: components["schemas"]["DocumentState"][];
            /** Format: int64 */
            now: number;
            parts: components["schemas"]["PartsMoved"];
            peers: components["schemas"]["Peer"][];
            /** @description On this place's documents and on what its laptops wrote. */
            verdicts: components["schemas"]["Verdict"][];
            warnings: components["schemas"]["Warning"][];
        };
        TakeBack: {
            key: components["schemas"]["RequestKey"];
            /** @description Empty: everybody who is still on the way. */
            persons?: string[];
        };
        /** @description Whoever takes over signs in with the own secret, and is signed in from then on. */
        TakeHandover: {
            key: components["schemas"]["RequestKey"];
            name: string;
            secret: string;
        };
        /** @description A family that came: by what was announced, or by the code on their slip. */
        TakeIn: {
            code?: string | null;
            /** @description Their household here, where they were registered before the slip was read. */
            household?: string | null;
            key: components["schemas"]["RequestKey"];
            /** @description Records at the sender's of those who came; empty: everybody. */
            persons?: string[];
            /** @description The id of an announced transfer. */
            transfer?: string | null;
        };
        TakenInquiries: {
            /** @description The newest first. */
            inquiries: components["schemas"]["TakenInquiry"][];
            /** @description There are older ones that are not in this answer. */
            more: boolean;
        };
        /** @description An inquiry as the place that took it sees it: nothing of what was asked or answered. */
        TakenInquiry: {
            age?: components["schemas"]["Age"] | null;
            /** @description Headquarters has answered, whatever it was. */
            answered: boolean;
            id: string;
            kept: components["schemas"]["Kept"];
            number: string;
            /** @description The account that took it. */
            taken_by?: string | null;
        };
        TakeRoster: {
            file: string;
            /** @description Of those whom the list leaves out, the ones who have left. */
            left: string[];
        };
        TakeTapBack: {
            key: components["schemas"]["RequestKey"];
        };
        TakeTicket: {
            pin?: string | null;
            /** @description The text of the printed QR code. */
            ticket: string;
        };
        /** @description A tap on a name, or a scan: of a volunteer's card, of a staff number. */
        TapShift: {
            action?: components["schemas"]["ShiftAction"] | null;
            key: components["schemas"]["RequestKey"];
            /** @description What was scanned or typed. */
            text?: string | null;
            /** @description A volunteer's id. */
            volunteer?: string | null;
        };
        /** @description One printed ticket that at least one laptop took. */
        TicketInUse: {
            /** @description The first that was heard of stands first. */
            laptops: components["schemas"]["LaptopOfTicket"][];
            letter: string;
            /** Format: int64 */
            not_after: number;
            place: string;
            place_name: string;
            /** @description `hq`, `shelter`, `patrol` or `relay`. */
            role: string;
            /** @description As printed on it. */
            serial: string;
            /** @description Two laptops took it, and it is for one: it was copied, or a laptop began anew. */
            used_twice: boolean;
        };
        TicketList: {
            /** Format: int64 */
            now: number;
            /** @description Those that were used twice first, then the newest. */
            tickets: components["schemas"]["TicketInUse"][];
        };
        /** @description A paper that a person has destroyed, or a bundle that a person has erased. */
        TickPaper: {
            serial: string;
        };
        /**
         * @description What may be told of a person, after 安否情報収集様式.
         * @enum {string}
         */
        ToldItem: "name" | "kana" | "birth" | "sex" | "address" | "injury" | "whereabouts" | "contact";
        /** @description What may be told of one person, as far as it is known. */
        ToldPerson: {
            address?: string | null;
            age?: string | null;
            birth?: string | null;
            /** @description `null`: nothing is noted of it. */
            injured?: boolean | null;
            items: components["schemas"]["ToldItem"][];
            kana?: string | null;
            name?: string | null;
            phone?: string | null;
            /** @description Where they are, or are on the way to. */
            place_name?: string | null;
            sex?: components["schemas"]["Sex"] | null;
            state?: components["schemas"]["StayState"] | null;
            where_to?: components["schemas"]["WhereTo"] | null;
        };
        /** @description A sum, what it leaves out, and how old its oldest part is. */
        Total: {
            /** Format: int32 */
            known_places: number;
            oldest?: components["schemas"]["Age"] | null;
            /**
             * Format: int32
             * @description Of the known ones alone; `null` where none is known.
             */
            sum?: number | null;
            /**
             * Format: int32
             * @description Parts whose clock is doubted (時刻未確認).
             */
            uncertain_places: number;
            /**
             * Format: int32
             * @description Open, or of unknown state, with no figure: they count as unknown, not as 0.
             */
            unknown_places: number;
        };
        /** @description There is no total: it would tell of people who are not shown. */
        TransferList: {
            /** @description Who is on the way to this place. */
            expected: components["schemas"]["ExpectedTransfer"][];
            /** @description The newest first; at headquarters those of all places. */
            sent: components["schemas"]["SentTransfer"][];
        };
        TransferPerson: {
            age?: string | null;
            /** @description Of their record at the place that sent them. */
            id: string;
            kana: string;
            name: string;
            sex?: components["schemas"]["Sex"] | null;
            state?: components["schemas"]["TransferState"] | null;
        };
        /**
         * @description What the sender knows of people on the way.
         * @enum {string}
         */
        TransferState: "on_the_way" | "unconfirmed" | "arrived" | "taken_back";
        Trend: {
            /** @description Every day from the first count, the last 14 at most, the oldest first. Empty: no count at all. */
            days: components["schemas"]["DayTotal"][];
            /**
             * Format: int32
             * @description 時刻未確認: counts that belong to no day.
             */
            uncertain_counts: number;
        };
        /** @description Everything that headquarters decides about. */
        TrustState: {
            /**
             * Format: int64
             * @description Groups of readers whose present keys a revoked laptop has. 0: nothing is to be renewed.
             */
            groups_to_renew: number;
            /** @description Laptops that stay and lack keys of later epochs. */
            lacking: components["schemas"]["LackingKeys"][];
            /** Format: int64 */
            now: number;
            reissued: components["schemas"]["Reissued"][];
            revoked: components["schemas"]["Revoked"][];
            verdicts: components["schemas"]["Verdict"][];
        };
        Unlock: {
            passphrase: string;
        };
        /** @enum {string} */
        Unproven: "nothing_heard" | "revoked";
        UnprovenLaptop: {
            node: string;
            place_name: string;
            role: string;
            why: components["schemas"]["Unproven"];
        };
        /**
         * @description What nobody said of a place, so that it cannot be held against the vehicle.
         * @enum {string}
         */
        Unsaid: "vehicle" | "road" | "forklift" | "hours";
        UnverifiedList: {
            reports: components["schemas"]["UnverifiedReport"][];
        };
        /** @description It came by a public page and counts for nothing until an account confirms it. */
        UnverifiedReport: {
            /** @description This laptop may write about that place. */
            can_decide: boolean;
            department?: string | null;
            /** @description One account confirmed it and another rejected it, neither knowing of the other. */
            disputed: boolean;
            id: string;
            /** @description `null`: no such number is on the roster. */
            name?: string | null;
            number: string;
            /** @description Where it was taken. */
            place: string;
            place_name: string;
            report: components["schemas"]["StaffReport"];
        };
        /** @enum {string} */
        Urgency: "now" | "today" | "days";
        /**
         * @description 使用可否
         * @enum {string}
         */
        Usable: "usable" | "partly" | "unusable" | "unknown";
        /**
         * @description 通行可能な最大車種
         * @enum {string}
         */
        Vehicle: "kei" | "two_tonnes" | "four_tonnes" | "ten_tonnes" | "none";
        /** @description What is to be said of one log of which not all is simply applied. */
        Verdict: {
            /**
             * Format: int64
             * @description When this laptop last received an entry of that document.
             */
            changed_at?: number | null;
            /**
             * Format: int64
             * @description A revocation lets stand so many entries, and no more.
             */
            cut_after?: number | null;
            /**
             * Format: int64
             * @description Entries on this laptop's disk.
             */
            entries: number;
            forked?: components["schemas"]["Forked"] | null;
            /**
             * Format: int64
             * @description Kept, and not applied.
             */
            held: number;
            /** @description As in `DocumentState`. */
            kind: string;
            /** @description Whose log it is. */
            laptop: components["schemas"]["LaptopNamed"];
            log: string;
            owner: string;
            owner_name: string;
            /**
             * Format: int64
             * @description This entry breaks the rules; it and all after it are never applied, anywhere.
             */
            unfit?: number | null;
            vouched?: components["schemas"]["Vouched"] | null;
        };
        /**
         * @description How word came that nobody at the place wrote down: 聞いた手段.
         * @enum {string}
         */
        Via: "telephone" | "radio" | "fax" | "patrol" | "self_defence" | "other_body";
        Volunteer: {
            /** @description What stands on the card. */
            card: string;
            id: string;
            kana?: string | null;
            left: boolean;
            name: string;
            phone?: string | null;
            remark?: string | null;
            shift: components["schemas"]["ShiftNow"];
            skills: components["schemas"]["Skill"][];
        };
        VolunteerJoined: {
            card: string;
            id: string;
            repeated: boolean;
        };
        VolunteerList: {
            /** @description Staff of the city who ever began a shift here. */
            staff: components["schemas"]["StaffOnShift"][];
            volunteers: components["schemas"]["Volunteer"][];
        };
        /** @description Entries of somebody accused that are applied, because somebody else built on them. */
        Vouched: {
            /** Format: int64 */
            entries: number;
            /**
             * Format: int64
             * @description The newest of the records they touched.
             */
            last_at?: number | null;
            /** @description There are more records than these. */
            more: boolean;
            records: components["schemas"]["VouchedRecord"][];
        };
        VouchedRecord: {
            id: string;
            /** Format: int64 */
            recorded_at?: number | null;
            /** @description The name of its table. */
            table: string;
        };
        /** @description How far the looking is, and what to look at next. */
        Walk: {
            /** @description Where somebody was said to be recognised, the first of them: whoever erred looks again. */
            again: components["schemas"]["Cell"][];
            /** Format: int64 */
            cells: number;
            /** Format: int64 */
            left: number;
            next?: components["schemas"]["Cell"] | null;
            /**
             * Format: int64
             * @description In which somebody is to be recognised.
             */
            people: number;
        };
        /**
         * @description What a person should know of this laptop's disk and of what it holds.
         * @enum {string}
         */
        Warning: "journal_torn" | "journal_damaged" | "cache_rebuilt" | "disk_nearly_full" | "unfit_entries" | "held_entries" | "forked_log" | "ticket_used_twice" | "provisional_left" | "flood";
        /** @enum {string} */
        Whereabouts: "home" | "work" | "shelter" | "moving" | "other";
        /**
         * @description 退所先
         * @enum {string}
         */
        WhereTo: "home" | "relatives" | "other_shelter" | "welfare_shelter" | "medical" | "secondary_evacuation" | "temporary_housing" | "out_of_city" | "unknown" | "died";
    };
    responses: never;
    parameters: never;
    requestBodies: never;
    headers: never;
    pathItems: never;
}
export type $defs = Record<string, never>;
export interface operations {
    accounts_list: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["AccountList"];
                };
            };
            /** @description Refused: nothing was changed. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
        };
    };
    accounts_create: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["NewAccount"];
            };
        };
        responses: {
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["SavedHere"];
                };
            };
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
            /** @description Refused: nothing was changed. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
        };
    };
    accounts_disable: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["SavedHere"];
                };
            };
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
            /** @description Refused: nothing was changed. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
        };
    };
    supplies_acting: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ActingList"];
                };
            };
            /** @description Refused: nothing was changed. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
        };
    };
    supplies_begin_acting: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["BeginActing"];
            };
        };
        responses: {
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["SavedHere"];
                };
            };
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
            /** @description Refused: nothing was changed. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
        };
    };
    supplies_end_acting: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["EndActing"];
            };
        };
        responses: {
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["SavedHere"];
                };
            };
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
            /** @description Refused: nothing was changed. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
        };
    };
    reception_away: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["AwayList"];
                };
            };
            /** @description Refused: nothing was changed. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
        };
    };
    reception_blank_cards: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["PrintCards"];
            };
        };
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["BlankCards"];
                };
            };
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
            /** @description Refused: nothing was changed. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
        };
    };
    supplies_catalogue: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Catalogue"];
                };
            };
            /** @description Refused: nothing was changed. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
        };
    };
    courier_plan: {
        parameters: {
            query: {
                all?: boolean;
                /** @description `hq`, a 共通ID, or a place's id */
                to: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["CourierPlan"];
                };
            };
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
            /** @description Refused: nothing was changed. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
        };
    };
    courier_export: {
        parameters: {
            query: {
                all?: boolean;
                /** @description with the archives of public layers */
                layers?: boolean;
                to: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/octet-stream": number[];
                };
            };
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
            /** @description Refused: nothing was changed. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
        };
    };
    courier_import: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/octet-stream": number[];
            };
        };
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["CourierReport"];
                };
            };
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
            /** @description Refused: nothing was changed. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
        };
    };
    ending_show: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["EndingState"];
                };
            };
            /** @description Refused: nothing was changed. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
        };
    };
    ending_certificate: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/octet-stream": number[];
                };
            };
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
            /** @description Refused: nothing was changed. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
        };
    };
    ending_paper: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "text/html": string;
                };
            };
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
            /** @description Refused: nothing was changed. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
        };
    };
    ending_close: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["CloseOperation"];
            };
        };
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["EndingState"];
                };
            };
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
            /** @description Refused: nothing was changed. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
        };
    };
    ending_erase_drill: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            202: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
            /** @description Refused: nothing was changed. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
        };
    };
    ending_order: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/octet-stream": number[];
            };
        };
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
            /** @description Refused: nothing was changed. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
        };
    };
    ending_tick_paper: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["TickPaper"];
            };
        };
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["EndingState"];
                };
            };
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
            /** @description Refused: nothing was changed. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
        };
    };
    ending_reopen: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["EndingState"];
                };
            };
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
            /** @description Refused: nothing was changed. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
        };
    };
    ending_request: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/octet-stream": number[];
                };
            };
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
            /** @description Refused: nothing was changed. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
        };
    };
    sync_stream: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "text/event-stream": components["schemas"]["DocumentChanged"];
                };
            };
            /** @description Refused: nothing was changed. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
        };
    };
    exports_people: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description `pfif`, `ledger-csv`, `ledger-xlsx` or `ledger-shift-jis` */
                as: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/octet-stream": number[];
                };
            };
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
            /** @description Refused: nothing was changed. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
        };
    };
    exports_places: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description `eei-csv`, `eei-json`, `xlsx`, `shift-jis`, `hxl`, `evacuation-shelters` or `pcxml`, a draft */
                as: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/octet-stream": number[];
                };
            };
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
            /** @description Refused: nothing was changed. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
        };
    };
    handover_list: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["HandoverList"];
                };
            };
            /** @description Refused: nothing was changed. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
        };
    };
    handover_hand_over: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["NewHandover"];
            };
        };
        responses: {
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["SavedHere"];
                };
            };
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
            /** @description Refused: nothing was changed. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
        };
    };
    handover_show: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Handover"];
                };
            };
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
            /** @description Refused: nothing was changed. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
        };
    };
    handover_take: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["TakeHandover"];
            };
        };
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Session"];
                };
            };
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
            /** @description Refused: nothing was changed. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
        };
    };
    people_create: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["NewHousehold"];
            };
        };
        responses: {
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Registered"];
                };
            };
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
            /** @description Refused: nothing was changed. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
        };
    };
    people_show: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Household"];
                };
            };
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
            /** @description Refused: nothing was changed. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
        };
    };
    people_change: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["HouseholdDetails"];
            };
        };
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["SavedHere"];
                };
            };
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
            /** @description Refused: nothing was changed. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
        };
    };
    reception_duplicates: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Duplicates"];
                };
            };
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
            /** @description Refused: nothing was changed. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
        };
    };
    supplies_household_took: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["HouseholdTook"];
                };
            };
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
            /** @description Refused: nothing was changed. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
        };
    };
    supplies_give_household: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["NewHouseholdTook"];
            };
        };
        responses: {
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["SavedHere"];
                };
            };
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
            /** @description Refused: nothing was changed. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
        };
    };
    people_add_person: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["AddPerson"];
            };
        };
        responses: {
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["SavedHere"];
                };
            };
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
            /** @description Refused: nothing was changed. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
        };
    };
    people_change_person: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
                person: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["ChangePerson"];
            };
        };
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["SavedHere"];
                };
            };
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
            /** @description Refused: nothing was changed. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
        };
    };
    reception_compare: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
                person: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["Compare"];
            };
        };
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["SavedHere"];
                };
            };
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
            /** @description Refused: nothing was changed. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
        };
    };
    people_settle: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["Settle"];
            };
        };
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["SavedHere"];
                };
            };
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
            /** @description Refused: nothing was changed. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
        };
    };
    papers_household: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "text/html": string;
                };
            };
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
            /** @description Refused: nothing was changed. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
        };
    };
    people_stay: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["NewStay"];
            };
        };
        responses: {
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Registered"];
                };
            };
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
            /** @description Refused: nothing was changed. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
        };
    };
    transfers_send: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["NewTransfer"];
            };
        };
        responses: {
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["SavedHere"];
                };
            };
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
            /** @description Refused: nothing was changed. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
        };
    };
    people_search: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["Search"];
            };
        };
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["SearchResult"];
                };
            };
            /** @description Refused: nothing was changed. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
        };
    };
    hq_expect_contact: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["ExpectContact"];
            };
        };
        responses: {
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["SavedHere"];
                };
            };
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
            /** @description Refused: nothing was changed. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
        };
    };
    hq_list: {
        parameters: {
            query?: {
                apart?: number;
                linked?: number;
                /** @description page of this list, from 0 */
                proposed?: number;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["CityDuplicates"];
                };
            };
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
            /** @description Refused: nothing was changed. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
        };
    };
    hq_compare: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["ComparePair"];
            };
        };
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["SideBySide"];
                };
            };
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
            /** @description Refused: nothing was changed. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
        };
    };
    hq_decide: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["DecidePair"];
            };
        };
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["SavedHere"];
                };
            };
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
            /** @description Refused: nothing was changed. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
        };
    };
    inquiries_list: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["InquiryList"];
                };
            };
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
            /** @description Refused: nothing was changed. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
        };
    };
    inquiries_answer: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["AnswerInquiry"];
            };
        };
        responses: {
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["AnsweredInquiry"];
                };
            };
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
            /** @description Refused: nothing was changed. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
        };
    };
    inquiries_look: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["LookInquiry"];
            };
        };
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["OpenedInquiry"];
                };
            };
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
            /** @description Refused: nothing was changed. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
        };
    };
    hq_overview: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Overview"];
                };
            };
            /** @description Refused: nothing was changed. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
        };
    };
    hq_reveal: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["Reveal"];
            };
        };
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Revealed"];
                };
            };
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
            /** @description Refused: nothing was changed. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
        };
    };
    hq_hide_again: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Revealed"];
                };
            };
            /** @description Refused: nothing was changed. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
        };
    };
    hq_silence: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Silence"];
                };
            };
            /** @description Refused: nothing was changed. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
        };
    };
    hq_see_silence: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                place: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["SeeSilence"];
            };
        };
        responses: {
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["SavedHere"];
                };
            };
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
            /** @description Refused: nothing was changed. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
        };
    };
    hq_stuck: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["StuckList"];
                };
            };
            /** @description Refused: nothing was changed. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
        };
    };
    hq_tickets: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["TicketList"];
                };
            };
            /** @description Refused: nothing was changed. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
        };
    };
    hq_trend: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Trend"];
                };
            };
            /** @description Refused: nothing was changed. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
        };
    };
    trust_show: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["TrustState"];
                };
            };
            /** @description Refused: nothing was changed. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
        };
    };
    trust_decide: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["Decide"];
            };
        };
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["TrustState"];
                };
            };
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
            /** @description Refused: nothing was changed. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
        };
    };
    trust_draft: {
        parameters: {
            query: {
                node?: string;
                serial: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/octet-stream": number[];
                };
            };
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
            /** @description Refused: nothing was changed. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
        };
    };
    trust_learn: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/octet-stream": number[];
            };
        };
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Learned"];
                };
            };
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
            /** @description Refused: nothing was changed. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
        };
    };
    supplies_hubs: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["HubList"];
                };
            };
            /** @description Refused: nothing was changed. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
        };
    };
    supplies_list_hub: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["NewHub"];
            };
        };
        responses: {
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["SavedHere"];
                };
            };
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
            /** @description Refused: nothing was changed. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
        };
    };
    supplies_change_hub: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["HubFacts"];
            };
        };
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["SavedHere"];
                };
            };
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
            /** @description Refused: nothing was changed. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
        };
    };
    supplies_close_hub: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["CloseHub"];
            };
        };
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["SavedHere"];
                };
            };
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
            /** @description Refused: nothing was changed. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
        };
    };
    inquiries_taken: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["TakenInquiries"];
                };
            };
            /** @description Refused: nothing was changed. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
        };
    };
    inquiries_take: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["NewInquiry"];
            };
        };
        responses: {
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["SavedHere"];
                };
            };
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
            /** @description Refused: nothing was changed. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
        };
    };
    laptop_show: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Laptop"];
                };
            };
            /** @description Refused: nothing was changed. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
        };
    };
    layers_announce: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["Announce"];
            };
        };
        responses: {
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Announced"];
                };
            };
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
            /** @description Refused: nothing was changed. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
        };
    };
    layers_receive: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/octet-stream": number[];
            };
        };
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Announced"];
                };
            };
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
            /** @description Refused: nothing was changed. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
        };
    };
    layers_list: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["LayerList"];
                };
            };
            /** @description Refused: nothing was changed. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
        };
    };
    layers_show: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["LayerCard"];
                };
            };
            /** @description Refused: nothing was changed. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
        };
    };
    layers_change: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["LayerWords"];
            };
        };
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["SavedHere"];
                };
            };
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
            /** @description Refused: nothing was changed. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
        };
    };
    layers_cancel: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
            /** @description Refused: nothing was changed. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
        };
    };
    layers_walk: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Walk"];
                };
            };
            /** @description Refused: nothing was changed. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
        };
    };
    layers_looked: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["Looked"];
            };
        };
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Walk"];
                };
            };
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
            /** @description Refused: nothing was changed. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
        };
    };
    layers_correct: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["Correct"];
            };
        };
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Corrected"];
                };
            };
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
            /** @description Refused: nothing was changed. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
        };
    };
    layers_fetch: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
            /** @description Refused: nothing was changed. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
        };
    };
    layers_give_back: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["GiveBack"];
            };
        };
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["SavedHere"];
                };
            };
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
            /** @description Refused: nothing was changed. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
        };
    };
    layers_given_on_map: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/geo+json": string;
                };
            };
            /** @description Refused: nothing was changed. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
        };
    };
    layers_given: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
                mapped: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/octet-stream": number[];
                };
            };
            /** @description Refused: nothing was changed. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
        };
    };
    layers_take_mapped_back: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
                mapped: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["SavedHere"];
                };
            };
            /** @description Refused: nothing was changed. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
        };
    };
    layers_photos: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/geo+json": string;
                };
            };
            /** @description Refused: nothing was changed. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
        };
    };
    layers_photo: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
                number: number;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "image/jpeg": number[];
                };
            };
            /** @description Refused: nothing was changed. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
        };
    };
    layers_publish: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["SavedHere"];
                };
            };
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
            /** @description Refused: nothing was changed. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
        };
    };
    layers_tile: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
                x: number;
                y: number;
                z: number;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "image/*": number[];
                };
            };
            /** @description Refused: nothing was changed. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
        };
    };
    layers_withdraw: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["SavedHere"];
                };
            };
            /** @description Refused: nothing was changed. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
        };
    };
    supplies_loads: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["LoadList"];
                };
            };
            /** @description Refused: nothing was changed. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
        };
    };
    supplies_plan_load: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["NewLoad"];
            };
        };
        responses: {
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["SavedHere"];
                };
            };
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
            /** @description Refused: nothing was changed. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
        };
    };
    supplies_depart_load: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Departed"];
                };
            };
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
            /** @description Refused: nothing was changed. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
        };
    };
    supplies_take_departure_back: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Departed"];
                };
            };
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
            /** @description Refused: nothing was changed. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
        };
    };
    papers_load: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "text/html": string;
                };
            };
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
            /** @description Refused: nothing was changed. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
        };
    };
    supplies_take_load_back: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["SavedHere"];
                };
            };
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
            /** @description Refused: nothing was changed. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
        };
    };
    session_relock: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["Relock"];
            };
        };
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Session"];
                };
            };
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
            /** @description Refused: nothing was changed. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
        };
    };
    lookups_list: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["LookupList"];
                };
            };
            /** @description Refused: nothing was changed. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
        };
    };
    notices_list: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["NoticeList"];
                };
            };
            /** @description Refused: nothing was changed. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
        };
    };
    notices_create: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["NewNotice"];
            };
        };
        responses: {
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["SavedHere"];
                };
            };
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
            /** @description Refused: nothing was changed. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
        };
    };
    notices_withdraw: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["SavedHere"];
                };
            };
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
            /** @description Refused: nothing was changed. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
        };
    };
    supplies_offers: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["OfferList"];
                };
            };
            /** @description Refused: nothing was changed. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
        };
    };
    papers_public_list: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "text/html": string;
                };
            };
            /** @description Refused: nothing was changed. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
        };
    };
    papers_roster: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "text/html": string;
                };
            };
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
            /** @description Refused: nothing was changed. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
        };
    };
    papers_situation: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "text/html": string;
                };
            };
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
            /** @description Refused: nothing was changed. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
        };
    };
    places_list: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["PlaceList"];
                };
            };
            /** @description Refused: nothing was changed. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
        };
    };
    places_show: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                place: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Place"];
                };
            };
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
            /** @description Refused: nothing was changed. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
        };
    };
    ending_closure: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                place: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["PlaceClosure"];
                };
            };
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
            /** @description Refused: nothing was changed. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
        };
    };
    ending_close_place: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                place: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["NewClosure"];
            };
        };
        responses: {
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["SavedHere"];
                };
            };
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
            /** @description Refused: nothing was changed. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
        };
    };
    places_daily: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                place: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Daily"];
                };
            };
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
            /** @description Refused: nothing was changed. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
        };
    };
    supplies_door: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                place: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Door"];
                };
            };
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
            /** @description Refused: nothing was changed. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
        };
    };
    supplies_tell_door: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                place: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["NewDoor"];
            };
        };
        responses: {
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["SavedHere"];
                };
            };
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
            /** @description Refused: nothing was changed. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
        };
    };
    supplies_forecast: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                days: number;
                place: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Forecast"];
                };
            };
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
            /** @description Refused: nothing was changed. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
        };
    };
    supplies_handouts: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                place: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Handouts"];
                };
            };
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
            /** @description Refused: nothing was changed. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
        };
    };
    supplies_hand_out: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                place: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["NewHandout"];
            };
        };
        responses: {
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["SavedHere"];
                };
            };
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
            /** @description Refused: nothing was changed. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
        };
    };
    places_headcount: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                place: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["NewHeadcount"];
            };
        };
        responses: {
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["SavedHere"];
                };
            };
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
            /** @description Refused: nothing was changed. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
        };
    };
    places_choose_name: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                place: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["ChooseName"];
            };
        };
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["SavedHere"];
                };
            };
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
            /** @description Refused: nothing was changed. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
        };
    };
    supplies_offer: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                place: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["NewOffer"];
            };
        };
        responses: {
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["SavedHere"];
                };
            };
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
            /** @description Refused: nothing was changed. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
        };
    };
    supplies_withdraw_offer: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
                place: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["SavedHere"];
                };
            };
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
            /** @description Refused: nothing was changed. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
        };
    };
    supplies_order: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                place: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["NewOrder"];
            };
        };
        responses: {
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["SavedHere"];
                };
            };
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
            /** @description Refused: nothing was changed. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
        };
    };
    places_report: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                place: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["NewReport"];
            };
        };
        responses: {
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["SavedHere"];
                };
            };
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
            /** @description Refused: nothing was changed. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
        };
    };
    supplies_list: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                place: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["RequestList"];
                };
            };
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
            /** @description Refused: nothing was changed. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
        };
    };
    supplies_create: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                place: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["NewRequest"];
            };
        };
        responses: {
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["SavedHere"];
                };
            };
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
            /** @description Refused: nothing was changed. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
        };
    };
    supplies_act: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
                place: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["NewActingStep"];
            };
        };
        responses: {
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["SavedHere"];
                };
            };
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
            /** @description Refused: nothing was changed. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
        };
    };
    supplies_step: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
                place: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["NewRequestEvent"];
            };
        };
        responses: {
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["SavedHere"];
                };
            };
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
            /** @description Refused: nothing was changed. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
        };
    };
    exports_roster: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description `csv`, `xlsx` or `shift-jis` */
                as: string;
                place: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/octet-stream": number[];
                };
            };
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
            /** @description Refused: nothing was changed. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
        };
    };
    supplies_stock: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                place: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Stock"];
                };
            };
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
            /** @description Refused: nothing was changed. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
        };
    };
    supplies_adjust_stock: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                place: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["AdjustStock"];
            };
        };
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["SavedHere"];
                };
            };
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
            /** @description Refused: nothing was changed. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
        };
    };
    reach_show: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ReachState"];
                };
            };
            /** @description Refused: nothing was changed. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
        };
    };
    reach_printed: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["PrintedPoster"];
            };
        };
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ReachState"];
                };
            };
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
            /** @description Refused: nothing was changed. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
        };
    };
    supplies_all: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["RequestList"];
                };
            };
            /** @description Refused: nothing was changed. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
        };
    };
    rollcall_list: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["RollCallList"];
                };
            };
            /** @description Refused: nothing was changed. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
        };
    };
    rollcall_open: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["NewRollCall"];
            };
        };
        responses: {
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["SavedHere"];
                };
            };
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
            /** @description Refused: nothing was changed. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
        };
    };
    rollcall_show: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["RollCall"];
                };
            };
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
            /** @description Refused: nothing was changed. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
        };
    };
    rollcall_close: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["CloseRollCall"];
            };
        };
        responses: {
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["SavedHere"];
                };
            };
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
            /** @description Refused: nothing was changed. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
        };
    };
    rollcall_find: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["FindCalled"];
            };
        };
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["FoundCalled"];
                };
            };
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
            /** @description Refused: nothing was changed. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
        };
    };
    rollcall_mark: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["MarkCalled"];
            };
        };
        responses: {
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["SavedHere"];
                };
            };
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
            /** @description Refused: nothing was changed. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
        };
    };
    session_show: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Session"];
                };
            };
            /** @description Refused: nothing was changed. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
        };
    };
    session_login: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["Login"];
            };
        };
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Session"];
                };
            };
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
            /** @description Refused: nothing was changed. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
        };
    };
    session_logout: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description Refused: nothing was changed. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
        };
    };
    setup_confirm_clock: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["ConfirmClock"];
            };
        };
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Session"];
                };
            };
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
            /** @description Refused: nothing was changed. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
        };
    };
    setup_name_manager: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["NameManager"];
            };
        };
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Session"];
                };
            };
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
            /** @description Refused: nothing was changed. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
        };
    };
    setup_begin_provisional: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["BeginProvisional"];
            };
        };
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Session"];
                };
            };
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
            /** @description Refused: nothing was changed. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
        };
    };
    setup_take_ticket: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["TakeTicket"];
            };
        };
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Session"];
                };
            };
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
            /** @description Refused: nothing was changed. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
        };
    };
    setup_unlock: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["Unlock"];
            };
        };
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Session"];
                };
            };
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
            /** @description Refused: nothing was changed. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
        };
    };
    volunteers_tap: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["TapShift"];
            };
        };
        responses: {
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ShiftTapped"];
                };
            };
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
            /** @description Refused: nothing was changed. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
        };
    };
    volunteers_take_back: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["TakeTapBack"];
            };
        };
        responses: {
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["SavedHere"];
                };
            };
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
            /** @description Refused: nothing was changed. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
        };
    };
    staff_list: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["StaffList"];
                };
            };
            /** @description Refused: nothing was changed. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
        };
    };
    staff_add: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["NewStaffMember"];
            };
        };
        responses: {
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["SavedHere"];
                };
            };
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
            /** @description Refused: nothing was changed. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
        };
    };
    staff_alarms: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["StaffAlarms"];
                };
            };
            /** @description Refused: nothing was changed. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
        };
    };
    staff_report: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["NewStaffReport"];
            };
        };
        responses: {
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["SavedHere"];
                };
            };
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
            /** @description Refused: nothing was changed. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
        };
    };
    staff_take_roster: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["TakeRoster"];
            };
        };
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["RosterTaken"];
                };
            };
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
            /** @description Refused: nothing was changed. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
        };
    };
    staff_check_roster: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["RosterFile"];
            };
        };
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["RosterPlan"];
                };
            };
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
            /** @description Refused: nothing was changed. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
        };
    };
    staff_summary: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["StaffSummary"];
                };
            };
            /** @description Refused: nothing was changed. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
        };
    };
    staff_unverified: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["UnverifiedList"];
                };
            };
            /** @description Refused: nothing was changed. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
        };
    };
    staff_decide: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["DecideStaffReport"];
            };
        };
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["SavedHere"];
                };
            };
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
            /** @description Refused: nothing was changed. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
        };
    };
    sync_show: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["SyncState"];
                };
            };
            /** @description Refused: nothing was changed. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
        };
    };
    transfers_list: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["TransferList"];
                };
            };
            /** @description Refused: nothing was changed. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
        };
    };
    transfers_slip: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "text/html": string;
                };
            };
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
            /** @description Refused: nothing was changed. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
        };
    };
    transfers_take_back: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["TakeBack"];
            };
        };
        responses: {
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["SavedHere"];
                };
            };
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
            /** @description Refused: nothing was changed. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
        };
    };
    transfers_take_in: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["TakeIn"];
            };
        };
        responses: {
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Registered"];
                };
            };
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
            /** @description Refused: nothing was changed. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
        };
    };
    transfers_read: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["ReadTransfer"];
            };
        };
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ArrivingFamily"];
                };
            };
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
            /** @description Refused: nothing was changed. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
        };
    };
    volunteers_list: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["VolunteerList"];
                };
            };
            /** @description Refused: nothing was changed. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
        };
    };
    volunteers_join: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["NewVolunteer"];
            };
        };
        responses: {
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["VolunteerJoined"];
                };
            };
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
            /** @description Refused: nothing was changed. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
        };
    };
    volunteers_change: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["ChangeVolunteer"];
            };
        };
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["SavedHere"];
                };
            };
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
            /** @description Refused: nothing was changed. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
        };
    };
    volunteers_card: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "image/svg+xml": string;
                };
            };
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
            /** @description Refused: nothing was changed. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Problem"];
                };
            };
        };
    };
}
type FlattenedDeepRequired<T> = {
    [K in keyof T]-?: FlattenedDeepRequired<T[K] extends unknown[] | undefined | null ? Extract<T[K], unknown[]>[number] : T[K]>;
};
type ReadonlyArray<T> = [
    Exclude<T, undefined>
] extends [
    unknown[]
] ? Readonly<Exclude<T, undefined>> : Readonly<Exclude<T, undefined>[]>;
export const actsValues: ReadonlyArray<FlattenedDeepRequired<components>["schemas"]["Acts"]> = ["on", "by_hand", "hq_is_back"];
export const addressKindValues: ReadonlyArray<FlattenedDeepRequired<components>["schemas"]["AddressKind"]> = ["residence", "living"];
export const againstValues: ReadonlyArray<FlattenedDeepRequired<components>["schemas"]["Against"]> = ["no_vehicle", "too_large", "road_closed", "no_forklift", "outside_hours"];
export const allergenValues: ReadonlyArray<FlattenedDeepRequired<components>["schemas"]["Allergen"]> = ["egg", "milk", "wheat", "peanut", "buckwheat", "shrimp", "crab", "other"];
export const awaitsValues: ReadonlyArray<FlattenedDeepRequired<components>["schemas"]["Awaits"]> = ["answer", "sending", "arrival", "last_mile", "receipt", "rest"];
export const canReportValues: ReadonlyArray<FlattenedDeepRequired<components>["schemas"]["CanReport"]> = ["yes", "hard", "no", "arrived"];
export const certaintyValues: ReadonlyArray<FlattenedDeepRequired<components>["schemas"]["Certainty"]> = ["likely", "possible"];
export const channelValues: ReadonlyArray<FlattenedDeepRequired<components>["schemas"]["Channel"]> = ["here", "mesh", "import", "telephone", "radio", "fax", "patrol", "self_defence", "other_body"];
export const closureStateValues: ReadonlyArray<FlattenedDeepRequired<components>["schemas"]["ClosureState"]> = ["closed", "reopened"];
export const codeKindValues: ReadonlyArray<FlattenedDeepRequired<components>["schemas"]["CodeKind"]> = ["reception_no", "claim_code", "blank_card", "card"];
export const comparisonValues: ReadonlyArray<FlattenedDeepRequired<components>["schemas"]["Comparison"]> = ["same", "different"];
export const countSourceValues: ReadonlyArray<FlattenedDeepRequired<components>["schemas"]["CountSource"]> = ["counted", "roster", "estimated", "patrol", "import"];
export const courierEndingValues: ReadonlyArray<FlattenedDeepRequired<components>["schemas"]["CourierEnding"]> = ["whole", "cut", "damaged"];
export const crowdingValues: ReadonlyArray<FlattenedDeepRequired<components>["schemas"]["Crowding"]> = ["room", "crowded", "full", "unknown"];
export const cutOffValues: ReadonlyArray<FlattenedDeepRequired<components>["schemas"]["CutOff"]> = ["no", "said", "yes"];
export const decideOneOf0DecideValues: ReadonlyArray<Extract<FlattenedDeepRequired<components>["schemas"]["Decide"], {
    decide: unknown;
}>["decide"]> = ["revoke"];
export const decideOneOf1DecideValues: ReadonlyArray<Extract<FlattenedDeepRequired<components>["schemas"]["Decide"], {
    decide: unknown;
}>["decide"]> = ["extend"];
export const decideOneOf2DecideValues: ReadonlyArray<Extract<FlattenedDeepRequired<components>["schemas"]["Decide"], {
    decide: unknown;
}>["decide"]> = ["lift"];
export const decideOneOf3DecideValues: ReadonlyArray<Extract<FlattenedDeepRequired<components>["schemas"]["Decide"], {
    decide: unknown;
}>["decide"]> = ["rule"];
export const decideOneOf4DecideValues: ReadonlyArray<Extract<FlattenedDeepRequired<components>["schemas"]["Decide"], {
    decide: unknown;
}>["decide"]> = ["renew"];
export const decideOneOf5DecideValues: ReadonlyArray<Extract<FlattenedDeepRequired<components>["schemas"]["Decide"], {
    decide: unknown;
}>["decide"]> = ["hand"];
export const dietValues: ReadonlyArray<FlattenedDeepRequired<components>["schemas"]["Diet"]> = ["halal", "vegetarian", "soft", "milk_formula"];
export const enteredFromValues: ReadonlyArray<FlattenedDeepRequired<components>["schemas"]["EnteredFrom"]> = ["desk", "paper"];
export const etaValues: ReadonlyArray<FlattenedDeepRequired<components>["schemas"]["Eta"]> = ["hour", "hours", "day", "days", "later"];
export const expectationOfValues: ReadonlyArray<FlattenedDeepRequired<components>["schemas"]["ExpectationOf"]> = ["place", "all", "nobody"];
export const familySafetyValues: ReadonlyArray<FlattenedDeepRequired<components>["schemas"]["FamilySafety"]> = ["all_safe", "injured", "missing", "unknown"];
export const givenValues: ReadonlyArray<FlattenedDeepRequired<components>["schemas"]["Given"]> = ["meal", "water", "goods"];
export const hereValues: ReadonlyArray<FlattenedDeepRequired<components>["schemas"]["Here"]> = ["whole", "waiting", "erased"];
export const houseValues: ReadonlyArray<FlattenedDeepRequired<components>["schemas"]["House"]> = ["ok", "half", "full", "unknown"];
export const houseDamageValues: ReadonlyArray<FlattenedDeepRequired<components>["schemas"]["HouseDamage"]> = ["none", "partial", "half", "full", "unknown"];
export const howValues: ReadonlyArray<FlattenedDeepRequired<components>["schemas"]["How"]> = ["daily", "once"];
export const hqStateValues: ReadonlyArray<FlattenedDeepRequired<components>["schemas"]["HqState"]> = ["not_yet", "being_checked", "received"];
export const hubKindValues: ReadonlyArray<FlattenedDeepRequired<components>["schemas"]["HubKind"]> = ["wide_area", "in_area"];
export const idCheckedValues: ReadonlyArray<FlattenedDeepRequired<components>["schemas"]["IdChecked"]> = ["licence", "insurance", "other", "none"];
export const inquirerTierValues: ReadonlyArray<FlattenedDeepRequired<components>["schemas"]["InquirerTier"]> = ["kin", "acquaintance", "public"];
export const inquiryOutcomeValues: ReadonlyArray<FlattenedDeepRequired<components>["schemas"]["InquiryOutcome"]> = ["found", "not_found", "refused"];
export const inquiryStateValues: ReadonlyArray<FlattenedDeepRequired<components>["schemas"]["InquiryState"]> = ["open", "not_found", "found", "refused"];
export const inquiryStatusValues: ReadonlyArray<FlattenedDeepRequired<components>["schemas"]["InquiryStatus"]> = ["information_sought", "believed_missing"];
export const keptClassValues: ReadonlyArray<FlattenedDeepRequired<components>["schemas"]["KeptClass"]> = ["lookups", "figures"];
export const languageValues: ReadonlyArray<FlattenedDeepRequired<components>["schemas"]["Language"]> = ["ja", "ja_easy", "en", "vi", "zh_hans", "zh_hant", "tl", "id", "ko", "ne", "pt", "other"];
export const layerStateValues: ReadonlyArray<FlattenedDeepRequired<components>["schemas"]["LayerState"]> = ["draft", "published", "corrected", "withdrawn"];
export const lifelineValues: ReadonlyArray<FlattenedDeepRequired<components>["schemas"]["Lifeline"]> = ["electricity", "water", "gas", "sewer", "telephone", "network"];
export const lineDoubtValues: ReadonlyArray<FlattenedDeepRequired<components>["schemas"]["LineDoubt"]> = ["unknown", "over", "too_much"];
export const lineLeftValues: ReadonlyArray<FlattenedDeepRequired<components>["schemas"]["LineLeft"]> = ["not", "on_the_road", "and_received"];
export const lookupActionValues: ReadonlyArray<FlattenedDeepRequired<components>["schemas"]["LookupAction"]> = ["card", "reveal", "list", "file", "close", "published", "ledger", "inquiry", "answer", "compare"];
export const mappedFormatValues: ReadonlyArray<FlattenedDeepRequired<components>["schemas"]["MappedFormat"]> = ["osm", "osc", "geojson"];
export const mappedKindValues: ReadonlyArray<FlattenedDeepRequired<components>["schemas"]["MappedKind"]> = ["damaged_buildings", "blocked_roads", "other"];
export const matchReasonValues: ReadonlyArray<FlattenedDeepRequired<components>["schemas"]["MatchReason"]> = ["same_name", "same_reading", "near_reading", "same_kanji", "name_exchanged", "other_kanji", "other_name", "same_birth", "near_birth", "same_age", "near_age", "within_age_band", "other_age", "other_sex", "same_phone", "near_phone", "other_phone", "same_address", "near_address", "same_town", "other_address", "same_company", "other_company"];
export const matterKindValues: ReadonlyArray<FlattenedDeepRequired<components>["schemas"]["MatterKind"]> = ["request", "overdue_return", "in_transit", "clash", "unverified_staff", "overdue_staff", "long_shift", "roll_call", "notice", "laptop", "more"];
export const measureValues: ReadonlyArray<FlattenedDeepRequired<components>["schemas"]["Measure"]> = ["not_done", "done"];
export const movementWhyValues: ReadonlyArray<FlattenedDeepRequired<components>["schemas"]["MovementWhy"]> = ["delivered", "handed_out", "given_away", "spoilt", "other"];
export const needValues: ReadonlyArray<FlattenedDeepRequired<components>["schemas"]["Need"]> = ["illness", "injury", "pregnant", "infant", "disability", "care_level", "device_power", "medication", "elderly_alone", "dementia", "foreign_language", "other"];
export const noticeAtStateValues: ReadonlyArray<FlattenedDeepRequired<components>["schemas"]["NoticeAtState"]> = ["unknown", "unconfirmed", "has"];
export const noticeStateValues: ReadonlyArray<FlattenedDeepRequired<components>["schemas"]["NoticeState"]> = ["holds", "ended", "withdrawn"];
export const openingValues: ReadonlyArray<FlattenedDeepRequired<components>["schemas"]["Opening"]> = ["not_open", "open", "closed", "unknown", "permanent"];
export const pairStateValues: ReadonlyArray<FlattenedDeepRequired<components>["schemas"]["PairState"]> = ["undecided", "same", "different"];
export const perValues: ReadonlyArray<FlattenedDeepRequired<components>["schemas"]["Per"]> = ["person", "infant", "woman"];
export const placeKindValues: ReadonlyArray<FlattenedDeepRequired<components>["schemas"]["PlaceKind"]> = ["designated", "welfare", "voluntary", "car_park", "tent_village", "home_district", "isolated_hamlet"];
export const platformValues: ReadonlyArray<FlattenedDeepRequired<components>["schemas"]["Platform"]> = ["satellite", "aircraft", "uav", "balloon", "kite", "helikite", "pole", "rover"];
export const positioningValues: ReadonlyArray<FlattenedDeepRequired<components>["schemas"]["Positioning"]> = ["single", "rtk", "ppk", "gcp"];
export const powerStateValues: ReadonlyArray<FlattenedDeepRequired<components>["schemas"]["PowerState"]> = ["discharging", "charging", "no_battery", "unknown"];
export const progressValues: ReadonlyArray<FlattenedDeepRequired<components>["schemas"]["Progress"]> = ["open", "working", "done"];
export const rateSourceValues: ReadonlyArray<FlattenedDeepRequired<components>["schemas"]["RateSource"]> = ["damage_estimate", "advice", "unconfirmed"];
export const reachNetworkValues: ReadonlyArray<FlattenedDeepRequired<components>["schemas"]["ReachNetwork"]> = ["self_assigned", "virtual", "public", "local"];
export const reachPortValues: ReadonlyArray<FlattenedDeepRequired<components>["schemas"]["ReachPort"]> = ["open", "not_permitted", "taken", "unasked"];
export const reachTroubleValues: ReadonlyArray<FlattenedDeepRequired<components>["schemas"]["ReachTrouble"]> = ["loopback_listener", "no_network", "self_assigned"];
export const reachWhenceValues: ReadonlyArray<FlattenedDeepRequired<components>["schemas"]["ReachWhence"]> = ["our_network", "elsewhere"];
export const refusalValues: ReadonlyArray<FlattenedDeepRequired<components>["schemas"]["Refusal"]> = ["none_to_be_had", "too_much", "asked_twice", "on_its_way", "no_way", "not_given", "other"];
export const registeredByValues: ReadonlyArray<FlattenedDeepRequired<components>["schemas"]["RegisteredBy"]> = ["self_qr", "paper", "staff", "prereg"];
export const reportFieldValues: ReadonlyArray<FlattenedDeepRequired<components>["schemas"]["ReportField"]> = ["opening", "opening_reason", "opened_at", "closed_at", "crowding", "over_capacity", "reporter", "electricity", "generator", "generator_fuel", "power_truck_needed", "gas", "water", "emergency_water", "sewer", "telephone", "network", "wifi", "disaster_radio", "drinking_water", "domestic_water", "food", "fuel", "meals", "kitchen_cars", "toilets", "toilets_shared", "toilets_women", "toilets_men", "toilets_accessible", "toilets_temporary", "toilets_simple", "toilets_manhole", "toilets_portable", "toilet_trucks", "toilets_comfort", "soap", "health_care", "hygiene", "fever_care", "sanitary_state", "care_space", "space", "partitions", "beds", "blankets", "cooling", "heating", "bathing", "laundry", "help_needed", "help_details", "staff", "supporters", "largest_vehicle", "unloaders", "forklifts", "forklift_state", "delivery_hours", "road_access", "pets", "goods_needed", "note"];
export const roleValues: ReadonlyArray<FlattenedDeepRequired<components>["schemas"]["Role"]> = ["manager", "staff", "reception", "supplies", "staff_safety", "hq_officer"];
export const rollFoundValues: ReadonlyArray<FlattenedDeepRequired<components>["schemas"]["RollFound"]> = ["found", "not_found", "away", "unmarked"];
export const rollGroupValues: ReadonlyArray<FlattenedDeepRequired<components>["schemas"]["RollGroup"]> = ["evacuees", "volunteers", "staff"];
export const routeByValues: ReadonlyArray<FlattenedDeepRequired<components>["schemas"]["RouteBy"]> = ["mesh", "stick", "telephone", "radio", "fax", "patrol", "self_defence", "other_body", "unknown"];
export const safetyValues: ReadonlyArray<FlattenedDeepRequired<components>["schemas"]["Safety"]> = ["safe", "minor", "severe", "other"];
export const sameReasonValues: ReadonlyArray<FlattenedDeepRequired<components>["schemas"]["SameReason"]> = ["name", "age", "phone"];
export const setupValues: ReadonlyArray<FlattenedDeepRequired<components>["schemas"]["Setup"]> = ["unlock", "confirm_clock", "take_ticket", "name_manager", "done"];
export const sexValues: ReadonlyArray<FlattenedDeepRequired<components>["schemas"]["Sex"]> = ["male", "female", "other", "no_answer"];
export const shiftActionValues: ReadonlyArray<FlattenedDeepRequired<components>["schemas"]["ShiftAction"]> = ["begin", "end"];
export const silenceStateValues: ReadonlyArray<FlattenedDeepRequired<components>["schemas"]["SilenceState"]> = ["heard", "alarm", "seen", "not_expected"];
export const skillValues: ReadonlyArray<FlattenedDeepRequired<components>["schemas"]["Skill"]> = ["medical", "care", "children", "languages", "cooking", "driving", "carrying", "computers", "cleaning"];
export const slotValues: ReadonlyArray<FlattenedDeepRequired<components>["schemas"]["Slot"]> = ["day", "night"];
export const sourceValues: ReadonlyArray<FlattenedDeepRequired<components>["schemas"]["Source"]> = ["stock", "purchase", "aid", "offer"];
export const staffVerdictValues: ReadonlyArray<FlattenedDeepRequired<components>["schemas"]["StaffVerdict"]> = ["confirm", "reject"];
export const stageValues: ReadonlyArray<FlattenedDeepRequired<components>["schemas"]["Stage"]> = ["draft", "submitted", "superseded", "rejected", "cancelled", "accepted", "sourcing", "shipped", "at_hub", "out_for_delivery", "delivered", "closed"];
export const stayActionValues: ReadonlyArray<FlattenedDeepRequired<components>["schemas"]["StayAction"]> = ["check_in", "check_out", "overnight_away", "return", "move"];
export const stayKindValues: ReadonlyArray<FlattenedDeepRequired<components>["schemas"]["StayKind"]> = ["check_in", "check_out", "overnight_away", "transfer_out", "transfer_in", "correction", "void"];
export const stayPlaceValues: ReadonlyArray<FlattenedDeepRequired<components>["schemas"]["StayPlace"]> = ["shelter", "car", "tent", "home", "relative", "other"];
export const stayStateValues: ReadonlyArray<FlattenedDeepRequired<components>["schemas"]["StayState"]> = ["expected", "staying", "overnight", "left", "in_transit", "disputed"];
export const supplyLevelValues: ReadonlyArray<FlattenedDeepRequired<components>["schemas"]["SupplyLevel"]> = ["enough", "days_left", "short_today"];
export const toldItemValues: ReadonlyArray<FlattenedDeepRequired<components>["schemas"]["ToldItem"]> = ["name", "kana", "birth", "sex", "address", "injury", "whereabouts", "contact"];
export const transferStateValues: ReadonlyArray<FlattenedDeepRequired<components>["schemas"]["TransferState"]> = ["on_the_way", "unconfirmed", "arrived", "taken_back"];
export const unprovenValues: ReadonlyArray<FlattenedDeepRequired<components>["schemas"]["Unproven"]> = ["nothing_heard", "revoked"];
export const unsaidValues: ReadonlyArray<FlattenedDeepRequired<components>["schemas"]["Unsaid"]> = ["vehicle", "road", "forklift", "hours"];
export const urgencyValues: ReadonlyArray<FlattenedDeepRequired<components>["schemas"]["Urgency"]> = ["now", "today", "days"];
export const usableValues: ReadonlyArray<FlattenedDeepRequired<components>["schemas"]["Usable"]> = ["usable", "partly", "unusable", "unknown"];
export const vehicleValues: ReadonlyArray<FlattenedDeepRequired<components>["schemas"]["Vehicle"]> = ["kei", "two_tonnes", "four_tonnes", "ten_tonnes", "none"];
export const viaValues: ReadonlyArray<FlattenedDeepRequired<components>["schemas"]["Via"]> = ["telephone", "radio", "fax", "patrol", "self_defence", "other_body"];
export const warningValues: ReadonlyArray<FlattenedDeepRequired<components>["schemas"]["Warning"]> = ["journal_torn", "journal_damaged", "cache_rebuilt", "disk_nearly_full", "unfit_entries", "held_entries", "forked_log", "ticket_used_twice", "provisional_left", "flood"];
export const whereaboutsValues: ReadonlyArray<FlattenedDeepRequired<components>["schemas"]["Whereabouts"]> = ["home", "work", "shelter", "moving", "other"];
export const whereToValues: ReadonlyArray<FlattenedDeepRequired<components>["schemas"]["WhereTo"]> = ["home", "relatives", "other_shelter", "welfare_shelter", "medical", "secondary_evacuation", "temporary_housing", "out_of_city", "unknown", "died"];
