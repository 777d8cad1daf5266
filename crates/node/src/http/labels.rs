//! Words for values of closed lists on paper: the same ones that the app shows, from its own file.

use std::sync::LazyLock;

use fluent_bundle::concurrent::FluentBundle;
use fluent_bundle::{FluentArgs, FluentResource};
use unic_langid::langid;

type Bundle = FluentBundle<FluentResource>;

static JAPANESE: LazyLock<Bundle> = LazyLock::new(|| {
    let words = include_str!("../../../../web/locales/ja/words.ftl");
    let resource = FluentResource::try_new(words.to_owned())
        .map_err(|(_, errors)| errors)
        .expect("a test reads the shipped words");
    let mut bundle = Bundle::new_concurrent(vec![langid!("ja")]);
    bundle.set_use_isolating(false);
    bundle.add_resource(resource).expect("a test finds keys that stand twice");
    bundle
});

/// `label("sex", "no_answer")`; a value without a word is shown as itself. Papers are in Japanese.
pub(crate) fn label(family: &str, value: &str) -> String {
    let key = format!("{family}-{}", value.replace('_', "-"));
    let pattern = JAPANESE.get_message(&key).and_then(|message| message.value());
    pattern.map_or_else(
        || value.to_owned(),
        |pattern| JAPANESE.format_pattern(pattern, None::<&FluentArgs<'_>>, &mut Vec::new()).into(),
    )
}

/// The same for a value as the API writes it.
pub(crate) fn label_of(family: &str, value: impl serde::Serialize) -> String {
    match serde_json::to_value(value) {
        Ok(serde_json::Value::String(code)) => label(family, &code),
        _ => String::new(),
    }
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
        assert_eq!(label("sex", "unheard_of"), "unheard_of");
    }
}
