"""Beam searches and constrained greedy continuations by `transformers`' `generate`, of the folders of golden_folders.py
and, with random sources, of golden_seq2seq.py.

Files: beams/NAME.json, one a model.

    {"model": "NAME", "madeWith": {...}, "cases": [{"source": [ids] or [], "prompt": [ids], "beams": 4, "lengthPenalty": 0.6,
     "earlyStopping": "false" | "true" | "never", "best": 2, "maxTokens": 12, "minTokens": 0, "endTokens": [ids],
     "noRepeatNgram": 0, "badWords": [[ids]], "suppressed": [ids], "forcedFirst": [id] or [], "forcedLast": [ids],
     "repetitionPenalty": 1.0, "hypotheses": [{"ids": [ids], "score": -1.5}]}]}

Hypotheses are in the order of `generate`, without the prompt and without what follows their end. A case with one beam is
greedy; its score is 0. The network runs in double precision with eager attention; of encoder-decoders without a cache,
since that of `transformers` 5 counts the wrong layers where the two halves differ. Their prompt is the decoder's start.

Near-ties would make the order of hypotheses a matter of rounding. So every selection that `generate` makes is watched
(each call of torch.topk, the comparison that may end the search, and the best two logits of greedy steps), and of each
case's prompts, drawn from 200 consecutive seeds, the first is kept whose closest values are more than 0.001 apart; a case
without such a prompt is left out.
"""

import contextlib
import json
import random
import zlib

import torch
import transformers

MODELS = ("gpt2", "qwen2", "llama-rope-llama3", "phi3", "gemma3-rope-linear")
SOURCED = ("bart", "mbart", "marian", "t5", "t5-gated")
CASES = 50
GAP = 1e-3
DEAD = -1e8  # `generate` marks beams that are out of the running by -1e9


class Gaps:
    """The smallest difference between values that `generate` compared."""

    def __init__(self):
        self.smallest = float("inf")

    def note(self, values):
        values = values.detach().double().flatten()
        values = values[values > DEAD]
        if len(values) > 1:
            self.smallest = min(self.smallest, (values[:-1] - values[1:]).abs().min().item())


@contextlib.contextmanager
def watched():
    gaps, topk = Gaps(), torch.topk
    mixin = transformers.generation.utils.GenerationMixin
    heuristic = mixin._check_early_stop_heuristic

    def watching_topk(x, k, **options):
        gaps.note(topk(x, min(k + 1, x.shape[-1]), **options)[0])
        return topk(x, k, **options)

    def watching_heuristic(*_, **facts):
        power = facts["length_penalty"]
        never = facts["early_stopping"] == "never" and power > 0
        length = (facts["max_length"] if never else facts["cur_len"]) - facts["decoder_prompt_len"]
        hoped = facts["running_beam_scores"][0, 0] / length**power
        if facts["is_sent_finished"].all():
            gaps.note(torch.stack([hoped, facts["beam_scores"].min()]))
        return heuristic(**facts)

    torch.topk, mixin._check_early_stop_heuristic = watching_topk, staticmethod(watching_heuristic)
    try:
        yield gaps
    finally:
        torch.topk, mixin._check_early_stop_heuristic = topk, staticmethod(heuristic)


def settings(rng):
    """What a case asks for, but for what depends on its prompt."""
    beams = rng.choice((1, 2, 3, 4, 4, 5, 6))
    maximum = rng.choice((3, 7, 11, 16))
    return {
        "beams": beams,
        "lengthPenalty": rng.choice((1.0, 1.0, 0.0, 0.6, 2.0, -1.0)),
        "earlyStopping": rng.choice(("false", "true", "never")),
        "best": rng.randint(1, beams) if beams > 1 else 1,
        "maxTokens": maximum,
        "minTokens": rng.choice((0, 0, min(4, maximum))),
        "noRepeatNgram": rng.choice((0, 0, 1, 2, 3)),
        "repetitionPenalty": rng.choice((1.0, 1.0, 1.0, 1.3)),
        "ends": rng.choice(("likely", "likely", "unlikely", "none")),
        "bad": rng.random() < 0.3,
        "suppress": rng.random() < 0.2,
        "first": rng.random() < 0.15,
        "last": rng.random() < 0.2,
    }


def generate(model, case, gaps=None):
    greedy = case["beams"] == 1
    config = transformers.GenerationConfig(
        do_sample=False, num_beams=case["beams"], length_penalty=case["lengthPenalty"],
        early_stopping={"false": False, "true": True, "never": "never"}[case["earlyStopping"]] if not greedy else False,
        num_return_sequences=case["best"], max_new_tokens=case["maxTokens"], min_new_tokens=case["minTokens"] or None,
        eos_token_id=case["endTokens"] or None, pad_token_id=0, no_repeat_ngram_size=case["noRepeatNgram"],
        bad_words_ids=case["badWords"] or None, suppress_tokens=case["suppressed"] or None,
        forced_bos_token_id=case["forcedFirst"][0] if case["forcedFirst"] else None,
        forced_eos_token_id=case["forcedLast"] or None, repetition_penalty=case["repetitionPenalty"],
        return_dict_in_generate=True, output_scores=True, use_cache=not case["source"],
        decoder_start_token_id=case["prompt"][0] if case["source"] else None)
    ids = torch.tensor([case["source"] or case["prompt"]])
    with torch.no_grad():
        out = model.generate(ids, attention_mask=torch.ones_like(ids), generation_config=config)
    found = []
    for i, sequence in enumerate(out.sequences[:, len(case["prompt"]):].tolist()):
        if greedy:
            if gaps is not None:
                for scores in out.scores:
                    gaps.note(scores[i].double().topk(2)[0])
            found.append({"ids": sequence, "score": 0.0})
        else:
            length = int((out.beam_indices[i] >= 0).sum())
            found.append({"ids": sequence[:length], "score": round(out.sequences_scores[i].item(), 6)})
    return found


def attempt(model, rng, wanted):
    """A case for one prompt, and how close its decisions were."""
    vocabulary = model.get_output_embeddings().weight.shape[0]
    length = 1 if wanted["first"] else rng.randint(1, 12)
    case = {name: wanted[name] for name in (
        "beams", "lengthPenalty", "earlyStopping", "best", "maxTokens", "minTokens", "noRepeatNgram",
        "repetitionPenalty")}
    prompt = [rng.randrange(vocabulary) for _ in range(length)]
    sourced = model.config.is_encoder_decoder
    case |= {"source": prompt if sourced else [],
             "prompt": [model.config.decoder_start_token_id] if sourced else prompt,
             "endTokens": [], "badWords": [], "suppressed": [], "forcedFirst": [], "forcedLast": []}
    # What it would say without constraints tells which of them matter.
    said = [token for one in generate(model, case | {"minTokens": 0}) for token in one["ids"]]
    if wanted["ends"] != "none":
        pool = said if wanted["ends"] == "likely" else range(vocabulary)
        case["endTokens"] = sorted({rng.choice(pool) for _ in range(rng.randint(1, 3))})
    if wanted["bad"]:
        at = rng.randrange(len(said) - 1)
        case["badWords"] = [[rng.choice(said)], said[at:at + 2], [rng.randrange(vocabulary)]]
    if wanted["suppress"]:
        case["suppressed"] = sorted({rng.choice(said), rng.randrange(vocabulary)})
    if wanted["first"]:
        case["forcedFirst"] = [rng.randrange(vocabulary)]
    if wanted["last"]:
        case["forcedLast"] = case["endTokens"][:1] or [rng.randrange(vocabulary)]  # two would tie
        case["suppressed"] = [token for token in case["suppressed"] if token not in case["forcedLast"]]
    with watched() as gaps:
        case["hypotheses"] = generate(model, case, gaps)
    filled = all(one["score"] > DEAD for one in case["hypotheses"])  # else `generate` made up for missing ones
    return case, gaps.smallest if filled else 0


def make(name, folder):
    sourced = name in SOURCED
    kind = transformers.AutoModelForSeq2SeqLM if sourced else transformers.AutoModelForCausalLM
    model = kind.from_pretrained(
        folder / ("seq2seq" if sourced else "folders") / name, attn_implementation="eager", dtype=torch.float64).eval()
    model.generation_config = transformers.GenerationConfig()
    cases, tried = [], 0
    for number in range(CASES):
        wanted = settings(random.Random(zlib.crc32(f"{name} beams {number}".encode())))
        for seed in range(200):
            tried += 1
            case, gap = attempt(model, random.Random(zlib.crc32(f"{name} beams {number} {seed}".encode())), wanted)
            if gap > GAP:
                cases.append(case)
                break
        else:
            print(f"{name}: no prompt of case {number} is free of near-ties; it is left out", flush=True)
    path = folder / "beams" / f"{name}.json"
    path.parent.mkdir(exist_ok=True)
    made = {"torch": torch.__version__.split("+")[0], "transformers": transformers.__version__}
    lines = ",\n".join(json.dumps(case, separators=(",", ":")) for case in cases)
    path.write_text(f'{{"model":"{name}","madeWith":{json.dumps(made)},"cases":[\n{lines}\n]}}\n')
    print(f"{path.name:28} {len(cases)} cases of {tried} tried, {path.stat().st_size} bytes", flush=True)


def main(folder, names=()):
    transformers.logging.set_verbosity_error()
    torch.set_num_threads(1)  # the models are tiny
    for name in (*MODELS, *SOURCED):
        if not names or name in names:
            make(name, folder)
