# お知らせの画面（電話）と掲示板（プロジェクター）。[漢字|よみ] はふりがなになる。
told-board = お知らせ掲示板
told-urgent = 緊急
told-hq = 災害対策本部
told-from = { $office }　{ $at } に出したお知らせ
told-from-until = { $office }　{ $at } に出したお知らせ（{ $until } まで）
told-changed = 最後に変わった時刻 { $at }
told-never = まだ何も出ていません
told-lost = いま新しいお知らせを受け取れません。これは前の内容です。
no-app = この端末には画面の部品が入っていません。
