// A store that speaks S3 and keeps everything in a folder: `node s3.mjs FOLDER BUCKET PORT [HOLD]`.
// Prints its address, then a line for each request: method and path. From the first request on that matches
// HOLD nothing is answered any more, and that is said: a line that broke. Ends with its standard input, once
// what it began is on the disk: a store does not lose half of what it keeps because somebody's line broke.
import { createServer } from "node:http";
import S3rver from "s3rver";

const [folder, bucket, port, hold] = process.argv.slice(2);
const pattern = hold === undefined ? undefined : new RegExp(hold);
let held = false;
const begun = new Set();
const END_MS_MAX = 5_000;
const store = new S3rver({ directory: folder, silent: true, configureBuckets: [{ name: bucket }] });
await store.configureBuckets();
const answer = store.callback();
const server = createServer((request, response) => {
  const asked = `${request.method} ${request.url}`;
  held ||= pattern?.test(asked) ?? false;
  console.log(held ? `HELD ${asked}` : asked);
  if (held) return;
  const answered = answer(request, response).finally(() => begun.delete(answered));
  begun.add(answered);
});
server.listen(Number(port), "127.0.0.1", () => console.log(`http://127.0.0.1:${server.address().port}`));
process.stdin.resume().on("end", () => {
  void Promise.allSettled([...begun]).then(() => process.exit(0));
  setTimeout(() => process.exit(0), END_MS_MAX);
});
