//! Words for values of closed lists on paper: the same ones that the app shows, from its own files.

use std::sync::LazyLock;

use fluent_bundle::concurrent::FluentBundle;
use fluent_bundle::{FluentArgs, FluentResource};
use unic_langid::{LanguageIdentifier, langid};

use super::words::Language;

type Bundle = FluentBundle<FluentResource>;

static JAPANESE: LazyLock<Bundle> = LazyLock::new(|| {
    let words = include_str!("../../../../web/locales/ja/words.ftl");
    bundle(langid!("ja"), [words, include_str!("../../../../web/locales/ja/heard.ftl")])
});

static ENGLISH: LazyLock<Bundle> = LazyLock::new(|| {
    let words = include_str!("../../../../web/locales/en/words.ftl");
    bundle(langid!("en"), [words, include_str!("../../../../web/locales/en/heard.ftl")])
});

fn bundle(language: LanguageIdentifier, files: [&str; 2]) -> Bundle {
    let mut bundle = Bundle::new_concurrent(vec![language]);
    bundle.set_use_isolating(false);
    for words in files {
        let resource = FluentResource::try_new(words.to_owned())
            .map_err(|(_, errors)| errors)
            .expect("a test reads the shipped words");
        bundle.add_resource(resource).expect("a test finds keys that stand twice");
    }
    bundle
}

/// The word for a value as the API writes it, in Japanese; a value without a word is shown as itself.
pub(crate) fn label_of(family: &str, value: impl serde::Serialize) -> String {
    label_in(Language::Japanese, family, value)
}

/// In the language's own words, or in those of the whole one nearest to it.
pub(crate) fn label_in(language: Language, family: &str, value: impl serde::Serialize) -> String {
    match serde_json::to_value(value) {
        Ok(serde_json::Value::String(code)) => word(language, family, &code),
        _ => String::new(),
    }
}

fn word(language: Language, family: &str, value: &str) -> String {
    let bundle = if language.whole() == Language::Japanese { &*JAPANESE } else { &*ENGLISH };
    let key = format!("{family}-{}", value.replace('_', "-"));
    let pattern = bundle.get_message(&key).and_then(|message| message.value());
    pattern.map_or_else(
        || value.to_owned(),
        |pattern| bundle.format_pattern(pattern, None::<&FluentArgs<'_>>, &mut Vec::new()).into(),
    )
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::desk::people::wire::{Need, Sex, WhereTo};

    #[test]
    fn values_have_the_words_that_the_app_shows() {
        assert_eq!(label_of("sex", Sex::NoAnswer), "回答しない");
        assert_eq!(label_of("need", Need::CareLevel), "要介護");
        assert_eq!(label_of("where-to", WhereTo::SecondaryEvacuation), "1.5次・2次避難");
        assert_eq!(label_of("sex", "unheard_of"), "unheard_of");
        // One word may be told by another that stands in another file.
        assert_eq!(label_of("channel", "self_defence"), "自衛隊");
        assert_eq!(label_in(Language::English, "opening", "open"), "Open");
    }
}
