# お知らせを出す・取り下げる
notices-where = 電話では、この避難所の受付のアドレスに続けて /notices で読めます。大きな画面には /board を開いてください。
notice-of-hq = 災害対策本部から
notice-of = { $place } から
notice-until = { $at } まで
notice-withdraw = 取り下げる
notice-withdraw-named = 「{ $title }」を取り下げる
notice-withdraw-sure = 電話と掲示板からも消えます。取り下げますか。
notice-keep = そのままにする
notice-issuer = 出した部署・班
notice-issuer-hint = 人の名前は書かないでください。
notice-valid-until = いつまで出しておくか
notice-valid-until-hint = 空欄なら、取り下げるまで出します。
notice-publish-here = この避難所の人へ出す
