// Times llama.cpp on a GGUF file: node time_llama_cpp.mjs PEER MODEL.gguf [--threads N] [--batches 1,8,32] [--runs 3]
//
// PEER is a folder where node-llama-cpp is installed (scripts/compare/run makes one). Prints one line of JSON:
// tokens a second for one prompt of 512 tokens, and for B sequences at once, each with a prompt of 128 tokens
// and then 32 tokens generated greedily. Every figure is the median of the runs, and of flash attention off and on
// the better. Its loop over generated tokens is JavaScript around native calls: tiny models pay for that.
import {createRequire} from "node:module";
import {basename, join, resolve} from "node:path";
import {pathToFileURL} from "node:url";
import {parseArgs} from "node:util";

const PROMPT = 512, BATCH_PROMPT = 128, GENERATED = 32;

const {values: options, positionals: [peer, modelPath]} = parseArgs({
  allowPositionals: true,
  options: {threads: {type: "string", default: "2"}, batches: {type: "string", default: "1,8,32"}, runs: {type: "string", default: "3"}},
});
const threads = Number(options.threads);
const runs = Number(options.runs);
const batches = options.batches.split(",").map(Number);
const entry = createRequire(join(resolve(peer), "package.json")).resolve("node-llama-cpp");
const {getLlama} = await import(pathToFileURL(entry).href);
const llama = await getLlama({gpu: false, build: "never", logLevel: "error", maxThreads: threads});
const model = await llama.loadModel({modelPath, gpuLayers: 0});

// Token ids spread over the ordinary part of the vocabulary, the same for every run of this script.
const vocabulary = model.fileInfo.metadata.tokenizer.ggml.tokens.length;
function prompt(length, stream) {
  const first = Math.min(300, vocabulary >> 1);
  return Array.from({length}, (_, i) => first + ((stream * 7919 + i) * 104729) % (vocabulary - first));
}

async function tokensPerSecond(work) {
  const start = process.hrtime.bigint();
  const tokens = await work();
  return tokens / (Number(process.hrtime.bigint() - start) / 1e9);
}

async function feed(sequence, tokens) {
  await sequence.evaluateWithoutGeneratingNewTokens(tokens);
  return tokens.length;
}

async function generate(sequence) {
  let count = 0;
  for await (const _ of sequence.evaluate([400 % vocabulary], {temperature: 0})) {
    if (++count === GENERATED) break;
  }
  return count;
}

const sum = async (promises) => (await Promise.all(promises)).reduce((a, b) => a + b, 0);

async function withSequences(count, contextSize, flashAttention, work) {
  const context = await model.createContext({contextSize, batchSize: 512, threads, sequences: count, flashAttention});
  try {
    return await work(Array.from({length: count}, () => context.getSequence()));
  } finally {
    await context.dispose();
  }
}

function median(values) {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[sorted.length >> 1];
}

async function timePrompt(flashAttention) {
  return withSequences(1, PROMPT + 64, flashAttention, async ([sequence]) => {
    await feed(sequence, prompt(32, 1)); // warms the threads and the weights' pages
    const rates = [];
    for (let run = 0; run < runs; run++) {
      await sequence.clearHistory();
      rates.push(await tokensPerSecond(() => feed(sequence, prompt(PROMPT, 2 + run))));
    }
    return median(rates);
  });
}

async function timeBatch(count, flashAttention) {
  return withSequences(count, BATCH_PROMPT + GENERATED + 32, flashAttention, async (sequences) => {
    const prompts = [], generated = [];
    for (let run = 0; run < runs; run++) {
      for (const sequence of sequences) await sequence.clearHistory();
      const feedAll = () => sum(sequences.map((s, i) => feed(s, prompt(BATCH_PROMPT, run * count + i))));
      prompts.push(await tokensPerSecond(feedAll));
      generated.push(await tokensPerSecond(() => sum(sequences.map(generate))));
    }
    return {prompt: median(prompts), generate: median(generated)};
  });
}

const round = (value) => Math.round(value * 10) / 10;
const result = {engine: "llama.cpp", model: basename(modelPath), threads, prompt512: 0};
for (const flashAttention of [false, true]) {
  result.prompt512 = Math.max(result.prompt512, round(await timePrompt(flashAttention)));
  for (const count of batches) {
    const time = await timeBatch(count, flashAttention);
    const best = (result[`batch${count}`] ??= {prompt: 0, generate: 0});
    best.prompt = Math.max(best.prompt, round(time.prompt));
    best.generate = Math.max(best.generate, round(time.generate));
  }
}
console.log(JSON.stringify(result));
process.exit(0); // the binding's threads would keep the process
