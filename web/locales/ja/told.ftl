# 電話から届いた、食べもののことと受け取り。
allergen-egg = 卵アレルギー
allergen-milk = 乳アレルギー
allergen-wheat = 小麦アレルギー
allergen-peanut = 落花生アレルギー
allergen-buckwheat = そばアレルギー
allergen-shrimp = えびアレルギー
allergen-crab = かにアレルギー
allergen-other = その他のアレルギー
diet-halal = ハラル
diet-vegetarian = 菜食
diet-soft = やわらかい食事
diet-milk-formula = 乳児用ミルク
pickup = 物資の受け取り
