# 避難所の一覧の書き出し
exports = 書き出す
exports-hint = この端末が知っている避難所の状況です。時点、訓練かどうか、分からないことも入ります。避難者の記録は入りません。備考などは書かれたまま入ります。
export-xlsx = 表計算（XLSX）
export-shift-jis = CSV（Shift_JIS）
export-eei-csv = 基本共有情報 EEI（CSV）
export-eei-json = 基本共有情報 EEI（JSON）
export-hxl = HXL（CSV）
export-evacuation-shelters = EvacuationShelter（JSON）
export-pcxml = Lアラート PCXML の下書き（未検証、送信不可）
