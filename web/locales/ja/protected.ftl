# 情報非公開の方を、災害対策本部で2人で見る
two-persons = 2人で見る（情報非公開の方も）
two-persons-about = もう一人の責任者か本部職員が、この場で自分の名前と合言葉を入れます。15分間だけ見られます。だれがいつ何のために見たかは、消せない形で残ります。
two-persons-why = 見る理由
two-persons-name = もう一人の名前
two-persons-secret = もう一人の合言葉
two-persons-begin = 2人で見る
two-persons-until = { $at } まで、情報非公開の方も出ています。画面をほかの人に見せないでください。
two-persons-end = 終わる
lookup-action-reveal = 2人で見ることにした
lookup-second = もう一人
lookup-why = 理由
field-name-why = 見る理由
lookup-action-close = 2人で災害対応を終了した
lookup-action-list = 名簿を印刷した
lookup-action-file = 名簿を書き出した
lookup-action-published = 公開に同意した方を書き出した（PFIF）
lookup-action-ledger = 被災者台帳への提供を書き出した
