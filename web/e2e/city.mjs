// The real program: `musubi demo` with headquarters and three shelters, and one laptop on which
// nothing has been done yet. Ends with this process.
import { execFile, spawn } from 'node:child_process';
import { mkdir, mkdtemp, readFile, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { orthophoto } from './orthophoto.mjs';

const root = fileURLToPath(new URL('../../', import.meta.url));
const program = process.env.MUSUBI ?? join(root, 'target/debug/musubi');
const twin = process.env.MUSUBI_TWIN ?? join(root, 'target/debug/examples/twin');
const built = join(root, 'web/dist');
const run = promisify(execFile);

/** A demonstration that runs already (`musubi demo --state FILE`), or one of our own. */
export async function startCity() {
  const given = process.env.MUSUBI_E2E;
  // Where its laptops keep everything is whoever started it to say.
  if (given != null) {
    const data = process.env.MUSUBI_E2E_DATA;
    return city(JSON.parse(await readFile(given, 'utf8')), data, async () => {});
  }
  const folder = await mkdtemp(join(tmpdir(), 'musubi-e2e-'));
  const state = join(folder, 'state.json');
  const demo = spawn(
    program,
    ['demo', '--state', state, '--web', built, '--households', '6', '--data', join(folder, 'city')],
    { stdio: ['ignore', 'ignore', 'inherit'] },
  );
  const stop = async () => {
    await ended(demo, 'SIGINT');
    await rm(folder, { recursive: true, force: true });
  };
  try {
    return city(await appears(state, demo), join(folder, 'city'), stop);
  } catch (error) {
    await stop();
    throw error;
  }
}

function city(desks, data, stop) {
  const node = ({ staff, public: phones, account, secret, role, name }) => ({
    staff,
    phones,
    role,
    place: name,
    signIn: { name: account, secret },
  });
  const nodes = desks.map(node);
  return {
    hq: nodes.find(({ role }) => role === 'hq'),
    shelters: nodes.filter(({ role }) => role === 'shelter'),
    importOrthophoto: (shelter, title) => importOrthophoto(data, shelter, title),
    layersFolder: (shelter) => join(laptop(data, shelter), 'layers'),
    basemap: (shelter, ...more) =>
      run(program, ['layer', 'basemap', '--data', laptop(data, shelter), ...more]),
    stop,
  };
}

/** Where a shelter's laptop keeps everything. */
function laptop(data, shelter) {
  if (data == null) throw new Error('MUSUBI_E2E_DATA names the data folder of the demonstration');
  return join(data, `shelter-${shelter + 1}`);
}

/** By the command, which leaves the work to the shelter's program that runs. */
async function importOrthophoto(data, shelter, title) {
  const folder = laptop(data, shelter);
  const file = join(data, 'orthophoto.tif');
  await writeFile(file, orthophoto(1_200));
  await run(program, ['layer', 'import', '--data', folder, '--title', title, file]);
}

/**
 * A laptop on its first run, and a ticket for it: its text, and the page that is printed of it. `phones`: where its
 * pages for phones are heard.
 */
export async function startFresh(phones = '127.0.0.1:0') {
  const folder = await mkdtemp(join(tmpdir(), 'musubi-fresh-'));
  const safe = join(folder, 'city');
  const tickets = join(folder, 'tickets');
  const papers = join(folder, 'papers');
  await run(program, ['city', 'create', safe, '--name', '試験市']);
  const made = await run(program, [
    ...['operation', 'create', '--city', safe, '--kind', 'drill', '--name', '試験'],
  ]);
  const operation = made.stdout.trim().split(/\s+/).at(-1);
  await run(program, [
    ...['ticket', 'issue', '--city', safe, '--operation', operation, '--role', 'shelter'],
    ...['--spare', '--name', '試験の避難所', '--out', tickets],
    ...['--sheets', papers],
  ]);
  const [file] = await readdir(tickets);
  const [paper] = await readdir(papers);
  // What the system would tell of its battery; a test writes into it.
  const power = join(folder, 'power');
  const config = join(folder, 'musubi.toml');
  await mkdir(power);
  await writeFile(config, `[laptop]\npower_supplies = ${JSON.stringify(power)}\n`);
  const start = async () => {
    const any = '127.0.0.1:0';
    const serve = spawn(
      program,
      [
        ...['serve', '--config', config, '--data', join(folder, 'data')],
        ...['--web', built, '--no-discovery'],
        ...['--staff', any, '--public', phones, '--mesh', any],
      ],
      { stdio: ['ignore', 'pipe', 'inherit'] },
    );
    return { serve, staff: await line(serve, 'staff: ') };
  };
  let running = await start();
  return {
    staff: running.staff,
    data: join(folder, 'data'),
    power,
    paper: join(papers, paper),
    ticket: (await readFile(join(tickets, file), 'utf8')).trim(),
    /** Off and on again; gives the new address. */
    restart: async () => {
      await ended(running.serve, 'SIGINT');
      running = await start();
      return running.staff;
    },
    stop: async () => {
      await ended(running.serve, 'SIGINT');
      await rm(folder, { recursive: true, force: true });
    },
  };
}

/**
 * Headquarters and one shelter's laptop that never meet but by stick, each with its manager; and what the
 * city can make besides: more laptops, a clone, a signature of the key in the safe. `register`: a list of places
 * that headquarters takes in first; `shelter`: which place the shelter's ticket is for.
 */
export async function startApart({
  register,
  shelter: which = ['--spare', '--name', '試験の避難所'],
} = {}) {
  const folder = await mkdtemp(join(tmpdir(), 'musubi-apart-'));
  const safe = join(folder, 'city');
  await run(program, ['city', 'create', safe, '--name', '試験市']);
  const made = await run(program, [
    ...['operation', 'create', '--city', safe, '--kind', 'drill', '--name', '試験'],
  ]);
  const operation = made.stdout.trim().split(/\s+/).at(-1);
  const running = [];
  const ticket = async (role, ...more) => {
    const out = await mkdtemp(join(folder, `${role}-tickets-`));
    await run(program, [
      ...['ticket', 'issue', '--city', safe, '--operation', operation, '--role', role],
      ...more,
      ...['--out', out],
    ]);
    const [file] = await readdir(out);
    return join(out, file);
  };
  const laptop = async (role, ...more) => {
    const data = await mkdtemp(join(folder, `${role}-`));
    await run(program, ['join', '--data', data, '--ticket-file', await ticket(role, ...more)]);
    if (role === 'hq' && register != null) {
      await run(program, ['import', 'shelters', '--data', data, register]);
    }
    const any = '127.0.0.1:0';
    const serve = spawn(
      program,
      [
        ...['serve', '--data', data, '--web', built, '--no-discovery', '--clock-confirmed'],
        ...['--staff', any, '--public', any, '--mesh', any],
      ],
      { stdio: ['ignore', 'pipe', 'inherit'] },
    );
    running.push(serve);
    return await line(serve, 'staff: ');
  };
  /** Two bundles, from a laptop and from its live clone. */
  const twins = async (...more) => {
    const out = await mkdtemp(join(folder, 'twins-'));
    await run(twin, [await ticket('shelter', ...more), out]);
    return [join(out, 'first.musubi'), join(out, 'second.musubi')];
  };
  /** What the city's key makes of a draft. */
  const signed = async (draft) => {
    const out = join(await mkdtemp(join(folder, 'signed-')), 'statement');
    await run(program, ['city', 'revoke', '--city', safe, '--out', out, draft]);
    return out;
  };
  const stop = async () => {
    for (const serve of running) await ended(serve, 'SIGINT');
    await rm(folder, { recursive: true, force: true });
  };
  try {
    const hq = await laptop('hq');
    const shelter = await laptop('shelter', ...which);
    return { hq, shelter, laptop, twins, signed, stop };
  } catch (error) {
    await stop();
    throw error;
  }
}

/** Laptops of one gym that meet by what is carried between them alone. */
export async function startGym(count) {
  const folder = await mkdtemp(join(tmpdir(), 'musubi-gym-'));
  const [safe, out] = [join(folder, 'city'), join(folder, 'tickets')];
  const running = [];
  const stop = async () => {
    for (const serve of running) await ended(serve, 'SIGINT');
    await rm(folder, { recursive: true, force: true });
  };
  try {
    await run(program, ['city', 'create', safe, '--name', '試験市']);
    const made = await run(program, [
      ...['operation', 'create', '--city', safe, '--kind', 'drill', '--name', '試験'],
    ]);
    await run(program, [
      ...['ticket', 'issue', '--city', safe, '--operation', made.stdout.trim().split(/\s+/).at(-1)],
      ...['--role', 'shelter', '--spare', '--name', '試験の体育館'],
      ...['--count', String(count), '--out', out],
    ]);
    const laptops = [];
    for (const ticket of (await readdir(out)).sort()) {
      const data = await mkdtemp(join(folder, 'laptop-'));
      await run(program, ['join', '--data', data, '--ticket-file', join(out, ticket)]);
      const any = '127.0.0.1:0';
      const serve = spawn(
        program,
        [
          ...['serve', '--data', data, '--web', built, '--no-discovery', '--clock-confirmed'],
          ...['--staff', any, '--public', any, '--mesh', any],
        ],
        { stdio: ['ignore', 'pipe', 'inherit'] },
      );
      running.push(serve);
      const [staff, phones] = await lines(serve, ['staff: ', 'public: ']);
      laptops.push({ staff, phones });
    }
    return { laptops, stop };
  } catch (error) {
    await stop();
    throw error;
  }
}

const READY_MS = 120_000;

/** The file's content once it is there. It is put there whole, by renaming. */
async function appears(path, child) {
  const deadline = Date.now() + READY_MS;
  while (Date.now() < deadline) {
    if (child.exitCode != null) throw new Error(`musubi demo ended with ${child.exitCode}`);
    const text = await readFile(path, 'utf8').catch(() => undefined);
    if (text != null) return JSON.parse(text);
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  throw new Error('musubi demo did not get ready');
}

async function line(child, prefix) {
  const [said] = await lines(child, [prefix]);
  return said;
}

/** What the program says behind each of these, in their order. */
async function lines(child, prefixes) {
  const said = [];
  for await (const text of createInterface({ input: child.stdout })) {
    if (text.startsWith(prefixes[said.length])) said.push(text.slice(prefixes[said.length].length));
    if (said.length === prefixes.length) {
      child.stdout.resume();
      return said;
    }
  }
  throw new Error(`the program ended before it said '${prefixes[said.length]}'`);
}

async function ended(child, signal) {
  if (child.exitCode != null) return;
  const gone = new Promise((resolve) => child.once('exit', resolve));
  child.kill(signal);
  await gone;
}
