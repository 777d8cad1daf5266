//! Words of server-rendered pages, printed sheets and refusals, from the Fluent files under `locales/`.

use std::sync::LazyLock;

use fluent_bundle::concurrent::FluentBundle;
use fluent_bundle::{FluentArgs, FluentResource};
use unic_langid::langid;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Language {
    Japanese,
    English,
}

type Bundle = FluentBundle<FluentResource>;

static JAPANESE: LazyLock<Bundle> = LazyLock::new(|| Language::Japanese.bundle());
static ENGLISH: LazyLock<Bundle> = LazyLock::new(|| Language::English.bundle());

impl Language {
    pub(crate) const ALL: [Self; 2] = [Self::Japanese, Self::English];

    pub(crate) fn tag(self) -> &'static str {
        match self {
            Self::Japanese => "ja",
            Self::English => "en",
        }
    }

    /// In its own words.
    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::Japanese => "日本語",
            Self::English => "English",
        }
    }

    pub(crate) fn of_tag(tag: &str) -> Option<Self> {
        let primary = tag.split(['-', '_']).next().unwrap_or_default();
        Self::ALL.into_iter().find(|language| language.tag().eq_ignore_ascii_case(primary))
    }

    /// The best of an `Accept-Language` value. A language that is not here is better served by
    /// English than by Japanese.
    pub(crate) fn best_of(wanted: &str) -> Self {
        let mut best: Option<(f32, Self)> = None;
        for part in wanted.split(',').take(32) {
            let mut pieces = part.split(';');
            let tag = pieces.next().unwrap_or_default().trim();
            let weight = pieces
                .find_map(|piece| piece.trim().strip_prefix("q="))
                .map_or(1.0, |weight| weight.parse::<f32>().unwrap_or(0.0));
            let language = if tag == "*" { Some(Self::Japanese) } else { Self::of_tag(tag) };
            if let Some(language) = language
                && weight > 0.0
                && best.is_none_or(|(held, _)| weight > held)
            {
                best = Some((weight, language));
            }
        }
        let named_some = wanted.chars().any(|c| c.is_ascii_alphabetic());
        best.map_or(if named_some { Self::English } else { Self::Japanese }, |(_, best)| best)
    }

    pub(crate) fn say(self, key: &str) -> String {
        self.format(key, None)
    }

    pub(crate) fn say_with(self, key: &str, args: &[(&'static str, String)]) -> String {
        let mut with = FluentArgs::new();
        for (name, value) in args {
            with.set(*name, value.as_str());
        }
        self.format(key, Some(&with))
    }

    #[cfg(test)]
    pub(crate) fn knows(self, key: &str) -> bool {
        self.held().has_message(key)
    }

    /// A key without words is shown as itself; a test keeps that from happening.
    fn format(self, key: &str, args: Option<&FluentArgs<'_>>) -> String {
        let bundle = self.held();
        let Some(pattern) = bundle.get_message(key).and_then(|message| message.value()) else {
            return key.to_owned();
        };
        bundle.format_pattern(pattern, args, &mut Vec::new()).into_owned()
    }

    fn held(self) -> &'static Bundle {
        match self {
            Self::Japanese => &JAPANESE,
            Self::English => &ENGLISH,
        }
    }

    fn sources(self) -> [&'static str; 3] {
        match self {
            Self::Japanese => [
                include_str!("../../locales/ja/public.ftl"),
                include_str!("../../locales/ja/errors.ftl"),
                include_str!("../../locales/ja/sheets.ftl"),
            ],
            Self::English => [
                include_str!("../../locales/en/public.ftl"),
                include_str!("../../locales/en/errors.ftl"),
                include_str!("../../locales/en/sheets.ftl"),
            ],
        }
    }

    fn bundle(self) -> Bundle {
        let tag = match self {
            Self::Japanese => langid!("ja"),
            Self::English => langid!("en"),
        };
        let mut bundle = Bundle::new_concurrent(vec![tag]);
        // No invisible marks around what is filled in: they end up in copied text and codes.
        bundle.set_use_isolating(false);
        for source in self.sources() {
            let resource = FluentResource::try_new(source.to_owned())
                .map_err(|(_, errors)| errors)
                .expect("a test reads the shipped words");
            bundle.add_resource(resource).expect("a test finds keys that stand twice");
        }
        bundle
    }
}
