"""Tiny random encoders with the vectors and labels that `transformers` and sentence-transformers give them.

encoders/NAME/ is a folder as its library writes it: config, weights, tokenizer, modules. encoders/NAME.json holds

  kind     vectors, labels, tokens (labels of tokens) or pairs (scores of a cross-encoder)
  options  what was asked for besides the text: prompt_name, prompt, truncate_dim, by case
  cases    text, perhaps pair; ids; what came out: "vector", "logits" and "scores" (as pipelines give them), of tokens
           "logits" row by row, "offsets" and "spans" of strategy "simple"; places count UTF-16 units

Numbers are base64 of little-endian float32. MiniLM (`minilm`): texts and their vectors, in minilm.json.
"""

import base64
import json
import shutil

import numpy
import torch
import transformers
from golden_encoder_texts import CORPUS, MINILM_TEXTS, PAIRS, TEXTS
from tokenizers import Tokenizer, decoders, models, normalizers, pre_tokenizers, trainers

WIDE = 1.5


def base64_of(vector):
    return base64.b64encode(numpy.asarray(vector, dtype="<f4").tobytes()).decode("ascii")


# Tokenizers: vocabularies trained on a few lines.


def word_piece_vocabulary(specials):
    trainer = trainers.WordPieceTrainer(vocab_size=230, special_tokens=specials, show_progress=False)
    tokenizer = Tokenizer(models.WordPiece(unk_token=specials[1]))
    tokenizer.normalizer = normalizers.BertNormalizer(lowercase=True)
    tokenizer.pre_tokenizer = pre_tokenizers.BertPreTokenizer()
    tokenizer.train_from_iterator(CORPUS, trainer)
    return tokenizer.get_vocab()


def bert_tokenizer(**settings):
    vocabulary = word_piece_vocabulary(["[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]"])
    return transformers.BertTokenizer(vocab=vocabulary, **settings)


def distilbert_tokenizer(**settings):
    vocabulary = word_piece_vocabulary(["[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]"])
    return transformers.DistilBertTokenizer(vocab=vocabulary, **settings)


def mpnet_tokenizer(**settings):
    vocabulary = word_piece_vocabulary(["<s>", "<pad>", "</s>", "[UNK]", "<mask>"])
    return transformers.MPNetTokenizer(vocab=vocabulary, **settings)


def roberta_tokenizer(**settings):
    trainer = trainers.BpeTrainer(
        vocab_size=300, special_tokens=["<s>", "<pad>", "</s>", "<unk>", "<mask>"], show_progress=False,
        initial_alphabet=pre_tokenizers.ByteLevel.alphabet())
    tokenizer = Tokenizer(models.BPE())
    tokenizer.pre_tokenizer, tokenizer.decoder = pre_tokenizers.ByteLevel(add_prefix_space=False), decoders.ByteLevel()
    tokenizer.train_from_iterator(CORPUS, trainer)
    model = json.loads(tokenizer.to_str())["model"]
    merges = [tuple(merge) for merge in model["merges"]]
    return transformers.RobertaTokenizer(vocab=model["vocab"], merges=merges, **settings)


def unigram_pieces():
    trainer = trainers.UnigramTrainer(
        vocab_size=200, special_tokens=["<s>", "<pad>", "</s>", "<unk>"], unk_token="<unk>", show_progress=False)
    tokenizer = Tokenizer(models.Unigram())
    tokenizer.normalizer = normalizers.NFKC()
    tokenizer.pre_tokenizer = pre_tokenizers.Metaspace()
    tokenizer.train_from_iterator(CORPUS, trainer)
    return [tuple(piece) for piece in json.loads(tokenizer.to_str())["model"]["vocab"]]


def xlm_roberta_tokenizer(**settings):
    return transformers.XLMRobertaTokenizer(vocab=[*unigram_pieces(), ("<mask>", 0.0)], **settings)


# Networks.


def fill(network, seed):
    """Weights that let every part matter: the usual ones are so small that layers hardly change anything."""
    generator = torch.Generator().manual_seed(seed)
    for name, parameter in sorted(network.named_parameters()):
        noise = torch.randn(parameter.shape, generator=generator)
        if name.endswith(("LayerNorm.weight", "layer_norm.weight", "norm.weight")):
            values = 1 + 0.3 * noise
        elif parameter.dim() == 1:
            values = 0.3 * noise
        elif "embeddings" in name or "relative_attention_bias" in name:
            values = noise
        else:
            values = WIDE * noise / parameter.shape[1] ** 0.5
        parameter.data.copy_(values)
    return network.eval()


def shape(tokenizer, width, heads, layers, inner, **more):
    """The extents of a network, by the names of BERT and its kin."""
    return {"vocab_size": len(tokenizer), "hidden_size": width, "num_attention_heads": heads,
            "num_hidden_layers": layers, "intermediate_size": inner, **more}


OUTLIERS = [7, 20, 21, 45]
READERS = (
    "query.weight", "key.weight", "value.weight", "q_lin.weight", "k_lin.weight", "v_lin.weight", "lin1.weight",
    "intermediate.dense.weight")


def with_outliers(network):
    """Channels of the residual stream far larger than others, and read accordingly, as trained encoders have them."""
    for name, parameter in network.named_parameters():
        if name.lower().endswith(("layernorm.weight", "layer_norm.weight")):
            parameter.data[OUTLIERS] *= 10
        if name.endswith(READERS):
            parameter.data[:, OUTLIERS] /= 10
    return network


def distil(tokenizer, width, heads, layers, inner, **more):
    return {"vocab_size": len(tokenizer), "dim": width, "n_heads": heads, "n_layers": layers, "hidden_dim": inner, **more}


def save(network, tokenizer, folder):
    shutil.rmtree(folder, ignore_errors=True)
    network.save_pretrained(folder)
    tokenizer.save_pretrained(folder)


# What comes out.


def units(text, offset):
    return len(text[:offset].encode("utf-16-le")) // 2


def encoded(tokenizer, network, text, pair=None):
    most = min(tokenizer.model_max_length, positions(network))
    return tokenizer(text, pair, truncation="longest_first", max_length=most, return_tensors="pt")


def positions(network):
    config = network.config
    offset = config.pad_token_id + 1 if config.model_type in ("roberta", "xlm-roberta", "camembert", "mpnet") else 0
    return config.max_position_embeddings - offset


def logits(network, inputs):
    with torch.inference_mode():
        return network(**inputs).logits[0]


def write(path, kind, cases):
    path.write_text(json.dumps({"kind": kind, "cases": cases}, ensure_ascii=True, indent=0) + "\n")


def plain_vectors(folder, golden):
    """A folder without modules, as sentence-transformers reads it."""
    sentence_vectors(folder, golden)


def sentence_vectors(folder, golden, options=({},)):
    from sentence_transformers import SentenceTransformer

    encoder = SentenceTransformer(str(folder), device="cpu")
    cases = []
    for text in TEXTS:
        for option in options:
            given = {key: value for key, value in option.items() if key != "max_length"}
            vector = encoder.encode([text], **given)[0]
            cases.append({"text": text, "options": option, "vector": base64_of(vector)})
    write(golden, "vectors", cases)


def label_scores(folder, golden, pairs=()):
    network = transformers.AutoModelForSequenceClassification.from_pretrained(folder, dtype=torch.float32).eval()
    tokenizer = transformers.AutoTokenizer.from_pretrained(folder)
    pipeline = transformers.pipeline("text-classification", model=network, tokenizer=tokenizer)
    most = min(tokenizer.model_max_length, positions(network))
    cases = []
    named = [(text, pair) for text, pair in pairs if pair]  # an empty one counts as none there
    for text, pair in [*((text, None) for text in TEXTS), *named]:
        inputs = encoded(tokenizer, network, text, pair)
        given = {"text": text} if pair is None else {"text": text, "text_pair": pair}
        found = pipeline(given, top_k=None, truncation=True, max_length=most)
        case = {"text": text, "ids": inputs["input_ids"][0].tolist(), "logits": base64_of(logits(network, inputs))}
        if pair is not None:
            case["pair"] = pair
        case["scores"] = {entry["label"]: entry["score"] for entry in found}
        cases.append(case)
    write(golden, "labels", cases)


def token_scores(folder, golden):
    network = transformers.AutoModelForTokenClassification.from_pretrained(folder, dtype=torch.float32).eval()
    tokenizer = transformers.AutoTokenizer.from_pretrained(folder)
    pipeline = transformers.pipeline(
        "token-classification", model=network, tokenizer=tokenizer, aggregation_strategy="simple")
    cases = []
    for text in TEXTS:
        most = min(tokenizer.model_max_length, positions(network))
        inputs = tokenizer(
            text, truncation=True, max_length=most, return_tensors="pt", return_offsets_mapping=True,
            return_special_tokens_mask=True)
        offsets = inputs.pop("offset_mapping")[0].tolist()
        special = inputs.pop("special_tokens_mask")[0].tolist()
        rows = logits(network, inputs)
        kept = [i for i, frame in enumerate(special) if not frame]
        case = {"text": text, "ids": [inputs["input_ids"][0, i].item() for i in kept],
                "offsets": [[units(text, place) for place in offsets[i]] for i in kept],
                "logits": base64_of(rows[kept].numpy())}
        if inputs["input_ids"].shape[1] < most and text:  # pipelines cut nothing
            case["spans"] = [[found["entity_group"], float(found["score"]), units(text, found["start"]),
                              units(text, found["end"])] for found in pipeline(text)]
        cases.append(case)
    write(golden, "tokens", cases)


def pair_scores(folder, golden):
    from sentence_transformers import CrossEncoder

    encoder = CrossEncoder(str(folder), device="cpu")
    raw = torch.nn.Identity()
    cases = [{"text": first, "pair": second, "score": float(encoder.predict([(first, second)])[0]),
              "logit": float(encoder.predict([(first, second)], activation_fn=raw)[0])} for first, second in PAIRS]
    write(golden, "pairs", cases)


# The models, one function each; folders are small.


def modules(folder, pooling, dense=(), normalize=False, **settings):
    """Puts sentence-transformers' modules behind the network of a folder."""
    from sentence_transformers import SentenceTransformer
    from sentence_transformers.base.modules import Dense, Normalize, Transformer
    from sentence_transformers.sentence_transformer.modules import Dropout, LayerNorm, Pooling

    include_prompt, layer_norm = settings.pop("include_prompt", True), settings.pop("layer_norm", False)
    transformer = Transformer(str(folder))
    width = transformer.get_embedding_dimension()
    pool = Pooling(width, pooling_mode=pooling, include_prompt=include_prompt)
    parts = [transformer, pool]
    width = pool.get_embedding_dimension()
    for number, (out, function, bias, *residual) in enumerate(dense):
        layer = Dense(width, out, bias=bias, activation_function=function, use_residual=bool(residual))
        fill(layer, 90 + number)
        parts += [Dropout(0.4)] if residual else []
        parts.append(layer)
        width = out
    if layer_norm:
        parts.append(fill(LayerNorm(width), 89))
    if normalize:
        parts.append(Normalize())
    encoder = SentenceTransformer(modules=parts, device="cpu", **settings)
    shutil.rmtree(folder)
    encoder.save_pretrained(str(folder), create_model_card=False)


def old_layout(folder):
    """Files and classes as the first sentence-transformers had them: the model in a folder of its own."""
    inside = folder / "0_Transformer"
    inside.mkdir()
    for file in folder.iterdir():
        if file.is_file() and file.name not in ("modules.json", "config_sentence_transformers.json"):
            file.rename(inside / file.name)
    listed = json.loads((folder / "modules.json").read_text())
    listed[0]["path"] = inside.name
    for module in listed:
        module["type"] = "sentence_transformers.models." + module["type"].rsplit(".", 1)[1]
    (folder / "modules.json").write_text(json.dumps(listed, indent=1) + "\n")


def bert_residual(folder, golden):
    tokenizer = bert_tokenizer(model_max_length=30)
    config = transformers.BertConfig(**shape(tokenizer, 26, 2, 2, 34, max_position_embeddings=60))
    save(fill(transformers.BertModel(config), 4), tokenizer, folder)
    modules(folder, ("mean", "cls"), normalize=True, layer_norm=True, prompts={"query": "what: ", "document": ""},
            similarity_fn_name="dot",
            dense=((52, torch.nn.Tanh(), True, True), (20, torch.nn.GELU(), False, True), (14, torch.nn.ReLU(), True)))
    sentence_vectors(folder, golden, ({}, {"prompt_name": "query"}, {"truncate_dim": 9}))


def bert_inside(folder, golden):
    tokenizer = bert_tokenizer()
    config = transformers.BertConfig(**shape(tokenizer, 22, 2, 1, 30, max_position_embeddings=50))
    save(fill(transformers.BertModel(config), 45), tokenizer, folder)
    modules(folder, "max", dense=((22, torch.nn.Identity(), True, True),), prompts={"query": "what: "},
            default_prompt_name="query")
    (folder / "sentence_bert_config.json").write_text('{"max_seq_length": 24, "do_lower_case": false}\n')
    old_layout(folder)
    sentence_vectors(folder, golden, ({}, {"prompt": ""}))


def bert_mean(folder, golden):
    tokenizer = bert_tokenizer()
    config = transformers.BertConfig(**shape(tokenizer, 36, 3, 3, 50, max_position_embeddings=70))
    save(fill(transformers.BertModel(config), 1), tokenizer, folder)
    modules(folder, "mean", normalize=True, prompts={"query": "a question: ", "document": "the text: "})
    sentence_vectors(folder, golden, ({}, {"prompt_name": "query"}, {"prompt": "ab "}, {"truncate_dim": 16}))


def bert_first(folder, golden):
    tokenizer = bert_tokenizer(model_max_length=40)
    config = transformers.BertConfig(**shape(
        tokenizer, 40, 5, 2, 72, max_position_embeddings=64, type_vocab_size=1, hidden_act="gelu_new",
        layer_norm_eps=1e-5))
    save(fill(transformers.BertModel(config), 2), tokenizer, folder)
    modules(folder, "cls", prompts={"query": "what is "}, default_prompt_name="query")
    sentence_vectors(folder, golden, ({}, {"prompt": ""}, {"prompt_name": "document"}))


def bert_every_pooling(folder, golden):
    tokenizer = bert_tokenizer()
    config = transformers.BertConfig(**shape(
        tokenizer, 28, 2, 3, 40, max_position_embeddings=130, hidden_act="silu"))
    save(fill(transformers.BertModel(config), 3), tokenizer, folder)
    every = ("cls", "max", "mean", "mean_sqrt_len_tokens", "weightedmean", "lasttoken")
    modules(folder, every, dense=((22, torch.nn.Tanh(), True), (12, torch.nn.Identity(), False)),
            include_prompt=False, prompts={"query": "find the words: "})
    sentence_vectors(folder, golden, ({}, {"prompt_name": "query"}, {"truncate_dim": 5}))


def bert_poolings(mode, seed):
    def make(folder, golden):
        tokenizer = bert_tokenizer()
        config = transformers.BertConfig(**shape(
            tokenizer, 24, 2, 1, 36, max_position_embeddings=66, hidden_act="relu"))
        save(fill(transformers.BertModel(config), seed), tokenizer, folder)
        modules(folder, mode, dense=((18, torch.nn.GELU(), True),), normalize=True, layer_norm=mode == "max")
        sentence_vectors(folder, golden)
    return make


def labels_of(names, **more):
    return {"id2label": dict(enumerate(names)), "label2id": {name: i for i, name in enumerate(names)}, **more}


def bert_labels(folder, golden):
    tokenizer = bert_tokenizer()
    config = transformers.BertConfig(
        **shape(tokenizer, 42, 3, 3, 61, max_position_embeddings=64),
        **labels_of(["negative", "neutral", "positive"], problem_type="single_label_classification"))
    save(fill(transformers.BertForSequenceClassification(config), 5), tokenizer, folder)
    label_scores(folder, golden, PAIRS)


def bert_old_names(folder, golden):
    """Norms as the first models of TensorFlow called them."""
    from safetensors.torch import load_file, save_file

    tokenizer = bert_tokenizer()
    config = transformers.BertConfig(
        **shape(tokenizer, 30, 5, 1, 33, max_position_embeddings=64), **labels_of(["no", "yes"]))
    save(fill(transformers.BertForSequenceClassification(config), 6), tokenizer, folder)
    label_scores(folder, golden)
    file = folder / "model.safetensors"
    old = {name.replace("LayerNorm.weight", "LayerNorm.gamma").replace("LayerNorm.bias", "LayerNorm.beta"): tensor
           for name, tensor in load_file(file).items()}
    save_file(old, file, metadata={"format": "pt"})


def bert_multi(folder, golden):
    tokenizer = bert_tokenizer()
    config = transformers.BertConfig(
        **shape(tokenizer, 32, 4, 2, 50, max_position_embeddings=64),
        **labels_of(["a", "b", "c", "d"], problem_type="multi_label_classification"))
    network = fill(transformers.BertForSequenceClassification(config), 7).to(torch.bfloat16)
    save(network, tokenizer, folder)
    label_scores(folder, golden)


def bert_regression(folder, golden):
    tokenizer = bert_tokenizer()
    config = transformers.BertConfig(
        **shape(tokenizer, 32, 2, 2, 50, max_position_embeddings=64), num_labels=1, problem_type="regression")
    save(fill(transformers.BertForSequenceClassification(config), 8), tokenizer, folder)
    label_scores(folder, golden)


def bert_tokens(folder, golden):
    tokenizer = bert_tokenizer()
    config = transformers.BertConfig(
        **shape(tokenizer, 36, 2, 2, 44, max_position_embeddings=64),
        **labels_of(["O", "B-PER", "I-PER", "B-LOC", "I-LOC"]))
    save(fill(transformers.BertForTokenClassification(config), 9), tokenizer, folder)
    token_scores(folder, golden)


def bert_pairs(folder, golden):
    from sentence_transformers import CrossEncoder

    tokenizer = bert_tokenizer()
    config = transformers.BertConfig(
        **shape(tokenizer, 36, 3, 2, 52, max_position_embeddings=48), num_labels=1)
    save(fill(transformers.BertForSequenceClassification(config), 10), tokenizer, folder)
    encoder = CrossEncoder(str(folder), device="cpu")
    shutil.rmtree(folder)
    encoder.save_pretrained(str(folder), create_model_card=False)
    pair_scores(folder, golden)


def roberta_pairs(folder, golden):
    from sentence_transformers import CrossEncoder

    tokenizer = roberta_tokenizer()
    config = transformers.RobertaConfig(
        **shape(tokenizer, 30, 3, 2, 40, max_position_embeddings=68, type_vocab_size=1), num_labels=1)
    save(fill(transformers.RobertaForSequenceClassification(config), 11), tokenizer, folder)
    encoder = CrossEncoder(str(folder), device="cpu", activation_fn=torch.nn.Identity(), max_length=60)
    shutil.rmtree(folder)
    encoder.save_pretrained(str(folder), create_model_card=False)
    pair_scores(folder, golden)


def roberta_plain(folder, golden):
    tokenizer = roberta_tokenizer(model_max_length=90)
    config = transformers.RobertaConfig(
        **shape(tokenizer, 36, 2, 3, 55, max_position_embeddings=100, type_vocab_size=1, layer_norm_eps=1e-5))
    save(fill(transformers.RobertaModel(config), 12), tokenizer, folder)
    plain_vectors(folder, golden)


def roberta_labels(folder, golden):
    tokenizer = roberta_tokenizer()
    config = transformers.RobertaConfig(
        **shape(tokenizer, 36, 6, 2, 45, max_position_embeddings=80, type_vocab_size=2), num_labels=5)
    save(fill(transformers.RobertaForSequenceClassification(config), 13), tokenizer, folder)
    label_scores(folder, golden, PAIRS)


def roberta_tokens(folder, golden):
    tokenizer = roberta_tokenizer()
    config = transformers.RobertaConfig(
        **shape(tokenizer, 28, 2, 1, 45, max_position_embeddings=80, type_vocab_size=1),
        **labels_of(["O", "PER", "LOC"]))
    save(fill(transformers.RobertaForTokenClassification(config), 14), tokenizer, folder)
    token_scores(folder, golden)


def xlm_roberta_mean(folder, golden):
    tokenizer = xlm_roberta_tokenizer(model_max_length=84)
    config = transformers.XLMRobertaConfig(
        **shape(tokenizer, 40, 4, 3, 60, max_position_embeddings=90, type_vocab_size=1, layer_norm_eps=1e-5))
    save(fill(transformers.XLMRobertaModel(config), 15), tokenizer, folder)
    modules(folder, "mean", normalize=True)
    sentence_vectors(folder, golden)


def xlm_roberta_labels(folder, golden):
    tokenizer = xlm_roberta_tokenizer()
    config = transformers.XLMRobertaConfig(
        **shape(tokenizer, 36, 3, 1, 60, max_position_embeddings=90, type_vocab_size=1), num_labels=3)
    save(fill(transformers.XLMRobertaForSequenceClassification(config), 16), tokenizer, folder)
    label_scores(folder, golden, PAIRS)


def camembert_tokens(folder, golden):
    tokenizer = xlm_roberta_tokenizer()
    config = transformers.CamembertConfig(
        **shape(tokenizer, 24, 2, 2, 30, max_position_embeddings=90, type_vocab_size=1), num_labels=2)
    save(fill(transformers.CamembertForTokenClassification(config), 17), tokenizer, folder)
    token_scores(folder, golden)


def distilbert_plain(folder, golden):
    tokenizer = distilbert_tokenizer()
    config = transformers.DistilBertConfig(**distil(tokenizer, 44, 4, 3, 70, max_position_embeddings=60))
    save(fill(transformers.DistilBertModel(config), 18), tokenizer, folder)
    plain_vectors(folder, golden)


def distilbert_labels(folder, golden):
    tokenizer = distilbert_tokenizer()
    config = transformers.DistilBertConfig(
        **distil(tokenizer, 36, 3, 2, 50, max_position_embeddings=60, activation="relu"), num_labels=2)
    save(fill(transformers.DistilBertForSequenceClassification(config), 19), tokenizer, folder)
    label_scores(folder, golden, PAIRS)


def distilbert_tokens(folder, golden):
    tokenizer = distilbert_tokenizer()
    config = transformers.DistilBertConfig(
        **distil(tokenizer, 28, 4, 1, 50, max_position_embeddings=60), num_labels=4)
    save(fill(transformers.DistilBertForTokenClassification(config), 20), tokenizer, folder)
    token_scores(folder, golden)


def mpnet_mean(folder, golden):
    tokenizer = mpnet_tokenizer(model_max_length=170)
    config = transformers.MPNetConfig(**shape(tokenizer, 36, 3, 3, 60, max_position_embeddings=180))
    save(fill(transformers.MPNetModel(config), 21), tokenizer, folder)
    modules(folder, "mean", normalize=True)
    sentence_vectors(folder, golden)


def mpnet_labels(folder, golden):
    tokenizer = mpnet_tokenizer()
    config = transformers.MPNetConfig(
        **shape(tokenizer, 32, 2, 2, 40, max_position_embeddings=80, layer_norm_eps=1e-5), num_labels=3)
    save(fill(transformers.MPNetForSequenceClassification(config), 22), tokenizer, folder)
    label_scores(folder, golden, PAIRS)


def electra(tokenizer, network, seed, **more):
    config = transformers.ElectraConfig(**shape(
        tokenizer, 32, 4, 2, 44, embedding_size=32, max_position_embeddings=48, **more))
    return fill(network(config), seed)


def electra_mean(folder, golden):
    tokenizer = bert_tokenizer()
    save(electra(tokenizer, transformers.ElectraModel, 61), tokenizer, folder)
    modules(folder, "mean", prompts={"query": "a question: "}, truncate_dim=20)
    sentence_vectors(folder, golden, ({}, {"prompt_name": "query"}, {"truncate_dim": 7}))


def electra_tokens(folder, golden):
    tokenizer = bert_tokenizer()
    labels = labels_of(["O", "B-PER", "I-PER"])
    save(electra(tokenizer, transformers.ElectraForTokenClassification, 62, **labels), tokenizer, folder)
    token_scores(folder, golden)


def electra_pairs(folder, golden):
    from sentence_transformers import CrossEncoder

    tokenizer = bert_tokenizer()
    save(electra(tokenizer, transformers.ElectraForSequenceClassification, 63, num_labels=1), tokenizer, folder)
    encoder = CrossEncoder(str(folder), device="cpu")
    shutil.rmtree(folder)
    encoder.save_pretrained(str(folder), create_model_card=False)
    pair_scores(folder, golden)


def mpnet_tokens(folder, golden):
    tokenizer = mpnet_tokenizer()
    config = transformers.MPNetConfig(
        **shape(tokenizer, 30, 5, 1, 40, max_position_embeddings=80), num_labels=3)
    save(fill(transformers.MPNetForTokenClassification(config), 23), tokenizer, folder)
    token_scores(folder, golden)


def published(folder):
    """The config of Nomic BERT with the names of GPT-2, as it was published before `transformers` knew the family."""
    file = folder / "config.json"
    new = json.loads(file.read_text())
    old = {"architectures": new["architectures"], "model_type": "nomic_bert", "vocab_size": new["vocab_size"],
           "n_embd": new["hidden_size"], "n_head": new["num_attention_heads"], "n_layer": new["num_hidden_layers"],
           "n_inner": new["intermediate_size"], "n_positions": new["max_position_embeddings"],
           "layer_norm_epsilon": new["layer_norm_eps"], "type_vocab_size": new["type_vocab_size"],
           "activation_function": "swiglu", "rotary_emb_base": new["rope_parameters"]["rope_theta"],
           "rotary_emb_fraction": 1.0, "rotary_emb_interleaved": False, "rotary_emb_scale_base": None,
           "rotary_scaling_factor": None, "max_trained_positions": 30, "prenorm": False, "parallel_block": False,
           "use_rms_norm": False, "causal": False, "qkv_proj_bias": False, "mlp_fc1_bias": False, "mlp_fc2_bias": False,
           "scale_attn_weights": True, "pad_vocab_size_multiple": 64}
    file.write_text(json.dumps(old, indent=1) + "\n")


def nomic_mean(folder, golden):
    tokenizer = bert_tokenizer()
    config = transformers.NomicBertConfig(**shape(tokenizer, 36, 3, 3, 50, max_position_embeddings=70))
    save(fill(transformers.NomicBertModel(config), 50), tokenizer, folder)
    modules(folder, "mean", normalize=True, prompts={"query": "search_query: ", "document": "search_document: "})
    sentence_vectors(folder, golden, ({}, {"prompt_name": "query"}, {"truncate_dim": 16}))


def nomic_published(folder, golden):
    tokenizer = bert_tokenizer()
    config = transformers.NomicBertConfig(**shape(
        tokenizer, 40, 5, 2, 44, max_position_embeddings=64, layer_norm_eps=1e-6, hidden_act="silu",
        rope_parameters={"rope_type": "default", "rope_theta": 300.0}))
    save(fill(transformers.NomicBertModel(config), 51), tokenizer, folder)
    sentence_vectors(folder, golden)
    published(folder)


def nomic_labels(folder, golden):
    tokenizer = bert_tokenizer()
    config = transformers.NomicBertConfig(
        **shape(tokenizer, 32, 2, 2, 36, max_position_embeddings=64, hidden_act="gelu", head_dim=12),
        **labels_of(["no", "yes", "perhaps"]))
    save(fill(transformers.NomicBertForSequenceClassification(config), 52), tokenizer, folder)
    label_scores(folder, golden, PAIRS)


def nomic_tokens(folder, golden):
    tokenizer = bert_tokenizer()
    config = transformers.NomicBertConfig(
        **shape(tokenizer, 24, 3, 1, 40, max_position_embeddings=64), **labels_of(["O", "B-LOC", "I-LOC"]))
    save(fill(transformers.NomicBertForTokenClassification(config), 53).to(torch.float16), tokenizer, folder)
    token_scores(folder, golden)


def bert_outliers(folder, golden):
    tokenizer = bert_tokenizer()
    config = transformers.BertConfig(**shape(tokenizer, 64, 4, 2, 32, max_position_embeddings=64))
    save(with_outliers(fill(transformers.BertModel(config), 24)), tokenizer, folder)
    modules(folder, ("cls", "mean"), dense=((18, torch.nn.Tanh(), True),))
    sentence_vectors(folder, golden)


def distilbert_outliers(folder, golden):
    tokenizer = distilbert_tokenizer()
    config = transformers.DistilBertConfig(**distil(tokenizer, 64, 4, 2, 64, max_position_embeddings=60))
    save(with_outliers(fill(transformers.DistilBertModel(config), 25)), tokenizer, folder)
    plain_vectors(folder, golden)


def roberta_outliers(folder, golden):
    tokenizer = roberta_tokenizer()
    config = transformers.RobertaConfig(
        **shape(tokenizer, 64, 2, 1, 96, max_position_embeddings=80, type_vocab_size=1),
        **labels_of(["O", "PER", "LOC"]))
    save(with_outliers(fill(transformers.RobertaForTokenClassification(config), 26)), tokenizer, folder)
    token_scores(folder, golden)


MODELS = {
    "bert-outliers": bert_outliers,
    "distilbert-outliers": distilbert_outliers,
    "roberta-outliers": roberta_outliers,
    "bert-mean": bert_mean,
    "bert-first": bert_first,
    "bert-every-pooling": bert_every_pooling,
    **{f"bert-pooling-{mode}": bert_poolings(mode, 40 + number) for number, mode in enumerate(
        ("max", "mean_sqrt_len_tokens", "weightedmean", "lasttoken"))},
    "bert-residual": bert_residual,
    "bert-inside": bert_inside,
    "bert-labels": bert_labels,
    "bert-old-names": bert_old_names,
    "bert-multi": bert_multi,
    "bert-regression": bert_regression,
    "bert-tokens": bert_tokens,
    "bert-pairs": bert_pairs,
    "roberta-plain": roberta_plain,
    "roberta-labels": roberta_labels,
    "roberta-tokens": roberta_tokens,
    "roberta-pairs": roberta_pairs,
    "xlm-roberta-mean": xlm_roberta_mean,
    "xlm-roberta-labels": xlm_roberta_labels,
    "camembert-tokens": camembert_tokens,
    "distilbert-plain": distilbert_plain,
    "distilbert-labels": distilbert_labels,
    "distilbert-tokens": distilbert_tokens,
    "electra-mean": electra_mean,
    "electra-tokens": electra_tokens,
    "electra-pairs": electra_pairs,
    "mpnet-mean": mpnet_mean,
    "mpnet-labels": mpnet_labels,
    "mpnet-tokens": mpnet_tokens,
    "nomic-mean": nomic_mean,
    "nomic-published": nomic_published,
    "nomic-labels": nomic_labels,
    "nomic-tokens": nomic_tokens,
}


def minilm(folder, model):
    from sentence_transformers import SentenceTransformer

    encoder = SentenceTransformer(str(model), device="cpu")
    vectors = encoder.encode(MINILM_TEXTS, batch_size=1)
    texts = [{"text": text, "vector": base64_of(vector)} for text, vector in zip(MINILM_TEXTS, vectors, strict=True)]
    (folder / "minilm.json").write_text(json.dumps({"texts": texts}, ensure_ascii=True, indent=0) + "\n")


def main(folder, names, model):
    torch.set_num_threads(1)
    (folder / "encoders").mkdir(exist_ok=True)
    for name, make in MODELS.items():
        if not names or name in names:
            place = folder / "encoders" / name
            make(place, folder / "encoders" / f"{name}.json")
            size = sum(file.stat().st_size for file in place.rglob("*") if file.is_file())
            print(f"{name:20} {size:7} bytes", flush=True)
    if not names or "minilm" in names:
        minilm(folder, model)
