# 印刷する紙
paper-roster = 避難者名簿を印刷する
paper-public-list = 閲覧用名簿（公表に同意した人）を印刷する
paper-household = 世帯票を印刷する
paper-situation = 被害状況・避難所状況報告を印刷する
