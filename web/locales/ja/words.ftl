# Words for the values of closed lists: `<list>-<value>`. A test finds values without a word.
# EEI の語 (開設状況、使用可否、飲料水等の状況) は原文のまま。

address-kind-residence = 住所（住民票）
address-kind-living = 居所（いま住んでいる所）

crowding-room = 空き
crowding-crowded = 混雑
crowding-full = 定員一杯
crowding-unknown = 不明

eta-hour = 1時間以内
eta-hours = 3時間以内
eta-day = 1日以内
eta-days = 3日以内
eta-later = 3日を超える

house-ok = 無事
house-half = 半壊
house-full = 全壊
house-unknown = わからない

language-ja = 日本語
language-ja-easy = やさしい日本語
language-en = English
language-vi = Tiếng Việt
language-zh-hans = 简体中文
language-zh-hant = 繁體中文
language-tl = Tagalog
language-id = Bahasa Indonesia
language-ko = 한국어
language-ne = नेपाली
language-pt = Português
language-other = その他

opening-not-open = 未開設
opening-open = 開設
opening-closed = 閉鎖
opening-unknown = 不明
opening-permanent = 常設等

place-kind-designated = 指定避難所
place-kind-welfare = 福祉避難所
place-kind-voluntary = 自主避難所
place-kind-car-park = 車中泊場所
place-kind-tent-village = テント村
place-kind-home-district = 在宅の地区
place-kind-isolated-hamlet = 孤立集落

role-manager = 責任者
role-staff = 職員
role-reception = 受付
role-supplies = 物資
role-staff-safety = 職員の安否
role-hq-officer = 本部員
lookup-action-card = 世帯の記録を開いた

safety-safe = 無事
safety-minor = 軽傷
safety-severe = 重傷
safety-other = その他

refusal-none-to-be-had = 在庫も調達の当てもない
refusal-too-much = 人数に対して多い
refusal-asked-twice = 同じ要請がすでにある
refusal-on-its-way = ほかの便で届く
refusal-no-way = 通れる道がない
refusal-not-given = 市では扱わない
refusal-other = そのほか（言葉で）

source-stock = 市の在庫
source-purchase = 購入
source-aid = 国・県・他市・企業の支援
source-offer = ほかの避難所の余り

awaits-answer = 本部の返事
awaits-sending = 本部の発送
awaits-arrival = 着いたという知らせ
awaits-last-mile = 物資拠点からの配送
awaits-receipt = 場所での受取
awaits-rest = 残りの発送

against-no-vehicle = 車では行けない場所です
against-too-large = この車は大きすぎて通れません
against-road-closed = 道路が使えません
against-no-forklift = フォークリフトがなく、パレットを降ろせません
against-outside-hours = 受け取れない時間に着きます

acts-on = 代行中
acts-by-hand = 終了
acts-hq-is-back = 本部に届いたため終了

hub-kind-wide-area = 広域物資輸送拠点（県などの拠点）
hub-kind-in-area = 地域内輸送拠点（市の拠点）

hub-against-no-vehicle = 車では行けない拠点です
hub-against-too-large = この車は大きすぎて拠点に入れません
hub-against-road-closed = 拠点への道路が使えません
hub-against-no-forklift = 拠点にフォークリフトがなく、パレットを積めません
hub-against-outside-hours = 出発の予定が、拠点の開いている時間の外です

line-left-not = まだ積んでいない
line-left-on-the-road = 配送中
line-left-and-received = 受取あり

line-doubt-unknown = この端末が知らない要請です
line-doubt-over = 取り消された、または終わった要請です
line-doubt-too-much = まだ届いていない数より多く積んでいます

load-vehicle-kei = 軽自動車
load-vehicle-two-tonnes = 2トン車
load-vehicle-four-tonnes = 4トン車
load-vehicle-ten-tonnes = 10トン車

unsaid-vehicle = 通れる車
unsaid-road = 道路
unsaid-forklift = フォークリフト
unsaid-hours = 受け取れる時間と着く時刻

vehicle-kei = 軽自動車まで
vehicle-two-tonnes = 2トン車まで
vehicle-four-tonnes = 4トン車まで
vehicle-ten-tonnes = 10トン車まで
vehicle-none = 車は通れない

stage-draft = 下書き
stage-submitted = 要請済み
stage-superseded = 差し替え済み
stage-rejected = 対応できず
stage-cancelled = 取消
stage-accepted = 受付済み
stage-sourcing = 手配中
stage-shipped = 発送済み
stage-at-hub = 物資拠点に到着
stage-out-for-delivery = 配送中
stage-delivered = 受取済み
stage-closed = 完了

# The same stages as buttons: what one says by pressing.
say-draft = 下書きに戻す
say-submitted = 要請する
say-superseded = 差し替える
say-rejected = 対応できないと伝える
say-cancelled = 取り消す
say-accepted = 受け付ける
say-sourcing = 手配を始める
say-shipped = 発送した
say-at-hub = 物資拠点に着いた
say-out-for-delivery = 配送に出した
say-delivered = 受け取った
say-closed = 完了にする

stay-action-check-in = 入所
stay-action-check-out = 退所
stay-action-overnight-away = 外泊
stay-action-return = 外泊から戻り

stay-kind-check-in = 入所
stay-kind-check-out = 退所
stay-kind-overnight-away = 外泊
stay-kind-transfer-out = 転所（出）
stay-kind-transfer-in = 転所（入）
stay-kind-correction = 訂正
stay-kind-void = 取り消し

stay-state-expected = 受付前
stay-state-staying = 入所中
stay-state-overnight = 外泊中
stay-state-left = 退所
stay-state-in-transit = 転所中
stay-state-disputed = 記録が食い違い

supply-level-enough = 十分ある、もしくは定期的に補充可能
supply-level-days-left = 2~3日分しかなく、その後については確保の見通しなし
supply-level-short-today = 本日分の確保にも支障がある

urgency-now = すぐに
urgency-today = 今日中
urgency-days = 数日中

usable-usable = 使用可
usable-partly = 一部使用可
usable-unusable = 使用不可
usable-unknown = 不明

where-to-home = 自宅
where-to-relatives = 親戚・知人
where-to-other-shelter = 他の避難所
where-to-welfare-shelter = 福祉避難所
where-to-medical = 医療機関
where-to-secondary-evacuation = 1.5次・2次避難
where-to-temporary-housing = 仮設住宅
where-to-out-of-city = 市外
where-to-unknown = 不明
where-to-died = 死亡

# 飲料水と基本8品目、配布している品目表の品目。本部が別の名前を付けたものは、その名前で出る。
item-drinking-water = 飲料水
item-food = 食料
item-blanket = 毛布
item-infant-formula = 乳児用粉ミルク・液体ミルク
item-infant-nappy = 乳児・小児用おむつ
item-adult-nappy = 大人用おむつ
item-portable-toilet = 携帯トイレ・簡易トイレ
item-toilet-paper = トイレットペーパー
item-sanitary-pad = 生理用品
item-household-water = 生活用水
item-fuel = 燃料
item-clothing = 衣類
item-camp-bed = 簡易ベッド
item-cardboard-bed = 段ボールベッド
item-partition = パーティション
item-tarpaulin = ブルーシート
item-air-conditioner = エアコン
item-mask = マスク
item-disinfectant = 消毒液
item-glove = 手袋
item-thermometer = 体温計
item-toilet-soap = トイレ用石鹸
item-temporary-toilet = 仮設トイレ

item-unit-drinking-water = 本
item-unit-food = 食
item-unit-blanket = 枚
item-unit-infant-formula = 個
item-unit-infant-nappy = 枚
item-unit-adult-nappy = 枚
item-unit-portable-toilet = 回分
item-unit-toilet-paper = ロール
item-unit-sanitary-pad = 枚
item-unit-household-water = ℓ
item-unit-fuel = ℓ
item-unit-clothing = 枚
item-unit-camp-bed = 台
item-unit-cardboard-bed = 台
item-unit-partition = 個
item-unit-tarpaulin = 枚
item-unit-air-conditioner = 台
item-unit-mask = 枚
item-unit-disinfectant = 個
item-unit-glove = 枚
item-unit-thermometer = 個
item-unit-toilet-soap = 個
item-unit-temporary-toilet = 基

can-report-yes = 参集できる
can-report-hard = 参集が困難
can-report-no = 参集できない
can-report-arrived = 参集済み

channel-here = この端末
channel-mesh = 避難所の端末から
channel-import = 取り込んだ一覧
channel-telephone = { via-telephone }
channel-radio = { via-radio }
channel-fax = { via-fax }
channel-patrol = { via-patrol }
channel-self-defence = { via-self-defence }
channel-other-body = { via-other-body }

family-safety-all-safe = 全員無事
family-safety-injured = 負傷者がいる
family-safety-missing = 不明者がいる
family-safety-unknown = わからない

house-damage-none = 被害なし
house-damage-partial = 一部損壊
house-damage-half = 半壊
house-damage-full = 全壊
house-damage-unknown = わからない

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

setup-unlock = 合言葉
setup-confirm-clock = 日付と時刻
setup-take-ticket = 端末登録票
setup-name-manager = 責任者
setup-done = 完了

sex-male = 男
sex-female = 女
sex-other = その他
sex-no-answer = 回答しない

stay-place-shelter = 避難所の中
stay-place-car = 車中泊
stay-place-tent = テント
stay-place-home = 自宅
stay-place-relative = 親戚・知人宅
stay-place-other = その他

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

warning-journal-torn = 前回の終わり方が急だったため、保存が終わっていなかった記録の切れ端を別に取り置きました。「保存済み」と出た記録は失われていません。
warning-journal-damaged = この端末のディスクで、記録の一部が読めなくなっています。まわりの端末から取り直します。ディスクの交換を考えてください。
warning-cache-rebuilt = 表示用の控えが壊れていたので、記録から作り直しました。記録は失われていません。
warning-disk-nearly-full = ディスクの空きが残りわずかです。いらないファイルを消してください。
warning-flood = ある端末から、人が書けるよりはるかに多い記録が届いています。ゆっくり受け取っています。本部に知らせてください。
warning-unfit-entries = 正しくない記録が届いたので、使わずに取り置いています。災害対策本部に知らせてください。
warning-held-entries = 止められた端末の記録を、使わずに取り置いています。災害対策本部が確かめます。
warning-forked-log = 同じ端末の記録が二通り見つかりました。災害対策本部に知らせてください。
warning-ticket-used-twice = 1枚の登録票を2台以上の端末が読み込みました。「登録票」で確かめてください。
warning-provisional-left = 仮に記録したことの一部を引き継げませんでした。消さずに取り置いています。災害対策本部に知らせてください。

record-table-household = 世帯
record-table-person = 人
record-table-stay = 入退所
record-table-account = アカウント
record-table-alias = 別名
record-table-decision = 決定
record-table-enrolment = 端末の登録
record-table-headcount = 人数
record-table-acting-hub = 本部の代行
record-table-acting-end = 代行の終わり
record-table-acting-step = 代行の手配
record-table-hub = 物資拠点
record-table-item = 品目
record-table-layer = ドローン画像
record-table-mapped = 地図を作る人のファイル
record-table-lookup = 閲覧
record-table-notice = お知らせ
record-table-load = 積込表
record-table-load-line = 積込表の行
record-table-offer = 提供の申し出
record-table-place-report = 避難所の報告
record-table-request = 物資の要請
record-table-request-event = 要請の経過
record-table-staff = 職員
record-table-staff-report = 職員の安否

cut-off-no = 有効
cut-off-said = つながろうとした端末から「この端末は失効している」と断られました。ここに書いた記録は、ほかへ届かないおそれがあります。すぐに本部へ連絡してください。
cut-off-yes = 本部がこの端末を失効させました。いまから書く記録は保存できず、どこにも届きません。これまでに本部へ届いた記録は有効です。盗難でなければ、すぐに本部へ連絡してください。

# Layers.
layer-state-draft = 下書き
layer-state-published = 公開中
layer-state-corrected = 公開中（位置を直した）
layer-state-withdrawn = 取り下げ

platform-satellite = 人工衛星
platform-aircraft = 航空機
platform-uav = ドローン
platform-balloon = 気球
platform-kite = 凧
platform-helikite = ヘリカイト
platform-pole = ポール
platform-rover = 地上車両

positioning-single = 単独測位（数mのずれ）
positioning-rtk = RTK
positioning-ppk = PPK
positioning-gcp = 標定点（GCP）

layer-answer-yes = はい
layer-answer-no = いいえ

layer-making-reading = 読み込み中
layer-making-rendering = 作成中
layer-making-writing = 保存中

layer-missing-captured-at = 撮影日時: いつの写真か分からないと、災害の前か後か判断できません。
layer-missing-captured-until = 撮影の終わり: 始まりより前になっているか、食い違っています。
layer-missing-provider = 提供者: だれの写真か
layer-missing-contact = 連絡先: 問い合わせのための名前とメールアドレスなど
layer-missing-licence = 利用条件: CC-BY-4.0 など。提供者に確かめます。
layer-missing-tracing-permitted = OpenStreetMap への描き写しの許可: はいか、いいえ
layer-missing-tracing-by = 描き写しを許可した人
layer-missing-tracing-at = 描き写しを許可した日時
layer-missing-tracing-text = 描き写しの許可の言葉
layer-missing-platform = 撮影した機体: ドローン、航空機など
layer-missing-positioning = 測位方法: どれだけ位置がずれうるか
layer-missing-gsd-mm = 地上分解能: 1画素が何cmか
layer-missing-footprint = 写っている範囲: 取り込み直すと作られます。
layer-missing-georeference-checked = 位置を確かめたか: はいか、いいえ
layer-missing-people-checked = 人の写り込みの確認: 全部の升目を見て、だれも分からないこと
layer-missing-archive = 写真地図の本体: 取り込み直してください。

layer-refused-cancelled = 取り込みをやめました。何も残っていません。
layer-refused-unreadable = ファイルを読めません。USBがつながっているか確かめてください。
layer-refused-unwritable = この端末のディスクに書けません。
layer-refused-no-room = ディスクの空きが足りません。いらないファイルを消してください。
layer-refused-not-an-image = 取り込める画像ではありません。GeoTIFF で書き出してください。
layer-refused-wrong-ending = ファイル名の終わりと中身が合いません。正しい終わりに直してください。
layer-refused-truncated = 途中で切れています。もう一度コピーしてください。
layer-refused-damaged = 傷んでいます。もう一度コピーしてください。
layer-refused-bad-field = 見出しが正しくありません。もう一度書き出してください。
layer-refused-too-small = 小さすぎて地図になりません。
layer-refused-too-large = 大きすぎます。GeoTIFF で書き出してください。
layer-refused-bomb = 中身の大きさが異常です。取り込みません。
layer-refused-empty = 画像がありません。
layer-refused-shows-nothing = 全体が透明か空白です。
layer-refused-compression = この圧縮方法は読めません。LZW か DEFLATE で書き出してください。
layer-refused-archive-compression = この圧縮方法は読めません。
layer-refused-samples = 1色のビット数が合いません。8か16ビットで書き出してください。
layer-refused-bands = 色の数が合いません。RGB で書き出してください。
layer-refused-colours = 色の表し方が分かりません。RGB で書き出してください。
layer-refused-predictor = 圧縮の下処理が分かりません。predictor なしで書き出してください。
layer-refused-block-too-large = 一つの区画が大きすぎます。タイル形式で書き出してください。
layer-refused-interlaced = インターレースの PNG は読めません。
layer-refused-no-fourth-band = 透明度にできる4番目の色がありません。
layer-refused-no-place = 地球上のどこか書かれていません。位置付きの GeoTIFF で書き出すか、.tfw を並べて置いてください。
layer-refused-no-crs = 座標系が書かれていません。座標系付きで書き出すか、.prj を並べて置いてください。
layer-refused-unknown-crs = この座標系は読めません。平面直角座標系か UTM で書き出してください。
layer-refused-unreadable-crs = 座標系が読み取れません。平面直角座標系か UTM で書き出してください。
layer-refused-bad-transform = 位置の情報が正しくありません。もう一度書き出してください。
layer-refused-outside-the-map = 地図の外になります。座標系を確かめてください。
layer-refused-not-one-layer = ほかの画像と離れすぎているか、細かさが違いすぎます。別々に取り込んでください。
layer-refused-not-an-archive = PMTiles ではありません。
layer-refused-not-a-pack = MBTiles、PMTiles、タイルのフォルダーのどれでもありません。
layer-refused-bad-directory = PMTiles の目次が正しくありません。作り直してください。
layer-refused-tile-type = JPEG、PNG、WebP のタイルではありません。
layer-refused-mixed-types = タイルの種類が混ざっています。
layer-refused-too-many-tiles = タイルが多すぎます。
layer-refused-tile-too-large = 大きすぎるタイルがあります。
layer-refused-too-many-photos = 写真が1,000枚を超えています。何回かに分けてください。
layer-refused-not-an-album = 写真のまとまりとして読めません。
mapped-kind-damaged-buildings = 壊れた建物
mapped-kind-blocked-roads = 通れない道
mapped-kind-other = その他
mapped-format-osm = .osm
mapped-format-osc = .osc
mapped-format-geojson = GeoJSON

lifeline-electricity = 電気
lifeline-water = 上水道
lifeline-gas = ガス
lifeline-sewer = 下水道
lifeline-telephone = 電話
lifeline-network = 通信

route-by-mesh = 避難所の端末から
route-by-stick = USBで
route-by-telephone = { via-telephone }
route-by-radio = { via-radio }
route-by-fax = { via-fax }
route-by-patrol = { via-patrol }
route-by-self-defence = { via-self-defence }
route-by-other-body = { via-other-body }
route-by-unknown = 経路 不明

expectation-of-place = この場所に決めた間隔
expectation-of-all = 全体の間隔
expectation-of-nobody = 標準の間隔
