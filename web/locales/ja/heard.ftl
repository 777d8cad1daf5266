# ほかの場所について聞いた報告（電話・無線など）と、その場所自身の報告
via-telephone = 電話
via-radio = 無線
via-fax = FAX
via-patrol = 巡回
via-self-defence = 自衛隊
via-other-body = 他機関
heard-via = 聞いた手段
heard-by = 報告した人の部署・役職
heard-by-hint = 人の名前は書かないでください。例: 校長、消防団第3分団
heard-missing = 何で聞いたかを選んでください
sources = 報告ごとの人数
source-own = 避難所の端末
source-by = 報告元
source-in-total = 集計
source-taken = 集計に使う数
