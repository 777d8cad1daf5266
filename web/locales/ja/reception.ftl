# 受付。疲れた人が紙より速く打てるように、短く。

# 1つのさがす欄
search-any = 名前・番号・カードでさがす
search-any-hint = 漢字・かな・ローマ字、受付番号、控え番号、カード。読み取り器でも。↓ で結果へ、Esc でここに戻ります。
code-kind-reception-no = 受付番号
code-kind-claim-code = 控え番号
code-kind-blank-card = 印刷済みのカード
code-kind-card = カード
camera = カメラでQRコードを読む
camera-none = この画面ではカメラを使えません。この端末で http://localhost を開いたときだけ使えます。写真を選ぶか、番号を打ってください。
camera-file = QRコードの写真を選ぶ
camera-nothing = QRコードを読めませんでした。明るいところで撮り直すか、番号を打ってください。
camera-refused = カメラを使えません。使うことが許されているか確かめてください。写真を選ぶか、番号を打つこともできます。

# 未着
waited-codes = 未着の控え番号
waited-explain = 正しい番号ですが、登録がまだこの端末にありません。別の端末にあって、まだ届いていないかもしれません。届くと自動で開きます。急ぐときは新しく登録し、責任者に伝えてください。
waited-not-here = 未着
waited-arrived = 届きました ― 開く
waited-since = { $at } から待っています
waited-forget = 消す { $code }

# ほかの仕事
reception-ways = 受付のほかの仕事
way-count = 人数だけ報告する
way-paper = 紙のカードを打ち込む
way-away = 外泊中の人
way-cards = 白紙のカードを印刷する
way-lists = 名簿を印刷する・書き出す

# 登録
keys-next = 次の空いた欄へ。年齢のあとは次の人へ、名が空なら保存へ
keys-optional = 性別など、なくてもよい欄へ
keys-save = 保存して入所
keys-back = さがす欄へ
save-and-check-in = 保存して入所
entered-from-desk = 受付で登録
entered-from-paper = 紙のカードを打ち込む
registered-by-self-qr = 本人が登録
registered-by-paper = 紙のカードから
registered-by-staff = 受付で登録
registered-by-prereg = 事前の登録
paper-time = カードに書かれた時刻
paper-time-hint = 書かれた日時です。次のカードにも残ります。
paper-time-missing = 日時を入れてください
paper-count = この束: { $cards }枚、{ $people }人
paper-last = 直前のカード 受付番号 { $number } ― この端末に保存済み。カードに書き写してください。

# カード
card = カードの番号
card-hint = どんなカードでも使えます。マイナンバー（個人番号）は使えません。番号を書き写しません。
field-card-my-number = これはマイナンバー（個人番号）の形です。ここには入れられません。別のカードを使ってください。
field-name-card = カードの番号
card-in-hand = { $kind } { $card } は、まだどの世帯のものでもありません。世帯を開くか新しく登録すると、結び付けられます。
card-to-tie = カード { $card } をこの世帯に結び付けます。
card-tie = カード { $card } をこの世帯に結び付ける
card-put-down = このカードは使わない
cards-explain = A4 の1枚に10枚。番号とQRコードだけが入っています。世帯に結び付けるまでは、だれのものでもありません。白黒で印刷できます。
cards-pages = A4 の枚数（20枚まで）
cards-make = 番号を作る
cards-print = 印刷する
cards-name = 名前

# 入所・退所
stay-action-move = 区画を移す
section = 区画
section-hint = 例: 体育館 B-3。入所といっしょに記録するか、あとで移せます。
in-section = 区画 { $section }
away-returns = 戻る予定
away-returns-hint = 分からなければ空にします。過ぎると「外泊中の人」に出ます。
away-save = 外泊を記録する
away-until = { $at } に戻る予定
away-none = 外泊中の人はいません。
away-no-time = 戻る時刻は聞いていません
away-overdue = まだ戻っていません
unaccompanied-minor = 保護者のいない子ども
brought-by = 連れてきた大人の名前
brought-by-hint = この人といっしょでなければ、外へ出られません。
minor-brought-by = 保護者のいない子ども（連れてきた人: { $name }）
with-adult = いっしょに出る大人の名前
with-adult-hint = 連れてきた人は { $name } です。本人か確かめて、名前を打ってください。
with-adult-any = 連れてきた人は記録されていません。だれと出るか、名前を打ってください。
left-with = 付き添い { $name }
field-name-with-adult = いっしょに出る大人の名前
field-name-section = 区画
field-name-returns-at = 戻る予定
field-name-unaccompanied-minor = 保護者のいない子ども
field-name-brought-by = 連れてきた大人の名前

# 同じ人かもしれない記録
duplicates = 同じ人かもしれない記録
duplicates-because = { $reasons } が同じです。見くらべてください。
duplicates-are-linked = 同じ人とされています。人数では1人と数えます。どちらの記録も残っています。
same-reason-name = 名前
same-reason-age = 年齢
same-reason-phone = 電話
comparison-same = 同じ人です（1人と数える）
comparison-different = 別の人です（つながりを外す）

clash-this-laptop = この端末
