"use strict";
// nlp.js as a contender: does what benchmarks/worker.py does, and prints the same events.
// node worker.js MODE DATA MODEL

const fs = require("fs");
const path = require("path");

const WARM_UP = 30;
const FALLBACK = "nlu_fallback"; // what the others say where nlp.js says "None"

const seconds = (start) => Number(process.hrtime.bigint() - start) / 1e9;
const read = (data, name) => JSON.parse(fs.readFileSync(path.join(data, name), "utf-8"));
const tell = (event) => fs.writeSync(1, JSON.stringify(event) + "\n");

function manager() {
  const { NlpManager } = require("node-nlp");
  return new NlpManager({ languages: ["en"], nlu: { log: false }, autoSave: false });
}

async function train(data, model) {
  const nlp = manager();
  for (const [text, intent] of read(data, "train.json")) nlp.addDocument("en", text, intent);
  const start = process.hrtime.bigint();
  await nlp.train();
  nlp.save(path.join(model, "model.nlp"));
  tell({ seconds: seconds(start) });
}

async function rank(nlp, text) {
  const { classifications } = await nlp.process("en", text);
  return classifications.map(({ intent, score }) => [intent === "None" ? FALLBACK : intent, score]);
}

async function parse(data, model) {
  const training = read(data, "train.json");
  const step = Math.max(Math.floor(training.length / WARM_UP), 1);
  const warm = Array.from({ length: WARM_UP }, (_, place) => training[place * step][0]);
  let start = process.hrtime.bigint();
  const nlp = manager();
  nlp.load(path.join(model, "model.nlp"));
  const load_seconds = seconds(start);
  await rank(nlp, warm[0]);
  tell({ load_seconds });
  for (const text of warm.slice(1)) await rank(nlp, text);
  const rankings = [];
  const durations = [];
  for (const [text] of read(data, "test.json")) {
    start = process.hrtime.bigint();
    rankings.push(await rank(nlp, text));
    durations.push(seconds(start));
  }
  tell({ rankings, seconds: durations });
}

const [mode, data, model] = process.argv.slice(2);
// nlp.js writes its progress where our events go.
console.log = console.error;
(mode === "train" ? train(data, model) : parse(data, model)).catch((error) => {
  console.error(error);
  process.exitCode = 1;
});
