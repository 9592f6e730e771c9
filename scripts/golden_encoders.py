"""Vectors and labels of encoders, by `transformers` and sentence-transformers.

MiniLM (`golden.py encoders minilm`): texts and their vectors by sentence-transformers, in minilm.json; vectors are
base64 of little-endian float32.
"""

import base64
import json

import numpy

MINILM_TEXTS = [
    "",
    " ",
    "a",
    "The quick brown fox jumps over the lazy dog.",
    "A fast, dark-colored fox leaps above a sleepy hound.",
    "Stock markets fell sharply on Tuesday after the central bank raised interest rates.",
    "How do I reset my password?",
    "I forgot my login credentials, can you help me?",
    "El rápido zorro marrón salta sobre el perro perezoso.",
    "Der schnelle braune Fuchs springt über den faulen Hund; ÄÖÜ äöü ß.",
    "Ceci n'est pas une pipe: à l'œuvre où naïveté et garçon se mêlent.",
    "Быстрая коричневая лиса прыгает через ленивую собаку.",
    "敏捷的棕色狐狸跳过了懒狗。",
    "素早い茶色の狐がのろまな犬を飛び越える。",
    "빠른 갈색 여우가 게으른 개를 뛰어넘습니다.",
    "الثعلب البني السريع يقفز فوق الكلب الكسول.",
    "השועל החום המהיר קופץ מעל הכלב העצלן.",
    "तेज़ भूरी लोमड़ी आलसी कुत्ते के ऊपर से कूदती है।",
    "สุนัขจิ้งจอกสีน้ำตาลกระโดดข้ามสุนัขขี้เกียจ",
    "İstanbul'da ağaç gölgesi; ΣΊΣΥΦΟΣ Σ.",
    "emoji 😀👍🏽 and symbols ∑∫√≈ © ™ ½",
    "CamelCaseIdentifiers and snake_case_names = foo(bar[0])->baz;",
    "1234567890 3.14159 1e-12 $1,234.56 50%",
    "tabs\tand\nnewlines\r\nand   spaces\u00a0\u2003\u200b everywhere",
    "https://example.org/path?query=value&other=1#fragment",
    "antidisestablishmentarianism pneumonoultramicroscopicsilicovolcanoconiosis",
    "x" * 120,
    "A mask [MASK] and a separator [SEP] in a text.",
    "\u0000 control \u0007 characters \ufffd here",
    "word " * 100,
    "The committee of the association met again in the spring of that year to discuss what had been left open. " * 12,
    "Very long text, cut off at the limit that the folder names: " + "one two three four five six seven. " * 60,
]


def base64_of(vector):
    return base64.b64encode(numpy.asarray(vector, dtype="<f4").tobytes()).decode("ascii")


def minilm(folder, model):
    from sentence_transformers import SentenceTransformer

    encoder = SentenceTransformer(str(model), device="cpu")
    vectors = encoder.encode(MINILM_TEXTS, batch_size=1)
    texts = [{"text": text, "vector": base64_of(vector)} for text, vector in zip(MINILM_TEXTS, vectors, strict=True)]
    (folder / "minilm.json").write_text(json.dumps({"texts": texts}, ensure_ascii=True, indent=0) + "\n")
