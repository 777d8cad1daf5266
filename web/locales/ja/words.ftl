# Words for the values of closed lists: `<list>-<value>`. A test finds values without a word.
# EEI の語 (開設状況、使用可否、飲料水等の状況) は原文のまま。

address-kind-registered = 住所（住民票）
address-kind-living = 居所（いま住んでいる所）

can-report-yes = 参集できる
can-report-hard = 参集が困難
can-report-no = 参集できない
can-report-arrived = 参集済み

channel-here = この端末
channel-mesh = 避難所の端末から
channel-import = 取り込んだ一覧

eta-within-hour = 1時間以内
eta-within-three-hours = 3時間以内
eta-within-day = 1日以内
eta-within-three-days = 3日以内
eta-later = 3日を超える

family-safety-all-safe = 全員無事
family-safety-injured = 負傷者がいる
family-safety-missing = 不明者がいる
family-safety-unknown = わからない

house-damage-none = 被害なし
house-damage-partial = 一部損壊
house-damage-half = 半壊
house-damage-full = 全壊
house-damage-unknown = わからない

house-state-ok = 無事
house-state-half = 半壊
house-state-full = 全壊
house-state-unknown = わからない

left-to-home = 自宅
left-to-relative = 親戚・知人宅
left-to-other-shelter = 他の避難所
left-to-temporary-housing = 仮設住宅など
left-to-hospital = 医療機関
left-to-facility = 福祉施設・福祉避難所
left-to-other = その他
left-to-unknown = 不明

need-illness = 病気
need-injury = けが
need-pregnant = 妊産婦
need-infant = 乳幼児
need-disability = 障がい
need-care-level = 要介護
need-device-power = 医療機器（電源が要る）
need-medication = 服薬
need-elderly-alone = 高齢・独居
need-dementia = 認知症
need-foreign-language = 外国語
need-other = その他

opening-not-opened = 未開設
opening-open = 開設
opening-closed = 閉鎖
opening-unknown = 不明
opening-permanent = 常設等

own-safety-safe = 無事
own-safety-minor = 軽傷
own-safety-severe = 重傷
own-safety-other = その他

place-kind-hq = 災害対策本部
place-kind-designated-shelter = 指定避難所
place-kind-welfare-shelter = 福祉避難所
place-kind-voluntary-shelter = 自主避難所
place-kind-car-park = 車中泊場所
place-kind-tent-village = テント村
place-kind-home-district = 在宅の地区
place-kind-isolated-hamlet = 孤立集落
place-kind-unknown = 種別不明

request-state-submitted = 要請済み
request-state-accepted = 受付済み
request-state-rejected = 対応できず
request-state-sourcing = 手配中
request-state-shipped = 発送済み
request-state-at-hub = 集積所に到着
request-state-out-for-delivery = 配送中
request-state-partly-delivered = 一部受取
request-state-delivered = 受取済み
request-state-closed = 完了
request-state-cancelled = 取消

request-step-accept = 受け付ける
request-step-reject = 対応できないと伝える
request-step-source = 手配を始める
request-step-ship = 発送した
request-step-arrive-at-hub = 集積所に着いた
request-step-send-out = 配送に出した
request-step-deliver = 受け取った
request-step-close = 完了にする
request-step-cancel = 取り消す

role-manager = 責任者
role-reception = 受付
role-supplies = 物資
role-staff-safety = 職員の安否
role-hq-officer = 本部員

setup-confirm-clock = 日付と時刻
setup-take-ticket = 端末登録票
setup-name-manager = 責任者
setup-done = 完了

sex-male = 男
sex-female = 女
sex-other = その他
sex-no-answer = 回答しない

stay-kind-check-in = 入所
stay-kind-check-out = 退所
stay-kind-overnight-away = 外泊
stay-kind-return = 外泊から戻り

stay-place-shelter = 避難所の中
stay-place-car = 車中泊
stay-place-tent = テント
stay-place-home = 自宅
stay-place-relative = 親戚・知人宅
stay-place-other = その他

stay-state-expected = 受付前
stay-state-staying = 入所中
stay-state-overnight = 外泊中
stay-state-left = 退所

supply-enough = 十分ある、もしくは定期的に補充可能
supply-few-days = 2~3日分しかなく、その後については確保の見通しなし
supply-short-today = 本日分の確保にも支障がある
supply-unknown = 不明

urgency-now = すぐに
urgency-today = 今日中
urgency-this-week = 今週中

usable-yes = 使用可
usable-no = 使用不可
usable-unknown = 不明

whereabouts-home = 自宅
whereabouts-work = 職場
whereabouts-shelter = 避難所
whereabouts-moving = 移動中
whereabouts-other = その他

# 文書の種類、端末の役割 (a later version may know more; those are shown as they come)
kind-city = 市全体（避難所一覧・お知らせ・名簿）
kind-place = 避難所の状況・物資
kind-people = 避難者の記録
kind-staff = 職員の安否
kind-desk = アカウント
kind-lookups = 閲覧の記録
kind-layers = ドローン画像

node-role-hq = 災害対策本部
node-role-shelter = 避難所
node-role-patrol = 巡回
node-role-relay = 中継
