# 公開データ（/open/…）が自分について言うこと
open-silent = まだ何も報告のない避難所: { $n }か所
open-uncounted = 人数の報告がない避難所: { $n }か所
open-unlisted = 名簿が届いていない場所: { $n }か所
open-is-there = 避難所にいます
