//! Words of server-rendered pages, printed sheets and refusals, from the Fluent files under `locales/`.

use std::sync::LazyLock;

use fluent_bundle::concurrent::FluentBundle;
use fluent_bundle::{FluentArgs, FluentResource};
use unic_langid::LanguageIdentifier;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Language {
    Japanese,
    /// やさしい日本語
    EasyJapanese,
    English,
    Vietnamese,
    SimplifiedChinese,
    TraditionalChinese,
    Tagalog,
    Indonesian,
    Korean,
    Nepali,
    Portuguese,
}

type Bundle = FluentBundle<FluentResource>;

/// In the order of [`Language::ALL`].
static BUNDLES: LazyLock<Vec<Bundle>> =
    LazyLock::new(|| Language::ALL.into_iter().map(Language::bundle).collect());

impl Language {
    /// Those of the pages that evacuees open.
    pub(crate) const ALL: [Self; 11] = [
        Self::Japanese,
        Self::EasyJapanese,
        Self::English,
        Self::Vietnamese,
        Self::SimplifiedChinese,
        Self::TraditionalChinese,
        Self::Tagalog,
        Self::Indonesian,
        Self::Korean,
        Self::Nepali,
        Self::Portuguese,
    ];
    /// Those that have every word; what another lacks is said in one of them.
    #[cfg(test)]
    pub(crate) const WHOLE: [Self; 2] = [Self::Japanese, Self::English];

    /// Its name in addresses and of its folder of words.
    pub(crate) fn tag(self) -> &'static str {
        match self {
            Self::Japanese => "ja",
            Self::EasyJapanese => "ja-easy",
            Self::English => "en",
            Self::Vietnamese => "vi",
            Self::SimplifiedChinese => "zh-Hans",
            Self::TraditionalChinese => "zh-Hant",
            Self::Tagalog => "tl",
            Self::Indonesian => "id",
            Self::Korean => "ko",
            Self::Nepali => "ne",
            Self::Portuguese => "pt",
        }
    }

    /// BCP 47, for fonts and for what reads aloud.
    pub(crate) fn bcp47(self) -> &'static str {
        if self == Self::EasyJapanese { "ja" } else { self.tag() }
    }

    /// In its own words.
    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::Japanese => "日本語",
            Self::EasyJapanese => "やさしい日本語",
            Self::English => "English",
            Self::Vietnamese => "Tiếng Việt",
            Self::SimplifiedChinese => "简体中文",
            Self::TraditionalChinese => "繁體中文",
            Self::Tagalog => "Tagalog",
            Self::Indonesian => "Bahasa Indonesia",
            Self::Korean => "한국어",
            Self::Nepali => "नेपाली",
            Self::Portuguese => "Português",
        }
    }

    /// The one that has the words which this one lacks.
    pub(crate) fn whole(self) -> Self {
        match self {
            Self::Japanese | Self::EasyJapanese => Self::Japanese,
            _ => Self::English,
        }
    }

    /// As browsers and addresses name it, with whatever region or script stands behind.
    pub(crate) fn of_tag(tag: &str) -> Option<Self> {
        let mut parts = tag.split(['-', '_']);
        let primary = parts.next().unwrap_or_default().to_ascii_lowercase();
        let has = |wanted: &[&str]| {
            parts.clone().any(|part| wanted.iter().any(|known| known.eq_ignore_ascii_case(part)))
        };
        match primary.as_str() {
            "ja" if has(&["easy"]) => Some(Self::EasyJapanese),
            "zh" | "yue" if has(&["Hant", "TW", "HK", "MO"]) => Some(Self::TraditionalChinese),
            "zh" | "cmn" => Some(Self::SimplifiedChinese),
            "yue" => Some(Self::TraditionalChinese),
            "fil" => Some(Self::Tagalog),
            // As it was called before 1989, and by Android to this day.
            "in" => Some(Self::Indonesian),
            primary => Self::ALL.into_iter().find(|language| language.tag() == primary),
        }
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
        let held = [self, self.whole()].map(Self::held);
        let pattern = |bundle: &'static Bundle| Some((bundle, bundle.get_message(key)?.value()?));
        let Some((bundle, pattern)) = held.into_iter().find_map(pattern) else {
            return key.to_owned();
        };
        bundle.format_pattern(pattern, args, &mut Vec::new()).into_owned()
    }

    fn held(self) -> &'static Bundle {
        let place = Self::ALL.into_iter().position(|language| language == self);
        &BUNDLES[place.expect("all of them stand there")]
    }

    fn sources(self) -> &'static [&'static str] {
        macro_rules! words {
            ($($path:literal),+) => { &[$(include_str!(concat!("../../locales/", $path, ".ftl"))),+] };
        }
        match self {
            Self::Japanese => {
                words!["ja/public", "ja/errors", "ja/sheets", "ja/staff", "ja/told", "ja/open"]
            }
            Self::EasyJapanese => words!["ja-easy/public"],
            Self::English => {
                words!["en/public", "en/errors", "en/sheets", "en/staff", "en/told", "en/open"]
            }
            Self::Vietnamese => words!["vi/public"],
            Self::SimplifiedChinese => words!["zh-Hans/public"],
            Self::TraditionalChinese => words!["zh-Hant/public"],
            Self::Tagalog => words!["tl/public"],
            Self::Indonesian => words!["id/public"],
            Self::Korean => words!["ko/public"],
            Self::Nepali => words!["ne/public"],
            Self::Portuguese => words!["pt/public"],
        }
    }

    fn bundle(self) -> Bundle {
        let tag: LanguageIdentifier = self.bcp47().parse().expect("a test reads all of them");
        let mut bundle = Bundle::new_concurrent(vec![tag]);
        // No invisible marks around what is filled in: they end up in copied text and codes.
        bundle.set_use_isolating(false);
        for source in self.sources() {
            let resource = FluentResource::try_new((*source).to_owned())
                .map_err(|(_, errors)| errors)
                .expect("a test reads the shipped words");
            bundle.add_resource(resource).expect("a test finds keys that stand twice");
        }
        bundle
    }
}
