"""Ten thousand mixed texts from our own rows and a seed: the texts that Python and JavaScript must read alike."""

import json
import random
from pathlib import Path

EMOJI = ["😡", "😭", "👍🏻", "❤️", "🙏", "👨‍👩‍👧", "🇨🇳", "①", "™"]
UNSEEN = ["\u200b", "\u200d", "\ufeff", "\u00ad", "\u202e", "\u00a0", "\u3000", "\t", "\u0301"]
TRADITIONAL = str.maketrans("国后发货单钱买卖会员请问为什么还没这个东西坏换退订购优惠账号码电话时间快递运费", "國後發貨單錢買賣會員請問為什麼還沒這個東西壞換退訂購優惠賬號碼電話時間快遞運費")
SCRIPTS = ["こんにちは", "안녕하세요", "Здравствуйте", "مرحبا", "สวัสดี", "naïve café", "ﬁnd", "ΟΔΟΣ", "İstanbul", "𠮷野家", "Ⅳ", "ｶﾀｶﾅ", "x²"]


def mixed_texts(data: Path, count: int = 10_000, seed: int = 5) -> list[str]:
    rows = [json.loads(line) for path in sorted(data.glob("*.jsonl")) for line in path.read_text("utf8").splitlines()]
    plain = [t for r in rows for t in r.get("en", r.get("q_en", [])) + r.get("zh", r.get("q_zh", [])) + r.get("mixed", [])]
    han = "".join(c for t in plain for c in t if "\u4e00" <= c <= "\u9fff")
    rng = random.Random(seed)

    def one(n: int) -> str:
        text, kind = rng.choice(plain), n % 10
        if kind == 1:
            return text + rng.choice(EMOJI) * rng.randint(1, 3)
        if kind == 2:
            return text.translate(TRADITIONAL)
        if kind == 3:
            return "".join(chr(ord(c) + 0xFEE0) if "!" <= c <= "~" else c for c in text)
        if kind == 4:
            place = rng.randint(0, len(text))
            return text[:place] + rng.choice(UNSEEN) + text[place:]
        if kind == 5:
            return text + rng.choice(SCRIPTS) + rng.choice(plain)
        if kind == 6:
            return text.upper() + "  " + str(rng.randint(0, 10**12))
        if kind == 7:
            return "".join(rng.choice(text) for _ in range(rng.randint(1, 40)))
        if kind == 8 and n % 100 == 8:
            start = rng.randrange(len(han) - 2000)
            return han[start : start + 2000]
        return text

    return [one(n) for n in range(count)]
